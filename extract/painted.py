"""What is painted on a page, before it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.geometry import BBox
from extract.glyph import Glyph, upright
from extract.rule import Rule


@dataclass(frozen=True, slots=True)
class Painted:
    """A page as displayed: its size in points, the glyphs with ink and the rules.

    Once righted, as held to be read; `turn` counts the quarter turns clockwise that its writing had.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    turn: int = 0


def righted(painted: Painted) -> Painted:
    """The page turned so that most of its text reads left to right.

    A table drawn sideways on a page that is not marked as turned is read as a person reads it, with the page
    held sideways: coordinates are then those of the page so turned.
    """
    ways = Counter(round(g.angle / 90) % 4 for g in painted.glyphs if upright(g) and not g.vertical)
    way, count = max(ways.items(), key=lambda w: w[1], default=(0, 0))
    if way == 0 or 2 * count < sum(ways.values()):
        return painted
    width, height = painted.width, painted.height
    turns: dict[int, Callable[[BBox], BBox]] = {
        1: lambda b: BBox(b.top, width - b.x1, b.bottom, width - b.x0),
        2: lambda b: BBox(width - b.x1, height - b.bottom, width - b.x0, height - b.top),
        3: lambda b: BBox(height - b.bottom, b.x0, height - b.top, b.x1),
    }
    turn = turns[way]
    glyphs = tuple(_turned(g, way, turn) for g in painted.glyphs)
    rules = tuple(_turned_rule(r, way, turn) for r in painted.rules)
    wide, high = (height, width) if way % 2 else (width, height)
    return Painted(wide, high, glyphs, rules, way)


def _turned(glyph: Glyph, way: int, turn: Callable[[BBox], BBox]) -> Glyph:
    across = round(glyph.angle / 90) % 2 == 1
    foot = glyph.baseline
    point = turn(BBox(foot, 0, foot, 0) if across else BBox(0, foot, 0, foot))
    now_across = across != (way % 2 == 1)
    return replace(
        glyph,
        bbox=turn(glyph.bbox),
        baseline=point.x0 if now_across else point.top,
        angle=(glyph.angle - 90 * way) % 360,
    )


def _turned_rule(rule: Rule, way: int, turn: Callable[[BBox], BBox]) -> Rule:
    line = (
        BBox(rule.at, rule.start, rule.at, rule.end) if rule.vertical else BBox(rule.start, rule.at, rule.end, rule.at)
    )
    box = turn(line)
    upright_now = rule.vertical != (way % 2 == 1)
    return Rule(True, box.x0, box.top, box.bottom) if upright_now else Rule(False, box.top, box.x0, box.x1)
