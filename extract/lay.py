"""How runs of text lie on a page: size, direction of writing, and the height of their em boxes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extract.native import Floats, Ints
from extract.sheet import Matrix

ASCENT, DESCENT = 0.88, 0.12  # of the em box, above and below the baseline


@dataclass(frozen=True, slots=True)
class Lay:
    """How runs lie on the page as displayed: em boxes' sides across the writing, and where they stand."""

    size: Floats
    way: Ints
    tilt: Floats
    foot: Floats
    left: Floats
    right: Floats
    top: Floats
    bottom: Floats

    @staticmethod
    def level(matrices: Floats, sizes: Floats, matrix: Matrix) -> Lay | None:
        """Of text that all reads from left to right; None if some doesn't."""
        _, b, c, d, _, f = matrix
        if b or c or matrices[:, 1:3].any() or d > 0 or min(matrices[:, [0, 3]].min(), sizes.min()) <= 0:
            return None
        size = sizes * matrices[:, 3]
        foot = d * matrices[:, 5] + f
        none = np.zeros(len(size))
        level = np.zeros(len(size), np.int64)
        return Lay(size, level, none, foot, none, none, foot - ASCENT * size, foot + DESCENT * size)

    @staticmethod
    def any(matrices: Floats, sizes: Floats, matrix: Matrix) -> Lay:
        """Of text in any direction."""
        a, b, c, d, e, f = matrix
        flow = np.where(sizes < 0, -1.0, 1.0)
        # Directions of the writing and of its height.
        ux, uy = (a * matrices[:, 0] + c * matrices[:, 1]) * flow, (b * matrices[:, 0] + d * matrices[:, 1]) * flow
        vx, vy = (a * matrices[:, 2] + c * matrices[:, 3]) * flow, (b * matrices[:, 2] + d * matrices[:, 3]) * flow
        tall = np.hypot(vx, vy)
        size = abs(sizes) * tall
        angle = np.degrees(np.arctan2(uy, ux)) % 360
        tilt: Floats = abs((angle + 45) % 90 - 45)
        way = np.round(angle / 90).astype(np.int64) % 4
        x, y = a * matrices[:, 4] + c * matrices[:, 5] + e, b * matrices[:, 4] + d * matrices[:, 5] + f
        with np.errstate(divide="ignore", invalid="ignore"):
            vx, vy = np.where(tall > 0, size * vx / tall, 0.0), np.where(tall > 0, size * vy / tall, 0.0)
        xs, ys = np.stack((x - DESCENT * vx, x + ASCENT * vx)), np.stack((y - DESCENT * vy, y + ASCENT * vy))
        return Lay(size, way, tilt, np.where(way % 2 == 1, x, y), xs.min(0), xs.max(0), ys.min(0), ys.max(0))
