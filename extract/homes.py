"""Which cell each character of the fast reading stands in, and which cell gets text that runs over a border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.ink import Ink
from extract.lattice import Lattice
from extract.native import Floats, Ints
from extract.typeset import OUTSIDE

_TOUCH = 0.15  # ems: nearer characters are of one run
_LEVEL = 0.75  # points between baselines of one line
_EDGE = 0.8  # ems from a cell's side within which its text begins or ends


_FLUSH = 0.3  # points within which lines begin one below the other


@dataclass(frozen=True, slots=True)
class Plan:
    """The tables of a page with all their cells in one numbering; `boxes` rows are x0, top, x1, bottom."""

    tables: tuple[Lattice, ...]
    starts: tuple[int, ...]
    boxes: Floats


def plan(tables: Sequence[Lattice]) -> Plan:
    """The tables, cells numbered through."""
    starts, boxes = [], [np.zeros((0, 4))]
    count = 0
    for each in tables:
        spans = np.array(each.spans)
        starts.append(count)
        count += len(spans)
        x0, top = each.xs[spans[:, 1]], each.ys[spans[:, 0]]
        x1, bottom = each.xs[spans[:, 1] + spans[:, 3]], each.ys[spans[:, 0] + spans[:, 2]]
        boxes.append(np.stack((x0, top, x1, bottom), 1))
    return Plan(tuple(tables), tuple(starts), np.concatenate(boxes))


def homes(ink: Ink, made: Plan) -> Ints:
    """The number of each character's cell, `OUTSIDE` for those in none."""
    out = np.full(len(ink.codes), OUTSIDE)
    x, y = ink.x, ink.y
    for each, start in zip(made.tables, made.starts, strict=True):
        col = np.searchsorted(each.xs, x, "right") - 1
        row = np.searchsorted(each.ys, y, "right") - 1
        inside = (col >= 0) & (col < len(each.xs) - 1) & (row >= 0) & (row < len(each.ys) - 1) & (out == OUTSIDE)
        owner = each.owner[row[inside], col[inside]]
        out[inside] = np.where(owner >= 0, owner + start, OUTSIDE)
    return _settled(ink, out, made) if made.tables and len(out) else out


def _settled(ink: Ink, home: Ints, made: Plan) -> Ints:
    """Text that runs over a border without a gap, into blank space, goes whole to the cell it belongs to."""
    level = np.flatnonzero((ink.way == 0) & ~ink.blank)
    if len(level) < 2:
        return home
    level = level[ink.base[level].argsort(kind="stable")]
    base = ink.base[level]
    line = np.concatenate(([0], (base[1:] - base[:-1] > _LEVEL).cumsum()))
    level = level[np.lexsort((ink.box[level, 0], line))]
    gap = ink.box[level[1:], 0] - ink.box[level[:-1], 2]
    near = (gap <= _TOUCH * ink.size[level[1:]]) & (abs(ink.base[level[1:]] - ink.base[level[:-1]]) <= _LEVEL)
    over = np.flatnonzero(near & (home[level[1:]] != home[level[:-1]]))
    if not len(over):
        return home
    run = np.concatenate(([0], (~near).cumsum()))
    for number in np.unique(run[over]).tolist():
        mine = level[run == number]
        chosen = _chosen(ink, home, made, mine)
        if chosen is not None:
            home[mine] = chosen
    return home


def _chosen(ink: Ink, home: Ints, made: Plan, run: Ints) -> int | None:
    """The cell of a run over borders; None where each part stays in its own."""
    at = home[run]
    owners: list[int] = list(dict.fromkeys(at.tolist()))
    inside = [owner for owner in owners if owner != OUTSIDE]
    if not inside:
        return None
    box = ink.box[run]
    inner = 0.15 * (box[:, 2] - box[:, 0])
    straddled = True
    for k in np.flatnonzero(at[1:] != at[:-1]).tolist():
        one, two = int(at[k]), int(at[k + 1])
        border = made.boxes[one, 2] if one != OUTSIDE else made.boxes[two, 0]
        pair = slice(k, k + 2)
        straddled &= bool(((box[pair, 0] + inner[pair] < border) & (border < box[pair, 2] - inner[pair])).any())
    mine = np.zeros(len(home), bool)
    mine[run] = True
    others = set(np.unique(home[~mine & ~ink.blank]).tolist())
    crowded = [owner for owner in owners if owner == OUTSIDE or owner in others]
    if not straddled and len(crowded) > 1:
        return None
    if all(_begins_line(ink, home, owner, run[at == owner], mine) for owner in owners[1:]):
        return None
    ems = _EDGE * float(ink.size[run[0]])
    first, last = owners[0], owners[-1]
    if first != OUTSIDE and box[0, 0] - made.boxes[first, 0] < ems:
        return first
    if last != OUTSIDE and made.boxes[last, 2] - box[-1, 2] < ems:
        return last
    widths = box[:, 2] - box[:, 0]
    return max(inside, key=lambda owner: float(widths[at == owner].sum()))


def _begins_line(ink: Ink, home: Ints, owner: int, part: Ints, run: npt.NDArray[np.bool_]) -> bool:
    """Whether a part of a run begins just where the other lines of its cell begin: then it is one of them, and the
    text before it only happens to end there."""
    others = np.flatnonzero((home == owner) & ~run & ~ink.blank)
    if owner == OUTSIDE or not len(others):
        return False
    return bool(abs(ink.box[part, 0].min() - ink.box[others, 0].min()) <= _FLUSH)
