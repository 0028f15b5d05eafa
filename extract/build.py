"""What is painted on a page → the page as read: the steps every text reader shares, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from extract.assemble import Frame, fill, frame
from extract.furniture import without_page_numbers
from extract.geometry import BBox
from extract.glyph import Glyph, visible, without_copies, without_overlays
from extract.grid import Grid, Page
from extract.infer import infer
from extract.layout import FAR, lines, whole
from extract.painted import Painted, righted
from extract.rule import Rule, clean
from extract.sides import tables

Boxes = Callable[[Sequence[Rule]], list[BBox]]


def build(number: int, painted: Painted, boxes: Boxes) -> Page:
    """The page read from its ink; `boxes` gives the cells that the rules of one table enclose."""
    painted = righted(painted)
    paper = BBox(0, 0, painted.width, painted.height)
    glyphs = without_overlays(without_copies(visible(painted.glyphs, paper)))
    rules = clean(painted.rules)
    ruled = frames(rules, boxes, paper)
    glyphs = _without_crossers(glyphs, rules, ruled)
    glyphs, numbers = without_page_numbers(glyphs, ruled, number, paper)
    grids, outside = fill(number, ruled, glyphs)
    texts = sorted((*lines(outside, FAR), *numbers), key=lambda line: (line.bbox.cy, line.bbox.x0))
    return Page(number, painted.width, painted.height, tuple(map(finished, grids)), tuple(texts), turn=painted.turn)


def finished(grid: Grid) -> Grid:
    """The grid with unruled columns and rows parted, and the pieces of each visual line joined."""
    made = infer(grid)
    return replace(made, cells=tuple(replace(c, lines=whole(c.lines)) for c in made.cells))


def frames(rules: Sequence[Rule], boxes: Boxes, paper: BBox) -> list[Frame]:
    """The tables of the page, top to bottom: of a table within a cell of another, the one with more cells."""
    made = [f for f in (frame(boxes(group)) for group in tables(rules)) if f is not None and _is_table(f, paper)]
    made.sort(key=lambda f: -len(f.spans))
    kept: list[Frame] = []
    for each in made:
        if not any(_overlap(each.bbox, other.bbox) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda f: (f.ys[0], f.xs[0]))


def _is_table(made: Frame, paper: BBox) -> bool:
    """Several cells; or one, as wide as a form and not the border of the page: the rest of a row cut in two."""
    if len(made.spans) > 1:
        return True
    box = made.bbox
    return box.width > 0.5 * paper.width and 8 < box.height < 0.8 * paper.height


def _overlap(one: BBox, other: BBox) -> bool:
    return one.overlap_x(other) > 1 and min(one.bottom, other.bottom) - max(one.top, other.top) > 1


def _without_crossers(glyphs: Sequence[Glyph], rules: Sequence[Rule], frames: Sequence[Frame]) -> list[Glyph]:
    """Without watermarks written level: large signs of one ink within a table, most of them across its rules."""
    if not glyphs or not frames:
        return list(glyphs)
    large = 1.8 * median(g.size for g in glyphs)
    inks: dict[tuple[object, float], list[Glyph]] = {}
    for glyph in glyphs:
        if glyph.size > large and any(f.bbox.holds(glyph.x, glyph.y) for f in frames):
            inks.setdefault((glyph.color, round(glyph.size)), []).append(glyph)
    drop: set[int] = set()
    for group in inks.values():
        crossing = sum(any(_crossed(g, rule) for rule in rules) for g in group)
        if 2 * crossing >= len(group):
            drop |= {id(g) for g in group}
    return [g for g in glyphs if id(g) not in drop]


def _crossed(glyph: Glyph, rule: Rule) -> bool:
    box = glyph.bbox
    inner, outer = 0.2 * box.width, 0.25 * box.height
    if rule.vertical:
        return box.x0 + inner < rule.at < box.x1 - inner and rule.start < box.cy < rule.end
    return box.top + outer < rule.at < box.bottom - outer and rule.start < box.cx < rule.end
