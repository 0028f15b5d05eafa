"""Glyphs as painted on a page, and which of them a person reads: no copies, no hidden ink, no watermarks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from extract.geometry import BBox


@dataclass(frozen=True, slots=True)
class Glyph:
    """One painted character.

    `bbox` is its em box in points, `baseline` the height it stands on, `size` the font size and `advance` the
    step to the next glyph. `angle` is the direction of writing in degrees clockwise (0 is left to right),
    `vertical` says that the font writes downwards. `color` is red, green, blue and `alpha` opacity, 0 to 1.
    """

    text: str
    bbox: BBox
    baseline: float
    size: float
    advance: float
    angle: float = 0.0
    vertical: bool = False
    color: tuple[float, float, float] = (0.0, 0.0, 0.0)
    alpha: float = 1.0

    @property
    def x(self) -> float:
        return self.bbox.cx

    @property
    def y(self) -> float:
        return self.bbox.cy

    @property
    def is_space(self) -> bool:
        return self.text.isspace()

    @property
    def lightness(self) -> float:
        """How light it looks on white paper: 0 black, 1 white."""
        return lightness(self.color, self.alpha)

    @property
    def chroma(self) -> float:
        return max(self.color) - min(self.color)


def lightness(color: tuple[float, float, float], alpha: float) -> float:
    """How light an ink looks on white paper: 0 black, 1 white."""
    red, green, blue = color
    return 1 - alpha * (1 - (0.299 * red + 0.587 * green + 0.114 * blue))


TINY = 2.0  # points: below this nobody can read
FAINT = 0.95  # lightness: above this there is no ink to see
_TURN = 3.0  # degrees a line may lean before it is a watermark


def visible(glyphs: Iterable[Glyph], paper: BBox) -> list[Glyph]:
    """Those with ink on the paper: not tiny, not white, not off the page."""
    return [g for g in glyphs if g.text and g.size >= TINY and g.lightness < FAINT and paper.holds(g.x, g.y)]


def without_copies(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Without the second strokes of fake bold: the same sign again, nearer than a step of its own.

    A real double ("11", "人人") stands a full advance further on, whatever the size.
    """
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        column, row = int(glyph.bbox.x0 // 4), int(glyph.baseline // 4)
        around = ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        near = (g for i, j in around for g in seen.get((glyph.text, i, j), ()))
        if any(_copies(glyph, other) for other in near):
            continue
        seen[glyph.text, column, row].append(glyph)
        kept.append(glyph)
    return kept


def _copies(one: Glyph, other: Glyph) -> bool:
    if abs(one.size - other.size) > 0.15 * one.size:
        return False
    along, across = abs(one.bbox.x0 - other.bbox.x0), abs(one.baseline - other.baseline)
    if one.angle % 180 or one.vertical:
        along, across = abs(one.bbox.top - other.bbox.top), abs(one.bbox.x0 - other.bbox.x0)
    reach = min(max(1.5, 0.1 * one.size), 3.0)
    return along < min(reach, 0.85 * one.advance) + 0.01 and across < min(reach, 0.3 * one.size)


def upright(glyph: Glyph) -> bool:
    """Whether it is written along the page's edges, as a form's text is and slanted watermarks are not."""
    return abs((glyph.angle + 45) % 90 - 45) <= _TURN


def without_overlays(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Without watermarks and the text of seals: slanted, pale and large, or coloured over other text."""
    straight = [g for g in glyphs if upright(g)]
    if not straight:
        return []
    body = median(g.size for g in straight)
    slanted = [g for g in glyphs if not upright(g) and not g.is_space]
    rings = _rings(slanted)
    rest = [g for g in straight if not _pale(g, body) and not _in_ring(g, rings)]
    return _without_stamps(rest)


def _pale(glyph: Glyph, body: float) -> bool:
    if glyph.size < 1.3 * body:
        return glyph.alpha < 0.3
    return glyph.alpha < 0.6 or glyph.lightness > (0.6 if glyph.size > 1.8 * body else 0.75)


_Ring = tuple[tuple[float, float, float], BBox]


def _rings(slanted: Sequence[Glyph]) -> list[_Ring]:
    """Colours and boxes of text set along an arc: the rim of a seal."""
    inks: dict[tuple[float, float, float], list[Glyph]] = defaultdict(list)
    for glyph in slanted:
        inks[glyph.color].append(glyph)
    return [
        (
            color,
            BBox(
                min(g.bbox.x0 for g in rim),
                min(g.bbox.top for g in rim),
                max(g.bbox.x1 for g in rim),
                max(g.bbox.bottom for g in rim) + max(g.size for g in rim) * 2,
            ),
        )
        for color, rim in inks.items()
        if len({round(g.angle / 5) for g in rim}) >= 3
    ]


def _in_ring(glyph: Glyph, rings: Sequence[_Ring]) -> bool:
    return any(color == glyph.color and box.holds(glyph.x, glyph.y) for color, box in rings)


def _without_stamps(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Drops inks of another colour than the page's text where a third of their glyphs lie on other glyphs."""
    usual = Counter(g.color for g in glyphs).most_common(1)
    others: dict[tuple[tuple[float, float, float], float], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        unlike = glyph.chroma > 0.4 or glyph.alpha < 0.8 or glyph.lightness > 0.6
        if unlike and glyph.color != usual[0][0] and not glyph.is_space:
            others[glyph.color, round(glyph.size, 1)].append(glyph)
    stamps: set[int] = set()
    for ink, group in others.items():
        under = [g for g in glyphs if g.color != ink[0] and not g.is_space]
        hit = sum(any(_collide(g, u) for u in under) for g in group)
        if 3 * hit >= len(group):
            stamps |= {id(g) for g in group}
    return [g for g in glyphs if id(g) not in stamps]


def _collide(one: Glyph, other: Glyph) -> bool:
    wide = one.bbox.overlap_x(other.bbox)
    high = min(one.bbox.bottom, other.bbox.bottom) - max(one.bbox.top, other.bbox.top)
    area = min(one.bbox.width * one.bbox.height, other.bbox.width * other.bbox.height)
    return wide > 0 and high > 0 and wide * high > 0.25 * area
