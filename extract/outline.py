"""Where the ruled part of a page lies, by pdfium and without building cells: for `locate`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from ctypes import byref, c_float
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.geometry import BBox, union
from extract.rule import THICK

_LONG = 6.0  # points: shorter pieces are parts of letters
_WALKED = 20_000  # objects of a page that are looked at
_DEPTH = 4  # forms within forms


@dataclass(frozen=True, slots=True)
class Outline:
    """`box` is around the ruled content; `above` and `below` count the characters outside of it."""

    box: BBox
    page: BBox
    above: int
    below: int


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

    def shown(self, x0: float, y0: float, x1: float, y1: float) -> BBox:
        """A box of user space as displayed."""
        x0, x1, y0, y1 = x0 - self.left, x1 - self.left, y0 - self.bottom, y1 - self.bottom
        if self.turn == 1:
            return BBox(y0, x0, y1, x1)
        if self.turn == 2:
            return BBox(self.wide - x1, y0, self.wide - x0, y1)
        if self.turn == 3:
            return BBox(self.high - y1, self.wide - x1, self.high - y0, self.wide - x0)
        return BBox(x0, self.high - y1, x1, self.high - y0)

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


def outline(page: pypdfium2.PdfPage) -> Outline | None:
    """The ruled part of the page; None when it has no table worth the name."""
    lie = sheet(page)
    box = _ruled(page, lie)
    if box is None:
        return None
    with closing(page.get_textpage()) as text:
        above = _count(text, lie.band(0, box.top))
        below = _count(text, lie.band(box.bottom, lie.box.bottom))
    return Outline(box, lie.box, above, below)


def _count(text: pypdfium2.PdfTextPage, band: tuple[float, float, float, float]) -> int:
    return len("".join(text.get_text_bounded(*band).split())) if band[0] < band[2] and band[1] < band[3] else 0


def _ruled(page: pypdfium2.PdfPage, lie: Sheet) -> BBox | None:
    """Around all rules, if they make a table: two upright ones apart, or three level ones apart; else around
    the pictures that may hold the rules."""
    upright: list[BBox] = []
    level: list[BBox] = []
    pictures: list[BBox] = []
    for kind, corners in _painted(page):
        box = lie.shown(*corners)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            if box.width > 0.5 * lie.box.width and box.height > 0.1 * lie.box.height:
                pictures.append(box)
            continue
        if box.width > 0.95 * lie.box.width and box.height > 0.9 * lie.box.height:
            continue  # a border or background of the whole page
        if box.height >= _LONG:
            upright.append(box)
        if box.width >= _LONG and (box.height <= THICK or box.height >= _LONG):
            level.append(box)
    if _apart([x for b in upright for x in _ends(b.x0, b.x1)]) >= 2:
        return union(upright)
    if _apart([y for b in level if b.width > 0.3 * lie.box.width for y in _ends(b.top, b.bottom)]) >= 3:
        return union(level)
    return union(pictures) if pictures else None


def _ends(low: float, high: float) -> tuple[float, ...]:
    return (low,) if high - low <= THICK else (low, high)


def _apart(places: list[float]) -> int:
    """How many places there are when those within 8 points count as one."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > 8:
            kept.append(place)
    return len(kept)


def _painted(page: pypdfium2.PdfPage) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Kinds and boxes of paths and pictures in user space, those within forms among them."""
    left = _WALKED
    stack: list[tuple[Any, Any, int, tuple[Any, ...]]] = [
        (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, page.raw, ())
    ]
    while stack:
        count, get, holder, matrices = stack.pop()
        for index in range(min(count(holder), left)):
            left -= 1
            thing = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_FORM and len(matrices) < _DEPTH:
                matrix = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(thing, matrix)
                inner = (matrix, *matrices)
                stack.append((pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, thing, inner))
            elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
                corners = bounds(thing)
                if corners is not None:
                    yield kind, _moved(corners, matrices)


def bounds(thing: Any) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top of a page object, in the space it is drawn in."""
    x0, y0, x1, y1 = c_float(), c_float(), c_float(), c_float()
    if not pdfium.FPDFPageObj_GetBounds(thing, byref(x0), byref(y0), byref(x1), byref(y1)):
        return None
    return x0.value, y0.value, x1.value, y1.value


def _moved(corners: tuple[float, float, float, float], matrices: tuple[Any, ...]) -> tuple[float, float, float, float]:
    for m in matrices:
        x0, y0, x1, y1 = corners
        xs = [m.a * x + m.c * y + m.e for x in (x0, x1) for y in (y0, y1)]
        ys = [m.b * x + m.d * y + m.f for x in (x0, x1) for y in (y0, y1)]
        corners = (min(xs), min(ys), max(xs), max(ys))
    return corners
