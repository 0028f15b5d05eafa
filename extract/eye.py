"""What the eye sees of a page: its picture with and without text, the signs that have ink in it, and their lines.

For the camelot reader, and apart from what the other readers share on purpose: a fault there must not be
repeated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from extract.geometry import BBox, union
from extract.grid import TextLine

Pixels = npt.NDArray[np.uint8]
Color = tuple[float, float, float]  # red, green, blue from 0 to 1

_DPI = 200
_MOST_PIXELS = 16_000_000
_DEPTH = 8  # forms within forms
_INKED = 40  # of 255: how much a pixel differs where a sign has ink
_FAINT = 12  # of 255: a colour nearer to the paper's can't be read
_TINY = 2.0  # points: below this nobody can read
_SAME = 0.55  # of their boxes in common: two signs in one place; any double (11, 人人) has less
_WORD = 0.25  # ems of blank between two words


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as displayed, `scale` pixels a point: all of it, without its text, and where the text has ink."""

    scale: float
    bare: Pixels
    full: Pixels
    ink: npt.NDArray[np.bool_]


def look(page: pypdfium2.PdfPage, turn: int) -> Picture:
    """The page turned by further quarters clockwise, in RGB. Takes the text off the page: not to be used after."""
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    full = _rendered(page, scale, turn)
    _hide_text(page)
    bare = _rendered(page, scale, turn)
    ink = (np.abs(full.astype(np.int16) - bare) > _INKED).any(axis=2)
    return Picture(scale, bare, full, ink)


def _rendered(page: pypdfium2.PdfPage, scale: float, turn: int) -> Pixels:
    bitmap = page.render(scale=scale, rotation=90 * turn, rev_byteorder=True, prefer_bgrx=False)
    try:
        pixels = bitmap.to_numpy()
        return pixels[..., :3].copy() if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
    finally:
        bitmap.close()


def _hide_text(page: pypdfium2.PdfPage) -> None:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        _hide(pdfium.FPDFPage_GetObject(page, index), _DEPTH)


def _hide(thing: Any, depth: int) -> None:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        pdfium.FPDFPageObj_SetIsActive(thing, False)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
        for index in range(pdfium.FPDFFormObj_CountObjects(thing)):
            _hide(pdfium.FPDFFormObj_GetObject(thing, index), depth - 1)


@dataclass(frozen=True, slots=True)
class Sign:
    """One character: its box in points, its size, the quarter turns of its writing (None: slanted), its colour
    (None: painted without ink) and its place in the order of painting."""

    text: str
    bbox: BBox
    size: float
    way: int | None
    color: Color | None
    order: int

    @property
    def chroma(self) -> float:
        return max(self.color) - min(self.color) if self.color else 0.0


def visible(signs: Sequence[Sign], fills: Sequence[tuple[int, BBox]], picture: Picture) -> list[Sign]:
    """Those that a person reads: with ink, upright, no watermark, nothing painted over.

    `fills` are the filled boxes of the page and their places in the order of painting.
    """
    upright = [s for s in signs if s.text and s.way is not None and s.color and s.size >= _TINY]
    body = median([s.size for s in upright] or [0.0])
    inked = [s for s in upright if s.text.isspace() or _has_ink(s, picture)]
    return _topmost([s for s in inked if s.size < 1.3 * body or not _pale(s, picture)], fills, body)


def _window(sign: Sign, picture: Picture) -> tuple[slice, slice]:
    box, scale = sign.bbox, picture.scale
    top, left = max(0, int(box.top * scale)), max(0, int(box.x0 * scale))
    return slice(top, max(0, int(box.bottom * scale) + 1)), slice(left, max(0, int(box.x1 * scale) + 1))


def _has_ink(sign: Sign, picture: Picture) -> bool:
    window = _window(sign, picture)
    if not sign.color or not picture.ink[window].any():
        return False
    # The ink may be that of another sign in the same place: in its own colour this one must show, too.
    paper = np.median(picture.bare[window].reshape(-1, 3), axis=0)
    return bool((np.abs(255 * np.array(sign.color) - paper) > _FAINT).any())


def _pale(sign: Sign, picture: Picture) -> bool:
    window = _window(sign, picture)
    inked = picture.full[window][picture.ink[window]]
    return inked.size == 0 or float(np.median(inked.mean(axis=1))) > 150


