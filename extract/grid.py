"""What a reader sees: pages with ruled grids of cells, and the text lines outside of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extract.geometry import BBox, Place, leant, turned


@dataclass(frozen=True, slots=True)
class TextLine:
    """One visual line, left to right, printed spaces kept, also a trailing one; the box is its ink's.

    `doubt` says in Chinese why the text can't be relied on (two readings of a scan differ); "" when it can.
    """

    text: str
    bbox: BBox
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: first row and column (from 0), spans, the box of its borders, its lines top to bottom."""

    row: int
    col: int
    rowspan: int
    colspan: int
    page: int
    bbox: BBox
    lines: tuple[TextLine, ...]

    @property
    def text(self) -> str:
        """The lines joined by newlines: for looking, not for records (see `normalize.unwrap`)."""
        return "\n".join(line.text for line in self.lines)

    @property
    def place(self) -> Place:
        return Place(self.page, self.bbox)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table on one page.

    `xs` and `ys` are the column and row edges in points (one more than columns and rows). `cells` are in
    row-major order of their top left corner and cover every position at most once; a position covered by no
    cell is a hole in the rules.
    """

    page: int
    bbox: BBox
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def cols(self) -> int:
        return len(self.xs) - 1

    def covering(self, row: int) -> tuple[Cell, ...]:
        """The cells that cover a row, left to right, those that began further up among them."""
        return tuple(sorted((c for c in self.cells if c.row <= row < c.row + c.rowspan), key=lambda c: c.bbox.x0))


@dataclass(frozen=True, slots=True)
class Page:
    """One page as displayed: its size in points, its grids top to bottom, the text lines outside of them.

    A scan that lies askew is read levelled, so that columns stand one below the other: all its boxes are those of
    the levelled page, and turned by `lean` degrees clockwise about the page's middle they lie where they are shown.
    Likewise a page on which most is written sideways is read as held to be read: `turn` counts the quarter turns
    clockwise of its writing, and size and boxes are those of the page so held. `shown` takes them back.
    """

    number: int
    width: float
    height: float
    grids: tuple[Grid, ...]
    lines: tuple[TextLine, ...]
    lean: float = 0.0
    turn: int = 0

    def shown(self, box: BBox) -> BBox:
        """Where a box of this page is displayed."""
        if self.lean:
            box = leant(box, self.lean, (self.width / 2, self.height / 2))
        return turned(box, self.turn, self.width, self.height) if self.turn else box


def render(page: Page) -> str:
    """A page as plain text, for golden files and for people: a line a cell, boxes in whole points."""
    return "\n".join(_render(page)) + "\n"


def _render(page: Page) -> Iterator[str]:
    yield f"page {page.number}  {page.width:.0f}x{page.height:.0f}"
    for line in page.lines:
        yield f"  text ({line.bbox.x0:.0f},{line.bbox.top:.0f}) {line.text!r}"
    for number, grid in enumerate(page.grids, 1):
        yield f"  grid {number}  {grid.rows}x{grid.cols}"
        for cell in grid.cells:
            span = f" {cell.rowspan}x{cell.colspan}" if (cell.rowspan, cell.colspan) != (1, 1) else ""
            words = " | ".join(line.text for line in cell.lines)
            yield f"    r{cell.row} c{cell.col}{span}: {words}".rstrip()
