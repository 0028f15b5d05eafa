"""What is written in red alone, in cells that are blank without it: figures in red, or parts of a seal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extract import ocr, slips
from extract.geometry import BBox
from extract.pieces import Piece, inked, pieces
from extract.render import Pixels
from extract.transcribe import Said, crop

_TRUST = 0.9  # strokes of a seal are read with less
_RED = "红色字迹，可能是填写的内容，也可能是印章：{}"


def in_red(bare: Pixels, plain: Pixels, cells: Sequence[BBox], read: Sequence[Said], scale: float) -> list[Said]:
    """The red text of cells that have no other, each in doubt; pictures without rules, with and without red."""
    full = {said.piece.cell for said in read}
    blank = [n for n, cell in enumerate(cells) if n not in full and _differs(bare, plain, cell)]
    if not blank:
        return []
    heights = [said.piece.box.height for said in read] or [10 * scale]
    em = float(np.median(heights))
    found = pieces([], [cells[n] for n in blank], inked(plain), scale)
    lines = [Piece(blank[p.cell], p.box) for p in found if p.cell is not None and 0.5 * em < p.box.height < 1.6 * em]
    looks = ocr.read([crop(plain, line.box, em) for line in lines])
    out = []
    for line, reading in zip(lines, looks, strict=True):
        text, _doubt = slips.mend(reading.text)
        if reading.score >= _TRUST and any(sign.isalnum() for sign in text):
            out.append(Said(line, text, _RED.format(text)))
    return out


def _differs(bare: Pixels, plain: Pixels, cell: BBox) -> bool:
    rows, cols = slice(int(cell.top), int(cell.bottom)), slice(int(cell.x0), int(cell.x1))
    return bool((bare[rows, cols].astype(np.int16) - plain[rows, cols] > 60).any())
