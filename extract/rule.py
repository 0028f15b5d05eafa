"""Ruling lines: painted strokes and thin fills made into clean horizontal and vertical rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.geometry import BBox


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along the page's edges, in points: at `at`, from `start` to `end`."""

    vertical: bool
    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


THICK = 3.0  # points: a filled box thinner than this is a line, a thicker one a background
SNAP = 3.0  # points between lines that are meant as one
STICK = 6.0  # points a line must reach beyond the last crossing to show an open side
_DASH = 10.0  # points: shorter pieces may be dashes


def from_segment(x0: float, y0: float, x1: float, y1: float) -> Rule | None:
    """A stroke between two points; None when it is slanted or a dot."""
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if max(wide, high) < 0.1 or min(wide, high) > max(0.5, 0.01 * max(wide, high)):
        return None
    if high > wide:
        return Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
    return Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))


def from_fill(box: BBox) -> tuple[Rule, ...]:
    """A filled box: a rule along its middle when thin, two tiny ones for a dot (it may be part of a dotted
    line), none for a background."""
    across = Rule(False, box.cy, box.x0, box.x1)
    down = Rule(True, box.cx, box.top, box.bottom)
    if box.width <= THICK and box.height <= THICK:
        return (across, down)
    if box.height <= THICK:
        return (across,)
    return (down,) if box.width <= THICK else ()


def from_outline(box: BBox) -> tuple[Rule, ...]:
    """The four sides of a stroked box, or the middle of a thin one."""
    if min(box.width, box.height) <= THICK:
        return from_fill(box)
    return (
        Rule(False, box.top, box.x0, box.x1),
        Rule(False, box.bottom, box.x0, box.x1),
        Rule(True, box.x0, box.top, box.bottom),
        Rule(True, box.x1, box.top, box.bottom),
    )


def clean(rules: Iterable[Rule]) -> list[Rule]:
    """Rules snapped to common positions and joined over small gaps, dashes made whole, specks gone."""
    out: list[Rule] = []
    each = list(rules)
    for vertical in (False, True):
        mine = snap([r for r in each if r.vertical is vertical])
        lines: dict[float, list[Rule]] = defaultdict(list)
        for rule in mine:
            lines[rule.at].append(rule)
        for at in sorted(lines):
            out.extend(r for r in _joined(lines[at]) if r.length >= 2 * SNAP)
    return out


def snap(rules: Sequence[Rule], tolerance: float = SNAP) -> list[Rule]:
    """Each rule at the mean position, weighted by length, of those within the tolerance of the first."""
    ordered = sorted(rules, key=lambda r: (r.at, r.start, r.end))
    out: list[Rule] = []
    group: list[Rule] = []
    for rule in [*ordered, None]:
        if rule is not None and (not group or rule.at - group[0].at <= tolerance):
            group.append(rule)
            continue
        weight = sum(r.length for r in group)
        at = sum(r.at * r.length for r in group) / weight if weight else 0.0
        out.extend(Rule(r.vertical, at, r.start, r.end) for r in group)
        group = [] if rule is None else [rule]
    return out


def _joined(line: Sequence[Rule]) -> list[Rule]:
    ordered = sorted(line, key=lambda r: (r.start, r.end))
    out: list[Rule] = []
    dashes = 0
    for rule in ordered:
        last = out[-1] if out else None
        if last is not None and rule.start - last.end <= _bridge(rule, dashes):
            dashes = dashes + 1 if rule.length < _DASH else 0
            out[-1] = Rule(last.vertical, last.at, last.start, max(last.end, rule.end))
        else:
            dashes = 1 if rule.length < _DASH else 0
            out.append(rule)
    return out


def _bridge(rule: Rule, dashes: int) -> float:
    """The gap that still joins two pieces: wider between dashes, whose gaps are about as long as they are."""
    if dashes and rule.length < _DASH:
        return max(SNAP, min(5.0, 2.5 * rule.length))
    return SNAP
