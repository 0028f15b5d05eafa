"""Page numbers of the fast reading: by their place they may lie within a table's area, by their meaning never."""

from __future__ import annotations

from collections.abc import Sequence

from extract.furniture import BARE, MARKED
from extract.geometry import union
from extract.grid import TextLine
from extract.homes import Plan
from extract.typeset import OUTSIDE, Piece, whole

_EDGE = 0.085  # of the page's height: the margin where page numbers stand
_GAP = 2.0  # ems between a page number and other text beside it


def without_page_numbers(
    laid: Sequence[Piece], made: Plan, page: int, wide: float, high: float
) -> tuple[list[Piece], list[TextLine]]:
    """The pieces without those of page numbers within tables, and the page numbers as lines."""
    edge = _EDGE * high
    margin = [p for p in laid if p.home != OUTSIDE and not edge <= p.line.bbox.cy <= high - edge]
    taken: set[int] = set()
    numbers: list[TextLine] = []
    for part in _parts(margin):
        text = "".join("".join(p.line.text for p in part).split())
        box = union(p.line.bbox for p in part)
        if MARKED.fullmatch(text) or _is_bare(text, part, laid, made, page, wide):
            taken |= {id(p) for p in part}
            joined = whole([p.line for p in part])
            numbers += joined if len(joined) == 1 else [TextLine(" ".join(p.line.text for p in part), box)]
    return [p for p in laid if id(p) not in taken], numbers


def _parts(margin: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces beside each other on one line, as far as no wide gap parts them."""
    out: list[list[Piece]] = []
    for piece in sorted(margin, key=lambda p: p.line.bbox.x0):
        box = piece.line.bbox
        for part in out:
            last = part[-1].line.bbox
            level = min(last.bottom, box.bottom) - max(last.top, box.top) >= 0.5 * min(last.height, box.height)
            if level and box.x0 - last.x1 <= _GAP * max(box.height, last.height):
                part.append(piece)
                break
        else:
            out.append([piece])
    return out


def _is_bare(text: str, part: Sequence[Piece], laid: Sequence[Piece], made: Plan, page: int, wide: float) -> bool:
    """A number alone that is this page's, where numbers are printed, alone at its height, not set as a figure."""
    bare = BARE.fullmatch(text)
    if not bare or int(bare[1]) != page:
        return False
    box = union(p.line.bbox for p in part)
    offset = abs(box.cx - wide / 2)
    top, bottom = made.boxes[part[0].home, [1, 3]].tolist()
    if 0.02 * wide <= offset <= 0.35 * wide or abs((top + bottom) / 2 - box.cy) < 1.5 * box.height:
        return False
    mine = {id(p) for p in part}
    low, far = box.top - 2 * box.height, box.bottom + 2 * box.height
    return not any(
        low < p.line.bbox.cy < far for p in laid if p.home != OUTSIDE and id(p) not in mine
    )
