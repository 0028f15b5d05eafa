"""The fast reader: pdfium's characters and paths as arrays, a lattice of its own.

It is the first reading, the one on pdfplumber confirms it: so they share no code that finds, judges or places a
glyph, a line or a cell. Shared is only what knows no engine and no ink: the types (`grid`, `geometry`), the table of
look-alike characters (`text`: both must mend alike or every radical would be a dispute), the way a file is opened
and refused (`opening`), how page numbers are worded (`furniture`) and the splitting of cells that are not ruled
apart (`infer`), which judges texts and boxes of a finished grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2

from extract.document import Loaded, shared
from extract.errors import Damaged, TooDense
from extract.geometry import BBox
from extract.grid import Cell, Grid, Page, TextLine
from extract.homes import Plan, homes, plan
from extract.infer import infer
from extract.ink import Ink, ink
from extract.lattice import Lattice, lattice
from extract.legible import legible, without_crossers
from extract.margins import without_page_numbers
from extract.mesh import clean, tables
from extract.native import Floats
from extract.righted import righted
from extract.strokes import strokes
from extract.torn import refuse_torn
from extract.typeset import OUTSIDE, pieces, whole


class PdfiumReader:
    """Reads one page at a time; pages that the survey has loaded are used as they are."""

    name = "pdfium"

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        """See `extract.reader.Reader`."""
        if not pages:
            return
        with shared(path) as document:
            for number in pages:
                if number > len(document):
                    raise Damaged(f"第 {number} 页不存在")
                try:
                    page = _read(number, document.page(number - 1))
                except TooDense as error:
                    raise TooDense(f"第 {number} 页{error.reason}") from error
                except pypdfium2.PdfiumError as error:
                    raise Damaged(f"第 {number} 页内容损坏，pdfium 无法解析") from error
                document.drop(number - 1)
                yield page


def _read(number: int, loaded: Loaded) -> Page:
    lie = loaded.lie
    found = loaded.objects
    painted = strokes(found)
    signs = ink(loaded.text_address, lie.matrix, found, painted)
    signs, rules, wide, high, turn = righted(signs, painted.rules, lie.box.x1, lie.box.bottom)
    signs = legible(signs, wide, high)
    rules = clean(rules)
    made = plan(_lattices(rules, wide, high))
    refuse_torn(signs, made)
    signs = without_crossers(signs, rules, np.array([each.box for each in made.tables]))
    return replace(_page(number, signs, made, wide, high), turn=turn)


def _lattices(rules: Floats, wide: float, high: float) -> list[Lattice]:
    """The tables of the page, top to bottom: of a table within a cell of another, the one with more cells."""
    made = [each for each in map(lattice, tables(rules)) if each is not None and _is_table(each, wide, high)]
    made.sort(key=lambda each: -len(each.spans))
    kept: list[Lattice] = []
    for each in made:
        if not any(_overlap(each.box, other.box) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: (each.box[1], each.box[0]))


def _is_table(each: Lattice, wide: float, high: float) -> bool:
    """Several cells; or one, as wide as a form and not the border of the page: the rest of a row cut in two."""
    x0, top, x1, bottom = each.box
    return len(each.spans) > 1 or (x1 - x0 > 0.5 * wide and 8 < bottom - top < 0.8 * high)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(min(one[k + 2], other[k + 2]) - max(one[k], other[k]) > 1 for k in (0, 1))


def _page(number: int, signs: Ink, made: Plan, wide: float, high: float) -> Page:
    laid = pieces(signs, homes(signs, made))
    laid, numbers = without_page_numbers(laid, made, number, wide, high)
    inside: dict[int, list[TextLine]] = {}
    for piece in laid:
        inside.setdefault(piece.home, []).append(piece.line)
    outside = sorted((*inside.get(OUTSIDE, ()), *numbers), key=lambda line: (line.bbox.cy, line.bbox.x0))
    grids = tuple(_grid(number, made, k, inside) for k in range(len(made.tables)))
    return Page(number, wide, high, grids, tuple(outside))


def _grid(number: int, made: Plan, table: int, inside: dict[int, list[TextLine]]) -> Grid:
    each, start = made.tables[table], made.starts[table]
    boxes = made.boxes[start : start + len(each.spans)].tolist()
    cells = tuple(
        Cell(r, c, down, across, number, BBox(*box), tuple(inside.get(start + i, ())))
        for i, ((r, c, down, across), box) in enumerate(zip(each.spans, boxes, strict=True))
    )
    grid = infer(Grid(number, BBox(*each.box), tuple(each.xs.tolist()), tuple(each.ys.tolist()), cells))
    return replace(grid, cells=tuple(_joined(c) if len(c.lines) > 1 else c for c in grid.cells))


def _joined(cell: Cell) -> Cell:
    lines = whole(cell.lines)
    if len(lines) == len(cell.lines):
        return cell
    return Cell(cell.row, cell.col, cell.rowspan, cell.colspan, cell.page, cell.bbox, lines)


READER = PdfiumReader()
