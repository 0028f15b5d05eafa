"""Grids for tests, drawn as text: one list a row, a cell a string; `<` goes on from the left, `^` from above.

A newline in a cell starts a new line. Characters are 10 points wide (ASCII 5) and high, columns as wide as told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.geometry import BBox
from extract.grid import Cell, Grid, Page, TextLine

SIZE = 10.0


def width(text: str) -> float:
    return sum(SIZE / 2 if char.isascii() else SIZE for char in text)


def grid(
    rows: Sequence[Sequence[str]], widths: Sequence[float], *, page: int = 1, left: float = 50, top: float = 80
) -> Grid:
    """A grid of rows 40 points high; texts stand left in their cells, 5 points from the rule."""
    xs = [left]
    for one in widths:
        xs.append(xs[-1] + one)
    ys = [top + 40.0 * n for n in range(len(rows) + 1)]
    return Grid(page, BBox(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(ys), tuple(_cells(rows, xs, ys, page)))


def _cells(rows: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float], page: int) -> Iterator[Cell]:
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right = c + 1
            while right < len(row) and row[right] == "<":
                right += 1
            below = r + 1
            while below < len(rows) and rows[below][c] == "^":
                below += 1
            box = BBox(xs[c], ys[r], xs[right], ys[below])
            lines = tuple(
                TextLine(part, BBox(box.x0 + 5, box.top + 2 + 12 * n, box.x0 + 5 + width(part), box.top + 12 + 12 * n))
                for n, part in enumerate(text.split("\n"))
                if part
            )
            yield Cell(r, c, below - r, right - c, page, box, lines)


def page(*grids: Grid, number: int = 1, lines: Sequence[str] = ()) -> Page:
    """A page with text lines above its grids."""
    texts = tuple(
        TextLine(text, BBox(100, 20 + 14.0 * n, 100 + width(text), 30 + 14.0 * n)) for n, text in enumerate(lines)
    )
    return Page(number, 595, 842, grids, texts)
