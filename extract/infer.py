"""Cells that are not ruled apart but plainly are several: text in columns that other rows of the table have,
figures in rows that several columns agree on.

A really merged cell with wrapped text must stay whole, so each split needs ink on both sides of a clear gap and
nothing across it. Cells come with their lines cut into pieces at wide blanks (`layout.lines`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extract.geometry import BBox
from extract.grid import Cell, Grid, TextLine

_FIGURE = re.compile(r"[≥≤><=＝±+\-−—–/／.．,，\d０-９%％万亿元分\s]*[\d０-９—–/／\-][\d０-９%％万亿元分.\s]*")
_NUMBER = re.compile(r"[≥≤><=＝]?[\d０-９]+([,，][\d０-９]{3})*([.．][\d０-９]*)?[%％万亿元分]*")
_PADDING = 10.8  # points that producers leave beside the text of a cell, both sides together
_FILLED = 0.6  # of the columns a split would make must hold text
_CLEAR = 1.0  # points of white on either side of an edge


def infer(grid: Grid) -> Grid:
    """The grid with unruled columns and rows made cells."""
    return _with_rows(_with_columns(grid))


def _with_columns(grid: Grid) -> Grid:
    """Splits until nothing changes: a row that has found its columns is evidence for the next one."""
    while True:
        cells: list[Cell] = []
        for cell in grid.cells:
            cells.extend(_columns(cell, grid) if cell.colspan > 1 and len(cell.lines) > 1 else (cell,))
        if len(cells) == len(grid.cells):
            return grid
        grid = replace(grid, cells=tuple(sorted(cells, key=lambda c: (c.row, c.col))))


def _columns(cell: Cell, grid: Grid) -> tuple[Cell, ...]:
    """The cell split at edges that a row next to it has and that no ink of its own crosses."""
    inner = range(cell.col + 1, cell.col + cell.colspan)
    free = [k for k in inner if not any(_crosses(line.bbox, grid.xs[k]) for line in cell.lines)]
    if not free:
        return (cell,)
    ruled = _edges_beside(cell, grid)
    open_ = [k for k in free if k in ruled]
    bounds = [cell.col, *open_, cell.col + cell.colspan]
    groups = [_between(cell.lines, grid.xs[a], grid.xs[b]) for a, b in pairwise(bounds)]
    filled = sum(map(bool, groups))
    if filled < 2 or filled < _FILLED * len(groups) or not _side_by_side(groups):
        return (cell,)
    return tuple(
        replace(
            cell,
            col=a,
            colspan=b - a,
            bbox=BBox(grid.xs[a], cell.bbox.top, grid.xs[b], cell.bbox.bottom),
            lines=group,
        )
        for (a, b), group in zip(pairwise(bounds), groups, strict=True)
    )


def _edges_beside(cell: Cell, grid: Grid) -> set[int]:
    """Column edges of the cells that touch this one from above or below."""
    beside = [
        c
        for c in grid.cells
        if c is not cell
        and (c.row + c.rowspan == cell.row or c.row == cell.row + cell.rowspan)
        and c.col < cell.col + cell.colspan
        and cell.col < c.col + c.colspan
    ]
    return {edge for c in beside for edge in (c.col, c.col + c.colspan)}


def _crosses(box: BBox, x: float) -> bool:
    return box.x0 < x + _CLEAR and x - _CLEAR < box.x1


def _between(lines: Sequence[TextLine], left: float, right: float) -> tuple[TextLine, ...]:
    return tuple(line for line in lines if left <= line.bbox.cx < right)


def _side_by_side(groups: Sequence[tuple[TextLine, ...]]) -> bool:
    """Whether neighbouring groups share a height: text of one cell that only wraps unevenly doesn't."""
    full = [g for g in groups if g]
    return all(
        any(min(a.bbox.bottom, b.bbox.bottom) > max(a.bbox.top, b.bbox.top) for a in one for b in two)
        for one, two in pairwise(full)
    )


