"""What the report says, out of the tables of audit.db, form by form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from audit.exports.html.spots import Spot, spots
from audit.result import Status
from audit.store.store import Store
from validate.finding import Level
from validate.rule import catalogue

MOST_FINDINGS = 2000  # shown in full, so that the file can be mailed and opened
MOST_OF_FORM = 200
MOST_LINES = 3000  # of a list of forms or files
MOST_UNITS = 30
_NO_UNIT = "（未填实施单位）"
_UNIT = f"coalesce(nullif(trim(o.implementing_unit), ''), nullif(trim(o.department), ''), '{_NO_UNIT}')"
_RANKS = " ".join(f"WHEN '{level.value}' THEN {rank}" for rank, level in enumerate(Level))
BY_LEVEL = f"CASE level {_RANKS} END"
_LEVELS = ", ".join(
    f"coalesce(sum(g.level = '{level.value}'), 0) AS n_{name}"
    for level, name in zip(Level, ("errors", "warnings", "hints"), strict=True)
)
_LISTED = "FROM forms o LEFT JOIN findings g ON g.file = o.file AND g.form = o.id AND g.listed"


@dataclass(frozen=True, slots=True)
class Counts:
    """Findings by level."""

    errors: int
    warnings: int
    hints: int

    @property
    def all(self) -> int:
        return self.errors + self.warnings + self.hints


@dataclass(frozen=True, slots=True)
class Line:
    """What a rule or a unit comes to."""

    code: str
    name: str
    forms: int
    counts: Counts
    basis: str = ""

    @property
    def major(self) -> int:
        """错误 and 疑点 together, as long as its bar is."""
        return self.counts.errors + self.counts.warnings


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the report shows it; `id` is that in audit.db."""

    id: int
    code: str
    rule: str
    level: str
    place: str
    page: int | None
    printed: str
    recomputed: str
    difference: str
    verdict: str
    citation: str
    derivation: str
    policy: str
    opinion: str
    remark: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form with what the lists say of it."""

    id: int
    file: int
    file_name: str
    form: int
    pages: str
    year: str
    project: str
    department: str
    unit: str
    claimed: str
    low: str
    high: str
    checkable: str
    remarks: str
    counts: Counts
    unsure: bool

    @property
    def total(self) -> str:
        """The recomputed total, a range where it is one."""
        return self.low if self.low == self.high else f"{self.low} 至 {self.high}"

    @property
    def status(self) -> str:
        if self.unsure:
            return Status.UNSURE
        return Status.DIFFERS if self.counts.errors or self.counts.warnings else Status.PASSED


@dataclass(frozen=True, slots=True)
class Closed:
    """A file without a form, or with pages that could not be read, and why."""

    name: str
    status: str
    why: str


def in_full(store: Store) -> set[int]:
    """The forms whose findings are shown in full: those with most to look at."""
    rows = store.rows(
        f"SELECT o.id, count(*), {_LEVELS} {_LISTED} WHERE g.id IS NOT NULL GROUP BY o.id"
        f" ORDER BY 3 DESC, 4 DESC, o.id LIMIT {MOST_FINDINGS}"
    )
    chosen: set[int] = set()
    left = MOST_FINDINGS
    for id_, count, *_ in list(rows):
        left -= min(count, MOST_OF_FORM)
        if left < 0 and chosen:
            break
        chosen.add(id_)
    return chosen


def forms(store: Store, found: bool) -> Iterator[Form]:
    """Those with findings, or those without, in the order of the lists."""
    return _forms(store, f"HAVING count(g.id) {'>' if found else '='} 0 ORDER BY o.id")


def worst(store: Store, most: int) -> list[Form]:
    """The forms with most 错误, then most 疑点."""
    ranked = "HAVING n_errors + n_warnings > 0 ORDER BY n_errors DESC, n_warnings DESC, o.id"
    return list(_forms(store, f"{ranked} LIMIT {most}"))


def _forms(store: Store, which: str) -> Iterator[Form]:
    rows = store.rows(
        "SELECT o.id, o.file, f.name, o.form, o.pages, o.year, o.project_name, o.department,"
        " o.implementing_unit, o.claimed_total, o.total_low, o.total_high, o.checkable, o.remarks,"
        f" {_LEVELS}, coalesce(max(g.verdict = ? AND g.level <> ?), 0) {_LISTED}"
        f" JOIN files f ON f.id = o.file GROUP BY o.id {which}",
        (Status.UNSURE.value, Level.INFO.value),
    )
    for id_, file, name, form, pages, *rest in rows:
        row = (id_, file, name, form, _pages(json.loads(pages)), *rest[:9], Counts(*rest[9:12]), bool(rest[12]))
        yield Form(*row)


def findings(store: Store, form: Form) -> list[Found]:
    """The first of a form's findings, 错误 before 疑点 before 提示, then in the order of the lists."""
    rows = store.rows(
        "SELECT id, code, level, place, page, printed, recomputed, difference, verdict, citation, derivation, policy,"
        " opinion, remark, boxes, evidence FROM findings WHERE file = ? AND form = ? AND listed"
        f" ORDER BY {BY_LEVEL}, id LIMIT {MOST_OF_FORM}",
        (form.file, form.id),
    )
    names = {rule.code: rule.name for rule in catalogue()}
    found = []
    for id_, code, *rest, boxes, evidence in rows:
        row = (id_, code, names[code], *rest, spots(json.loads(boxes), json.loads(evidence)))
        found.append(Found(*row))
    return found


