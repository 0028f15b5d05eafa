"""The findings of audit.db as the page lists them: chosen by what a reviewer looks for, page by page."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audit.result import Verdict
from audit.store.decisions import WHOLE_FILE, Key, Opinion
from validate.finding import Level
from validate.rule import catalogue

PAGE = 100  # findings listed at once
UNDECIDED, DECIDED = "未判定", "已判定"
NO_UNIT = "（未填单位）"
_LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_SEARCHED = ("i.name", "m.project_name", "f.unit", "f.code", "f.place", "f.derivation", "f.remark", "f.printed")


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


def listed(db: sqlite3.Connection, choice: Choice, page: int) -> list[Case]:
    """The findings on a page (from 0) of the list, in its order."""
    where, given = _where(choice)
    ids = f"SELECT f.id FROM {_from(choice)} WHERE {where} {_SORTED} LIMIT ? OFFSET ?"
    rows = db.execute(f"{_CASE} WHERE f.id IN ({ids}) {_SORTED}", (*given, PAGE, page * PAGE))
    return [Case(*row) for row in rows]


def count(db: sqlite3.Connection, choice: Choice) -> int:
    where, given = _where(choice)
    found: int = db.execute(f"SELECT count(*) FROM {_from(choice)} WHERE {where}", given).fetchone()[0]
    return found


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


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one thing to choose by, each with how many findings there are under the other choices."""

    name: str
    title: str
    options: tuple[tuple[str, str, int], ...]


def facets(db: sqlite3.Connection, choice: Choice) -> tuple[Facet, ...]:
    """What there is to choose, the words left out of account."""
    rows = db.execute(
        "SELECT unit, code, level, verdict, opinion, count(*) FROM findings WHERE listed GROUP BY 1, 2, 3, 4, 5"
    )
    wanted = (choice.unit, choice.code, choice.level, choice.verdict, choice.opinion)
    counts: tuple[Counter[str], ...] = tuple(Counter() for _ in wanted)
    for *values, many in rows:
        misses = [at for at, (want, value) in enumerate(zip(wanted, values, strict=True)) if not _fits(want, value)]
        for at, value in enumerate(values):
            counts[at][value] += many if misses in ([], [at]) else 0
    units, codes, levels, verdicts, opinions = counts
    return (
        Facet("unit", "单位", tuple((u or NO_UNIT, u or NO_UNIT, units[u]) for u in sorted(units))),
        Facet("code", "规则", tuple((c, f"{c} {rule_name(c)}", codes[c]) for c in sorted(codes))),
        Facet("level", "级别", _ordered(levels, [level.value for level in Level])),
        Facet("verdict", "核验", _ordered(verdicts, [verdict.value for verdict in Verdict])),
        Facet("opinion", "复核意见", tuple(_opinions(opinions))),
    )


def progress(db: sqlite3.Connection) -> tuple[int, int]:
    """How many of the listed findings are decided, and how many there are."""
    row = db.execute("SELECT coalesce(sum(opinion <> ''), 0), count(*) FROM findings WHERE listed").fetchone()
    return row[0], row[1]


def _fits(want: str, value: str) -> bool:
    return want in ("", value) or (want == DECIDED if value else want in (UNDECIDED, NO_UNIT))


def _ordered(counts: Counter[str], order: list[str]) -> tuple[tuple[str, str, int], ...]:
    return tuple((value, value, counts[value]) for value in order if value in counts)


def _opinions(counts: Counter[str]) -> Iterator[tuple[str, str, int]]:
    yield UNDECIDED, UNDECIDED, counts[Opinion.NONE]
    yield DECIDED, DECIDED, counts.total() - counts[Opinion.NONE]
    for opinion in (Opinion.TRUE, Opinion.FALSE, Opinion.OPEN):
        yield opinion.value, opinion.value, counts[opinion]


def _from(choice: Choice) -> str:
    return (
        "findings f JOIN files i ON i.id = f.file LEFT JOIN forms m ON m.id = f.form" if choice.words else "findings f"
    )


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
    for word in choice.words.split():
        parts.append("(" + " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in _SEARCHED) + ")")
        given += [f"%{word.translate(_LIKE)}%"] * len(_SEARCHED)
    return " AND ".join(parts), tuple(given)
