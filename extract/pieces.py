"""Where text stands in a levelled picture: the boxes found by the detector, cut at the rules, and the ink that it
passed over. All in pixels of the picture without rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from extract.geometry import BBox, union
from extract.render import Pixels

Ink = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line: the number of its cell (None outside of tables), its ink's box in pixels."""

    cell: int | None
    box: BBox


def inked(grey: Pixels) -> Ink:
    """Where there is ink, by the threshold that parts it best from the paper."""
    best, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return grey < min(190.0, max(120.0, best))


def pieces(found: Sequence[BBox], cells: Sequence[BBox], ink: Ink, scale: float) -> list[Piece]:
    """The text of every cell, and that outside of all."""
    cut = [piece for box in found for piece in _cut(box, cells, ink, scale)]
    em = _em(cut, scale)
    single = [Piece(p.cell, line) for p in cut for line in _single(p.box, ink, em)]
    home: dict[int | None, list[BBox]] = defaultdict(list)
    for piece in single:
        home[piece.cell].append(piece.box)
    for number, cell in enumerate(cells):
        home[number].extend(_passed_over(cell, home[number], ink, scale))
    return [Piece(cell, box) for cell, boxes in home.items() for box in _joined(boxes, em)]


def _em(cut: Iterable[Piece], scale: float) -> float:
    """The usual height of a line's ink."""
    heights = [p.box.height for p in cut if p.box.width > 2 * p.box.height]
    return float(median(heights)) if heights else 10.0 * scale


def _cut(box: BBox, cells: Sequence[BBox], ink: Ink, scale: float) -> list[Piece]:
    """The parts of a box that lie in one cell each; all of it where its middle is in none."""
    inside = [(n, c) for n, c in enumerate(cells) if _shares(box, c, scale)]
    if not inside or not any(c.holds(box.cx, box.cy) for _, c in inside):
        whole = _shrunk(box, ink)
        outside = whole is not None and not any(c.holds(whole.cx, whole.cy) for c in cells)
        if whole is not None and (outside or not inside):
            return [Piece(None, whole)]
    parts = [(n, _shrunk(_common(box, _inner(c, scale)), ink)) for n, c in inside]
    return [Piece(n, part) for n, part in parts if part is not None and part.width > 0.8 * scale]


def _shares(box: BBox, cell: BBox, scale: float) -> bool:
    """Whether a line of the box may stand in the cell: boxes reach a little into the rows above and below."""
    high = min(box.bottom, cell.bottom) - max(box.top, cell.top)
    return box.overlap_x(cell) > scale and high >= 0.5 * min(box.height, cell.height)


def _inner(cell: BBox, scale: float) -> BBox:
    margin = 0.8 * scale
    return BBox(cell.x0 + margin, cell.top + margin, cell.x1 - margin, cell.bottom - margin)


def _common(one: BBox, other: BBox) -> BBox:
    x0, top = max(one.x0, other.x0), max(one.top, other.top)
    return BBox(x0, top, max(x0, min(one.x1, other.x1)), max(top, min(one.bottom, other.bottom)))


def _window(box: BBox, ink: Ink) -> tuple[int, int, Ink]:
    x0, top = max(0, int(box.x0)), max(0, int(box.top))
    return x0, top, ink[top : int(np.ceil(box.bottom)), x0 : int(np.ceil(box.x1))]


def _shrunk(box: BBox, ink: Ink) -> BBox | None:
    """The box of the ink within; None where there is none."""
    x0, top, part = _window(box, ink)
    rows, cols = np.flatnonzero(part.any(1)), np.flatnonzero(part.any(0))
    if not len(rows):
        return None
    return BBox(x0 + float(cols[0]), top + float(rows[0]), x0 + float(cols[-1]) + 1, top + float(rows[-1]) + 1)


