"""Which characters of the fast reading a person reads: no hidden ink, no second strokes, no watermarks, no seals.

The same questions as the other reader's `glyph` asks, answered on arrays and by other means, so that a figure both
readers give has passed two judges.
"""

from __future__ import annotations

import numpy as np

from extract.ink import Ink
from extract.native import Flags, Floats, Ints, usual

_TINY = 2.0  # points: below this nobody can read
_FAINT = 0.95  # lightness: above this there is nothing to see
_LEAN = 3.0  # degrees a line of a form may lean
_NEAR = 64  # of the same signs around it that a sign is compared with
_SLOPE = 1.37  # makes one number of x and y so that neighbours in both stay neighbours


def legible(ink: Ink, width: float, height: float) -> Ink:
    """The characters that are read."""
    x, y = ink.x, ink.y
    on_paper = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)
    seen = (ink.size >= _TINY) & (ink.light < _FAINT) & on_paper
    kept = ink if seen.all() else ink.pick(seen)
    copies = _copies(kept)
    if copies.any():
        kept = kept.pick(~copies)
    return _without_overlays(kept)


def _copies(ink: Ink) -> Flags:
    """Second strokes of fake bold: the same sign again, nearer than a step of its own."""
    drop = np.zeros(len(ink.codes), bool)
    if len(drop) < 2:
        return drop
    x, y = ink.box[:, 0], ink.box[:, 1]
    near = x + _SLOPE * y
    by = np.lexsort((near, ink.codes))
    codes, near = ink.codes[by], near[by]
    for step in range(1, min(len(codes), _NEAR)):
        close = np.flatnonzero((codes[step:] == codes[:-step]) & (near[step:] - near[:-step] <= 3.0 * (1 + _SLOPE)))
        if not len(close):
            break
        one, two = np.minimum(by[close], by[close + step]), np.maximum(by[close], by[close + step])
        drop[two[_same(ink, one, two)]] = True
    return drop


def _same(ink: Ink, one: Ints, two: Ints) -> Flags:
    """Whether the later sign only thickens the earlier one: a real double stands a full step further on."""
    size, across = ink.size[one], ink.way[one] % 2 == 1
    dx, dy = abs(ink.box[one, 0] - ink.box[two, 0]), abs(ink.box[one, 1] - ink.box[two, 1])
    foot = abs(ink.base[one] - ink.base[two])
    along, off = np.where(across, dy, dx), np.where(across, dx, foot)
    reach = np.clip(0.1 * size, 1.5, 3.0)
    alike = abs(size - ink.size[two]) <= 0.15 * size
    near: Flags = (along < np.minimum(reach, 0.85 * ink.step[one]) + 0.01) & (off < np.minimum(reach, 0.3 * size))
    return near & alike


def _without_overlays(ink: Ink) -> Ink:
    """Without slanted, pale and large signs, and inks of another colour that lie on text."""
    straight = ink.tilt <= _LEAN
    if not straight.any():
        return ink.pick(straight)
    if straight.all() and ink.light.max() <= 0.6 and ink.alpha.min() >= 0.6:
        return _without_stamps(ink)
    body = usual(ink.size[straight])
    large, largest = ink.size >= 1.3 * body, ink.size > 1.8 * body
    pale = np.where(
        large, (ink.alpha < 0.6) | (ink.light > np.where(largest, 0.6, 0.75)), ink.alpha < 0.3
    )  # fmt: skip
    drop = ~straight | pale
    if not straight.all():
        drop |= _in_rings(ink, ~straight & ~ink.blank)
    kept = ink.pick(~drop) if drop.any() else ink
    return _without_stamps(kept)


def _in_rings(ink: Ink, slanted: Flags) -> Flags:
    """What stands within text set along an arc, in the arc's colour: the inside of a seal."""
    inside = np.zeros(len(ink.codes), bool)
    for color in np.unique(ink.color[slanted]).tolist():
        rim = slanted & (ink.color == color)
        if len(np.unique(np.round(ink.tilt[rim] / 5))) < 2 or rim.sum() < 3:
            continue
        x0, top = ink.box[rim, :2].min(0)
        x1, bottom = ink.box[rim, 2:].max(0)
        bottom += 2 * ink.size[rim].max()
        inside |= (ink.color == color) & (ink.x >= x0) & (ink.x <= x1) & (ink.y >= top) & (ink.y <= bottom)
    return inside


def _without_stamps(ink: Ink) -> Ink:
    """Drops inks unlike the page's text of which a third lies on other signs."""
    if (ink.color == ink.color[:1]).all():
        return ink
    colors, counts = np.unique(ink.color, return_counts=True)
    red, green, blue = ink.color >> 16, ink.color >> 8 & 255, ink.color & 255
    chroma = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    unlike = ((chroma > 102) | (ink.alpha < 0.8) | (ink.light > 0.6)) & (ink.color != colors[counts.argmax()])
    unlike &= ~ink.blank
    drop = np.zeros(len(ink.codes), bool)
    kinds = np.round(ink.size, 1) + 1000.0 * ink.color
    for kind in np.unique(kinds[unlike]).tolist():
        group = unlike & (kinds == kind)
        under = (ink.color != ink.color[group][0]) & ~ink.blank
        if 3 * _lying_on(ink.box[group], ink.box[under]) >= group.sum():
            drop |= group
    return ink.pick(~drop) if drop.any() else ink


def _lying_on(ones: Floats, others: Floats) -> int:
    """How many of some boxes share a quarter of their area, or of the other's, with one of the others."""
    count = 0
    area = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1])
    for x0, top, x1, bottom in ones.tolist():
        wide = np.minimum(others[:, 2], x1) - np.maximum(others[:, 0], x0)
        high = np.minimum(others[:, 3], bottom) - np.maximum(others[:, 1], top)
        least = np.minimum(area, (x1 - x0) * (bottom - top))
        count += bool(((wide > 0) & (high > 0) & (wide * high > 0.25 * least)).any())
    return count


def without_crossers(ink: Ink, rules: Floats, tables: Floats) -> Ink:
    """Without watermarks written level: large signs of one ink within a table, most of them across its rules.

    `rules` are rows (vertical, at, start, end), `tables` boxes.
    """
    if not len(ink.codes) or not len(tables):
        return ink
    large = ink.size > 1.8 * usual(ink.size)
    if not large.any():
        return ink
    x, y = ink.x, ink.y
    inside = np.zeros(len(x), bool)
    for x0, top, x1, bottom in tables.tolist():
        inside |= (x >= x0) & (x <= x1) & (y >= top) & (y <= bottom)
    drop = np.zeros(len(x), bool)
    kinds = np.round(ink.size) + 1000.0 * ink.color
    for kind in np.unique(kinds[large & inside]).tolist():
        group = large & inside & (kinds == kind)
        if 2 * sum(_crossed(box, rules) for box in ink.box[group].tolist()) >= group.sum():
            drop |= group
    return ink.pick(~drop) if drop.any() else ink


def _crossed(box: list[float], rules: Floats) -> bool:
    x0, top, x1, bottom = box
    wide, high = 0.2 * (x1 - x0), 0.25 * (bottom - top)
    down = rules[:, 0] > 0
    low, far = np.where(down, x0 + wide, top + high), np.where(down, x1 - wide, bottom - high)
    middle = np.where(down, (top + bottom) / 2, (x0 + x1) / 2)
    at, start, end = rules[:, 1], rules[:, 2], rules[:, 3]
    return bool(((low < at) & (at < far) & (start < middle) & (middle < end)).any())
