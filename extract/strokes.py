"""Painted paths and pictures → rules and covers, as arrays: the fast reading's own view of a page's lines.

A rule is a row (vertical, at, start, end) in points of the page as displayed. Most paths of a form are one line
or one thin box, and their bounds tell all; only the others are walked point by point.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np

from extract import native
from extract.errors import TooDense
from extract.native import Flags, Floats, Ints
from extract.objects import Objects, boxes, clips
from extract.sheet import Matrix

THIN = 3.0  # points: a box thinner than this is a line
_BROAD = 4.0  # points: a stroke wider than this is no line
FAINT = 0.95  # lightness above which there is nothing to see
_MOVE, _LINE = 2, 0
_WALKED = 400_000  # points of one page that are looked at, a microsecond each: more is no form, but an attack
_COVERS = 20_000  # covers of one page: more is no form, but an attack


@dataclass(frozen=True, slots=True)
class Strokes:
    """`rules` as above; `covers` are opaque boxes (x0, top, x1, bottom) and `orders` their places in paint order."""

    rules: Floats
    covers: Floats
    orders: Ints


def strokes(found: Objects) -> Strokes:
    """The rules of a page, clipped to what is seen, and what hides the text under it. Raises `TooDense`."""
    at = found.of(native.PATH, native.IMAGE)
    if not at:
        return Strokes(np.zeros((0, 4)), np.zeros((0, 4)), np.zeros(0, np.int64))
    handles = [found.handles[i] for i in at]
    box = boxes(found, at)
    is_path = np.array([found.kinds[i] for i in at]) == native.PATH
    modes = np.zeros((len(at), 2), np.int64)
    paths = np.flatnonzero(is_path)
    modes[paths] = native.ints(native.draw_mode, [handles[i] for i in paths.tolist()], 2, 2)
    stroked, filled = modes[:, 1] != 0, modes[:, 0] != 0
    inked = np.where(is_path, False, True)
    opaque = np.zeros(len(at), bool)
    for mask, color in ((stroked, native.stroke_color), (filled, native.fill_color)):
        some = np.flatnonzero(mask)
        if len(some):
            inks = native.ints(color, [handles[i] for i in some.tolist()], 4, 4)
            seen = lightness(inks) < FAINT
            inked[some] = seen if color is native.stroke_color else np.where(stroked[some], inked[some], seen)
            if color is native.fill_color:
                opaque[some] = inks[:, 3] == 255
    width = _widths(found, at, handles, stroked)
    box = _shrunk(box, width)
    rules, shapes = _rules(found, at, handles, box, is_path, stroked, inked & ((width <= _BROAD) | ~stroked))
    cut = clips(found, at)
    if cut is not None:
        rules = _clipped(rules, cut)
    covers, orders = _covers(found, at, handles, box, is_path, filled & opaque, shapes, cut)
    return Strokes(rules[:, :4], covers, orders)


def lightness(inks: Ints) -> Floats:
    """How light inks (red, green, blue, alpha of 255) look on white paper: 0 black, 1 white."""
    red, green, blue, alpha = (inks[:, i].astype(np.float64) / 255 for i in range(4))
    shade: Floats = 1 - alpha * (1 - (0.299 * red + 0.587 * green + 0.114 * blue))
    return shade


def _widths(found: Objects, at: list[int], handles: list[int], stroked: Flags) -> Floats:
    width = np.zeros(len(at))
    some = np.flatnonzero(stroked)
    if len(some):
        width[some] = native.floats(native.stroke_width, [handles[i] for i in some.tolist()], 1)[:, 0]
        starts = np.array([space[0] for space in found.spaces])
        scales = np.array([hypot(*space[1][:2]) for space in found.spaces])
        width *= scales[np.searchsorted(starts, np.array(at), "right") - 1]
    return width


def _shrunk(box: Floats, width: Floats) -> Floats:
    """Bounds without the stroke's width, by which pdfium widens them to all sides."""
    middle, half = (box[:, :2] + box[:, 2:]) / 2, (box[:, 2:] - box[:, :2]) / 2
    half = np.maximum(0.0, half - width[:, None])
    return np.concatenate((middle - half, middle + half), 1)