def _runs(ink: Ink) -> list[tuple[int, int]]:
    """First and last row (exclusive) of each band of rows with ink."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ink.any(1), [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def lines_of(box: BBox, ink: Ink, em: float) -> list[BBox]:
    """The lines in a box whose ink is given (of the box alone), without remains of rules at its edges."""
    if not ink.size:
        return []
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    high, wide = ink.shape
    kept = ink.copy()
    for index in range(1, count):
        x, y, across, down, _area = (int(v) for v in stats[index])
        edge = x == 0 or y == 0 or x + across == wide or y + down == high
        if edge and min(across, down) <= 0.2 * em and max(across, down) > 0.8 * em:
            kept[labels == index] = False
    whole = _shrunk(BBox(0, 0, wide, high), kept)
    if whole is None or max(whole.width, whole.height) < 0.15 * em:
        return []
    # Small print has lines lower than expected, but no lower than half of that: strokes of = are no lines.
    tall = max((b - a for a, b in _runs(kept)), default=0)
    em = max(0.5 * em, min(em, tall))
    x0, top = int(box.x0), int(box.top)
    return [BBox(b.x0 + x0, b.top + top, b.x1 + x0, b.bottom + top) for b in _single(whole, kept, em)]


def _single(box: BBox, ink: Ink, em: float) -> list[BBox]:
    """The lines of a box that holds several, parted where there is no ink."""
    em = min(em, 1.2 * box.width) if box.height > 1.8 * box.width else em
    if box.height < 1.6 * em:
        return [box]
    _, top, part = _window(box, ink)
    lines: list[tuple[int, int]] = []
    for start, end in _runs(part):
        # Signs such as 二 and 三 fall apart: what is no line of its own goes with the part above it.
        if lines and (end - lines[-1][0] <= 1.25 * em):
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    shrunk = (_shrunk(BBox(box.x0, top + a, box.x1, top + b), ink) for a, b in lines)
    return [line for line in shrunk if line is not None]


def _passed_over(cell: BBox, found: Sequence[BBox], ink: Ink, scale: float) -> list[BBox]:
    """Ink of a cell outside of the boxes found, specks and remains of rules apart."""
    inner = _inner(cell, scale)
    x0, top, part = _window(inner, ink)
    rest = part.copy()
    for box in found:
        left, above = max(0, int(box.x0) - x0 - 1), max(0, int(box.top) - top - 1)
        rest[above : max(0, int(box.bottom) - top + 2), left : max(0, int(box.x1) - x0 + 2)] = False
    if not rest.any():
        return []
    count, _labels, stats, _middles = cv2.connectedComponentsWithStats(rest.astype(np.uint8), connectivity=8)
    out: list[BBox] = []
    dots: list[BBox] = []
    for x, y, wide, high, _area in stats[1:count].astype(float):
        box = BBox(x0 + x, top + y, x0 + x + wide, top + y + high)
        thin = min(wide, high) <= 1.3 * scale
        near = min(box.x0 - inner.x0, box.top - inner.top, inner.x1 - box.x1, inner.bottom - box.bottom)
        if max(wide, high) < 2.5 * scale and 0.4 * scale <= min(wide, high):
            dots.append(box)
        elif max(wide, high) >= 1.8 * scale and not (thin and near <= 1.5 * scale):
            out.append(box)
    leaders = _leaders(dots, scale)
    single = [
        d for d in dots if max(d.width, d.height) >= 1.8 * scale and not any(r.holds(d.cx, d.cy) for r in leaders)
    ]
    return [*out, *single, *leaders]


def _leaders(dots: Sequence[BBox], scale: float) -> list[BBox]:
    """Dots in a row are an ellipsis, single ones specks."""
    rows: list[list[BBox]] = []
    for dot in sorted(dots, key=lambda d: d.cy):
        if rows and dot.cy - rows[-1][0].cy <= 0.8 * scale:
            rows[-1].append(dot)
        else:
            rows.append([dot])
    return [union(row) for row in rows if len(row) >= 3 and union(row).width < 40 * scale]


def _joined(boxes: Sequence[BBox], em: float) -> list[BBox]:
    """Boxes that overlap or nearly touch on one line made one, in reading order."""
    rest = sorted(boxes, key=lambda b: (b.x0, b.top))
    changed = True
    while changed:
        changed = False
        out: list[BBox] = []
        for box in rest:
            for index, other in enumerate(out):
                if _touch(other, box, em):
                    out[index] = union((other, box))
                    changed = True
                    break
            else:
                out.append(box)
        rest = out
    return in_order(rest)


def _touch(one: BBox, other: BBox, em: float) -> bool:
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    around = union((one, other))
    if _bars(one, other, em):
        return True
    if around.height > 1.6 * max(em, one.height, other.height):
        return False
    small = min(one.height, other.height)
    # Stops hang below the middle, dashes lie in it, and both are set apart from the text they belong to.
    reach = 0.9 if small < 0.5 * em else 0.45
    return gap <= reach * em and common >= 0.5 * small


def _bars(one: BBox, other: BBox, em: float) -> bool:
    """Whether they are the two strokes of an equals sign."""
    if max(one.height, other.height) > 0.25 * em or min(one.width, other.width) < 0.3 * em:
        return False
    return abs(one.cy - other.cy) < 0.6 * em and one.overlap_x(other) > 0.8 * max(one.width, other.width)


def in_order(boxes: Sequence[BBox]) -> list[BBox]:
    """Lines top to bottom, each left to right."""
    rows: list[list[BBox]] = []
    for box in sorted(boxes, key=lambda b: b.cy):
        if rows and _level(rows[-1], box):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row, key=lambda b: b.x0)]


def _level(row: Sequence[BBox], box: BBox) -> bool:
    around = union(row)
    common = min(around.bottom, box.bottom) - max(around.top, box.top)
    return common >= 0.5 * min(around.height, box.height)
