"""How a page of pdfium lies: its displayed size, and where its user space is on it."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2

from extract.geometry import BBox

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's displayed size, and how its user space lies on it."""

    left: float
    bottom: float
    wide: float
    high: float
    turn: int

    @property
    def box(self) -> BBox:
        return BBox(0, 0, self.high, self.wide) if self.turn % 2 else BBox(0, 0, self.wide, self.high)

    @property
    def matrix(self) -> Matrix:
        """From user space to the page as displayed, origin top left, y down."""
        right, top = self.left + self.wide, self.bottom + self.high
        if self.turn == 1:
            return 0.0, 1.0, 1.0, 0.0, -self.bottom, -self.left
        if self.turn == 2:
            return -1.0, 0.0, 0.0, 1.0, right, -self.bottom
        if self.turn == 3:
            return 0.0, -1.0, -1.0, 0.0, top, right
        return 1.0, 0.0, 0.0, -1.0, -self.left, top

    def band(self, top: float, bottom: float) -> tuple[float, float, float, float]:
        """The strip between two displayed heights as left, bottom, right, top of user space."""
        far = (self.left, self.bottom, self.left + self.wide, self.bottom + self.high)
        if self.turn == 1:
            return self.left + top, far[1], self.left + bottom, far[3]
        if self.turn == 2:
            return far[0], self.bottom + top, far[2], self.bottom + bottom
        if self.turn == 3:
            return far[2] - bottom, far[1], far[2] - top, far[3]
        return far[0], far[3] - bottom, far[2], far[3] - top


def sheet(page: pypdfium2.PdfPage) -> Sheet:
    """How the page lies; pdfium's box is the crop box within the media box."""
    left, bottom, right, top = page.get_bbox()
    return Sheet(left, bottom, right - left, top - bottom, page.get_rotation() // 90)


def times(one: Matrix, other: Matrix) -> Matrix:
    """First `one`, then `other`."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def inverse(one: Matrix) -> Matrix:
    """The way back; raises `ZeroDivisionError` for a matrix that flattens the page."""
    a, b, c, d, e, f = one
    by = a * d - b * c
    return d / by, -b / by, -c / by, a / by, (c * f - d * e) / by, (b * e - a * f) / by
