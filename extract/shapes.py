"""Painted paths → rules and boxes. Points are in displayed coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdfminer.utils import Matrix

from extract.geometry import BBox
from extract.rule import THICK, Rule, from_outline, from_segment

_RECTANGLE = ["m", "l", "l", "l", "h"]
Shape = list[tuple[str, list[tuple[float, float]]]]


def subpaths(path: Sequence[Any]) -> list[Shape]:
    out: list[Shape] = []
    for op, *numbers in path:
        if op == "m":
            out.append([])
        if out:
            out[-1].append((op, list(zip(numbers[::2], numbers[1::2], strict=False))))
    return out


def segments(shape: Shape) -> list[Rule]:
    out: list[Rule | None] = []
    here = start = shape[0][1][-1]
    for op, points in shape[1:]:
        there = start if op == "h" or not points else points[-1]
        if op in ("l", "h"):
            out.append(from_segment(*here, *there))
        here = there
    return [rule for rule in out if rule is not None]


def around(points: Sequence[tuple[float, float]]) -> BBox:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return BBox(min(xs), min(ys), max(xs), max(ys))


def bounds(shape: Shape) -> BBox | None:
    points = [p for _, each in shape for p in each]
    return around(points) if points else None


def corners(box: BBox) -> list[tuple[float, float]]:
    return [(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)]


def rectangle(shape: Shape) -> BBox | None:
    """The box of a closed rectangle along the axes, else None."""
    if any(op not in "mlh" for op, _ in shape):
        return None
    points = [p for _, each in shape for p in each]
    closed = shape[-1][0] == "h"
    if len(points) == 5 and abs(points[0][0] - points[4][0]) + abs(points[0][1] - points[4][1]) < 0.1:
        points, closed = points[:4], True
    if len(points) != 4 or not closed:
        return None
    box = around(points)
    for x, y in points:
        if min(abs(x - box.x0), abs(x - box.x1)) > 0.1 or min(abs(y - box.top), abs(y - box.bottom)) > 0.1:
            return None
    return box if len({(round(x, 1), round(y, 1)) for x, y in points}) > 1 else None


def drawn(path: Sequence[Any], matrix: Matrix) -> BBox | None:
    """The box of a path that is one plain rectangle (`re`), drawn along the page's edges; None for any other."""
    a, b, c, d, e, f = matrix
    if len(path) != 5 or [part[0] for part in path] != _RECTANGLE or ((b or c) and (a or d)):
        return None
    (_, x0, y0), (_, x1, y1), (_, x2, y2), (_, x3, y3), _ = path
    if not (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0) or (x0 == x2 and y0 == y2):
        return None
    p, q, r, s = a * x0 + c * y0 + e, b * x0 + d * y0 + f, a * x2 + c * y2 + e, b * x2 + d * y2 + f
    return BBox(min(p, r), min(q, s), max(p, r), max(q, s))


def frame(one: BBox, other: BBox) -> tuple[Rule, ...]:
    """The sides of a hollow frame painted as a box with a box cut out."""
    outer, inner = (one, other) if one.width > other.width else (other, one)
    sides = (inner.x0 - outer.x0, outer.x1 - inner.x1)
    margins = (*sides, inner.top - outer.top, outer.bottom - inner.bottom)
    if not all(0 < m <= THICK for m in margins):
        return ()
    return from_outline(
        BBox(
            (outer.x0 + inner.x0) / 2,
            (outer.top + inner.top) / 2,
            (outer.x1 + inner.x1) / 2,
            (outer.bottom + inner.bottom) / 2,
        )
    )


def within(box: BBox, clip: BBox | None) -> BBox | None:
    if clip is None:
        return box
    x0, top = max(box.x0, clip.x0), max(box.top, clip.top)
    x1, bottom = min(box.x1, clip.x1), min(box.bottom, clip.bottom)
    return BBox(x0, top, x1, bottom) if x0 <= x1 and top <= bottom else None


def clipped(rule: Rule, clip: BBox | None) -> Rule | None:
    if clip is None:
        return rule
    wide, high = (clip.x0, clip.x1), (clip.top, clip.bottom)
    (low, top), (start, end) = (wide, high) if rule.vertical else (high, wide)
    if not low - 0.5 <= rule.at <= top + 0.5:
        return None
    first, last = max(rule.start, start), min(rule.end, end)
    return Rule(rule.vertical, rule.at, first, last) if first <= last else None
