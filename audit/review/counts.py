"""How many findings there are of each kind, to choose by."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from audit.result import Verdict
from audit.review.cases import DECIDED, NO_UNIT, UNDECIDED, Choice, rule_name
from audit.store import schema
from audit.store.decisions import Opinion
from validate.finding import Level

_GROUPS = "SELECT unit, code, level, verdict, opinion, count(*) FROM findings WHERE listed = 1 GROUP BY 1, 2, 3, 4, 5"


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one thing to choose by, each with how many findings there are under the other choices."""

    name: str
    title: str
    options: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """So many findings that are alike in unit, code, level, verdict and opinion."""

    values: tuple[str, ...]
    many: int


class Counts:
    """Groups of findings, counted anew only after somebody changed the database; for any number of threads."""

    def __init__(self, folder: Path) -> None:
        self._watch = schema.opened(folder, any_thread=True)
        self._lock = Lock()
        self._version = -1
        self._groups: tuple[Group, ...] = ()

    def groups(self) -> tuple[Group, ...]:
        with self._lock:
            # Moves whenever another connection has changed the database.
            (version,) = self._watch.execute("PRAGMA data_version").fetchone()
            if version != self._version:
                self._groups = tuple(Group(tuple(values), many) for *values, many in self._watch.execute(_GROUPS))
                self._version = version
            return self._groups

    def close(self) -> None:
        with self._lock, closing(self._watch):
            self._version = -1


def progress(db: sqlite3.Connection) -> tuple[int, int]:
    """How many of the listed findings are decided, and how many there are."""
    row = db.execute("SELECT count(*) FILTER (WHERE opinion <> ''), count(*) FROM findings WHERE listed = 1").fetchone()
    return row[0], row[1]


def facets(groups: tuple[Group, ...], choice: Choice) -> tuple[Facet, ...]:
    """What there is to choose, the words left out of account."""
    wanted = (choice.unit, choice.code, choice.level, choice.verdict, choice.opinion)
    counts: tuple[Counter[str], ...] = tuple(Counter() for _ in wanted)
    for group in groups:
        misses = [at for at, (w, v) in enumerate(zip(wanted, group.values, strict=True)) if not _fits(w, v)]
        for at, value in enumerate(group.values):
            counts[at][value] += group.many if misses in ([], [at]) else 0
    units, codes, levels, verdicts, opinions = counts
    return (
        Facet("unit", "单位", tuple((u or NO_UNIT, u or NO_UNIT, units[u]) for u in sorted(units))),
        Facet("code", "规则", tuple((c, f"{c} {rule_name(c)}", codes[c]) for c in sorted(codes))),
        Facet("level", "级别", _ordered(levels, [level.value for level in Level])),
        Facet("verdict", "核验", _ordered(verdicts, [verdict.value for verdict in Verdict])),
        Facet("opinion", "复核意见", tuple(_opinions(opinions))),
    )


def _fits(want: str, value: str) -> bool:
    return want in ("", value) or (want == DECIDED if value else want in (UNDECIDED, NO_UNIT))


def _ordered(counts: Counter[str], order: list[str]) -> tuple[tuple[str, str, int], ...]:
    return tuple((value, value, counts[value]) for value in order if value in counts)


def _opinions(counts: Counter[str]) -> Iterator[tuple[str, str, int]]:
    yield UNDECIDED, UNDECIDED, counts[Opinion.NONE]
    yield DECIDED, DECIDED, counts.total() - counts[Opinion.NONE]
    for opinion in (Opinion.TRUE, Opinion.FALSE, Opinion.OPEN):
        yield opinion.value, opinion.value, counts[opinion]
