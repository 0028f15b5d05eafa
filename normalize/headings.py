"""What a row is, by the words in it: a header line, the heading of a table, the total, a line of the tail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.grid import Cell
from normalize.figures import amount, points
from normalize.rows import Row, bare
from normalize.template import Templates, key

_FUND_FIGURES = ("initial_budget", "annual_budget", "executed", "rate", "weight", "score")


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


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns that a heading opens, and how many rows it takes."""

    columns: tuple[Column, ...]
    depth: int

    @property
    def named(self) -> int:
        """How many fields its words name."""
        return len({c.field for c in self.columns} - {None})


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
    if "header" in row.pairs:
        return row.pairs["header"]
    pairs: list[tuple[str, Cell, Cell | None]] = []
    labels = [(field, c) for c, text in row.words if (field := templates.field("header", text)) is not None]
    for field, cell in labels:
        after = next((c for c in row.cells if c.bbox.x0 >= cell.bbox.x1 - 1), None)
        beside = after is not None and after.row == row.index and all(after is not c for _, c in labels)
        pairs.append((field, cell, after if beside else None))
    row.pairs["header"] = pairs
    return pairs


def is_project_line(row: Row, templates: Templates) -> bool:
    """Whether the row names the project: a label with a value beside it, not the heading of a list of projects."""
    return any(
        field == "project_name" and value is not None and not _is_column(value, templates)
        for field, _, value in header_pairs(row, templates)
    )


def heading(rows: Sequence[Row], start: int, section: str, templates: Templates) -> Heading | None:
    """The heading of the funds or indicator table that begins at `rows[start]`; None when none does.

    It may be of two storeys: a cell over several columns, each with its own heading below.
    """
    top = rows[start]
    if section not in top.known:
        side = _side_label(top)
        heads = [(c, text) for c, text in top.words if c is not side]
        top.known[section] = [c for c, text in heads if templates.field(section, text) is not None]
    known = top.known[section]
    if len(known) < 2:
        return None
    depth = min(max(c.rowspan for c in known), 3)
    band = [r for r in rows[start : start + depth] if r.grid is top.grid and r.index < top.index + depth]
    before = top.headings.get(section)
    if before is None or len(before[0]) != len(band) or any(a is not b for a, b in zip(before[0], band, strict=True)):
        before = top.headings[section] = (band, _heading(top, band, depth, section, templates))
    return before[1]


def _side_label(row: Row) -> Cell | None:
    """The label at the side of a block, which spans the rows below the heading too: 资金执行 is no heading there."""
    first, *others = row.own
    return first if others and first.rowspan > max(c.rowspan for c in others) else None


def _heading(top: Row, band: Sequence[Row], depth: int, section: str, templates: Templates) -> Heading | None:
    found: list[Column] = []
    for cell in top.own:
        if cell.rowspan > depth:
            continue
        below = [c for r in band[1:] for c in r.own if cell.bbox.x0 - 1 <= c.bbox.cx <= cell.bbox.x1 + 1]
        found.extend(_column(leaf, bare(cell), section, templates) for leaf in below)
        if not below:
            found.append(_column(cell, "", section, templates))
    fields = {c.field for c in found if c.field}
    opens = _TESTS[section](fields)
    if section == "indicators" and not opens and {"weight", "score"} <= fields and len(found) >= 6:
        # Weights and scores below headings of unknown words: the indicators', unless it is the funds table.
        opens = not {"initial_budget", "annual_budget", "executed", "rate"} & {
            templates.field("funds", text) for _, text in top.words
        }
    return Heading(tuple(found), len(band)) if opens else None


def _column(cell: Cell, over: str, section: str, templates: Templates) -> Column:
    """The column below a heading cell; what stands over it helps where its own words say too little (单位, 值)."""
    text = bare(cell)
    field = templates.field(section, text)
    if field is None and over:
        field = templates.field(section, over)
    return Column(field, key(text), cell.bbox.x0, cell.bbox.x1)


def _heads_funds(fields: set[str]) -> bool:
    budgets = fields & {"initial_budget", "annual_budget"}
    if "executed" in fields:
        return bool(budgets) or "rate" in fields
    return bool(budgets) and ("rate" in fields or {"weight", "score"} <= fields)


def _heads_indicators(fields: set[str]) -> bool:
    values = fields & {"target", "actual", "weight", "score", "reason"}
    return len(values) >= (2 if fields & {"level1", "level2", "level3"} else 4)