def _topmost(signs: Sequence[Sign], fills: Sequence[tuple[int, BBox]], body: float) -> list[Sign]:
    """Of signs printed on each other the body's, then the blacker, then the later: the others are copies of it
    (fake bold), covered by it, or stamped over it."""
    kept: list[Sign] = []
    near: dict[tuple[int, int], list[int]] = {}
    gone: set[int] = set()
    for sign in signs:
        if sign.text.isspace():
            kept.append(sign)
            continue
        column, row = int(sign.bbox.cx // 16), int(sign.bbox.cy // 16)
        beaten = False
        for at in [k for i in (-1, 0, 1) for j in (-1, 0, 1) for k in near.get((column + i, row + j), ())]:
            common = 0.0 if at in gone else _common(sign, kept[at])
            if common > _SAME and _rank(sign, body) < _rank(kept[at], body):
                beaten = True
            elif common > _SAME or (common > 0.1 and _covered(kept[at], fills, sign.order)):
                gone.add(at)
        if not beaten:
            near.setdefault((column, row), []).append(len(kept))
            kept.append(sign)
    return [s for at, s in enumerate(kept) if at not in gone]


def _covered(sign: Sign, fills: Sequence[tuple[int, BBox]], before: int) -> bool:
    """Whether a box was painted over the sign, and that before the later one."""
    return any(sign.order < order < before and box.holds(sign.bbox.cx, sign.bbox.cy) for order, box in fills)


def _rank(sign: Sign, body: float) -> tuple[bool, bool]:
    return sign.size < 1.8 * body, sign.chroma < 0.4


def _common(one: Sign, other: Sign) -> float:
    """The common part of two signs' boxes, as a share of the smaller."""
    wide = one.bbox.overlap_x(other.bbox)
    high = min(one.bbox.bottom, other.bbox.bottom) - max(one.bbox.top, other.bbox.top)
    area = min(one.bbox.width * one.bbox.height, other.bbox.width * other.bbox.height)
    return wide * high / area if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Set:
    """A sign in its own direction of writing: `start` to `end` along the line, `low` to `high` across it."""

    sign: Sign
    start: float
    end: float
    low: float
    high: float


def _set(sign: Sign) -> _Set:
    box = sign.bbox
    if sign.way == 1:
        return _Set(sign, box.top, box.bottom, -box.x1, -box.x0)
    if sign.way == 2:
        return _Set(sign, -box.x1, -box.x0, -box.bottom, -box.top)
    if sign.way == 3:
        return _Set(sign, -box.bottom, -box.top, box.x0, box.x1)
    return _Set(sign, box.x0, box.x1, box.top, box.bottom)


def lines(signs: Iterable[Sign], gap: float) -> tuple[TextLine, ...]:
    """The visual lines of signs in reading order, cut at blanks wider than `gap` ems; Chinese gets no spaces."""
    ways: dict[int | None, list[_Set]] = {}
    for sign in signs:
        ways.setdefault(sign.way, []).append(_set(sign))
    out = [line for group in ways.values() for row in _rows(group) for line in _pieces(row, gap)]
    return tuple(sorted(out, key=lambda line: line.bbox.top)) if len(ways) > 1 else tuple(out)


def _rows(signs: Sequence[_Set]) -> list[list[_Set]]:
    """Signs by line: each joins the line whose middle it covers, or that covers its own."""
    found: list[list[_Set]] = []
    for each in sorted(signs, key=lambda s: (s.low + s.high) / 2):
        middle = (each.low + each.high) / 2
        for row in reversed(found[-3:]):
            low, high = median(s.low for s in row), median(s.high for s in row)
            if low <= middle <= high and each.low <= (low + high) / 2 <= each.high:
                row.append(each)
                break
        else:
            found.append([each])
    return [sorted(row, key=lambda s: s.start) for row in found]


def _pieces(row: Sequence[_Set], gap: float) -> Iterator[TextLine]:
    piece: list[_Set] = []
    for each in row:
        if piece and each.start - piece[-1].end > gap * max(each.sign.size, piece[-1].sign.size):
            yield from _line(piece)
            piece = []
        piece.append(each)
    yield from _line(piece)


def _line(piece: Sequence[_Set]) -> Iterator[TextLine]:
    inked = [s.sign.bbox for s in piece if not s.sign.text.isspace()]
    if inked:
        yield TextLine("".join(_spaced(piece)).lstrip(), union(inked))


def _spaced(piece: Sequence[_Set]) -> Iterator[str]:
    """The texts, and a space between Latin signs that stand further apart than the tightest pair beside them."""
    blanks = [b.start - a.end for a, b in pairwise(piece)]
    for at, each in enumerate(piece):
        if at and _latin(each) and _latin(piece[at - 1]):
            tightest = min(blanks[max(0, at - 3) : at + 2])
            if blanks[at - 1] - max(tightest, 0.0) > _WORD * each.sign.size:
                yield " "
        yield each.sign.text


def _latin(each: _Set) -> bool:
    return each.sign.text.isascii() and not each.sign.text.isspace()


def joined(pieces: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Pieces of one cell that stand side by side made one line."""
    out: list[TextLine] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last and last.bbox.top < piece.bbox.cy < last.bbox.bottom and last.bbox.x1 <= piece.bbox.x0:
            between = " " if last.text[-1].isascii() and piece.text[0].isascii() else ""
            out[-1] = TextLine(last.text + between + piece.text, union((last.bbox, piece.bbox)))
        else:
            out.append(piece)
    return tuple(out)
