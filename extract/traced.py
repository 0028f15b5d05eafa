"""Ruling lines traced in a picture, and the cells they enclose though they are broken in places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from extract.geometry import BBox
from extract.render import Pixels
from extract.rule import Rule

_DARK = 205  # grey: thin rules are rarely black after scanning
_LEVEL, _UPRIGHT = 16.0, 12.0  # points: strokes of text are shorter, sides of cells are not
_LEVEL_PIECE, _UPRIGHT_PIECE = 11.0, 11.0  # points: pieces of broken rules are longer, strokes of text shorter
_GAP = 2.5  # points: a break so short is mended at once
_THICK = 4.5  # points: what is thicker is a field or a picture
_REACH = 1.8  # points from which a line ends at another
_DRAWN, _NEARLY = 0.55, 0.88  # of a cell's side that must be there, with and without its ends
_LONG = 30.0  # points: a side as long as this is no stroke of text
_CORNER = 2.0  # points at the ends of a side that do not count


def rules(grey: Pixels, scale: float) -> list[Rule]:
    """The straight level and upright lines of a levelled picture, in its points."""
    dark = (grey < _DARK).astype(np.uint8)
    across, down = list(_strokes(dark, scale, vertical=False)), list(_strokes(dark, scale, vertical=True))
    return [*_tied(across, down), *_tied(down, across)]


def _tied(these: Sequence[Rule], others: Sequence[Rule]) -> list[Rule]:
    """Those that meet one of the others, short ones at both of their ends, as strokes of text do not."""
    return [one for one in these if _meets(one, others)]


def _meets(one: Rule, others: Sequence[Rule]) -> bool:
    met = [o.at for o in others if o.start - _REACH <= one.at <= o.end + _REACH]
    if one.length >= _LONG:
        return any(one.start - _REACH <= at <= one.end + _REACH for at in met)
    return any(abs(at - one.start) <= _REACH for at in met) and any(abs(at - one.end) <= _REACH for at in met)


def erased(grey: Pixels, scale: float, drawn: Sequence[Rule]) -> Pixels:
    """The picture without these rules; what crosses or touches them stays."""
    dark = (grey < _DARK).astype(np.uint8)
    out = grey.copy()
    for vertical in (False, True):
        mask = _mask(dark, scale, vertical)
        band = np.zeros_like(mask)
        reach = round(1.5 * scale) + 1
        for rule in drawn:
            if rule.vertical is vertical:
                at, start, end = (round(v * scale) for v in (rule.at, rule.start, rule.end))
                low, first = max(0, at - reach), max(0, start - reach)
                if vertical:
                    band[first : end + reach, low : at + reach + 1] = 1
                else:
                    band[low : at + reach + 1, first : end + reach] = 1
        wider = (1, 3) if vertical else (3, 1)
        out[cv2.dilate(mask & band, np.ones(wider, np.uint8)) > 0] = 255
    return out


def _mask(dark: Pixels, scale: float, vertical: bool) -> Pixels:
    """Long straight runs of ink, small breaks mended."""
    least, short = (_UPRIGHT, _UPRIGHT_PIECE) if vertical else (_LEVEL, _LEVEL_PIECE)
    piece, gap, long = (_along(n * scale, vertical) for n in (short, _GAP, least))
    # Only what is longer than a stroke of text is joined, else lines of text would run together.
    pieces = cv2.morphologyEx(dark, cv2.MORPH_OPEN, piece)
    mended = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, gap)
    return np.asarray(cv2.morphologyEx(mended, cv2.MORPH_OPEN, long), np.uint8)


def _along(length: float, vertical: bool) -> Pixels:
    count = max(3, round(length))
    return np.ones((count, 1) if vertical else (1, count), np.uint8)


def _strokes(dark: Pixels, scale: float, vertical: bool) -> Iterator[Rule]:
    mask = _mask(dark, scale, vertical)
    count, labels, boxes, middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
    del labels
    for index in range(1, count):
        x, y, wide, high, area = (float(v) / scale for v in boxes[index])
        cx, cy = (float(v) / scale for v in middles[index])
        length, mean = (high, area / scale / high) if vertical else (wide, area / scale / wide)
        least = _UPRIGHT if vertical else _LEVEL
        if length < 0.95 * least or mean > _THICK:
            continue
        yield Rule(True, cx, y, y + high) if vertical else Rule(False, cy, x, x + wide)


def boxes(drawn: Sequence[Rule], grey: Pixels, scale: float) -> list[BBox]:
    """The cells that the rules of one table in the picture enclose; a side counts when most of it is drawn."""
    xs = sorted({r.at for r in drawn if r.vertical})
    ys = sorted({r.at for r in drawn if not r.vertical})
    if len(xs) < 2 or len(ys) < 2:
        return []

    def there(vertical: bool, at: float, start: float, end: float) -> bool:
        side = Rule(vertical, at, start, end)
        return _covered(drawn, side) and (_goes_on(drawn, side) or _unbroken(grey, scale, side))

    wall = {(i, j): there(True, x, *span) for j, x in enumerate(xs) for i, span in enumerate(pairwise(ys))}
    floor = {(i, j): there(False, y, *span) for i, y in enumerate(ys) for j, span in enumerate(pairwise(xs))}
    rows, cols = len(ys) - 1, len(xs) - 1
    found: list[BBox] = []
    done: set[tuple[int, int]] = set()
    for start in ((i, j) for i in range(rows) for j in range(cols)):
        if start in done:
            continue
        field, closed = _field(start, rows, cols, wall, floor)
        done |= field
        if not closed:
            continue
        low, high = min(i for i, _ in field), max(i for i, _ in field)
        left, right = min(j for _, j in field), max(j for _, j in field)
        if len(field) == (high - low + 1) * (right - left + 1):
            found.append(BBox(xs[left], ys[low], xs[right + 1], ys[high + 1]))
        else:
            found.extend(BBox(xs[j], ys[i], xs[j + 1], ys[i + 1]) for i, j in sorted(field))
    return found


_Sides = dict[tuple[int, int], bool]


def _field(
    start: tuple[int, int], rows: int, cols: int, wall: _Sides, floor: _Sides
) -> tuple[set[tuple[int, int]], bool]:
    """All positions reached without crossing a side, and whether sides close them off from the outside."""
    field, edge, closed = {start}, [start], True
    while edge:
        i, j = edge.pop()
        for side, there in (
            (wall[i, j], (i, j - 1)),
            (wall[i, j + 1], (i, j + 1)),
            (floor[i, j], (i - 1, j)),
            (floor[i + 1, j], (i + 1, j)),
        ):
            if side:
                continue
            if not (0 <= there[0] < rows and 0 <= there[1] < cols):
                closed = False
            elif there not in field:
                field.add(there)
                edge.append(there)
    return field, closed


def _covered(drawn: Sequence[Rule], side: Rule) -> bool:
    """Whether a side is there: nearly all of it, or most of it with both of its ends."""
    parts = [r for r in drawn if _along_side(r, side) and r.end > side.start and r.start < side.end]
    if not parts:
        return False
    margin = min(_CORNER, 0.2 * side.length)
    low, high = side.start + margin, side.end - margin
    reached = sum(max(0.0, min(r.end, high) - max(r.start, low)) for r in parts) / (high - low)
    first, last = min(r.start for r in parts), max(r.end for r in parts)
    ends = first <= side.start + _REACH and last >= side.end - _REACH
    return reached >= (_DRAWN if ends else _NEARLY)


def _goes_on(drawn: Sequence[Rule], side: Rule) -> bool:
    """Whether it is too long for a stroke of text, or part of a rule that goes on at both of its ends."""
    return side.length >= _LONG or any(
        _along_side(r, side) and r.start < side.start - _REACH and r.end > side.end + _REACH for r in drawn
    )


def _along_side(rule: Rule, side: Rule) -> bool:
    return rule.vertical is side.vertical and rule.at == side.at


def _unbroken(grey: Pixels, scale: float, side: Rule) -> bool:
    """Whether a short side has ink all along: a stroke of text between two rules leaves blanks at its ends."""
    at, start, end = (round(v * scale) for v in (side.at, side.start, side.end))
    reach = max(1, round(_REACH * scale / 2))
    strip = grey[start:end, max(0, at - reach) : at + reach + 1]
    if not side.vertical:
        strip = grey[max(0, at - reach) : at + reach + 1, start:end].T
    if not strip.size:
        return False
    blank = int((strip.min(axis=1) >= _DARK).sum())
    return blank <= max(_REACH * scale, 0.12 * len(strip))
