"""Page numbers: by their position they may lie within a table's area, by their meaning they never do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.assemble import Frame
from extract.geometry import BBox
from extract.glyph import Glyph
from extract.grid import TextLine
from extract.layout import lines, rows

_EDGE = 0.085  # of the page's height: the margin where page numbers stand
_GAP = 2.0  # ems between a page number and other text beside it
_DIGITS = r"[0-9０-９一二三四五六七八九十]{1,4}"
_DASHES = r"[—–―－‐\-~～·•]+"
MARKED = re.compile(
    rf"{_DASHES}{_DIGITS}{_DASHES}"
    rf"|第?{_DIGITS}页[,，、;；/／]?[(（]?共{_DIGITS}页[)）]?"
    rf"|共{_DIGITS}页[,，、;；/／]?第{_DIGITS}页"
    rf"|第{_DIGITS}页(/{_DIGITS})?"
    rf"|page{_DIGITS}(of{_DIGITS})?",
    re.IGNORECASE,
)
BARE = re.compile(r"([0-9]{1,4})([/／][0-9]{1,4})?")


def without_page_numbers(
    glyphs: Sequence[Glyph], frames: Sequence[Frame], page: int, paper: BBox
) -> tuple[list[Glyph], list[TextLine]]:
    """The glyphs without those of page numbers within tables, and the page numbers as lines."""
    edge = _EDGE * paper.height
    margin = [
        g for g in glyphs if (g.y < edge or g.y > paper.height - edge) and any(f.bbox.holds(g.x, g.y) for f in frames)
    ]
    taken: set[int] = set()
    numbers: list[TextLine] = []
    for row in rows(margin):
        for part in _parts(row):
            made = lines(part, _GAP)
            line = made[0] if len(made) == 1 else None  # signs of several directions make several lines
            if line is not None and _is_number(line, part, glyphs, frames, page, paper):
                taken |= {id(g) for g in part}
                numbers.append(line)
    return [g for g in glyphs if id(g) not in taken], numbers


def _parts(row: Sequence[Glyph]) -> list[list[Glyph]]:
    out: list[list[Glyph]] = []
    for glyph in row:
        if out and glyph.bbox.x0 - out[-1][-1].bbox.x1 <= _GAP * glyph.size:
            out[-1].append(glyph)
        else:
            out.append([glyph])
    return out


def _is_number(
    line: TextLine,
    part: Sequence[Glyph],
    glyphs: Sequence[Glyph],
    frames: Sequence[Frame],
    page: int,
    paper: BBox,
) -> bool:
    text = "".join(line.text.split())
    if MARKED.fullmatch(text):
        return True
    bare = BARE.fullmatch(text)
    if not bare or int(bare[1]) != page or not _placed(line.bbox, paper) or _centred(line.bbox, frames):
        return False
    mine = {id(g) for g in part}
    near = 2 * line.bbox.height
    return not any(
        line.bbox.top - near < g.y < line.bbox.bottom + near
        for g in glyphs
        if id(g) not in mine and not g.is_space and any(f.bbox.holds(g.x, g.y) for f in frames)
    )


def _placed(box: BBox, paper: BBox) -> bool:
    """In the middle of the page, or near its left or right side: where numbers are printed."""
    offset = abs(box.cx - paper.cx)
    return offset < 0.02 * paper.width or offset > 0.35 * paper.width


def _centred(box: BBox, frames: Sequence[Frame]) -> bool:
    """Whether it stands in the middle of its cell's height, as a figure does."""
    for each in frames:
        index = each.at(box.cx, box.cy)
        if index is not None:
            return abs(each.box(index).cy - box.cy) < 1.5 * box.height
    return False