def _with_rows(grid: Grid) -> Grid:
    """Each row in which several columns list figures at the same heights, split between those heights."""
    for row in range(grid.rows - 1, -1, -1):
        band = [c for c in grid.cells if c.row == row and c.rowspan == 1]
        cuts = _cuts(band)
        if cuts:
            grid = _cut(grid, row, cuts)
    return grid


def _cuts(band: Sequence[Cell]) -> tuple[float, ...]:
    """Heights at which a row falls apart; none unless two columns hold nothing but figures, line by line at the
    same heights, and no text of the row crosses the cuts (labels merged over all of it apart)."""
    lists = [_heights(c) for c in band if len(c.lines) > 1 and _is_list(c)]
    if len(lists) < 2:
        return ()
    usual = max(lists, key=lambda h: sum(_same(h, other) for other in lists))
    if sum(_same(usual, other) for other in lists) < 2 or any(len(h) != len(usual) for h in lists):
        return ()
    size = median(line.bbox.height for c in band for line in c.lines)
    if min(b - a for a, b in pairwise(usual)) < 1.5 * size:
        return ()
    ink = [line.bbox for c in band if not _spans(c, usual) for line in c.lines]
    cuts = []
    for above, below in pairwise(usual):
        free = _free(ink, above, below)
        if free is None:
            return ()
        cuts.append(free)
    return tuple(cuts)


def _is_list(cell: Cell) -> bool:
    """Lines of whole figures of which none can be the wrapped rest of another: they leave room for more of it,
    or they make no number together."""
    if not all(_FIGURE.fullmatch(line.text.strip()) for line in cell.lines):
        return False
    roomy = all(line.bbox.width + line.bbox.height + _PADDING < cell.bbox.width for line in cell.lines)
    return roomy or not _NUMBER.fullmatch("".join(line.text.strip() for line in cell.lines))


def _heights(cell: Cell) -> tuple[float, ...]:
    return tuple(line.bbox.cy for line in cell.lines)


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < 3 for a, b in zip(one, other, strict=True))


def _spans(cell: Cell, heights: Sequence[float]) -> bool:
    """Whether the cell is a label over the whole row: one block around the middle."""
    if not cell.lines:
        return False
    top, bottom = cell.lines[0].bbox.top, cell.lines[-1].bbox.bottom
    size = median(line.bbox.height for line in cell.lines)
    packed = all(b.bbox.top - a.bbox.bottom < size for a, b in pairwise(cell.lines))
    centred = abs((top + bottom) / 2 - (heights[0] + heights[-1]) / 2) < size
    lists = len(cell.lines) == len(heights) and _same(_heights(cell), heights)
    return packed and centred and not lists


def _free(ink: Sequence[BBox], above: float, below: float) -> float | None:
    """The middle of the widest strip without ink between two heights, at least 1.5 points wide."""
    marks = sorted((max(b.top, above), min(b.bottom, below)) for b in ink if b.bottom > above and b.top < below)
    best, widest, reached = None, 1.5, above
    for top, bottom in [*marks, (below, below)]:
        if top - reached > widest:
            best, widest = (top + reached) / 2, top - reached
        reached = max(reached, bottom)
    return best


def _cut(grid: Grid, row: int, cuts: tuple[float, ...]) -> Grid:
    more = len(cuts)
    edges = (grid.ys[row], *cuts, grid.ys[row + 1])
    heights = tuple((a + b) / 2 for a, b in pairwise(edges))
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell.row > row:
            cells.append(replace(cell, row=cell.row + more))
        elif cell.row + cell.rowspan <= row:
            cells.append(cell)
        elif cell.rowspan > 1 or _spans(cell, heights):
            cells.append(replace(cell, rowspan=cell.rowspan + more))
        else:
            cells.extend(
                replace(
                    cell,
                    row=row + k,
                    bbox=BBox(cell.bbox.x0, top, cell.bbox.x1, bottom),
                    lines=tuple(line for line in cell.lines if top <= line.bbox.cy < bottom),
                )
                for k, (top, bottom) in enumerate(pairwise(edges))
            )
    ys = (*grid.ys[: row + 1], *cuts, *grid.ys[row + 1 :])
    return replace(grid, ys=ys, cells=tuple(sorted(cells, key=lambda c: (c.row, c.col))))
