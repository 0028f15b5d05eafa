"""Painted lines → the rules of each table: snapped and joined, sorted by table, open sides closed.

The fast reading's own way; arrays where there may be thousands of lines, plain loops where dozens are left. A rule
is a row (vertical, at, start, end) in points.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from extract.errors import TooDense
from extract.native import Flags, Floats

SNAP = 3.0  # points between lines that are meant as one, and between ends that are meant to meet
STICK = 6.0  # points a line must reach beyond the last crossing to show an open side
_DASH = 10.0  # points: shorter pieces may be dashes
_MOST = 3000  # rules of one direction: more is no form, but an attack


def clean(rules: Floats) -> Floats:
    """Rules at common positions, joined over small gaps, dashes made whole, specks gone."""
    return np.concatenate([_clean(rules[rules[:, 0] == way]) for way in (0.0, 1.0)])


def _clean(rules: Floats) -> Floats:
    if not len(rules):
        return rules
    rules = rules[rules[:, 1].argsort(kind="stable")]
    at, length = rules[:, 1], rules[:, 3] - rules[:, 2]
    places: list[float] = at.tolist()
    fresh = np.zeros(len(rules), np.int64)
    begin = bisect_right(places, places[0] + SNAP)
    while begin < len(places):
        fresh[begin] = 1
        begin = bisect_right(places, places[begin] + SNAP)
    group = fresh.cumsum()
    weight = np.maximum(length, 1e-6)
    at = (np.bincount(group, at * weight) / np.bincount(group, weight))[group]
    by = np.lexsort((rules[:, 3], rules[:, 2], group))
    way, at, group = rules[:, 0], at[by], group[by]
    start, end_, length = rules[by, 2], rules[by, 3], length[by]
    # The furthest end so far within each group: groups are set far apart, so that one pass serves all.
    far = 1e5 * group
    reach = np.maximum.accumulate(end_ + far) - far
    dash = length < _DASH
    bridge = np.full(len(rules), SNAP)
    both = dash[1:] & dash[:-1]
    bridge[1:][both] = np.clip(2.5 * length[1:][both], SNAP, 5.0)
    apart = np.ones(len(rules), bool)
    apart[1:] = (group[1:] != group[:-1]) | (start[1:] - reach[:-1] > bridge[1:])
    first = np.flatnonzero(apart)
    last = np.concatenate((first[1:], [len(rules)])) - 1
    out = np.stack((way[: len(first)], at[first], start[first], reach[last]), 1)
    long: Floats = out[out[:, 3] - out[:, 2] >= 2 * SNAP]
    return long


def tables(rules: Floats) -> list[Floats]:
    """Groups of clean rules that cross each other, open sides closed; a rule that crosses none is in no table.

    Raises `TooDense`.
    """
    down, across = _few(rules[rules[:, 0] > 0]), _few(rules[rules[:, 0] == 0])
    touch = _touching(down, across)
    groups = []
    left = set(np.flatnonzero(touch.any(1)).tolist())
    while left:
        mine = [min(left)]
        while True:
            bars = np.flatnonzero(touch[mine].any(0))
            more = np.flatnonzero(touch[:, bars].any(1)).tolist()
            if more == mine:
                break
            mine = more
        left -= set(mine)
        groups.append(np.concatenate((down[mine], across[bars])))
    loose = down[~touch.any(1)]
    return [_closed(group) for group in groups + _pillars(loose)]


def _few(rules: Floats) -> Floats:
    if len(rules) > _MOST:
        raise TooDense(f"有 {len(rules)} 条同方向的线，超过 {_MOST} 条，不像表格")
    return rules


def _touching(down: Floats, across: Floats) -> Flags:
    at_x, top, bottom = down[:, 1, None], down[:, 2, None], down[:, 3, None]
    at_y, x0, x1 = across[None, :, 1], across[None, :, 2], across[None, :, 3]
    meets: Flags = (at_y >= top - SNAP) & (at_y <= bottom + SNAP) & (at_x >= x0 - SNAP) & (at_x <= x1 + SNAP)
    return meets


def _pillars(loose: Floats) -> list[Floats]:
    """Three and more uprights of one extent: a row that fills the page, its other sides on other pages."""
    out = []
    left = loose[loose[:, 3] - loose[:, 2] >= 4 * STICK]
    while len(left):
        like = (abs(left[:, 2] - left[0, 2]) <= 2 * SNAP) & (abs(left[:, 3] - left[0, 3]) <= 2 * SNAP)
        if like.sum() >= 3:
            out.append(left[like])
        left = left[~like]
    return out


def _closed(group: Floats) -> Floats:
    down, across = group[group[:, 0] > 0], group[group[:, 0] == 0]
    caps = _caps(down, across, 0.0)
    if len(caps):
        across = np.concatenate((across, caps))
    sides = _caps(across, down, 1.0)
    if len(sides):
        down = np.concatenate((down, sides))
    return clean(np.concatenate((across, down))) if len(caps) or len(sides) else group


def _caps(ribs: Floats, bars: Floats, vertical: float) -> Floats:
    """Bars that close the ends of ribs reaching beyond the last bar, on either side."""
    far = _far(ribs, bars)
    back = ribs.copy()
    back[:, 2], back[:, 3] = -ribs[:, 3], -ribs[:, 2]
    turned = bars.copy()
    turned[:, 1] = -bars[:, 1]
    near = [(-at, start, end) for at, start, end in _far(back, turned)]
    found = sorted({*far, *near})
    return np.array([(vertical, *each) for each in found]).reshape(-1, 4)


def _far(ribs: Floats, bars: Floats) -> list[tuple[float, float, float]]:
    """For each gap between neighbouring ribs that reach beyond the last bar over it: at, start, end of a bar."""
    ats = np.array(sorted(set(ribs[:, 1].tolist())))
    if len(ats) < 2:
        return []
    low = float(bars[:, 2].min()) if len(bars) else float(ats[0])
    high = float(bars[:, 3].max()) if len(bars) else float(ats[-1])
    middle = (ats[:-1] + ats[1:]) / 2
    over = (bars[:, 2, None] <= middle) & (middle <= bars[:, 3, None])
    last = np.where(over, bars[:, 1, None], -np.inf).max(0) if len(bars) else np.full(len(middle), -np.inf)
    beyond = (ribs[:, 3, None] > last + STICK) & ((ribs[:, 2, None] < last + STICK) | (last == -np.inf))
    out = []
    for k in np.flatnonzero(beyond.sum(0) >= 2).tolist():
        left = ribs[beyond[:, k] & (ribs[:, 1] <= ats[k])]
        right = ribs[beyond[:, k] & (ribs[:, 1] >= ats[k + 1])]
        if not len(left) or not len(right):
            continue
        before = left[np.lexsort((left[:, 3], left[:, 1]))[-1]]
        after = right[np.lexsort((-right[:, 3], right[:, 1]))[0]]
        if min(before[3], after[3]) - max(before[2], after[2]) < STICK:
            continue
        short, tall = sorted((float(before[3]), float(after[3])))
        at = tall if tall - short <= 2 * STICK else short
        start = low if before[1] == ats[0] and low < before[1] - STICK else float(before[1])
        end = high if after[1] == ats[-1] and high > after[1] + STICK else float(after[1])
        out.append((at, start, end))
    return out
