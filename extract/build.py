"""What is painted on a page → the page as read: the steps every text reader shares, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extract.assemble import Frame, fill, frame
from extract.geometry import BBox
from extract.glyph import Glyph, visible, without_copies, without_overlays
from extract.grid import Grid, Page
from extract.layout import FAR, lines, whole
from extract.rule import Rule, clean
from extract.sides import tables

Boxes = Callable[[Sequence[Rule]], list[BBox]]


@dataclass(frozen=True, slots=True)
class Painted:
    """A page as displayed: its size in points, the glyphs with ink and the rules."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]


def build(number: int, painted: Painted, boxes: Boxes) -> Page:
    """The page read from its ink; `boxes` gives the cells that the rules of one table enclose."""
    seen = without_copies(visible(painted.glyphs, BBox(0, 0, painted.width, painted.height)))
    glyphs = without_overlays(seen)
    frames = _frames(painted, boxes)
    grids, outside = fill(number, frames, glyphs)
    done = tuple(_whole(g) for g in grids)
    texts = lines(outside, FAR)
    return Page(number, painted.width, painted.height, done, texts)


def _whole(grid: Grid) -> Grid:
    return replace(grid, cells=tuple(replace(c, lines=whole(c.lines)) for c in grid.cells))


def _frames(painted: Painted, boxes: Boxes) -> list[Frame]:
    found = []
    for rules in tables(clean(painted.rules)):
        made = frame(boxes(rules))
        if made is not None:
            found.append(made)
    return sorted(found, key=lambda f: (f.ys[0], f.xs[0]))
