"""Which pages of a file are worth reading: a cheap look with pdfium, milliseconds a page.

A page is an anchor when enough of the words given stand on it. The pages after it stay candidates as long as
they begin with a ruled table that may be its continuation, whatever their text says; the page before it is one
when the head of the form may stand at its foot.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from extract.geometry import BBox
from extract.opening import opened
from extract.outline import Outline, bounds, outline, sheet
from extract.text import is_garbage, mend


@dataclass(frozen=True, slots=True)
class Survey:
    """Page numbers count from 1. `candidates` are to be read, `scanned` have no text that can be trusted."""

    pages: int
    candidates: tuple[int, ...]
    scanned: tuple[int, ...]


_PICTURE = 0.5  # of the page's area: what a scan covers at least
_FEW = 30  # characters: a page with fewer has next to no text
_SAMPLED = 200  # objects looked at from either end of a page's content for pictures and hidden text
_HEADING = 60  # characters of a running header that may stand above a continued table
_FOOTING = 100  # characters that may stand below a table that goes on
_DRIFT = 12.0  # points by which the borders of a table may differ from page to page


def survey(path: Path, words: Sequence[str], least: int = 3) -> Survey:
    """What the file holds; `least` distinct `words` make an anchor. Raises `ExtractError`."""
    wanted = tuple(dict.fromkeys(w for w in (_bare(word) for word in words) if w))
    with opened(path) as document:
        looks = [_look(document, index, wanted) for index in range(len(document))]
        chosen = _chosen(document, looks, least)
    scanned = tuple(i + 1 for i, look in enumerate(looks) if look.scanned)
    return Survey(len(looks), tuple(i + 1 for i in sorted(chosen) if not looks[i].scanned), scanned)


@dataclass(frozen=True, slots=True)
class _Look:
    hits: int
    scanned: bool


def _bare(text: str) -> str:
    return "".join(mend(text).split())


def _look(document: pypdfium2.PdfDocument, index: int, words: Sequence[str]) -> _Look:
    try:
        with closing(document[index]) as page:
            text = _text(page)
            return _Look(sum(word in text for word in words), _untrusted(page, text))
    except pypdfium2.PdfiumError:
        return _Look(0, True)


def _text(page: pypdfium2.PdfPage) -> str:
    with closing(page.get_textpage()) as textpage:
        return _bare(textpage.get_text_range(errors="replace").replace("\ufffe", ""))


def _untrusted(page: pypdfium2.PdfPage, text: str) -> bool:
    odd = sum(map(is_garbage, text)) + 5 * text.count("(cid:")
    if len(text) >= _FEW and odd > 0.4 * len(text):
        return True
    pictures, shown, blobs = _inventory(page)
    if pictures < _PICTURE and blobs < 3 * _FEW:
        return False
    return not shown or len(text) < _FEW


def _inventory(page: pypdfium2.PdfPage) -> tuple[float, bool, int]:
    """The share of the page that pictures cover, whether text on it has ink, and how many blobs the size of
    letters are drawn as paths (text turned into curves). A sample from both ends of the page's content."""
    lie = sheet(page)
    count = pdfium.FPDFPage_CountObjects(page)
    sample = range(count) if count <= 2 * _SAMPLED else (*range(_SAMPLED), *range(count - _SAMPLED, count))
    covered, inked, hidden, blobs = 0.0, 0, 0, 0
    for index in sample:
        thing = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                hidden += 1
            else:
                inked += 1
            continue
        corners = bounds(thing)
        if corners is None:
            continue
        box = lie.shown(*corners)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += _shown_area(box, lie.box)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            blobs += 3 < box.width < 40 and 3 < box.height < 40
    return covered / max(1.0, lie.wide * lie.high), inked > hidden or not hidden, blobs


def _shown_area(box: BBox, page: BBox) -> float:
    high = min(box.bottom, page.bottom) - max(box.top, page.top)
    return box.overlap_x(page) * max(0.0, high)


def _chosen(document: pypdfium2.PdfDocument, looks: Sequence[_Look], least: int) -> set[int]:
    """Indices of anchors, of the pages that may continue one, and of pages on which one may begin."""
    anchors = {i for i, look in enumerate(looks) if look.hits >= least}
    outlines: dict[int, Outline | None] = {}

    def at(index: int) -> Outline | None:
        if index not in outlines:
            with closing(document[index]) as page:
                outlines[index] = outline(page)
        return outlines[index]

    chosen = set(anchors)
    for index in range(1, len(looks)):
        before = index - 1
        if index in anchors and before not in chosen and looks[before].hits and _goes_on(at(before), at(index)):
            chosen.add(before)
        elif index not in anchors and before in chosen and _goes_on(at(before), at(index)):
            chosen.add(index)
    return chosen


def _goes_on(one: Outline | None, two: Outline | None) -> bool:
    """Whether the table at the foot of a page may go on at the head of the next.

    Nothing but a footer stands below it, nothing but a running header above the next one, and they have a
    border in common or stand on pages of different width.
    """
    if one is None or two is None or one.below > _FOOTING or two.above > _HEADING:
        return False
    if abs(one.page.width - two.page.width) > _DRIFT:
        return True
    return abs(one.box.x0 - two.box.x0) <= _DRIFT or abs(one.box.x1 - two.box.x1) <= _DRIFT
