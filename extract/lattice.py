"""The rules of a table → its cells with spans: the fast reading's own way.

A rule is a row (vertical, at, start, end) in points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extract.mesh import SNAP
from extract.native import Flags, Floats, Ints

_SLIVER = 4.0  # points: no row or column is as narrow


@dataclass(frozen=True, slots=True)
class Lattice:
    """A table without its text: edges, spans (row, column, rows, columns) in row-major order, and the number of
    the span that owns each position."""

    xs: Floats
    ys: Floats
    spans: list[tuple[int, int, int, int]]
    owner: Ints

    @property
    def box(self) -> tuple[float, float, float, float]:
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])


def lattice(group: Floats) -> Lattice | None:
    """The cells of one table's rules; None when they enclose nothing."""
    down, across = group[group[:, 0] > 0], group[group[:, 0] == 0]
    (xs, right), (ys, foot) = _edges(down[:, 1]), _edges(across[:, 1])
    if len(xs) < 2 or len(ys) < 2:
        return None
    left = _drawn(down, xs, ys, foot)
    above = _drawn(across, ys, xs, right).T
    spans = _spans(left, above)
    return _tidy(xs, ys, spans) if spans else None


def _edges(at: Floats) -> tuple[Floats, Floats]:
    """Positions, those nearer than a sliver counted as the first of them; and the last that counts as each."""
    edges: list[float] = []
    lasts: list[float] = []
    for place in np.unique(at).tolist():
        if not edges or place - edges[-1] >= _SLIVER:
            edges.append(place)
            lasts.append(place)
        lasts[-1] = place
    return np.array(edges), np.array(lasts)


def _drawn(rules: Floats, places: Floats, marks: Floats, ends: Floats) -> Flags:
    """Whether a rule stands at each place all the way between each two neighbouring marks (marks - 1, places).

    A mark reaches from its first position to its end in `ends`: a rule may begin at any of them.
    """
    out = np.zeros((len(marks) - 1, len(places)), bool)
    where = np.searchsorted(places, rules[:, 1], "right") - 1
    from_, to = ends[:-1] + SNAP, marks[1:] - SNAP
    covers = (rules[:, 2, None] <= from_) & (rules[:, 3, None] >= to)
    for place, covered in zip(where.tolist(), covers, strict=True):
        out[:, place] |= covered
    return out


def _spans(left: Flags, above: Flags) -> list[tuple[int, int, int, int]]:
    """Cells as (row, column, rows, columns); `left[r, c]` says that position (r, c) has a rule on its left,
    `above[r, c]` one above it; both have one column or row more than positions, for the far side."""
    rows, cols = left.shape[0], above.shape[1]
    next_left, next_above = _next(left.T).T, _next(above)
    r, c = np.nonzero(left[:, :-1] & above[:-1])
    r1, c1 = next_above[r, c], next_left[r, c]
    inside = (r1 <= rows) & (c1 <= cols)
    r, c, r1, c1 = r[inside], c[inside], r1[inside], c1[inside]
    # Rules are counted from the edge of the table, so that a side is whole when its count is its length.
    down, along = np.zeros((rows + 1, cols + 1), np.int64), np.zeros((rows + 1, cols + 1), np.int64)
    down[1:], along[:, 1:] = left.cumsum(0), above.cumsum(1)
    whole = (
        (down[r1, c] - down[r, c] == r1 - r) & (down[r1, c1] - down[r, c1] == r1 - r)
        & (along[r, c1] - along[r, c] == c1 - c) & (along[r1, c1] - along[r1, c] == c1 - c)
    )  # fmt: skip
    if whole.all() and (taken := _exact(r, c, r1, c1, rows, cols)):
        return taken
    spans = []
    free = np.ones((rows, cols), bool)
    for y, x, y1, x1, closed in zip(r.tolist(), c.tolist(), r1.tolist(), c1.tolist(), whole.tolist(), strict=True):
        if not closed:
            y1, x1 = _round(left, above, y, x, y1, x1)
        if y1 > y and free[y:y1, x:x1].all():
            free[y:y1, x:x1] = False
            spans.append((y, x, y1 - y, x1 - x))
    if spans and free.any():
        spans += _rest(~free, left, above)
    return sorted(spans)


