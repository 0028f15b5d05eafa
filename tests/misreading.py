"""Readers that misread: a wrong digit, a lost row, a lost page, an endless loop. Put in where the real one stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from extract.grid import Cell, Grid, Page, TextLine
from extract.reader import Reader

Change = Callable[[Page], Page]


@dataclass
class Remembering:
    """Reads each page of a file once, so that a test may ask for it many times."""

    inner: Reader
    name: str
    _seen: dict[tuple[Path, int], Page] = field(default_factory=dict)

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        missing = [n for n in pages if (path, n) not in self._seen]
        self._seen.update({(path, p.number): p for p in self.inner.read(path, missing)})
        for number in pages:
            yield self._seen[path, number]


@dataclass
class Misreading:
    """Reads as `inner` does, and then changes each page."""

    inner: Reader
    change: Change
    name: str = "misreading"

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        for page in self.inner.read(path, pages):
            yield self.change(page)


@dataclass
class Hanging:
    """Never gives a page."""

    name: str = "hanging"

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:  # noqa: ARG002  the interface asks for both
        while True:
            time.sleep(0.01)
        yield from ()


def wrong_digit(nth: int) -> Change:
    """The page with the first digit of its nth cell of figures (counted round and round) one higher."""

    def change(page: Page) -> Page:
        figures = [c for grid in page.grids for c in grid.cells if any(ch.isdigit() for ch in c.text)]
        if not figures:
            return page
        wrong = figures[nth % len(figures)]
        return _with_cells(page, lambda c: replace(c, lines=tuple(map(_raised, c.lines))) if c is wrong else c)

    return change


def without_row(nth: int) -> Change:
    """The page without the nth row (counted round and round) of its first grid."""

    def change(page: Page) -> Page:
        if not page.grids:
            return page
        grid, *others = page.grids
        return replace(page, grids=(_cut(grid, nth % grid.rows), *others))

    return change


def blank(page: Page) -> Page:
    """The page without any table."""
    return replace(page, grids=(), lines=())


def _raised(line: TextLine) -> TextLine:
    at = next((i for i, ch in enumerate(line.text) if ch.isdigit()), None)
    if at is None:
        return line
    return replace(line, text=line.text[:at] + str((int(line.text[at]) + 1) % 10) + line.text[at + 1 :])


def _with_cells(page: Page, change: Callable[[Cell], Cell]) -> Page:
    return replace(page, grids=tuple(replace(g, cells=tuple(map(change, g.cells))) for g in page.grids))


def _cut(grid: Grid, row: int) -> Grid:
    cells = []
    for cell in grid.cells:
        if cell.row <= row < cell.row + cell.rowspan:
            if cell.rowspan > 1:
                cells.append(replace(cell, rowspan=cell.rowspan - 1))
        else:
            cells.append(replace(cell, row=cell.row - (cell.row > row)))
    return replace(grid, ys=(*grid.ys[:row], *grid.ys[row + 1 :]), cells=tuple(cells))
