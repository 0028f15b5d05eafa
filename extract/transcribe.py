"""Pieces of a picture → what they say, figures looked at twice.

The second look sees the piece alone, finer and wider, so that what the first dropped or doubled shows. Trust alone
releases no figure: recognisers are surest of some of their wrong ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from extract import marks, ocr, slips
from extract.geometry import BBox
from extract.ocr import Reading
from extract.picture import Level
from extract.pieces import Piece, inked
from extract.render import Pixels

_TRUST = 0.5  # below it nothing is known about a text
_SURE = 0.85  # below it a figure's weakest character is in doubt
_WIDER = 1.3  # by which a figure is stretched for the second look
_UNREAD = "有字迹但无法识别"
_LOW = 0.45  # of a line's height: what is lower holds dots and dashes only
_MARGIN = 0.18  # of a line's height, white around it


@dataclass(frozen=True, slots=True)
class Said:
    """What a piece says; `doubt` in Chinese why a figure in it can't be relied on, or ""."""

    piece: Piece
    text: str
    doubt: str


def transcribe(bare: Pixels, fine: Level, finer: float, pieces: Sequence[Piece]) -> list[Said]:
    """What the pieces of the picture without rules say; ink that says nothing comes without text, specks not at all.

    `fine` is the same page, `finer` times as large.
    """
    if not pieces:
        return []
    em = median(p.box.height for p in pieces)
    first = ocr.read([crop(bare, p.box, em) for p in pieces])
    ask = [i for i, reading in enumerate(first) if slips.has_figure(reading.text) or not reading.text]
    boxes = {i: _scaled(pieces[i].box, finer) for i in ask}
    second = dict(zip(ask, ocr.read([_wide(fine.grey, boxes[i], em * finer) for i in ask]), strict=True))
    split = [i for i in ask if not slips.same(first[i].text, second[i].text)]
    third = dict(zip(split, ocr.read([crop(fine.grey, boxes[i], em * finer) for i in split]), strict=True))
    crowd = Counter(piece.cell for piece in pieces)
    out = []
    for index, piece in enumerate(pieces):
        looks = [r for r in (first[index], second.get(index), third.get(index)) if r is not None]
        text, doubt = _settled(looks)
        low = piece.box.height < _LOW * em
        if index in boxes or low:
            ink = inked(crop(fine.grey, _scaled(piece.box, finer), 0))
            shape = marks.retold(text, ink, em * finer, crowd[piece.cell] == 1)
            if shape != text:
                text, doubt = shape, doubt if len(text) > 1 and not low else ""
            elif not doubt:
                doubt = marks.missed(text, ink)
        if text or piece.box.width + piece.box.height > em:
            out.append(Said(piece, text, doubt if text else _UNREAD))
    return out


def _settled(looks: Sequence[Reading]) -> tuple[str, str]:
    """The likeliest text of several looks, and the doubt."""
    mended = [slips.mend(look.text) for look in looks]
    texts = [text for text, _ in mended]
    if len(looks) == 1:
        return (texts[0], "") if looks[0].score >= _TRUST else ("", "")
    if len(looks) == 2:
        weakest = min(look.weakest for look in looks)
        if not texts[0]:
            return "", ""
        if weakest < _SURE and slips.has_figure(texts[0]):
            return texts[0], mended[0][1] or f"识别把握不足：{texts[0]}"
        return texts[0], mended[0][1]
    if max(look.score for look in looks) < _TRUST:
        return "", ""
    for index, text in enumerate(texts):
        if text and sum(slips.same(text, other) for other in texts) > 1:
            chosen = index
            break
    else:
        chosen = max(range(len(looks)), key=lambda i: (bool(texts[i]), looks[i].score))
    if slips.digits(texts[0]) == slips.digits(texts[1]) and len(texts[0]) > 1:
        return texts[chosen], mended[chosen][1]  # they differ in words only
    return texts[chosen], f"两次识别不同：{texts[0] or '空'}／{texts[1] or '空'}"


def _scaled(box: BBox, by: float) -> BBox:
    return BBox(box.x0 * by, box.top * by, box.x1 * by, box.bottom * by)


def crop(grey: Pixels, box: BBox, em: float) -> Pixels:
    """The ink of a line on white; low signs such as dashes keep the height of a line."""
    top, bottom = max(0, int(box.top) - 1), int(np.ceil(box.bottom)) + 1
    left, right = max(0, int(box.x0) - 1), int(np.ceil(box.x1)) + 1
    part = grey[top:bottom, left:right]
    high = max(part.shape[0], round(0.8 * em))
    margin = round(_MARGIN * high)
    lack = high - part.shape[0]
    return np.pad(
        part, ((margin + lack // 2, margin + lack - lack // 2), (2 * margin, 2 * margin)), constant_values=255
    )


def _wide(grey: Pixels, box: BBox, em: float) -> Pixels:
    wider = cv2.resize(crop(grey, box, em), None, fx=_WIDER, fy=1.0, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(wider, 0, 255), np.uint8)
