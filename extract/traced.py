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
_LEVEL, _UPRIGHT = 16.0, 10.0  # points: strokes of text are shorter, sides of cells are not
_STROKE = 8.0  # points: pieces of broken rules are longer, most strokes of text shorter
_GAP = 2.5  # points: a break so short is mended at once
_THICK = 4.5  # points: what is thicker is a field or a picture
_REACH = 1.8  # points from which a line ends at another
_DRAWN, _NEARLY = 0.55, 0.88  # of a cell's side that must be there, with and without its ends
_CORNER = 2.0  # points at the ends of a side that do not count


def rules(grey: Pixels, scale: float) -> list[Rule]:
    """The straight level and upright lines of a levelled picture, in its points."""
    dark = (grey < _DARK).astype(np.uint8)
    across, down = list(_strokes(dark, scale, vertical=False)), list(_strokes(dark, scale, vertical=True))
    return [*_tied(across, down), *_tied(down, across)]


def _tied(these: Sequence[Rule], others: Sequence[Rule]) -> list[Rule]:
    """Those that end at one of the others or cross it, which the strokes of text do not."""
    return [
        one
        for one in these
        if any(
            one.start - _REACH <= other.at <= one.end + _REACH and other.start - _REACH <= one.at <= other.end + _REACH
            for other in others
        )
    ]


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
    stroke, gap, long = (_along(n * scale, vertical) for n in (_STROKE, _GAP, _UPRIGHT if vertical else _LEVEL))
    across = np.ones((1, 3) if vertical else (3, 1), np.uint8)
    # A line that climbs by a pixel goes on in the next row: it is thickened before it is measured.
    thick = cv2.dilate(dark, across)
    # Only what is longer than a stroke of text is joined, else lines of text would run together.
    strokes = cv2.morphologyEx(thick, cv2.MORPH_OPEN, stroke)
    mended = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, gap)
    mask = cv2.morphologyEx(mended, cv2.MORPH_OPEN, long)
    return np.asarray(cv2.erode(mask, across), np.uint8)


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
        if length < 0.9 * least or mean > _THICK:
            continue
        yield Rule(True, cx, y, y + high) if vertical else Rule(False, cy, x, x + wide)


def boxes(drawn: Sequence[Rule]) -> list[BBox]:
    """The cells that the rules of one table enclose; a side counts when most of it is drawn."""
    xs = sorted({r.at for r in drawn if r.vertical})
    ys = sorted({r.at for r in drawn if not r.vertical})
    if len(xs) < 2 or len(ys) < 2:
        return []
    wall = {(i, j): _covered(drawn, True, x, *span) for j, x in enumerate(xs) for i, span in enumerate(pairwise(ys))}
    floor = {(i, j): _covered(drawn, False, y, *span) for i, y in enumerate(ys) for j, span in enumerate(pairwise(xs))}
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


def _covered(drawn: Sequence[Rule], vertical: bool, at: float, start: float, end: float) -> bool:
    """Whether a side is there: nearly all of it, or most of it with both of its ends, which strokes of text that
    stand in a cell do not reach."""
    parts = [
        (r.start, r.end) for r in drawn if r.vertical is vertical and r.at == at and r.end > start and r.start < end
    ]
    if not parts:
        return False
    margin = min(_CORNER, 0.2 * (end - start))
    low, high = start + margin, end - margin
    reached = sum(max(0.0, min(b, high) - max(a, low)) for a, b in parts) / (high - low)
    ends = min(a for a, _ in parts) <= start + _REACH and max(b for _, b in parts) >= end - _REACH
    return reached >= (_DRAWN if ends else _NEARLY)
