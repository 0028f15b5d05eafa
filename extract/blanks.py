"""Printed spaces that pdfium's text leaves out: of a row of them it gives one, of an object of them none.

They are found by the room they take.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extract import native
from extract.native import Flags, Floats, Ints
from extract.objects import Objects, spaces
from extract.sheet import Matrix, inverse, times

_SPACE = 32
_LONE = 0.25  # ems: how wide a space is taken to be where pdfium doesn't say
_WIDER = 0.2  # ems by which a gap must exceed the usual one of its run to hold a space
_MOST = 60  # spaces in a row that are made out
_HANDFUL = 3000  # lost spaces of one page that are looked for: more is no form, but an attack


def lost_spaces(codes: Ints, loose: Floats, matrices: Floats, run: Ints, things: Sequence[int]) -> Floats:
    """Spaces within level runs: rows of left, top, right, bottom in the page's user space, and the run.

    `loose` rows are pdfium's boxes (left, top, right, bottom) of characters in the order of their runs.
    """
    level = (matrices[:, 0] > 0) & (abs(matrices[:, 1]) < 0.01 * matrices[:, 0])
    found: list[tuple[float, ...]] = []
    for k in np.flatnonzero((codes == _SPACE) & level[run]).tolist():
        left, top, right, bottom = loose[k].tolist()
        wide, whose = right - left, int(run[k])
        if wide <= 0:
            continue
        if k + 1 < len(codes) and run[k + 1] == whose:
            end = float(loose[k + 1, 0])
        else:
            begin, _, end, _ = native.floats(native.bounds, [things[whose]], 4, 4)[0].tolist()
            if abs(begin - loose[int(np.searchsorted(run, whose)), 0]) > 2 * wide:
                continue  # drawn in a form's space
            end += wide  # bounds end where the last space begins
        number = round((end - right) / wide)
        if 0 < number <= _MOST and abs(end - right - number * wide) < 0.05 * wide:
            found += [(right + i * wide, top, right + (i + 1) * wide, bottom, whose) for i in range(number)]
    found += _swallowed(codes, loose, run, level)
    return _free(np.array(found).reshape(-1, 5), loose)


def _swallowed(codes: Ints, loose: Floats, run: Ints, level: Flags) -> list[tuple[float, ...]]:
    """Spaces that pdfium took for one it had added itself: gaps much wider than the others of their run."""
    gap = loose[1:, 0] - loose[:-1, 2]
    em = np.maximum(loose[1:, 1] - loose[1:, 3], loose[:-1, 1] - loose[:-1, 3])
    within = (run[1:] == run[:-1]) & level[run[1:]] & (codes[1:] != _SPACE) & (codes[:-1] != _SPACE)
    out: list[tuple[float, ...]] = []
    wide = np.flatnonzero(within & (gap > _WIDER * em))
    for whose in np.unique(run[wide]).tolist():
        begin, end = np.searchsorted(run[1:], (whose, whose + 1)).tolist()
        mine = np.arange(begin, end)[within[begin:end]]
        usual = np.sort(gap[mine])[len(mine) // 2] + _WIDER * em[mine]
        wider = mine[gap[mine] > usual].tolist() if len(mine) > 2 else []
        out += [(loose[k, 2], loose[k, 1], loose[k + 1, 0], loose[k, 3], whose) for k in wider]
    return out


def _free(found: Floats, loose: Floats) -> Floats:
    """Those in whose place nothing else stands."""
    if not len(found) or len(found) > _HANDFUL:
        return found[:0]
    left, top, right, bottom = (loose[:, i] for i in range(4))
    kept = []
    for x0, high, x1, low, _ in found.tolist():
        middle = (x0 + x1) / 2
        kept.append(not ((left < middle) & (middle < right) & (bottom < high) & (top > low)).any())
    return found[kept]


def lone_spaces(found: Objects, owners: set[int], matrix: Matrix) -> tuple[list[int], Floats, Floats] | None:
    """Text objects that hold nothing but spaces, which pdfium leaves out: their handles, matrices and boxes."""
    if found.kinds.count(native.TEXT) == len(owners):
        return None
    at = [i for i in found.of(native.TEXT) if found.handles[i] not in owners]
    if not at:
        return None
    size = native.floats(native.bounds, [found.handles[i] for i in at], 4, 4)
    at = [i for i, flat in zip(at, (size[:, 3] - size[:, 1] < 0.01).tolist(), strict=True) if flat]
    if not at:
        return None
    things = [found.handles[i] for i in at]
    back = inverse(matrix)
    each = zip(things, spaces(found, at), strict=True)
    matrices = np.array([times(times(native.matrix_of(thing), space), back) for thing, space in each])
    sizes = native.floats(native.text_size, things, 1)[:, 0]
    ends = matrices[:, 4:] + _LONE * sizes[:, None] * matrices[:, :2]
    low, high = np.minimum(matrices[:, 4:], ends), np.maximum(matrices[:, 4:], ends)
    return things, matrices, np.concatenate((low, high), 1)[:, [0, 3, 2, 1]]
