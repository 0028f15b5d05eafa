"""What the eye sees in given boxes of a page, whatever its text layer says: only those boxes are recognised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import pypdfium2

from extract import ocr, slips
from extract.geometry import BBox, Place, turned, union
from extract.marks import retold
from extract.opening import opened
from extract.picture import inks
from extract.pieces import inked, lines_of
from extract.render import Picture, Pixels, page_of, picture
from extract.transcribe import crop

_DPI, _FINE = 170.0, 300.0
_INSIDE = 1.0  # points of a box's edges that its rules may take
_WIDER = 1.25  # by which a picture is stretched for the second look
_EM = 9.0  # points: a line of text of the usual size


Turns = Mapping[int, int]
_LEVEL: Turns = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands in a place, its lines joined; `trust` in its weakest figure (or sign), 0 to 1, 1 for a blank."""

    text: str
    trust: float


def look(
    path: Path, places: Sequence[Place], expected: Sequence[str] | None = None, turns: Turns = _LEVEL
) -> tuple[Sight, ...]:
    """What is seen at each place, in the order given. Raises `ExtractError`.

    `turns` tells of pages on which most is written sideways by how many quarters clockwise (`Page.turn`).

    A place whose look disagrees with the text expected there is looked at again, finer and wider; the second look
    counts when it agrees, or where the two are at odds, when it is surer.
    """
    with opened(path) as document:
        seen = _looked(document, dict(enumerate(places)), _DPI, 1.0, turns)
        if expected is not None:
            odd = {i: place for i, place in enumerate(places) if not agrees(seen[i].text, expected[i])}
            for i, again in _looked(document, odd, _FINE, _WIDER, turns).items():
                if agrees(again.text, expected[i]) or again.trust > seen[i].trust:
                    seen[i] = again
    return tuple(seen[i] for i in range(len(places)))


def agrees(seen: str, text: str) -> bool:
    """Whether a text may stand for what is seen: the same figures and signs of comparison, or, without any, the
    same words."""
    one, other = slips.digits(seen), slips.digits(text)
    return one == other if one or other else slips.same(seen, text)


def _looked(
    document: pypdfium2.PdfDocument, places: dict[int, Place], dpi: float, wider: float, turns: Turns
) -> dict[int, Sight]:
    """One picture a page, around the places on it; one batch of lines for all."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, place in places.items():
        pages[place.page].append(index)
    crops: list[Pixels] = []
    owners: list[int] = []
    shapes: list[tuple[Pixels, float]] = []
    for number in sorted(pages):
        with closing(page_of(document, number)) as page:
            boxes = _held(page, {i: places[i].bbox for i in pages[number]}, turns.get(number, 0))
            drawn = picture(page, dpi, union(boxes.values()))
        clean, plain = inks(drawn.pixels)
        for index in pages[number]:
            box = _pixels(boxes[index], drawn)
            for grey in (clean, plain):
                lines = lines_of(box, inked(_part(grey, box)), _EM * drawn.scale)
                if lines:
                    break
            for line in lines:
                made = crop(grey, line, _EM * drawn.scale)
                crops.append(_stretched(made, wider))
                shapes.append((made, _EM * drawn.scale))
                owners.append(index)
    texts: dict[int, list[tuple[str, float]]] = defaultdict(list)
    crowd = Counter(owners)
    for owner, (made, em), reading in zip(owners, shapes, ocr.read(crops), strict=True):
        text, _doubt = slips.mend(reading.text)
        if len(text) == 1:
            text = retold(text, inked(made), em, crowd[owner] == 1)
        texts[owner].append((text, reading.weakest))
    return {
        i: Sight("".join(t for t, _ in texts[i]), min((trust for _, trust in texts[i]), default=1.0)) for i in places
    }


def _held(page: pypdfium2.PdfPage, boxes: dict[int, BBox], turn: int) -> dict[int, BBox]:
    """The boxes on the page once it is held (in memory) so that what is written sideways can be read."""
    if not turn:
        return boxes
    width, height = page.get_size()
    page.set_rotation((page.get_rotation() - 90 * turn) % 360)
    return {index: turned(box, -turn, width, height) for index, box in boxes.items()}


def _pixels(box: BBox, drawn: Picture) -> BBox:
    """The inside of a box in pixels of the picture."""
    high, wide = drawn.pixels.shape[:2]
    x0, x1 = ((x - drawn.box.x0) * drawn.scale for x in (box.x0 + _INSIDE, box.x1 - _INSIDE))
    top, bottom = ((y - drawn.box.top) * drawn.scale for y in (box.top + _INSIDE, box.bottom - _INSIDE))
    return BBox(max(0.0, x0), max(0.0, top), min(float(wide), x1), min(float(high), bottom))


def _part(grey: Pixels, box: BBox) -> Pixels:
    return grey[int(box.top) : int(np.ceil(box.bottom)), int(box.x0) : int(np.ceil(box.x1))]


def _stretched(grey: Pixels, wider: float) -> Pixels:
    if wider == 1.0:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=wider, fy=1.0, interpolation=cv2.INTER_CUBIC), np.uint8)
