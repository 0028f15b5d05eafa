"""The objects of a page as pdfium lists them, in paint order, those within forms in the form's place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np

from extract import native
from extract.errors import TooDense
from extract.native import Floats
from extract.sheet import Matrix, times

_MOST = 200_000  # objects of a page: more is no form, but an attack
_DEPTH = 6  # forms within forms
Box = tuple[float, float, float, float]
NOWHERE: Box = (-2.0, -2.0, -1.0, -1.0)


@dataclass(slots=True)
class Objects:
    """Handles and kinds in paint order; `spaces` are runs (first, matrix to the page as displayed, clip)."""

    handles: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    spaces: list[tuple[int, Matrix, Box | None]] = field(default_factory=list)

    def of(self, *wanted: int) -> list[int]:
        """Positions of the objects of some kinds."""
        return [i for i, k in enumerate(self.kinds) if k in wanted]


def walk(page: int, matrix: Matrix) -> Objects:
    """All objects of a page, forms opened. Raises `TooDense`."""
    found = Objects()
    _into(found, native.page_count, native.page_object, page, matrix, None, 0)
    return found


def _into(
    found: Objects, count: Any, get: Callable[..., int], holder: int, matrix: Matrix, clip: Box | None, depth: int
) -> None:
    number = count(holder)
    if number > _MOST - len(found.handles):
        raise TooDense(f"有 {len(found.handles) + number} 个以上的绘图对象，超过 {_MOST} 个，不像表格")
    handles = list(map(get, repeat(holder), range(number)))
    kinds = list(map(native.kind, handles))
    found.spaces.append((len(found.handles), matrix, clip))
    begin = 0
    forms = [i for i, k in enumerate(kinds) if k == native.FORM] if depth < _DEPTH else []
    for index in forms:
        found.handles += handles[begin:index]
        found.kinds += kinds[begin:index]
        form = handles[index]
        inner, placed = meet(clip, clip_of(form, matrix)), times(native.matrix_of(form), matrix)
        _into(found, native.form_count, native.form_object, form, placed, inner, depth + 1)
        found.spaces.append((len(found.handles), matrix, clip))
        begin = index + 1
    found.handles += handles[begin:]
    found.kinds += kinds[begin:]


def boxes(found: Objects, at: list[int]) -> Floats:
    """Boxes of the objects at some positions as displayed: rows of x0, top, x1, bottom."""
    raw = native.floats(native.bounds, [found.handles[i] for i in at], 4, 4)
    if len(found.spaces) == 1:
        return moved(raw, found.spaces[0][1])
    out = np.empty_like(raw)
    for part, matrix, _ in _by_space(found, at):
        out[part] = moved(raw[part], matrix)
    return out


def spaces(found: Objects, at: list[int]) -> list[Matrix]:
    """The matrices from the spaces that the objects at some ascending positions are drawn in."""
    return [matrix for part, matrix, _ in _by_space(found, at) for _ in range(part.start, part.stop)]


def _by_space(found: Objects, at: list[int]) -> list[tuple[slice, Matrix, Box | None]]:
    if len(found.spaces) == 1:
        return [(slice(0, len(at)), *found.spaces[0][1:])]
    cuts = np.searchsorted(np.array(at, np.int64), [s[0] for s in found.spaces]).tolist()
    ends = [*cuts[1:], len(at)]
    return [(slice(a, b), s[1], s[2]) for a, b, s in zip(cuts, ends, found.spaces, strict=True) if a < b]


def moved(raw: Floats, matrix: Matrix) -> Floats:
    """Boxes (rows of left, bottom, right, top) through a matrix, as x0, top, x1, bottom."""
    a, b, c, d, e, f = matrix
    if b == c == 0:
        xs, ys = a * raw[:, ::2] + e, d * raw[:, 1::2] + f
        return np.concatenate((xs[:, :: 1 if a > 0 else -1], ys[:, :: 1 if d > 0 else -1]), 1)[:, [0, 2, 1, 3]]
    xs, ys = raw[:, [0, 2, 0, 2]], raw[:, [1, 3, 3, 1]]
    us, vs = a * xs + c * ys + e, b * xs + d * ys + f
    return np.stack((us.min(1), vs.min(1), us.max(1), vs.max(1)), 1)


def clips(found: Objects, at: list[int]) -> Floats | None:
    """The clip boxes of the objects at some ascending positions; None when nothing is clipped."""
    paths = list(map(native.clip_path, [found.handles[i] for i in at]))
    counts = native.words(native.clip_count, len(paths), paths)
    clipped = np.flatnonzero(counts > 0)
    if not len(clipped) and all(space[2] is None for space in found.spaces):
        return None
    out = np.tile(np.array([-np.inf, -np.inf, np.inf, np.inf]), (len(at), 1))
    # Objects that share a clip share the memory of its points, so that a clip is walked once.
    known: dict[tuple[int, int, Matrix], Box | None] = {}
    for part, matrix, outer in _by_space(found, at):
        if outer is not None:
            out[part] = outer
        for i in clipped[(clipped >= part.start) & (clipped < part.stop)].tolist():
            count = int(counts[i])
            key = (count, native.clip_point(paths[i], count - 1, 0), matrix)
            if key not in known:
                known[key] = _clip_box(paths[i], count, matrix)
            box = meet(outer, known[key])
            if box is not None:
                out[i] = box
    return out


def clip_of(thing: int, matrix: Matrix) -> Box | None:
    """The box an object is clipped to, as displayed; None when it is not."""
    path = native.clip_path(thing)
    count = native.clip_count(path) if path else 0
    return _clip_box(path, count, matrix) if count > 0 else None


def _clip_box(path: int, count: int, matrix: Matrix) -> Box | None:
    box: Box | None = None
    for number in range(count):
        points = [p for p in (native.clip_point(path, number, k) for k in range(native.clip_points(path, number))) if p]
        if not points:
            continue
        places = native.floats(native.point_at, points, 2, 2)
        corners = np.concatenate((places.min(0), places.max(0)))[None]
        x0, top, x1, bottom = moved(corners, matrix)[0].tolist()
        box = meet(box, (x0, top, x1, bottom))
    return box


def meet(one: Box | None, other: Box | None) -> Box | None:
    """What two clips leave; a box off the page when that is nothing."""
    if one is None or other is None:
        return one or other
    x0, top, x1, bottom = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x0, top, x1, bottom) if x0 <= x1 and top <= bottom else NOWHERE
