"""Glyphs → visual lines: which stand on one line, in which order, and where a gap is a space."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.geometry import BBox, union
from extract.glyph import Glyph
from extract.grid import TextLine

PIECE = 0.8  # ems of blank between pieces of a line in a cell
FAR = 3.0  # ems of blank between separate texts outside of tables
_SPACE = 0.22  # ems: a blank between Latin letters that is a word space
_ASCENT, _DESCENT = 0.88, 0.12


@dataclass(frozen=True, slots=True)
class _Placed:
    """A glyph in its own direction of writing: `start` to `end` along the line, `low` to `high` across."""

    glyph: Glyph
    start: float
    end: float
    low: float
    high: float


def lines(glyphs: Sequence[Glyph], gap: float = PIECE) -> tuple[TextLine, ...]:
    """The visual lines of some glyphs in reading order, cut where a blank is wider than `gap` ems."""
    ways: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        ways.setdefault(_way(glyph), []).append(glyph)
    blocks = [
        (min(g.bbox.top for g in group), [p for row in _rows(group) for p in _pieces(row, gap)])
        for group in ways.values()
    ]
    return tuple(line for _, block in sorted(blocks, key=lambda b: b[0]) for line in block)


def rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs of one direction of writing, by visual line, each in reading order."""
    return [[p.glyph for p in row] for row in _rows(glyphs)]


def _rows(glyphs: Sequence[Glyph]) -> list[list[_Placed]]:
    placed = [_place(g) for g in glyphs]
    sizes = Counter(round(g.size) for g in glyphs if not g.is_space)
    placed.sort(key=lambda p: (p.glyph.is_space, -sizes[round(p.glyph.size)], -p.glyph.size))
    found: list[tuple[_Placed, list[_Placed]]] = []
    for each in placed:
        best, most = None, 0.0
        for head, row in found:
            common = min(each.high, head.high) - max(each.low, head.low)
            share = common / min(each.high - each.low, head.high - head.low)
            if share > most:
                best, most = row, share
        if best is not None and most >= 0.5:
            best.append(each)
        else:
            found.append((each, [each]))
    found.sort(key=lambda f: f[0].low)
    return [sorted(row, key=lambda p: (p.start + p.end) / 2) for _, row in found]


def _way(glyph: Glyph) -> int:
    """Quarter turns of the writing: 0 rightwards, 1 downwards, 2 upside down, 3 upwards."""
    return 1 if glyph.vertical else round(glyph.angle / 90) % 4


def _place(glyph: Glyph) -> _Placed:
    box, size = glyph.bbox, max(glyph.size, 0.1)
    way = _way(glyph)
    if glyph.vertical:
        return _Placed(glyph, box.top, box.bottom, -box.x1, -box.x0 + 0.01)
    foot = glyph.baseline
    if way == 0:
        return _Placed(glyph, box.x0, box.x1, foot - _ASCENT * size, foot + _DESCENT * size)
    if way == 1:
        return _Placed(glyph, box.top, box.bottom, -foot - _ASCENT * size, -foot + _DESCENT * size)
    if way == 2:
        return _Placed(glyph, -box.x1, -box.x0, -foot - _ASCENT * size, -foot + _DESCENT * size)
    return _Placed(glyph, -box.bottom, -box.top, foot - _ASCENT * size, foot + _DESCENT * size)


def _pieces(placed: Sequence[_Placed], gap: float) -> Iterable[TextLine]:
    blanks = [max(0.0, b.start - a.end) for a, b in pairwise(placed)]
    spaced = _with_spaces(placed, blanks)
    begin = 0
    for i, blank in enumerate([*blanks, None]):
        if blank is None or blank > gap * max(placed[i].glyph.size, placed[i + 1].glyph.size):
            text = "".join(spaced[begin : i + 1])
            ink = [p.glyph.bbox for p in placed[begin : i + 1] if not p.glyph.is_space]
            if ink:
                yield TextLine(text[:-1] if len(spaced[i]) > len(placed[i].glyph.text) else text, union(ink))
            begin = i + 1


def _with_spaces(placed: Sequence[_Placed], blanks: Sequence[float]) -> list[str]:
    """The text of each glyph, with a space after it where Latin words are set apart without one.

    The measure is the run itself, its tightest blank and its usual step, so that letter-spaced figures and
    figures set in equal steps stay whole.
    """
    out = [p.glyph.text for p in placed]
    begin = 0
    for i in range(len(placed)):
        if i + 1 < len(placed) and _latin(out[i]) and _latin(out[i + 1]):
            continue
        run = range(begin, i)
        steps = [placed[k + 1].start - placed[k].start for k in run]
        tight, step = (min(blanks[begin:i]), median(steps)) if len(run) > 1 else (0.0, 0.0)
        for k in run:
            size = min(placed[k].glyph.size, placed[k + 1].glyph.size)
            if blanks[k] > tight + _SPACE * size and placed[k + 1].start - placed[k].start > 1.2 * step:
                out[k] += " "
        begin = i + 1
    return out


def _latin(text: str) -> bool:
    return text.isascii() and not text.isspace()


def whole(pieces: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Pieces of a cell joined to the visual lines they are part of."""
    out: list[TextLine] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last is not None and piece.bbox.x0 >= last.bbox.x1 and _level(last.bbox, piece.bbox):
            between = " " if _latin(last.text[-1:]) and _latin(piece.text[:1]) else ""
            doubt = last.doubt or piece.doubt
            out[-1] = TextLine(last.text + between + piece.text, union((last.bbox, piece.bbox)), doubt)
        else:
            out.append(piece)
    return tuple(out)


def _level(one: BBox, other: BBox) -> bool:
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common >= 0.5 * min(one.height, other.height)
