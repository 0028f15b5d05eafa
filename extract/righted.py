"""The page of the fast reading turned so that most of its text reads left to right."""

from __future__ import annotations

import numpy as np

from extract.ink import Ink
from extract.native import Floats

_LEAN = 3.0  # degrees a line of a form may lean


def righted(ink: Ink, rules: Floats, width: float, height: float) -> tuple[Ink, Floats, float, float, int]:
    """Characters, rules (vertical, at, start, end), width and height with the page held so that one can read, and
    the quarter turns clockwise of its writing.

    A table drawn sideways on a page that is not marked as turned is read as a person reads it.
    """
    straight = (ink.tilt <= _LEAN) & ~ink.down
    ways = np.bincount(ink.way[straight], minlength=4)
    way = int(ways.argmax())
    if way == 0 or 2 * ways[way] < ways.sum():
        return ink, rules, width, height, 0
    turned = Ink(
        ink.codes, _boxes(ink.box, way, width, height), _bases(ink, way, width, height), ink.size, ink.step,
        np.where(ink.down, ink.way, (ink.way - way) % 4), ink.tilt, ink.color, ink.alpha, ink.light, ink.run,
        ink.down,
    )  # fmt: skip
    flat = np.where(
        rules[:, :1] > 0,
        rules[:, [1, 2, 1, 3]],
        rules[:, [2, 1, 3, 1]],
    )
    made = _boxes(flat, way, width, height)
    upright = (rules[:, 0] > 0) != (way % 2 == 1)
    turned_rules = np.where(
        upright[:, None],
        np.stack((np.ones(len(made)), made[:, 0], made[:, 1], made[:, 3]), 1),
        np.stack((np.zeros(len(made)), made[:, 1], made[:, 0], made[:, 2]), 1),
    )
    wide, high = (height, width) if way % 2 else (width, height)
    return turned, turned_rules, wide, high, way


def _boxes(box: Floats, way: int, width: float, height: float) -> Floats:
    x0, top, x1, bottom = box.T
    turns = {
        1: (top, width - x1, bottom, width - x0),
        2: (width - x1, height - bottom, width - x0, height - top),
        3: (height - bottom, x0, height - top, x1),
    }
    return np.stack(turns[way], 1)


def _bases(ink: Ink, way: int, width: float, height: float) -> Floats:
    """Where characters stand: a height for level text, an x for text that runs up or down."""
    by_x = ink.way % 2 == 1
    right, low = {1: width, 2: width, 3: 0.0}[way], {1: 0.0, 2: height, 3: height}[way]
    across = np.where(by_x, right, low) - ink.base
    same = np.where(by_x, way == 3, way == 1)
    turned: Floats = np.where(same, ink.base, across)
    return turned

