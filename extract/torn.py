"""Whether the rules of a page part its text or tear it: on a form hardly a sign stands on a border."""

from __future__ import annotations

import numpy as np

from extract.errors import TooDense
from extract.homes import Plan
from extract.ink import Ink

_INNER, _UPPER = 0.2, 0.25  # of a sign's em box, which its ink seldom fills: what may reach over a border
_TORN = 0.2  # of the signs; on a hundred forms of all kinds not one sign was torn
_FEW = 20  # signs: too few to tell


def refuse_torn(ink: Ink, made: Plan) -> None:
    """Raises `TooDense` when borders of cells run through the signs: no cell then says what was filled in."""
    x, y = ink.x, ink.y
    within = torn = 0
    for each, start in zip(made.tables, made.starts, strict=True):
        col = np.searchsorted(each.xs, x, "right") - 1
        row = np.searchsorted(each.ys, y, "right") - 1
        inside = (col >= 0) & (col < len(each.xs) - 1) & (row >= 0) & (row < len(each.ys) - 1) & ~ink.blank
        cell = each.owner[row[inside], col[inside]]
        signs = ink.box[inside][cell >= 0]
        boxes = made.boxes[start + cell[cell >= 0]]
        wide, high = _INNER * (signs[:, 2] - signs[:, 0]), _UPPER * (signs[:, 3] - signs[:, 1])
        over = (signs[:, 0] + wide < boxes[:, 0]) | (signs[:, 2] - wide > boxes[:, 2])
        over |= (signs[:, 1] + high < boxes[:, 1]) | (signs[:, 3] - high > boxes[:, 3])
        within += len(signs)
        torn += int(over.sum())
    if within >= _FEW and torn > _TORN * within:
        raise TooDense(f"有 {torn} 个字被线条穿过（表内共 {within} 个字），分不清单元格")
