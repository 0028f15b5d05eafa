"""The rows of a form, over all its grids and pages, as one list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from extract.geometry import Place
from extract.grid import Cell, Grid
from normalize.record import Reported
from normalize.unwrap import unwrap

# The parts of one cell, in order: two or more when a page break split it.
Slot = tuple[Cell, ...]


@dataclass(frozen=True)
class Row:
    """A row of a grid: the cells that cover it, left to right. `resumes` marks the first row after a page break.

    `known` remembers which of its cells name fields of a section, `headings` what heading they and the rows below
    make, `pairs` its labels with their values, for rows are asked about more than once.
    """

    grid: Grid
    index: int
    cells: tuple[Cell, ...]
    resumes: bool = False
    known: dict[str, list[Cell]] = field(init=False, default_factory=dict, compare=False, repr=False)
    headings: dict[str, tuple[list[Row], Any]] = field(init=False, default_factory=dict, compare=False, repr=False)
    pairs: dict[str, list[tuple[str, Cell, Cell | None]]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    @property
    def page(self) -> int:
        return self.grid.page

    @cached_property
    def own(self) -> tuple[Cell, ...]:
        """The cells that begin in this row."""
        return tuple(c for c in self.cells if c.row == self.index)

    @cached_property
    def words(self) -> tuple[tuple[Cell, str], ...]:
        """The row's own cells that say something, each with its text without white space."""
        return tuple((c, bare(c)) for c in self.own if c.lines)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the row's own cells say, white space removed, blanks left out."""
        return tuple(text for _, text in self.words)


def rows_of(grid: Grid) -> Iterator[Row]:
    """The rows of a grid, top to bottom; a row without any cell of its own is left out."""
    for index in range(grid.rows):
        row = Row(grid, index, grid.covering(index))
        if row.own:
            yield row


def bare(cell: Cell) -> str:
    """A cell's text without any white space: for comparing, not for records."""
    return "".join("".join(line.text for line in cell.lines).split())


def reported(slot: Slot | None) -> Reported | None:
    """The field that a cell holds; its places are the parts that hold text (all parts when none does)."""
    if slot is None:
        return None
    inked = tuple(c for c in slot if c.lines) or slot
    doubts = dict.fromkeys(line.doubt for c in inked for line in c.lines if line.doubt)
    return Reported(unwrap(inked), tuple(Place(c.page, c.bbox) for c in inked), "；".join(doubts))
