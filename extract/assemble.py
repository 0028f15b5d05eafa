"""Boxes of cells and glyphs → a page of grids and lines. Shared by all readers that see rules as boxes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.geometry import BBox
from extract.glyph import Glyph
from extract.grid import Cell, Grid
from extract.layout import lines

_SLIVER = 4.0  # points: no row or column is as narrow; such boxes lie between double rules


@dataclass(frozen=True, slots=True)
class Frame:
    """A grid without its text: edges, and spans as (row, column, rows, columns) in row-major order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[tuple[int, int, int, int], ...]

    @property
    def bbox(self) -> BBox:
        return BBox(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box(self, index: int) -> BBox:
        row, col, down, across = self.spans[index]
        return BBox(self.xs[col], self.ys[row], self.xs[col + across], self.ys[row + down])

    def at(self, x: float, y: float) -> int | None:
        """The cell that holds a point, by its number; None outside and in holes."""
        col, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if not (0 <= col < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1):
            return None
        for index, (r, c, down, across) in enumerate(self.spans):
            if r <= row < r + down and c <= col < c + across:
                return index
        return None


def frame(boxes: Iterable[BBox]) -> Frame | None:
    """The grid of some boxes: common edges, slivers gone, no position covered twice, holes filled; None when
    nothing is left."""
    each = list(boxes)
    xs, column = _edges([x for b in each for x in (b.x0, b.x1)])
    ys, line = _edges([y for b in each for y in (b.top, b.bottom)])
    if len(xs) < 2 or len(ys) < 2:
        return None
    taken: set[tuple[int, int]] = set()
    spans: list[tuple[int, int, int, int]] = []
    for box in sorted(each, key=lambda b: (b.width * b.height, b.top, b.x0)):
        row, col = line[box.top], column[box.x0]
        down, across = line[box.bottom] - row, column[box.x1] - col
        area = {(r, c) for r in range(row, row + down) for c in range(col, col + across)}
        if area and not area & taken:
            taken |= area
            spans.append((row, col, down, across))
    spans.extend(_holes(len(ys) - 1, len(xs) - 1, taken))
    return Frame(xs, ys, tuple(sorted(spans)))


def _edges(values: Sequence[float]) -> tuple[tuple[float, ...], dict[float, int]]:
    edges: list[float] = []
    index: dict[float, int] = {}
    for value in sorted(set(values)):
        if not edges or value - edges[-1] >= _SLIVER:
            edges.append(value)
        index[value] = len(edges) - 1
    return tuple(edges), index


def _holes(rows: int, cols: int, taken: set[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Rectangles over what no cell covers, as far as rows and then columns reach."""
    out = []
    done = set(taken)
    for row in range(rows):
        for col in range(cols):
            if (row, col) in done:
                continue
            across = 1
            while col + across < cols and (row, col + across) not in done:
                across += 1
            down = 1
            while row + down < rows and all((row + down, c) not in done for c in range(col, col + across)):
                down += 1
            done |= {(r, c) for r in range(row, row + down) for c in range(col, col + across)}
            out.append((row, col, down, across))
    return out


def fill(page: int, frames: Sequence[Frame], glyphs: Sequence[Glyph]) -> tuple[tuple[Grid, ...], list[Glyph]]:
    """The frames with their text (lines cut into pieces at blanks), and the glyphs that stand in none."""
    home: dict[tuple[int, int] | None, list[Glyph]] = defaultdict(list)
    finders = [_Finder(f) for f in frames]
    for glyph in glyphs:
        home[_home(finders, glyph.x, glyph.y)].append(glyph)
    _settle(finders, home)
    grids = []
    for number, each in enumerate(frames):
        cells = tuple(
            Cell(r, c, down, across, page, each.box(i), lines(home.get((number, i), [])))
            for i, (r, c, down, across) in enumerate(each.spans)
        )
        grids.append(Grid(page, each.bbox, each.xs, each.ys, cells))
    return tuple(grids), home.get(None, [])


class _Finder:
    """A frame with the owner of every position at hand."""

    def __init__(self, each: Frame) -> None:
        self.frame = each
        self.owner = {
            (row, col): index
            for index, (r, c, down, across) in enumerate(each.spans)
            for row in range(r, r + down)
            for col in range(c, c + across)
        }

    def at(self, x: float, y: float) -> int | None:
        row, col = bisect_right(self.frame.ys, y) - 1, bisect_right(self.frame.xs, x) - 1
        return self.owner.get((row, col))


_Home = tuple[int, int] | None


def _home(finders: Sequence[_Finder], x: float, y: float) -> _Home:
    for number, finder in enumerate(finders):
        index = finder.at(x, y)
        if index is not None:
            return number, index
    return None


_TOUCH = 0.15  # ems: nearer glyphs are of one run
_FLUSH = 0.3  # points within which lines begin one below the other


def _settle(finders: Sequence[_Finder], home: dict[_Home, list[Glyph]]) -> None:
    """Gives text that runs over a border without a gap, into blank space, back to the cell it belongs to."""
    level = [g for group in home.values() for g in group if not g.is_space and not g.angle and not g.vertical]
    where = {id(g): key for key, group in home.items() for g in group}
    starts: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in level:
        starts[round(glyph.baseline)].append(glyph)
    moved: dict[int, _Home] = {}
    for key in sorted(starts):
        near = sorted((g for k in (key - 1, key, key + 1) for g in starts.get(k, ())), key=lambda g: g.bbox.x0)
        for run in _runs([g for g in near if abs(g.baseline - key) <= 0.75]):
            homes = [where[id(g)] for g in run]
            if len(set(homes)) > 1 and any(h is not None for h in homes):
                moved.update(_one_home(finders, home, run, homes))
    if moved:
        everyone = [(g, where[id(g)]) for group in home.values() for g in group]
        home.clear()
        for glyph, key_ in everyone:
            home[moved.get(id(glyph), key_)].append(glyph)


def _runs(row: Sequence[Glyph]) -> Iterable[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in row:
        if run and glyph.bbox.x0 - run[-1].bbox.x1 > _TOUCH * glyph.size:
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _one_home(
    finders: Sequence[_Finder], home: dict[_Home, list[Glyph]], run: list[Glyph], homes: list[_Home]
) -> dict[int, _Home]:
    owners = list(dict.fromkeys(homes))
    steps = pairwise(zip(run, homes, strict=True))
    straddles = all(_straddles(a, b, finders, one, two) for (a, one), (b, two) in steps if one != two)
    crowd = [o for o in owners if o is None or any(g not in run for g in home[o] if not g.is_space)]
    if not straddles and len(crowd) > 1:
        return {}
    parts = {o: [g for g, h in zip(run, homes, strict=True) if h == o] for o in owners}
    if all(o is not None and _begins_line(home[o], parts[o], run) for o in owners[1:]):
        return {}
    first, last = owners[0], owners[-1]
    ems = run[0].size
    if first is not None and run[0].bbox.x0 - finders[first[0]].frame.box(first[1]).x0 < 0.8 * ems:
        chosen = first
    elif last is not None and finders[last[0]].frame.box(last[1]).x1 - run[-1].bbox.x1 < 0.8 * ems:
        chosen = last
    else:
        inside = [o for o in owners if o is not None]
        chosen = max(inside, key=lambda o: sum(g.bbox.width for g, h in zip(run, homes, strict=True) if h == o))
    return {id(g): chosen for g in run}


def _begins_line(cell: Sequence[Glyph], part: Sequence[Glyph], run: Sequence[Glyph]) -> bool:
    """Whether a part of a run begins just where the other lines of its cell begin: then it is one of them, and the
    text before it only happens to end there."""
    mine = {id(g) for g in run}
    others = [g.bbox.x0 for g in cell if not g.is_space and id(g) not in mine]
    return bool(others) and abs(min(g.bbox.x0 for g in part) - min(others)) <= _FLUSH


def _straddles(a: Glyph, b: Glyph, finders: Sequence[_Finder], ha: _Home, hb: _Home) -> bool:
    """Whether ink of one of the two glyphs lies across the border between them."""
    if ha is not None:
        border = finders[ha[0]].frame.box(ha[1]).x1
    elif hb is not None:
        border = finders[hb[0]].frame.box(hb[1]).x0
    else:
        return False
    return any(g.bbox.x0 + 0.15 * g.bbox.width < border < g.bbox.x1 - 0.15 * g.bbox.width for g in (a, b))
