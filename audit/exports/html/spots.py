"""Which part of a page a finding gets a picture of: the row of its cell, as wide as a page or as is readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extract.geometry import BBox, Place, union

_AROUND = 4.0  # points above and below the cell
_HIGHEST = 220.0
_TOGETHER = 150.0  # so high a strip still shows at a glance all that a finding rests on
_WIDEST = 640.0


@dataclass(frozen=True, slots=True)
class Spot:
    """What to cut out, and what to mark in it: the cell itself and, in the same strip, what the finding rests on.

    `strip` is wider than the page where it takes the whole of it; all in points of the page.
    """

    page: int
    strip: BBox
    cell: BBox
    evidence: tuple[BBox, ...]


def spots(boxes: Sequence[dict[str, Any]], evidence: Sequence[dict[str, Any]]) -> tuple[Spot, ...]:
    """The spots of a finding, as its row in audit.db gives its places: two where a cell runs on on the next page.

    A finding on the whole form has none of its own, and is shown by the first of what it rests on.
    """
    rests = [place for each in evidence for place in _places(each["boxes"])]
    cells = _places(boxes) or rests[:1]
    return tuple(_spot(place, rests) for place in cells[:2])


def _places(boxes: Iterable[dict[str, Any]]) -> list[Place]:
    return [Place(box["page"], BBox(*box["bbox"])) for box in boxes]


def _spot(place: Place, rests: Sequence[Place]) -> Spot:
    cell = place.bbox
    others = [each.bbox for each in rests if each.page == place.page and each.bbox != cell]
    top, bottom = _rows(cell, others)
    beside = [box for box in others if box.top < bottom and box.bottom > top]
    near = union([cell, *beside])
    x0, x1 = 0.0, near.x1 + _WIDEST
    if near.x1 > _WIDEST:
        middle = near.cx if near.width < _WIDEST else cell.cx
        x0, x1 = max(0.0, middle - _WIDEST / 2), max(_WIDEST, middle + _WIDEST / 2)
    elif x1 > _WIDEST:
        x1 = _WIDEST
    # Whole points, so that findings of one row share one picture.
    strip = BBox(float(int(x0)), float(int(top - _AROUND)), float(int(x1)), float(int(bottom + _AROUND)))
    return Spot(place.page, strip, cell, tuple(dict.fromkeys(beside)))


def _rows(cell: BBox, others: Sequence[BBox]) -> tuple[float, float]:
    """From where to where: all that is marked if it lies close together, else the row of the cell; of one too tall
    the middle, or the beginning of a text as wide as it is tall."""
    whole = union([cell, *others])
    if whole.height <= _TOGETHER:
        return whole.top, whole.bottom
    if cell.height <= _HIGHEST:
        return cell.top, cell.bottom
    if cell.width > cell.height:
        return cell.top, cell.top + _HIGHEST
    return cell.cy - _HIGHEST / 2, cell.cy + _HIGHEST / 2
