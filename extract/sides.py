"""Which rules make one table, and the sides of a table that are not drawn.

Many producers leave out the outer border, and most leave a row open where the page breaks it: the rules that
run into the open side stick out beyond the last crossing, and their ends say where the side is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.rule import SNAP, STICK, Rule, clean


def tables(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that cross each other, open sides closed; a group without a crossing is no table."""
    groups, loose = _connected(rules)
    groups += _pillars([r for r in loose if r.vertical])
    return [_closed(group) for group in groups]


def _connected(rules: Sequence[Rule]) -> tuple[list[list[Rule]], list[Rule]]:
    root = list(range(len(rules)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    across = sorted((i for i, r in enumerate(rules) if not r.vertical), key=lambda i: rules[i].at)
    for i, down in enumerate(rules):
        if not down.vertical:
            continue
        for j in across:
            bar = rules[j]
            if bar.at > down.end + SNAP:
                break
            if bar.at >= down.start - SNAP and bar.start - SNAP <= down.at <= bar.end + SNAP:
                root[find(j)] = find(i)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for i, rule in enumerate(rules):
        groups[find(i)].append(rule)
    made = [g for g in groups.values() if len(g) > 1]
    return made, [g[0] for g in groups.values() if len(g) == 1]


def _pillars(verticals: Sequence[Rule]) -> list[list[Rule]]:
    """Three and more verticals of one extent: a row that fills the page, its other sides on other pages."""
    groups: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in verticals:
        for (start, end), group in groups.items():
            if abs(rule.start - start) <= 2 * SNAP and abs(rule.end - end) <= 2 * SNAP:
                group.append(rule)
                break
        else:
            groups[round(rule.start), round(rule.end)].append(rule)
    return [g for g in groups.values() if len(g) >= 3 and g[0].length >= 4 * STICK]


def _closed(group: Sequence[Rule]) -> list[Rule]:
    down, across = [r for r in group if r.vertical], [r for r in group if not r.vertical]
    across += _caps(down, across, vertical=False)
    down += _caps(across, down, vertical=True)
    return clean([*across, *down])


def _caps(ribs: Sequence[Rule], bars: Sequence[Rule], vertical: bool) -> list[Rule]:
    far = _far_caps(ribs, bars)
    near = _far_caps([_mirrored(r) for r in ribs], [replace(b, at=-b.at) for b in bars])
    found = {*far, *((-at, start, end) for at, start, end in near)}
    return [Rule(vertical, at, start, end) for at, start, end in sorted(found)]


def _mirrored(rib: Rule) -> Rule:
    return replace(rib, start=-rib.end, end=-rib.start)


def _far_caps(ribs: Sequence[Rule], bars: Sequence[Rule]) -> Iterable[tuple[float, float, float]]:
    """Bars (at, start, end) that close the far ends of neighbouring ribs which reach beyond the last bar."""
    found: set[tuple[float, float, float]] = set()
    ats = sorted({r.at for r in ribs})
    if not ats:
        return found
    low = min((b.start for b in bars), default=ats[0])
    high = max((b.end for b in bars), default=ats[-1])
    for one, two in pairwise(ats):
        middle = (one + two) / 2
        last = max((b.at for b in bars if b.start <= middle <= b.end), default=None)
        reaching = [r for r in ribs if last is None or (r.end > last + STICK and r.start < last + STICK)]
        before = max((r for r in reaching if r.at <= one), key=lambda r: (r.at, r.end), default=None)
        after = min((r for r in reaching if r.at >= two), key=lambda r: (r.at, -r.end), default=None)
        if before is None or after is None:
            continue
        if min(before.end, after.end) - max(before.start, after.start) < STICK:
            continue
        ends = sorted((before.end, after.end))
        at = ends[1] if ends[1] - ends[0] <= 2 * STICK else ends[0]
        start = low if before.at == ats[0] and low < before.at - STICK else before.at
        end = high if after.at == ats[-1] and high > after.at + STICK else after.at
        found.add((at, start, end))
    return found
