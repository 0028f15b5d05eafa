"""Page numbers printed inside a table's area: a cell that reaches the foot of the page holds them by position,
never by meaning."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.grid import Cell, Grid, Page, TextLine

_EDGE = 0.085  # of the page's height: the margin where page numbers stand
_DIGITS = r"[0-9０-９一二三四五六七八九十]{1,4}"
_MARKED = re.compile(
    rf"[—–―－‐\-~～·•\s]+{_DIGITS}[—–―－‐\-~～·•\s]+"
    rf"|第?{_DIGITS}页[,，、;；/／\s]*[(（]?共{_DIGITS}页[)）]?"
    rf"|共{_DIGITS}页[,，、;；/／\s]*第{_DIGITS}页"
    rf"|第{_DIGITS}页"
    rf"|page{_DIGITS}(of{_DIGITS})?",
    re.IGNORECASE,
)
_BARE = re.compile(r"[0-9]{1,4}(\s*[/／]\s*[0-9]{1,4})?")


def without_furniture(page: Page) -> Page:
    """The page with page numbers taken out of cells and put among its lines."""
    taken: list[TextLine] = []
    grids = tuple(_cleared(grid, page, taken) for grid in page.grids)
    if not taken:
        return page
    lines = sorted((*page.lines, *taken), key=lambda line: (line.bbox.top, line.bbox.x0))
    return replace(page, grids=grids, lines=tuple(lines))


def _cleared(grid: Grid, page: Page, taken: list[TextLine]) -> Grid:
    cells = []
    for cell in grid.cells:
        found = [line for line in _outermost(cell) if _is_furniture(line, cell, grid, page)]
        taken.extend(found)
        cells.append(replace(cell, lines=tuple(x for x in cell.lines if x not in found)) if found else cell)
    return replace(grid, cells=tuple(cells))


def _outermost(cell: Cell) -> tuple[TextLine, ...]:
    return tuple(dict.fromkeys((*cell.lines[:1], *cell.lines[-1:])))


def _is_furniture(line: TextLine, cell: Cell, grid: Grid, page: Page) -> bool:
    edge = _EDGE * page.height
    foot = line.bbox.cy > page.height - edge and cell.bbox.bottom > page.height - edge
    head = line.bbox.cy < edge and cell.bbox.top < edge
    if not (foot or head):
        return False
    text = line.text.strip()
    if _MARKED.fullmatch("".join(text.split())) or _MARKED.fullmatch(text):
        return True
    if not _BARE.fullmatch(text) or re.split(r"\D", text)[0] != str(page.number):
        return False
    return _at_a_corner(line, page) and not _has_company(line, cell, grid) and _apart(line, cell)


def _at_a_corner(line: TextLine, page: Page) -> bool:
    """In the middle of the page, or near its left or right side: where numbers are printed."""
    offset = abs(line.bbox.cx - page.width / 2)
    return offset < 0.02 * page.width or offset > 0.35 * page.width


def _has_company(line: TextLine, cell: Cell, grid: Grid) -> bool:
    """Whether other cells of the row have text at the same height, as a row of figures has."""
    return any(
        other.bbox.overlap_x(line.bbox) == 0
        and min(other.bbox.bottom, line.bbox.bottom) > max(other.bbox.top, line.bbox.top)
        for neighbour in grid.cells
        if neighbour is not cell
        for other in neighbour.lines
    )


def _apart(line: TextLine, cell: Cell) -> bool:
    """Two lines' height and more between it and the rest of its cell; alone, it must stand off the middle."""
    rest = [other for other in cell.lines if other is not line]
    if not rest:
        return abs(line.bbox.cy - cell.bbox.cy) > 1.5 * line.bbox.height
    return all(
        max(other.bbox.top - line.bbox.bottom, line.bbox.top - other.bbox.bottom) > 2 * line.bbox.height
        for other in rest
    )
