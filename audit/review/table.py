"""A form as the page shows it: its cells in the order of the form, each with the findings that rest on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from audit.result import FormResult
from audit.review.cases import Case
from audit.store.decisions import Correction
from normalize.record import Fund, Indicator, Reported, SelfEvaluation
from validate.finding import Level
from validate.places import heading, said

_ROW = re.compile(r"(funds|indicators)\[([0-9]+)\]\.(\w+)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell stands on a page: a box in points from the top left."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell. `path` is "" where the layout has none; `level` that of the worst finding on it; `spots` as JSON."""

    path: str = ""
    name: str = ""
    text: str = ""
    level: str = ""
    cases: tuple[Case, ...] = ()
    spots: str = "[]"
    page: int = 0
    corrected: Correction | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the form; `heads` is empty where every row names its cell itself."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]


def sections(form: FormResult, cases: Sequence[Case], corrections: dict[str, Correction]) -> tuple[Section, ...]:
    """The tables of a form, those without a cell left out."""
    record = form.record

    def shown(path: str, field: Reported | None) -> Shown:
        if field is None:
            return Shown()
        here = tuple(case for case in cases if case.path == path)
        level = min((case.level for case in here), key=[each.value for each in Level].index, default="")
        spots = spots_of(record, path)
        where = json.dumps([[s.page, s.x, s.y, s.width, s.height] for s in spots])
        page = spots[0].page if spots else record.pages[0]
        return Shown(path, said(record, path), field.text, level, here, where, page, corrections.get(path))

    about = tuple((shown(path, f),) for path, f in record.walk() if f is not None and not _ROW.fullmatch(path))
    parts = [Section("基本情况", (), about)]
    for name, title in (("funds", "项目资金"), ("indicators", "绩效指标")):
        rows: Sequence[Fund | Indicator] = getattr(record, name)
        keys = list(_used(rows))
        cells = (tuple(shown(f"{name}[{at}].{k}", getattr(r, k)) for k in keys) for at, r in enumerate(rows))
        parts.append(Section(title, tuple(heading(name, key) for key in keys), tuple(cells)))
    return tuple(part for part in parts if part.rows)


def spots_of(record: SelfEvaluation, path: str | None) -> tuple[Spot, ...]:
    """Where a field is printed; nothing for a path that the form has not."""
    try:
        field = record.get(path) if path else None
    except KeyError:
        field = None
    places = field.places if field else ()
    return tuple(Spot(p.page, p.bbox.x0, p.bbox.top, p.bbox.width, p.bbox.height) for p in places)


def _used(rows: Sequence[Fund | Indicator]) -> Iterator[str]:
    for field in fields(rows[0]) if rows else ():
        if field.name != "indent" and any(getattr(row, field.name) is not None for row in rows):
            yield field.name