def _exact(r: Ints, c: Ints, r1: Ints, c1: Ints, rows: int, cols: int) -> list[tuple[int, int, int, int]]:
    """The spans in row-major order if they cover every position once; else none."""
    edges = np.zeros((rows + 1, cols + 1), np.int64)
    np.add.at(edges, (np.concatenate((r, r1)), np.concatenate((c, c1))), 1)
    np.add.at(edges, (np.concatenate((r, r1)), np.concatenate((c1, c))), -1)
    if not (edges.cumsum(0).cumsum(1)[:-1, :-1] == 1).all():
        return []
    return list(zip(r.tolist(), c.tolist(), (r1 - r).tolist(), (c1 - c).tolist(), strict=True))


def _round(left: Flags, above: Flags, r: int, c: int, r1: int, c1: int) -> tuple[int, int]:
    """Where the nearest rules that go all the way round end, when one ends half way across before; (r, c) when
    none do."""
    for i in (np.flatnonzero(above[r1:, c]) + r1).tolist():
        for j in (np.flatnonzero(left[r, c1:]) + c1).tolist():
            sides = left[r:i, c].all() and left[r:i, j].all()
            if sides and above[r, c:j].all() and above[i, c:j].all():
                return i, j
    return r, c


def _next(flags: Flags) -> Ints:
    """For each position the index of the next flag below it; beyond the end where there is none."""
    count = len(flags)
    index = np.where(flags, np.arange(count)[:, None], count + 1)
    return np.minimum.accumulate(index[:0:-1], axis=0)[::-1]


def _rest(taken: Flags, left: Flags, above: Flags) -> list[tuple[int, int, int, int]]:
    """Rectangles over what no rules enclose: as far to the right, then down, as no rule stands in the way and
    nothing is taken."""
    rows, cols = taken.shape
    out = []
    for r, c in zip(*(each.tolist() for each in np.nonzero(~taken)), strict=True):
        if taken[r, c]:
            continue
        c1 = c + 1
        while c1 < cols and not taken[r, c1] and not left[r, c1]:
            c1 += 1
        r1 = r + 1
        while r1 < rows and not taken[r1, c:c1].any() and not above[r1, c:c1].any() and not left[r1, c + 1 : c1].any():
            r1 += 1
        taken[r:r1, c:c1] = True
        out.append((r, c, r1 - r, c1 - c))
    return out


def _tidy(xs: Floats, ys: Floats, spans: list[tuple[int, int, int, int]]) -> Lattice:
    """The lattice without edges at which no cell ends."""
    used_y = np.array(sorted({s[0] for s in spans} | {s[0] + s[2] for s in spans}))
    used_x = np.array(sorted({s[1] for s in spans} | {s[1] + s[3] for s in spans}))
    if len(used_y) < len(ys) or len(used_x) < len(xs):
        table = np.array(spans)
        first_y, first_x = np.searchsorted(used_y, table[:, 0]), np.searchsorted(used_x, table[:, 1])
        last_y = np.searchsorted(used_y, table[:, 0] + table[:, 2])
        last_x = np.searchsorted(used_x, table[:, 1] + table[:, 3])
        table = np.stack((first_y, first_x, last_y - first_y, last_x - first_x), 1)
        spans = [(r, c, down, across) for r, c, down, across in table.tolist()]
        xs, ys = xs[used_x], ys[used_y]
    owner = np.full((len(ys) - 1, len(xs) - 1), -1)
    for number, (r, c, down, across) in enumerate(spans):
        owner[r : r + down, c : c + across] = number
    return Lattice(xs, ys, spans, owner)
