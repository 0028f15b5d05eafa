"""Where the ruled part of a page lies, by pdfium and without building cells: for `locate`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2

from extract import native
from extract.document import Loaded
from extract.geometry import BBox
from extract.native import Floats
from extract.objects import boxes

_THIN = 3.0  # points: a box thinner than this is a line
_LONG = 6.0  # points: shorter pieces are parts of letters
_APART = 8.0  # points: places nearer than this count as one


@dataclass(frozen=True, slots=True)
class Outline:
    """`box` is around the ruled content; `above` and `below` count the characters outside of it."""

    box: BBox
    page: BBox
    above: int
    below: int


def outline(loaded: Loaded) -> Outline | None:
    """The ruled part of the page; None when it has no table worth the name."""
    lie = loaded.lie
    box = _ruled(loaded)
    if box is None:
        return None
    above = _count(loaded.text, lie.band(0, box.top))
    below = _count(loaded.text, lie.band(box.bottom, lie.box.bottom))
    return Outline(box, lie.box, above, below)


def _count(text: pypdfium2.PdfTextPage, band: tuple[float, float, float, float]) -> int:
    return len("".join(text.get_text_bounded(*band).split())) if band[0] < band[2] and band[1] < band[3] else 0


def _ruled(loaded: Loaded) -> BBox | None:
    """Around all rules, if they make a table: two upright ones apart, or three level ones apart; else around
    the pictures that may hold the rules."""
    found, page = loaded.objects, loaded.lie.box
    at = found.of(native.PATH, native.IMAGE)
    box = boxes(found, at)
    wide, high = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    path = np.array([found.kinds[i] for i in at], np.int64) == native.PATH
    # A border or background of the whole page is no rule.
    path_ = path & ~((wide > 0.95 * page.width) & (high > 0.9 * page.height))
    upright = path_ & (high >= _LONG)
    if _apart(box[upright], 0) >= 2:
        return _around(box[upright])
    level = path_ & (wide >= _LONG) & ((high <= _THIN) | (high >= _LONG))
    if _apart(box[level & (wide > 0.3 * page.width)], 1) >= 3:
        return _around(box[level])
    pictures = ~path & (wide > 0.5 * page.width) & (high > 0.1 * page.height)
    return _around(box[pictures]) if pictures.any() else None


def _around(box: Floats) -> BBox:
    x0, top = box[:, :2].min(0).tolist()
    x1, bottom = box[:, 2:].max(0).tolist()
    return BBox(x0, top, x1, bottom)


def _apart(box: Floats, side: int) -> int:
    """At how many places boxes begin or end on one axis; lines have one place."""
    low, high = box[:, side], box[:, side + 2]
    kept: list[float] = []
    for place in np.unique(np.concatenate((low, high[high - low > _THIN]))).tolist():
        if not kept or place - kept[-1] > _APART:
            kept.append(place)
    return len(kept)