def _rules(
    found: Objects, at: list[int], handles: list[int], box: Floats, is_path: Flags, stroked: Flags, inked: Flags
) -> tuple[Floats, dict[int, list[Floats]]]:
    """Rules as rows with the position of their object as a fifth column, and the parts of the paths walked."""
    wide, high = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    flat, slim = high <= THIN, wide <= THIN
    long = is_path | (np.maximum(wide, high) > 4 * THIN)
    out = [_middles(box, np.flatnonzero(inked & long & flat), False)]
    out.append(_middles(box, np.flatnonzero(inked & long & slim), True))
    shapes: dict[int, list[Floats]] = {}
    left = _WALKED
    for i in np.flatnonzero(inked & is_path & ~flat & ~slim).tolist():
        count = native.path_count(handles[i])
        if count > 2 and (stroked[i] or count > 5):
            left -= count
            if left < 0:
                raise TooDense(f"线条的折点超过 {_WALKED} 个，不像表格")
            shapes[i] = _shapes(handles[i], count, _space(found, at[i]))
            sides = _sides(shapes[i], bool(stroked[i]))
            out.append(np.concatenate((sides, np.full((len(sides), 1), i)), 1))
    return np.concatenate(out), shapes


def _middles(box: Floats, some: Ints, vertical: bool) -> Floats:
    a, b = (0, 1) if vertical else (1, 0)
    its = box[some]
    return np.stack(
        (np.full(len(some), float(vertical)), (its[:, a] + its[:, a + 2]) / 2, its[:, b], its[:, b + 2], some), 1
    )


def _space(found: Objects, position: int) -> Matrix:
    return next(space[1] for space in reversed(found.spaces) if space[0] <= position)


def _shapes(path: int, count: int, matrix: Matrix) -> list[Floats]:
    """The parts of a path as corners in displayed points; curves count by their end points, closed ones end
    where they began."""
    points = [native.path_point(path, k) for k in range(count)]
    places = native.floats(native.point_at, points, 2, 2)
    a, b, c, d, e, f = matrix
    places = np.stack((a * places[:, 0] + c * places[:, 1] + e, b * places[:, 0] + d * places[:, 1] + f), 1)
    kinds = [native.point_kind(p) for p in points]
    closes = [native.point_closes(p) for p in points]
    begins = [k for k in range(count) if kinds[k] == _MOVE] or [0]
    out = []
    for begin, end in zip(begins, [*begins[1:], count], strict=True):
        part = places[begin:end]
        if any(kinds[k] != _LINE for k in range(begin + 1, end)):
            part = part[:0]  # curves: letters and ornaments
        elif closes[end - 1] and len(part) and abs(part[-1] - part[0]).max() > 0.01:
            part = np.concatenate((part, part[:1]))
        if len(part):
            out.append(part)
    return out


def _sides(shapes: list[Floats], stroked: bool) -> Floats:
    out = [np.zeros((0, 4))]
    boxes_: list[Floats] = []
    for shape in shapes:
        corners = np.concatenate((shape.min(0), shape.max(0)))
        thin = (corners[2:] - corners[:2]) <= THIN
        if stroked and not thin.any():
            out.append(_segments(shape))
        elif thin.any():
            out += [_row(corners, v) for v in (False, True) if thin[0 if v else 1]]
        else:
            boxes_.append(corners)
    if not stroked and len(boxes_) == 2 and len(shapes) == 2:
        out.append(_hollow(*boxes_))
    return np.concatenate(out)


def _row(corners: Floats, vertical: bool) -> Floats:
    a, b = (0, 1) if vertical else (1, 0)
    return np.array([[float(vertical), (corners[a] + corners[a + 2]) / 2, corners[b], corners[b + 2]]])


