"""The columns of a table: which field each heading stands for, and which cells of a row stand under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.grid import Cell, Grid
from normalize.figures import amount, is_blank_figure, points
from normalize.headings import Column
from normalize.rows import Row, Slot, bare
from normalize.template import Templates

# The order in which forms print what a heading of unknown words may stand for.
_NOT_KEPT = ("review", "other")
_USUAL = {
    "indicators": ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason"),
    "funds": ("initial_budget", "annual_budget", "executed", "rate"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """A row by its fields: the cells of each. A field the layout has no cell for is missing."""

    row: Row
    slots: Mapping[str, Slot]

    def text(self, field: str) -> str:
        """What the field's cells say, without white space; "" when blank or missing."""
        return "".join(bare(c) for c in self.slots.get(field, ()))

    def inherits(self, field: str) -> bool:
        """Whether the field's cell began in a row further up: it is merged over several."""
        cells = self.slots.get(field)
        return cells is not None and cells[0] not in self.row.own


def resolve(
    columns: Sequence[Column], section: str, templates: Templates, below: Sequence[Row] = ()
) -> tuple[Column, ...]:
    """The columns with every heading's field: unknown headings by structure, a field named twice only once.

    Under `below`, the rows that follow, words tell a column of labels: no heading makes it one of figures. Further
    columns of scores become `score2`, `score3`: which counts is for the figures to say. A heading of unknown words
    takes the field that a layout of as many columns has there, or else the one that the usual order has between its
    neighbours.
    """
    worded = [bool(_texts(c, below)) and not any(map(_is_figure, _texts(c, below))) for c in columns]
    # 项目权重 over 项目决策（15分）, left of the names: a label.
    name = next((i for i, c in enumerate(columns) if c.field in ("level3", "target", "actual")), 0)
    columns = [
        replace(c, field=None) if i < name and worded[i] and c.field in ("weight", "score") else c
        for i, c in enumerate(columns)
    ]
    fields: list[str | None] = []
    scores = 0
    for index, field in enumerate(_levelled(_paired([c.field for c in columns]))):
        if field == "score":
            scores += 1
            fields.append("score" if scores == 1 else f"score{scores}")
        elif field in fields and field not in _NOT_KEPT:
            first = fields.index(field)
            # A heading known as a whole says more than one that only holds a word; 备注 says less than any reason.
            known = [templates.is_whole(section, columns[i].heading) for i in (first, index)]
            better = known == [False, True] and field != "reason"
            fields[first] = None if better else field
            fields.append(field if better else None)
        else:
            fields.append(field)
    if section == "indicators":
        _by_layout(columns, fields, templates)
        _value_columns(columns, fields)
        _name_column(columns, fields)
        _level_columns(columns, fields, below, templates)
    free = range(len(columns)) if section == "indicators" else [i for i, words in enumerate(worded) if not words]
    _by_order(columns, fields, _USUAL[section], free)
    return tuple(replace(c, field=f) for c, f in zip(columns, fields, strict=True))


def _paired(fields: list[str | None]) -> list[str | None]:
    """Of two columns that both read as targets or as actuals, the left one is the target, the right one the actual."""
    for twice, other, index in (("actual", "target", 0), ("target", "actual", -1)):
        places = [i for i, f in enumerate(fields) if f == twice]
        if len(places) == 2 and other not in fields:
            fields[places[index]] = other
    return fields


def _levelled(fields: list[str | None]) -> list[str | None]:
    """Of three columns in a row that are all called 名称, the first two are the levels."""
    places = [i for i, f in enumerate(fields) if f == "level3"]
    if len(places) == 3 and places[2] - places[0] == 2 and not {"level1", "level2"} & {*fields}:
        fields[places[0]], fields[places[1]] = "level1", "level2"
    return fields


def _by_layout(columns: Sequence[Column], fields: list[str | None], templates: Templates) -> None:
    unknown = [i for i, f in enumerate(fields) if f is None and columns[i].field is None]
    fits = [
        t.columns
        for t in templates.layouts
        if len(t.columns) == len(fields)
        and all(f is None or f == t.columns[i] for i, f in enumerate(fields))
        and all(t.columns[i] not in fields for i in unknown)
    ]
    if unknown and len(unknown) <= len(fields) // 2 and len({tuple(f[i] for i in unknown) for f in fits}) == 1:
        for i in unknown:
            fields[i] = fits[0][i]


