"""The findings of audit.db as the page lists them: chosen by what a reviewer looks for, page by page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from audit.store.decisions import WHOLE_FILE, Key
from validate.rule import catalogue

PAGE = 100  # findings listed at once
UNDECIDED, DECIDED = "未判定", "已判定"
NO_UNIT = "（未填单位）"
_LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_MOST_WORDS = 8
# Texts of its form or file, or its own; a line break between them, so that no word is found across two.
_HOLDS = (
    "(f.file IN (SELECT file FROM forms WHERE (project_name || char(10) || implementing_unit || char(10) || department)"
    " LIKE ? ESCAPE '\\' UNION ALL SELECT id FROM files WHERE name LIKE ? ESCAPE '\\')"
    + "".join(f" OR f.{text} LIKE ? ESCAPE '\\'" for text in ("derivation", "place", "printed", "remark", "code"))
    + ")"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer looks for; "" where anything goes. `opinion` is an opinion, UNDECIDED or DECIDED."""

    unit: str = ""
    code: str = ""
    level: str = ""
    verdict: str = ""
    opinion: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A finding with the form and file that it is on. `form` is None for one on a whole file, `nth` then 0."""

    id: int
    code: str
    level: str
    path: str | None
    place: str
    page: int | None
    printed: str
    recomputed: str
    difference: str
    verdict: str
    citation: str
    derivation: str
    opinion: str
    remark: str
    unit: str
    file: int
    form: int | None
    sha256: str
    name: str
    nth: int
    project_name: str
    year: str

    @property
    def key(self) -> Key:
        return Key(self.sha256, self.nth, self.code, self.path)

    @property
    def rule(self) -> str:
        return rule_name(self.code)


_CASE = (
    "SELECT f.id, f.code, f.level, f.path, f.place, f.page, f.printed, f.recomputed, f.difference, f.verdict,"
    " f.citation, f.derivation, f.opinion, f.remark, f.unit, f.file, f.form, i.sha256, i.name,"
    f" coalesce(m.form, {WHOLE_FILE}), coalesce(m.project_name, ''), coalesce(m.year, '')"
    " FROM findings f JOIN files i ON i.id = f.file LEFT JOIN forms m ON m.id = f.form"
)
_SORTED = "ORDER BY f.file, f.form, f.id"


def rule_name(code: str) -> str:
    return next((rule.name for rule in catalogue() if rule.code == code), code)


def listed(db: sqlite3.Connection, choice: Choice, page: int) -> tuple[list[Case], int]:
    """The findings on a page (from 0) of the list, in its order; and how many the whole list has."""
    where, given = _where(choice)
    ids = f"SELECT f.id FROM findings f WHERE {where} {_SORTED}"
    if choice.words:  # to look through all the texts once is dear enough
        found = [id_ for (id_,) in db.execute(ids, given)]
        many, here = len(found), found[page * PAGE : (page + 1) * PAGE]
    else:
        many = db.execute(f"SELECT count(*) FROM findings f WHERE {where}", given).fetchone()[0]
        here = [id_ for (id_,) in db.execute(f"{ids} LIMIT ? OFFSET ?", (*given, PAGE, page * PAGE))]
    rows = db.execute(f"{_CASE} WHERE f.id IN ({', '.join('?' * len(here))}) {_SORTED}", here)
    return [Case(*row) for row in rows], many


def case(db: sqlite3.Connection, id_: int) -> Case | None:
    row = db.execute(f"{_CASE} WHERE f.id = ?", (id_,)).fetchone()
    return Case(*row) if row else None


def of_key(db: sqlite3.Connection, key: Key) -> list[Case]:
    """The finding in every copy of the file that was audited."""
    where = f"i.sha256 = ? AND coalesce(m.form, {WHOLE_FILE}) = ? AND f.code = ? AND f.path IS ?"
    return [Case(*row) for row in db.execute(f"{_CASE} WHERE {where} {_SORTED}", key)]


def of_form(db: sqlite3.Connection, form: int) -> list[Case]:
    """The findings of a form, those left out of the lists not among them."""
    return [Case(*row) for row in db.execute(f"{_CASE} WHERE f.form = ? AND f.listed {_SORTED}", (form,))]


def _where(choice: Choice) -> tuple[str, tuple[str, ...]]:
    parts, given = ["f.listed = 1"], list[str]()
    unit = "" if choice.unit == NO_UNIT else choice.unit
    for column, want, value in (
        ("f.unit", choice.unit, unit),
        ("f.code", choice.code, choice.code),
        ("f.level", choice.level, choice.level),
        ("f.verdict", choice.verdict, choice.verdict),
    ):
        if want:
            parts.append(f"{column} = ?")
            given.append(value)
    if choice.opinion in (UNDECIDED, DECIDED):
        parts.append("f.opinion " + ("= ''" if choice.opinion == UNDECIDED else "<> ''"))
    elif choice.opinion:
        parts.append("f.opinion = ?")
        given.append(choice.opinion)
    for word in choice.words.split()[:_MOST_WORDS]:
        like = f"%{word.translate(_LIKE)}%"
        parts.append(_HOLDS)
        given += [like] * _HOLDS.count("?")
    return " AND ".join(parts), tuple(given)
