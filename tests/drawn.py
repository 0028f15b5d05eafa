"""Little PDFs drawn for one difficulty each, and what the reader makes of them.

The canvas has its origin at the top left, as the reader's pages have. Text is set in STSong-Light, one of the
Chinese fonts every PDF viewer knows by name, so nothing is embedded and no font file is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.grid import Cell, Grid, Page
from extract.reader import Reader, load

WIDTH, HEIGHT = 595.0, 842.0
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
TEXT_READERS = ("pdfplumber", "pdfium")
_reading: list[Reader] = [load(TEXT_READERS[0])]


@contextmanager
def reading_with(name: str) -> Iterator[Reader]:
    """`read` and what builds on it use the reader of that name."""
    _reading.append(load(name))
    try:
        yield _reading[-1]
    finally:
        _reading.pop()


class Pen:
    """Draws on a page with y downwards; `c` is reportlab's canvas."""

    def __init__(self, target: Any, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.c = Canvas(target, pagesize=(width, height), pageCompression=0)
        self.height = height
        self.c.setLineWidth(0.5)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.c.line(x0, self.height - y0, x1, self.height - y1)

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.c.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.c.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=1, fill=0)

    def text(self, x: float, y: float, text: str, size: float = 10, font: str = FONT) -> None:
        """`y` is the baseline."""
        self.c.setFont(font, size)
        self.c.drawString(x, self.height - y, text)

    def table(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Strokes along every edge."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)

    def words(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A text in each cell, on a baseline in its middle; lines of a text are cut by newlines."""
        for y0, y1, row in zip(ys, ys[1:], rows, strict=False):
            for x0, text in zip(xs, row, strict=False):
                lines = text.split("\n")
                for i, line in enumerate(lines):
                    self.text(x0 + 4, (y0 + y1) / 2 + 4 + 13 * (i - (len(lines) - 1) / 2), line)


def drawn(path: Path, draw: Callable[[Pen], None], width: float = WIDTH, height: float = HEIGHT) -> Path:
    """A file with what `draw` draws; a page is added for each `pen.c.showPage()`."""
    buffer = BytesIO()
    pen = Pen(buffer, width, height)
    draw(pen)
    pen.c.save()
    path.write_bytes(buffer.getvalue())
    return path


def read(tmp_path: Path, draw: Callable[[Pen], None], width: float = WIDTH, height: float = HEIGHT) -> list[Page]:
    """The first page as the reader sees it."""
    return list(_reading[-1].read(drawn(tmp_path / "drawn.pdf", draw, width, height), [1]))


def grid_of(tmp_path: Path, draw: Callable[[Pen], None]) -> Grid:
    """The only grid of the first page."""
    (page,) = read(tmp_path, draw)
    (grid,) = page.grids
    return grid


def rows(grid: Grid) -> list[list[str]]:
    """The texts of a grid, row by row, each cell in the row it begins in."""
    return [[c.text for c in grid.cells if c.row == r] for r in range(grid.rows)]


def cell(grid: Grid, row: int, col: int) -> Cell:
    """The cell that begins at a position."""
    (found,) = [c for c in grid.cells if (c.row, c.col) == (row, col)]
    return found