def _segments(shape: Floats) -> Floats:
    one, two = shape[:-1], shape[1:]
    low, high = np.minimum(one, two), np.maximum(one, two)
    wide, tall = (high - low).T
    longest = np.maximum(wide, tall)
    straight = (longest >= 0.1) & (np.minimum(wide, tall) <= np.maximum(0.5, 0.01 * longest))
    down = tall > wide
    rows = np.where(
        down[:, None],
        np.stack((np.ones_like(wide), (low[:, 0] + high[:, 0]) / 2, low[:, 1], high[:, 1]), 1),
        np.stack((np.zeros_like(wide), (low[:, 1] + high[:, 1]) / 2, low[:, 0], high[:, 0]), 1),
    )
    kept: Floats = rows[straight]
    return kept


def _hollow(one: Floats, other: Floats) -> Floats:
    """The sides of a frame painted as a box with a box cut out."""
    outer, inner = (one, other) if one[2] - one[0] > other[2] - other[0] else (other, one)
    margins = np.concatenate((inner[:2] - outer[:2], outer[2:] - inner[2:]))
    if not ((margins > 0) & (margins <= THIN)).all():
        return np.zeros((0, 4))
    x0, top, x1, bottom = ((outer + inner) / 2).tolist()
    return _segments(np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom], [x0, top]]))


def _clipped(rules: Floats, cut: Floats) -> Floats:
    clip = cut[rules[:, 4].astype(np.int64)]
    down = rules[:, 0] > 0
    low, high = np.where(down, clip[:, 0], clip[:, 1]), np.where(down, clip[:, 2], clip[:, 3])
    start, end = np.where(down, clip[:, 1], clip[:, 0]), np.where(down, clip[:, 3], clip[:, 2])
    rules = rules.copy()
    rules[:, 2], rules[:, 3] = np.maximum(rules[:, 2], start), np.minimum(rules[:, 3], end)
    seen = (rules[:, 1] >= low - 0.5) & (rules[:, 1] <= high + 0.5) & (rules[:, 2] <= rules[:, 3])
    return rules[seen]


def _covers(
    found: Objects,
    at: list[int],
    handles: list[int],
    box: Floats,
    is_path: Flags,
    opaque: Flags,
    shapes: dict[int, list[Floats]],
    cut: Floats | None,
) -> tuple[Floats, Ints]:
    """Boxes that hide what was painted before: opaque rectangles and pictures that nothing shines through."""
    thick = (box[:, 2] - box[:, 0] > THIN) & (box[:, 3] - box[:, 1] > THIN)
    kept: list[int] = []
    broad = np.flatnonzero(thick & (opaque | ~is_path))
    if len(broad) > _COVERS:
        raise TooDense(f"有 {len(broad)} 个色块或图片，超过 {_COVERS} 个，不像表格")
    for i in broad.tolist():
        if native.has_transparency(handles[i]):
            continue
        if is_path[i]:
            count = native.path_count(handles[i])
            if i not in shapes and count <= 6:
                shapes[i] = _shapes(handles[i], count, _space(found, at[i]))
            if not _is_rectangle(shapes.get(i, [])):
                continue
        kept.append(i)
    covers = box[kept]
    if cut is not None and kept:
        covers = np.concatenate(
            (np.maximum(covers[:, :2], cut[kept, :2]), np.minimum(covers[:, 2:], cut[kept, 2:])), 1
        )
    return covers, np.array([at[i] for i in kept], np.int64)


def _is_rectangle(shapes: list[Floats]) -> bool:
    if len(shapes) != 1 or len(shapes[0]) != 5:
        return False
    shape = shapes[0]
    low, high = shape.min(0), shape.max(0)
    on_edge = np.minimum(abs(shape - low), abs(shape - high)) <= 0.1
    return bool(on_edge.all() and abs(shape[0] - shape[4]).max() < 0.1)
