"""What reviewers decided of findings, and what they read in cells: kept for the content of a file, over every run.

Nothing is overwritten: the last row of a finding (or cell) that was not undone counts, the others are its history.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from extract.geometry import BBox, Place

TABLES = (
    """CREATE TABLE decisions (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, form INTEGER NOT NULL, code TEXT NOT NULL,
    path TEXT NOT NULL, opinion TEXT NOT NULL, remark TEXT NOT NULL, who TEXT NOT NULL, at REAL NOT NULL,
    recomputed TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX decisions_of ON decisions (sha256, form, code, path, id)",
    "CREATE INDEX decisions_by ON decisions (who, at)",
    """CREATE TABLE corrections (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, form INTEGER NOT NULL,
    path TEXT NOT NULL, text TEXT NOT NULL, printed TEXT NOT NULL, boxes TEXT NOT NULL, who TEXT NOT NULL,
    at REAL NOT NULL, undone INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX corrections_of ON corrections (sha256, form, path, id)",
    "CREATE INDEX corrections_by ON corrections (who, at)",
)
WHOLE_FILE = 0  # in place of the number of a form, for a finding on the file


class Opinion(StrEnum):
    """复核意见: the finding is right, is wrong, or is left open. `NONE` has a remark at most."""

    TRUE = "属实"
    FALSE = "误报"
    OPEN = "待核"
    NONE = ""


class Key(NamedTuple):
    """A finding, wherever the file lies: `form` counts from 1 in it; `path` is None for one on the whole form."""

    sha256: str
    form: int
    code: str
    path: str | None


class CellKey(NamedTuple):
    """A cell of a form."""

    sha256: str
    form: int
    path: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on a finding. `recomputed` is what the finding gave then; `at` in seconds since 1970.

    `number` counts the decisions of a database up; 0 for one that is not in it yet.
    """

    opinion: Opinion
    remark: str
    who: str
    at: float
    recomputed: str = ""
    undone: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person reads in a cell, in place of `printed`, which the program read there then, at `places`."""

    text: str
    printed: str
    places: tuple[Place, ...]
    who: str
    at: float
    undone: bool = False


_DECISION = "sha256, form, code, path, opinion, remark, who, at, recomputed, undone"
_CORRECTION = "sha256, form, path, text, printed, boxes, who, at, undone"


def latest(db: sqlite3.Connection, sha256: str | None = None) -> dict[Key, Decision]:
    """What counts of every finding that was decided; of one file's only, where its digest is given."""
    which, given = ("AND sha256 = ?", (sha256,)) if sha256 is not None else ("", ())
    rows = db.execute(f"SELECT {_DECISION}, id FROM decisions WHERE NOT undone {which} ORDER BY id", given)
    return dict(_decided(row) for row in rows)


def history(db: sqlite3.Connection, key: Key) -> list[Decision]:
    """All that was decided of a finding, the last first, with what was undone."""
    given = (key.sha256, key.form, key.code, key.path or "")
    of = "sha256 = ? AND form = ? AND code = ? AND path = ?"
    rows = db.execute(f"SELECT {_DECISION}, id FROM decisions WHERE {of} ORDER BY id DESC", given)
    return [_decided(row)[1] for row in rows]


def decide(db: sqlite3.Connection, key: Key, decision: Decision) -> int:
    """Sets a decision down, inside a transaction of the caller's; gives its number, for `undo`."""
    about = (key.sha256, key.form, key.code, key.path or "", decision.opinion.value, decision.remark)
    marks = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
    row = db.execute(
        f"INSERT INTO decisions ({_DECISION}) VALUES ({marks})",
        (*about, decision.who, decision.at, decision.recomputed, decision.undone),
    ).lastrowid
    assert row is not None
    return row


def corrections(db: sqlite3.Connection, sha256: str | None = None) -> dict[CellKey, Correction]:
    """What counts of every cell that was corrected; of one file's only, where its digest is given."""
    which, given = ("AND sha256 = ?", (sha256,)) if sha256 is not None else ("", ())
    rows = db.execute(f"SELECT {_CORRECTION} FROM corrections WHERE NOT undone {which} ORDER BY id", given)
    return dict(_corrected(row) for row in rows)


def correct(db: sqlite3.Connection, key: CellKey, correction: Correction) -> int:
    """Sets a correction down, inside a transaction of the caller's; gives its number, for `undo`."""
    places = json.dumps([[p.page, p.bbox.x0, p.bbox.top, p.bbox.x1, p.bbox.bottom] for p in correction.places])
    row = db.execute(
        f"INSERT INTO corrections ({_CORRECTION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key, correction.text, correction.printed, places, correction.who, correction.at, correction.undone),
    ).lastrowid
    assert row is not None
    return row


def undo(db: sqlite3.Connection, who: str) -> Key | CellKey | None:
    """Takes back what somebody decided or corrected last and has not taken back yet, inside a transaction of the
    caller's; gives what it was of, None where there is nothing left."""
    last = (
        "SELECT id, at, 'decisions' AS kind, sha256, form, code, path FROM decisions WHERE who = ?1 AND NOT undone"
        " UNION ALL SELECT id, at, 'corrections', sha256, form, '', path FROM corrections WHERE who = ?1 AND NOT undone"
        " ORDER BY at DESC, id DESC LIMIT 1"
    )
    row = db.execute(last, (who,)).fetchone()
    if row is None:
        return None
    id_, _at, table, sha256, form, code, path = row
    db.execute(f"UPDATE {table} SET undone = 1 WHERE id = ?", (id_,))
    return Key(sha256, form, code, path or None) if table == "decisions" else CellKey(sha256, form, path)


def _decided(row: Sequence[object]) -> tuple[Key, Decision]:
    sha256, form, code, path, opinion, remark, who, at, recomputed, undone, number = row
    key = Key(str(sha256), int(str(form)), str(code), str(path) or None)
    said = Opinion(str(opinion)), str(remark), str(who), float(str(at)), str(recomputed)
    return key, Decision(*said, bool(undone), int(str(number)))


def _corrected(row: Sequence[object]) -> tuple[CellKey, Correction]:
    sha256, form, path, text, printed, boxes, who, at, undone = row
    places = tuple(Place(page, BBox(*box)) for page, *box in json.loads(str(boxes)))
    key = CellKey(str(sha256), int(str(form)), str(path))
    return key, Correction(str(text), str(printed), places, str(who), float(str(at)), bool(undone))
