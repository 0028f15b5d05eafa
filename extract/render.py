"""Page → picture, for the readers that look at ink, for the report and for the review page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2

from extract.errors import Damaged
from extract.geometry import BBox
from extract.opening import opened

Pixels = npt.NDArray[np.uint8]
MOST = 24_000_000  # pixels of a picture: an A3 page at 300 dpi has 17 million
_POINTS = 72.0  # to the inch


@dataclass(frozen=True, slots=True)
class Picture:
    """What is seen in `box` (displayed points) of a page: rows × columns × red, green, blue.

    `scale` is in pixels to the point, less than asked for where the page is huge.
    """

    pixels: Pixels
    scale: float
    box: BBox


def pictures(path: Path, pages: Sequence[int], dpi: float, box: BBox | None = None) -> Iterator[tuple[int, Picture]]:
    """The pages (numbers from 1) as pictures, one at a time. Raises `ExtractError`."""
    with opened(path) as document:
        for number in pages:
            with closing(page_of(document, number)) as page:
                yield number, picture(page, dpi, box)


def page_of(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """The page of that number, from 1; raises `Damaged` where there is none."""
    if not 1 <= number <= len(document):
        raise Damaged(f"第 {number} 页不存在")
    try:
        return document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Damaged(f"第 {number} 页损坏，无法打开") from error


def picture(page: pypdfium2.PdfPage, dpi: float, box: BBox | None = None) -> Picture:
    """The page as displayed, stamps and annotations with it; only what lies in `box` where one is given.

    Raises `Damaged` when pdfium can't draw the page.
    """
    width, height = page.get_size()
    paper = BBox(0.0, 0.0, width, height)
    seen = paper if box is None else _within(box, paper)
    scale = min(dpi / _POINTS, math.sqrt(MOST / max(1.0, seen.width * seen.height)))
    crop = (seen.x0, height - seen.bottom, width - seen.x1, seen.top)  # left, bottom, right, top
    try:
        drawn: Any = page.render(scale=scale, crop=crop, rev_byteorder=True, prefer_bgrx=False)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Damaged("页面无法绘制") from error
    with closing(drawn):
        pixels = np.ascontiguousarray(drawn.to_numpy()[..., :3])
    # pdfium cuts at whole pixels.
    x0, top = math.ceil(seen.x0 * scale) / scale, math.ceil(seen.top * scale) / scale
    high, wide = pixels.shape[:2]
    return Picture(pixels, scale, BBox(x0, top, x0 + wide / scale, top + high / scale))


def _within(box: BBox, paper: BBox) -> BBox:
    """The part of the box on the paper; a point's worth of the nearest edge when it lies beside it."""
    x0 = min(max(box.x0, 0.0), paper.x1 - 1)
    top = min(max(box.top, 0.0), paper.bottom - 1)
    return BBox(x0, top, max(min(box.x1, paper.x1), x0 + 1), max(min(box.bottom, paper.bottom), top + 1))