def _value_columns(columns: Sequence[Column], fields: list[str | None]) -> None:
    """Target and actual stand side by side, between weight and score or before both."""
    missing = [f for f in ("target", "actual") if f not in fields]
    marks = [i for i, f in enumerate(fields) if f in ("weight", "score")]
    unknown = [i for i, f in enumerate(fields) if f is None and columns[i].field is None and columns[i].heading]
    if missing == ["target"]:
        beside = fields.index("actual") - 1
        named = "level3" in fields[:beside] or any(i < beside for i in unknown)
        if beside in unknown and named:
            fields[beside] = "target"
    if len(missing) < 2 or not marks:
        return
    between = [i for i in unknown if marks[0] < i < marks[-1]]
    before = [i for i in unknown if i < marks[0]]
    # Of those before, one more must remain for the indicator's name.
    chosen = between if len(between) >= 2 else before[-2:] if len(before) >= 2 + ("level3" not in fields) else []
    for index, field in zip(chosen, missing, strict=False):
        fields[index] = field


def _name_column(columns: Sequence[Column], fields: list[str | None]) -> None:
    """The indicator's name stands last before its values, whatever the heading calls it."""
    values = [i for i, f in enumerate(fields) if f in ("target", "actual", "weight", "score")]
    before = range(min(values, default=0))
    unknown = [i for i in before if fields[i] is None and columns[i].field is None and columns[i].heading]
    if "level3" not in fields and unknown:
        fields[unknown[-1]] = "level3"


def _level_columns(
    columns: Sequence[Column], fields: list[str | None], below: Sequence[Row], templates: Templates
) -> None:
    """Columns of unknown headings under which the labels of levels stand (产出指标, 数量指标), wherever they are."""
    labels = [
        i
        for i, column in enumerate(columns)
        if fields[i] is None
        and (texts := [text for text in _texts(column, below) if not is_blank_figure(text)])
        and all(templates.is_whole_level(text) for text in texts)
    ]
    missing = [f for f in ("level1", "level2") if f not in fields]
    if len(labels) == len(missing):
        for index, field in zip(labels, missing, strict=True):
            fields[index] = field


def _by_order(
    columns: Sequence[Column], fields: list[str | None], usual: Sequence[str], free: Sequence[int]
) -> None:
    for index, field in enumerate(fields):
        if index not in free or field is not None or columns[index].field is not None or not columns[index].heading:
            continue
        low = max((usual.index(f) for f in fields[:index] if f in usual), default=-1)
        right = (usual.index(f) for f in fields[index + 1 :] if f in usual)
        high = min((r for r in right if r > low), default=len(usual) if low >= 0 else 0)
        between = [f for f in usual[low + 1 : high] if f not in fields]
        if between and between[0] not in ("weight", "score"):
            fields[index] = between[0]


def _texts(column: Column, below: Sequence[Row]) -> list[str]:
    """What the rows say under a column."""
    return [text for row in below for cell, text in row.words if cell.bbox.x0 <= column.cx <= cell.bbox.x1]


def _is_figure(text: str) -> bool:
    return is_blank_figure(text) or points(text) is not None or amount(text) is not None


def record(row: Row, columns: Sequence[Column], home: Grid) -> Record:
    """The row's cells under the columns of a heading that stands in the grid `home`.

    A cell over several columns counts for the first of them; several cells under one column are one field.
    """
    shift = 0.0
    if row.grid is not home and abs(row.grid.bbox.width - home.bbox.width) <= 6.0:
        shift = home.bbox.x0 - row.grid.bbox.x0
    slots: dict[str, Slot] = {}
    left, right = columns[0].x0 - 1, columns[-1].x1 + 1
    for cell in row.cells:
        x0, x1, cx = cell.bbox.x0 + shift, cell.bbox.x1 + shift, cell.bbox.cx + shift
        if not left <= cx <= right:
            continue
        under = [c for c in columns if x0 <= c.cx <= x1] or [c for c in columns if c.x0 <= cx <= c.x1]
        field = _first(under, cell)
        if field is not None:
            slots[field] = (*slots.get(field, ()), cell)
    return Record(row, slots)


def _first(under: Sequence[Column], cell: Cell) -> str | None:
    named = [c.field for c in under if c.field]
    if not named:
        return None
    # A name printed over 二级指标 and 三级指标 is the indicator's name.
    return "level3" if named[:2] == ["level2", "level3"] and not bare(cell).endswith("指标") else named[0]