_TESTS = {"funds": _heads_funds, "indicators": _heads_indicators}


def goal_heading(row: Row, templates: Templates) -> tuple[Cell, Cell] | None:
    """The heading cells of the expected and the actual goal, when the row is the heading of the goal block."""
    # The label at the side of the block may itself read 年度总体目标: it spans the texts below, a heading does not.
    side = [text for cell, text in row.words if cell.rowspan > 1]
    heads = [cell for cell, text in row.words if cell.rowspan == 1 and len(text) <= 24]
    if len(heads) < 2:
        return None
    scored = [cell for _, cell in goal_points(row, templates)]
    named = [(cell, text) for cell, text in row.words if cell.rowspan == 1 and cell not in scored]
    kinds = [(templates.field("goals", text), cell) for cell, text in named]
    expected = next((c for kind, c in kinds if kind == "expected"), None)
    actual = next((c for kind, c in reversed(kinds) if kind == "actual"), None)
    if actual and expected and expected.bbox.x1 <= actual.bbox.x0 + 1:
        return expected, actual
    # Headings of unknown words stand between a label that speaks of goals and two texts.
    if len(heads) != 2 or not any("目标" in text for text in side):
        return None
    # A narrow label before a wide text is a goal beside its label (see `goal_pairs`).
    beside = expected is heads[0] and heads[1].bbox.width > 2 * heads[0].bbox.width
    return None if beside or actual is heads[0] else (heads[0], heads[1])


def goal_pairs(row: Row, templates: Templates) -> list[tuple[str, Cell]]:
    """Goals printed beside their labels, one a row: the field of the label and the cell of the text."""
    pairs = []
    for cell, text in row.words:
        kind = templates.field("goals", text) if len(text) <= 16 else None
        after = next((c for c in row.own if c.bbox.x0 >= cell.bbox.x1 - 1), None)
        if kind in ("expected", "actual") and after is not None and templates.field("goals", bare(after)) is None:
            pairs.append((f"{kind}_goal", after))
    return pairs


def margin(row: Row) -> Cell | None:
    """The score of a whole block that stands in its right margin, from the heading on, without a heading of its own."""
    last = row.own[-1]
    return last if last.rowspan > 1 and len(row.own) > 1 and points(bare(last)) is not None else None


def goal_points(row: Row, templates: Templates) -> list[tuple[str, Cell]]:
    """The headings of the points that the goals themselves carry (分值, 得分 beside 预期目标), each with its field."""
    named = [(templates.field("funds", text), cell) for cell, text in row.words if cell.rowspan == 1]
    return [(field, cell) for field, cell in named if field in ("weight", "score")]


def paired_funds(row: Row, templates: Templates) -> tuple[Column, ...]:
    """The columns of a funds table that has no heading: each figure stands beside its label (预算数：286)."""
    side = _side_label(row)
    cells = [c for c in row.own if c is not side]
    found = []
    for label, value in pairwise(cells):
        field = templates.field("funds", bare(label)) if label.lines else None
        if field in _FUND_FIGURES and amount(bare(value)) is not None:
            found.append(Column(field, key(bare(label)), value.bbox.x0, value.bbox.x1))
    fields = [c.field for c in found]
    whole = "executed" in fields and bool({"initial_budget", "annual_budget"} & {*fields})
    return tuple(found) if whole and len(set(fields)) == len(fields) else ()


def is_total(row: Row, templates: Templates) -> bool:
    return bool(row.words) and templates.is_total(row.words[0][1]) and len(row.own) > 1


def is_subtotal(row: Row, templates: Templates) -> bool:
    """Whether the row sums up a group of indicators (小计)."""
    return any(templates.is_subtotal(text) for _, text in row.words[:3])


def tail_field(row: Row, templates: Templates) -> str | None:
    """The field of the label that a line below the total begins with."""
    if not row.words:
        return None
    head = row.words[0][1].replace(":", "：").partition("：")[0]
    return templates.field("tail", head) if len(head) <= 24 else None


def is_short_line(row: Row, templates: Templates) -> bool:
    """Whether the row is a label of the tail with its value, not a row of a table."""
    return len(row.own) <= 3 and tail_field(row, templates) is not None


def _is_column(cell: Cell, templates: Templates) -> bool:
    text = bare(cell)
    return any(templates.field(section, text) is not None for section in ("funds", "indicators"))