def by_rule(store: Store) -> list[Line]:
    """What each rule found, most 错误 first."""
    known = {rule.code: rule for rule in catalogue()}
    rows = store.rows(
        f"SELECT g.code, count(DISTINCT g.form), {_LEVELS} FROM findings g WHERE g.listed GROUP BY g.code"
        " ORDER BY 3 DESC, 4 DESC, 5 DESC, g.code"
    )
    return [
        Line(code, known[code].name, count, Counts(*levels), known[code].citation.value)
        for code, count, *levels in rows
    ]


def by_unit(store: Store) -> tuple[list[Line], int]:
    """The units with most 错误, then most 疑点; and how many have any besides these."""
    rows = store.rows(
        f"SELECT {_UNIT}, count(DISTINCT o.id), {_LEVELS} {_LISTED} GROUP BY 1 HAVING n_errors + n_warnings > 0"
        " ORDER BY n_errors DESC, n_warnings DESC, n_hints DESC, 1"
    )
    first = [Line("", unit, count, Counts(*levels)) for unit, count, *levels in islice(rows, MOST_UNITS)]
    return first, sum(1 for _ in rows)


def closed(store: Store) -> Iterator[Closed]:
    """Every file that is not wholly read, or has no form."""
    rows = store.rows(
        "SELECT name, status, unread, scanned FROM files WHERE status <> '' OR scanned <> '[]' ORDER BY id"
    )
    for name, status, unread, scanned in rows:
        scans = json.loads(scanned)
        why = [unread] if unread else ["能打开，但没有找到自评表"] if status else []
        why += [f"第 {_pages(scans)} 页为扫描件，未能读取"] if scans else []
        yield Closed(name, status or "部分未读", "；".join(why))


def verdicts(store: Store, verdict: str) -> int:
    """How many listed 错误 and 疑点 were confirmed in this way."""
    rows = store.rows(
        "SELECT count(*) FROM findings WHERE listed AND verdict = ? AND level <> ?", (verdict, Level.INFO.value)
    )
    return int(next(rows)[0])


def _pages(pages: list[int]) -> str:
    """1-4 where they follow one another, else each."""
    if len(pages) > 1 and pages == list(range(pages[0], pages[-1] + 1)):
        return f"{pages[0]}-{pages[-1]}"
    return "、".join(map(str, pages))
