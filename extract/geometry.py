"""Boxes on a page, in points, origin at the top left of the page as displayed (rotation applied)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BBox:
    """A rectangle in points: `x0 <= x1` left to right, `top <= bottom` downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        return (self.top + self.bottom) / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def overlap_x(self, other: BBox) -> float:
        """Length in points of the common part of both horizontal extents; 0 when they are apart."""
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0))


def union(boxes: Iterable[BBox]) -> BBox:
    """The smallest box around all; raises `ValueError` when there is none."""
    each = list(boxes)
    if not each:
        raise ValueError("union of no boxes")
    return BBox(
        min(b.x0 for b in each),
        min(b.top for b in each),
        max(b.x1 for b in each),
        max(b.bottom for b in each),
    )


def leant(box: BBox, degrees: float, middle: tuple[float, float]) -> BBox:
    """A box of the same size where its middle comes to lie when the page is turned clockwise about its own."""
    lean = math.radians(degrees)
    x, y = box.cx - middle[0], box.cy - middle[1]
    right = x * math.cos(lean) - y * math.sin(lean) - x
    down = x * math.sin(lean) + y * math.cos(lean) - y
    return BBox(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)


def turned(box: BBox, quarters: int, width: float, height: float) -> BBox:
    """Where a box comes to lie when its page, so wide and high, is turned by quarters clockwise."""
    match quarters % 4:
        case 1:
            return BBox(height - box.bottom, box.x0, height - box.top, box.x1)
        case 2:
            return BBox(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
        case 3:
            return BBox(box.top, width - box.x1, box.bottom, width - box.x0)
        case _:
            return box


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed: a page of the file (from 1) and a box on it."""

    page: int
    bbox: BBox
