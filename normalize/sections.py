"""The rows of one form, sorted into its parts: header block, funds, goals, indicators, total, and what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.grid import Cell, Grid
from normalize import headings, unplaced
from normalize.columns import Record, record, resolve
from normalize.figures import is_blank_figure, points
from normalize.headings import Column
from normalize.rows import Row, Slot, bare
from normalize.split import rejoin
from normalize.template import Templates

FUND_FIGURES = ("initial_budget", "annual_budget", "executed", "weight", "rate", "score")
_POINTS = re.compile(r"[（(][0-9]+(?:\.[0-9]+)?分[）)]")
_SHOWN = 4  # rows that tell what a column holds
_AMOUNTS = ("initial_budget", "annual_budget", "executed")
SCORES = ("score", "score2", "score3")


class Sections:
    """Walks a form's rows from top to bottom: a heading opens the part that the rows below it belong to.

    header       label → cells of the value; `()` where a label has no cell beside it
    inline       label → the one cell that holds label and value (项目名称：…)
    funds        rows of the funds table, with `label`; `fund_columns` in printed order
    goals        expected_goal, actual_goal → cells; `goal_points` weight, score → cells of the points they carry;
                 `goal_label_points` when the label at the side of the block prints some
    indicators   rows of the indicator tables; `tables` the columns of each in printed order, `columns` of the last
    total        weight, score (score2 …), grade → cells of the total row; `has_total` when there is such a row
    tail         grade, conclusion, notes, other → cells of the values below the total
    lone         cells of rows above the funds that are no label and no value (titles, 单位：万元)
    unplaced     what has no field, as remarks name it
    """

    def __init__(self, rows: Sequence[Row], templates: Templates) -> None:
        self._templates = templates
        self._rows = rows
        self._state = "header"
        self._home: Grid | None = None
        self._goal_heads: tuple[Cell, Cell] | None = None
        self._point_heads: list[tuple[str, Cell]] = []
        self._margin: Cell | None = None
        self._last_label: str | None = None
        self._above: list[tuple[str, Cell]] = []
        self.header: dict[str, Slot] = {}
        self.inline: dict[str, Cell] = {}
        self.funds: list[Record] = []
        self.fund_columns: tuple[Column, ...] = ()
        self.goals: dict[str, Slot] = {}
        self.goal_points: dict[str, Slot] = {}
        self.goal_label_points = False
        self.indicators: list[Record] = []
        self.columns: tuple[Column, ...] = ()
        self.tables: list[tuple[Column, ...]] = []
        self.total: dict[str, Slot] = {}
        self.has_total = False
        self.tail: dict[str, Slot] = {}
        self.lone: list[Cell] = []
        self.unplaced: list[str] = []
        index = 0
        while index < len(rows):
            index += self._heading(index) or self._content(rows[index])
        texts = ("level3", "target", "actual", "reason")
        self.indicators = rejoin(self.indicators, ("weight", *SCORES), texts, templates)
        self.funds = rejoin(self.funds, FUND_FIGURES, ("label", "reason"), templates)

    def _heading(self, index: int) -> int:
        """How many rows the heading that begins here takes; 0 when none does."""
        row, templates = self._rows[index], self._templates
        if indicators := headings.heading(self._rows, index, "indicators", templates):
            self.columns = resolve(indicators.columns, "indicators", templates, self._below(index + indicators.depth))
            self._state, self._home = "indicators", row.grid
            self.columns += self._margin_column(row, self.columns)
            self.tables.append(self.columns)
            self.unplaced += unplaced.columns(self.columns, "指标列")
            return indicators.depth
        if not self.funds and self._state == "header" and (paired := headings.paired_funds(row, templates)):
            self.fund_columns, self._state, self._home = paired, "funds", row.grid
            return 0
        if not self.funds and (funds := headings.heading(self._rows, index, "funds", templates)):
            placed = resolve(funds.columns, "funds", templates, self._below(index + funds.depth))
            self.fund_columns = tuple(c for c in placed if c.field)
            self.fund_columns += self._margin_column(row, self.fund_columns)
            labelled = min((c.x0 for c in self.fund_columns), default=0.0)
            self.unplaced += unplaced.columns([c for c in placed if c.x0 > labelled], "资金列")
            self._state, self._home = "funds", row.grid
            return funds.depth
        if not self.goals and (heads := headings.goal_heading(row, templates)):
            self._goal_heads, self._state, self._home = heads, "goals", row.grid
            self._point_heads = headings.goal_points(row, templates)
            self.goal_points |= {"score": (cell,)} if (cell := headings.margin(row)) else {}
            named = [*heads, *(cell for _, cell in self._point_heads)]
            self.unplaced += unplaced.goal_columns(row, named, templates)
            self.goal_label_points = any(c.rowspan > 1 and _POINTS.search(text) for c, text in row.words)
            return 1
        return 0

    def _below(self, index: int) -> list[Row]:
        """The rows that show what a heading stands over."""
        return [row for row in self._rows[index : index + _SHOWN] if row.grid is self._rows[index - 1].grid]

    def _content(self, row: Row) -> int:
        below = self._state == "indicators" or (self.indicators and (self._state != "funds" or self.funds))
        if below and not self.has_total and headings.is_total(row, self._templates):
            self._total(row)
            return 1
        if self._state == "funds" and not self._fund(row):
            self._state = "tail" if self.indicators else "header"
        if self._state == "goals" and self.goals and headings.is_short_line(row, self._templates):
            self._state = "tail"
        if self._state == "header":
            goals = headings.goal_pairs(row, self._templates)
            self._header(row, bool(goals))
            self.goals.update({f: (c,) for f, c in goals if f not in self.goals})
        elif self._state == "goals":
            self._goals(row)
        elif self._state == "tail" or (self._state == "indicators" and headings.is_short_line(row, self._templates)):
            self._tail(row)
        elif self._state == "indicators" and not headings.is_subtotal(row, self._templates):
            self.indicators.append(self._under(row, self.columns))
        return 1

    def _margin_column(self, row: Row, columns: Sequence[Column]) -> tuple[Column, ...]:
        self._margin = None if any(c.field == "score" for c in columns) else headings.margin(row)
        return (Column("score", "", self._margin.bbox.x0, self._margin.bbox.x1),) if self._margin else ()

    def _under(self, row: Row, columns: Sequence[Column]) -> Record:
        """The row by columns. A score in the margin of the block begins, for the record, in its first row."""
        if self._margin in row.cells:
            cells = tuple(replace(c, row=row.index) if c is self._margin else c for c in row.cells)
            row, self._margin = replace(row, cells=cells), None
        return record(row, columns, self._home or row.grid)

    def _header(self, row: Row, has_goals: bool) -> None:
        pairs = headings.header_pairs(row, self._templates)
        placed = {cell for _, *cells in pairs for cell in cells if cell is not None}
        for name, label in self._above:
            below = next((c for c in row.own if label.bbox.x0 <= c.bbox.cx <= label.bbox.x1), None)
            if below is not None and not pairs:
                self.header[name] = (below,)
                placed.add(below)
        # Labels alone in their row stand above their values.
        alone = len(pairs) > 1 and len(pairs) == len(row.own)
        self._above = [(name, label) for name, label, _ in pairs] if alone else []
        for name, _, value in pairs:
            self.header.setdefault(name, (value,) if value is not None else ())
        for cell in row.own:
            head = bare(cell).replace(":", "：").partition("：")
            name_inline = self._templates.field("header", head[0]) if head[2] else None
            if name_inline:
                self.inline.setdefault(name_inline, cell)
                placed.add(cell)
        if not has_goals:
            self.unplaced += unplaced.labels(row, placed)
        if not pairs:
            self.lone.extend(c for c in row.own if c.lines)

    def _fund(self, row: Row) -> bool:
        """Takes a row of the funds table; False when its cells don't stand under the columns or hold words."""
        got = self._under(row, self.fund_columns)
        wanted = [c for c in self.fund_columns if c.field in FUND_FIGURES]
        if sum(c.field in got.slots for c in wanted) < min(2, len(wanted)):
            return False
        if any(not is_blank_figure(t) and not any(c.isdigit() for c in t) for t in map(got.text, _AMOUNTS)):
            return False
        if _counts(row):
            return True
        first = min(c.x0 for c in self.fund_columns)
        left = [c for c in row.cells if c.bbox.x1 <= first + 3]
        label = {"label": (left[-1],)} if left else {}
        self.funds.append(replace(got, slots={**got.slots, **label}))
        return True

    def _goals(self, row: Row) -> None:
        assert self._goal_heads is not None
        if any(all(c.bbox.x0 <= head.bbox.cx <= c.bbox.x1 for head in self._goal_heads) for c in row.own):
            self.unplaced += unplaced.texts(row)  # a text over both columns is about something else
            return
        for name, head in self._point_heads:
            under = self._under(row, (Column(name, "", head.bbox.x0, head.bbox.x1),)).slots.get(name, ())
            self.goal_points.setdefault(name, under) if under else None
        for name, head in zip(("expected_goal", "actual_goal"), self._goal_heads, strict=True):
            below = self._under(row, (Column(name, "", head.bbox.x0, head.bbox.x1),))
            for cell in below.slots.get(name, ()):
                if cell.row == row.index and (cell.lines or name not in self.goals):
                    self.goals[name] = (*self.goals.get(name, ()), cell)

    def _total(self, row: Row) -> None:
        """The printed totals: the cells under the columns of weight and score, right of the label."""
        label = next(c for c in row.own if c.lines)
        values = tuple(c for c in row.own if c is not label)
        under = self._under(replace(row, cells=values), self.columns)
        self.total = {f: under.slots[f] for f in ("weight", *SCORES) if f in under.slots}
        printed = [c for c in values if c.lines]
        grades = [c for c in printed if self._templates.is_grade(bare(c))]
        figures = [c for c in printed if c not in grades]
        self._straighten([c for c in figures if points(bare(c)) is not None])
        # One total below several columns of scores is that of each.
        shared = self.total.get("score", ())
        for field, at in ((c.field, c.cx) for c in self.columns if c.field in SCORES):
            if field and shared and shared[0].bbox.x0 <= at <= shared[0].bbox.x1:
                self.total.setdefault(field, shared)
        if "score" not in self.total and figures:
            self.total["score"] = (figures[-1],)
        if grades:
            self.total["grade"] = (grades[-1],)
        self.has_total = True
        if self._state != "indicators" or self.indicators:
            self._state = "tail"  # else the total is printed first, above the rows it sums up

    def _straighten(self, figures: Sequence[Cell]) -> None:
        """Where the totals don't stand under their columns but there is one for each, their order tells."""
        order = [c.field for c in self.columns if c.field in ("weight", "score")]
        beside = any(not any(c in figures for c in self.total.get(f, ())) for f in order)
        if beside and len(figures) == len(order) == 2:
            self.total |= {field: (cell,) for field, cell in zip(order, figures, strict=True) if field}

    def _tail(self, row: Row) -> None:
        """A line below the total: labels with their values, or more of the value that a page break split."""
        self._state = "tail"
        if not headings.tail_field(row, self._templates):
            if row.resumes and self._last_label:
                self.tail[self._last_label] = (*self.tail[self._last_label], *(c for c in row.own if c.lines))
            return
        name = None
        for cell in row.own:
            text = bare(cell).replace(":", "：")
            label = self._templates.field("tail", text) if len(text) <= 16 else None
            if label is not None:
                name = label
            elif name is not None:
                self.tail[name] = (*self.tail.get(name, ()), cell)
                self._last_label = name
            elif inline := self._templates.field("tail", text.partition("：")[0]):
                self.inline.setdefault(inline, cell)


def _counts(row: Row) -> bool:
    """Whether the row only numbers the columns (列次 1 2 3 …)."""
    figures = [text for text in row.texts if text.isdecimal()]
    counted = [str(n) for n in range(1, len(figures) + 1)]
    return len(figures) >= 3 and len(row.texts) - len(figures) <= 1 and figures == counted
