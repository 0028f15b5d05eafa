"""What a row is, by the words in it: a header line, the heading of a table, the total, a line of the tail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.grid import Cell
from normalize.rows import Row, bare
from normalize.template import Templates, key


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the funds or indicator table: its field (None: not placed), heading, and extent in points."""

    field: str | None
    heading: str
    x0: float
    x1: float

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2


def is_title(row: Row, templates: Templates) -> bool:
    """Whether the row is one wide cell with the form's title."""
    wide = len(row.words) == 1 and row.words[0][0].bbox.width > 0.6 * row.grid.bbox.width
    return wide and templates.is_title(row.words[0][1])


def joined(row: Row, rest: Row) -> Row:
    """A row with the lines that stand below its cells in the first row of the next page."""
    cells = []
    for cell in row.cells:
        below = [c for c in rest.own if cell.bbox.x0 - 2 <= c.bbox.cx <= cell.bbox.x1 + 2]
        cells.append(replace(cell, lines=(*cell.lines, *(line for c in below for line in c.lines))))
    return replace(row, cells=tuple(cells))


def header_pairs(row: Row, templates: Templates) -> list[tuple[str, Cell, Cell | None]]:
    """The labels of a header line with the cell that holds their value: the next one to the right, not a label."""
    pairs: list[tuple[str, Cell, Cell | None]] = []
    labels = [(field, c) for c, text in row.words if (field := templates.field("header", text)) is not None]
    for field, cell in labels:
        after = next((c for c in row.cells if c.bbox.x0 >= cell.bbox.x1 - 1), None)
        beside = after is not None and after.row == row.index and all(after is not c for _, c in labels)
        pairs.append((field, cell, after if beside else None))
    return pairs


def is_project_line(row: Row, templates: Templates) -> bool:
    """Whether the row names the project: a label with a value beside it, not the heading of a list of projects."""
    return any(
        field == "project_name" and value is not None and not _is_column(value, templates)
        for field, _, value in header_pairs(row, templates)
    )


def recognized(row: Row, section: str, templates: Templates) -> int:
    """How many fields of a section the row's cells name."""
    return len({templates.field(section, text) for _, text in row.words} - {None})


def is_fund_heading(row: Row, templates: Templates) -> bool:
    found = {templates.field("funds", text) for _, text in row.words}
    return "executed" in found and bool(found & {"annual_budget", "initial_budget", "rate"})


def is_indicator_heading(row: Row, templates: Templates) -> bool:
    found = {templates.field("indicators", text) for _, text in row.words if len(text) <= 30}
    named = found & {"level1", "level2", "level3"}
    return bool(named) and len(found & {"target", "actual", "weight", "score", "reason"}) >= 2


def goal_heading(row: Row, templates: Templates) -> tuple[Cell, Cell] | None:
    """The heading cells of the expected and the actual goal, when the row is the heading of the goal block."""
    kinds = [(templates.field("goals", text), cell) for cell, text in row.words if len(text) <= 24]
    actual = [c for kind, c in kinds if kind == "actual"]
    if not actual:
        return None
    before = [c for kind, c in kinds if kind == "expected" and c.bbox.x1 <= actual[-1].bbox.x0 + 1]
    if not before:
        return None
    # The label at the side of the block may itself read 年度总体目标: it spans the texts below, a heading does not.
    level = min(c.rowspan for c in before)
    return next(c for c in before if c.rowspan == level), actual[-1]


def is_total(row: Row, templates: Templates) -> bool:
    return bool(row.words) and templates.is_total(row.words[0][1]) and len(row.own) > 1


def tail_field(row: Row, templates: Templates) -> str | None:
    """The field of the label that a line below the total begins with."""
    if not row.words:
        return None
    head = row.words[0][1].replace(":", "：").partition("：")[0]
    return templates.field("tail", head) if len(head) <= 24 else None


def is_short_line(row: Row, templates: Templates) -> bool:
    """Whether the row is a label of the tail with its value, not a row of a table."""
    return len(row.own) <= 3 and tail_field(row, templates) is not None


def columns(rows: Sequence[Row], start: int, section: str, templates: Templates) -> tuple[tuple[Column, ...], int]:
    """The columns under a heading that begins at `rows[start]`, and how many rows the heading takes.

    A heading may be of two storeys: a cell over several columns, each with its own heading below.
    """
    top = rows[start]
    known = [c for c in top.own if templates.field(section, bare(c)) is not None]
    depth = min(max(c.rowspan for c in known), 3)
    band = [r for r in rows[start : start + depth] if r.grid is top.grid and r.index < top.index + depth]
    leaves: list[tuple[Cell, str]] = []
    for cell in top.own:
        below = [c for r in band[1:] for c in r.own if cell.bbox.x0 - 1 <= c.bbox.cx <= cell.bbox.x1 + 1]
        if cell.rowspan > depth and cell not in known:
            continue
        leaves.extend([(c, bare(cell)) for c in below] or [(cell, "")])
    found = []
    for cell, over in leaves:
        field = templates.field(section, bare(cell))
        if over and (field is None or field == "unit" or len(bare(cell)) == 1):
            field = templates.field(section, bare(cell)) or templates.field(section, over)
        found.append(Column(field, key(bare(cell)), cell.bbox.x0, cell.bbox.x1))
    return tuple(found), len(band)


def _is_column(cell: Cell, templates: Templates) -> bool:
    text = bare(cell)
    return any(templates.field(section, text) is not None for section in ("funds", "indicators"))
