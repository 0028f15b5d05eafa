"""Characters of the fast reading → pieces of visual lines, each in its cell: sorted and cut as arrays.

A piece is what stands on one line of one cell without a wide blank in it; `infer` may part a cell between pieces,
and `whole` joins those that stay together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from extract.geometry import BBox
from extract.grid import TextLine
from extract.ink import Ink
from extract.lay import ASCENT, DESCENT
from extract.native import Flags, Floats, Ints, usual

PIECE = 0.8  # ems of blank between pieces of a line in a cell
FAR = 3.0  # ems of blank between separate texts outside of tables
_SPACE = 0.22  # ems: a blank between Latin letters that is a word space
OUTSIDE = -1  # the home of what stands in no cell


class Piece(NamedTuple):
    """A piece of a line and the number of its cell."""

    home: int
    line: TextLine


@dataclass(frozen=True, slots=True)
class _Laid:
    """Characters seen in their direction of writing: start and end along it, middle and size across."""

    start: Floats
    end: Floats
    middle: Floats
    size: Floats


def pieces(ink: Ink, home: Ints) -> list[Piece]:
    """The pieces of each cell (a number for each character) in reading order, cells in order of their number."""
    if not len(ink.codes):
        return []
    laid = _laid(ink)
    line = _lines(ink, home, laid)
    by = np.lexsort(((laid.start + laid.end) / 2, line))
    line, homes = line[by], home[by]
    start, end, size = laid.start[by], laid.end[by], laid.size[by]
    blank = np.maximum(0.0, start[1:] - end[:-1])
    ems = np.maximum(size[1:], size[:-1])
    cut = (line[1:] != line[:-1]) | (blank > np.where(homes[1:] == OUTSIDE, FAR, PIECE) * ems)
    first = np.flatnonzero(np.concatenate(([True], cut)))
    codes = ink.codes[by]
    spaces = _spaces(codes, line, start, blank, size)
    return _cut_out(codes, ink.box[by], homes, first, spaces)


def _laid(ink: Ink) -> _Laid:
    """Turned so that each character is read from left to right."""
    x0, top, x1, bottom = ink.box.T
    way, size = ink.way, np.maximum(ink.size, 0.1)
    if not way.any():
        middle = ink.base - (ASCENT - DESCENT) / 2 * size
        return _Laid(x0, x1, middle, size)
    start = np.choose(way, (x0, top, -x1, -bottom))
    end = np.choose(way, (x1, bottom, -x0, -top))
    across = np.choose(way, ((top + bottom) / 2, -(x0 + x1) / 2, -(top + bottom) / 2, (x0 + x1) / 2))
    return _Laid(start, end, across, size)


def _lines(ink: Ink, home: Ints, laid: _Laid) -> Ints:
    """The number of each character's line: ascending by cell, then down the cell."""
    blank = ink.blank
    # Spaces may be set in any size: they go with the line at whose height they stand.
    size, middle = laid.size, laid.middle
    if blank.any():
        size = np.where(blank, np.minimum(size, usual(size)), size)
        middle = np.where(blank & (ink.way == 0), ink.base - (ASCENT - DESCENT) / 2 * size, middle)
    key = 4 * home + ink.way
    by = np.lexsort((middle, key))
    key, middle, size = key[by], middle[by], size[by]
    tall = np.maximum(size[1:], size[:-1])
    fresh = np.concatenate(([True], (key[1:] != key[:-1]) | (middle[1:] - middle[:-1] > 0.5 * tall)))
    number = fresh.cumsum() - 1
    first = np.flatnonzero(fresh)
    last = np.concatenate((first[1:], [len(by)])) - 1
    deep = middle[last] - middle[first] > 0.75 * np.maximum.reduceat(size, first)
    if deep.any():
        number = _parted(number, np.flatnonzero(deep), middle, size, blank[by])
    out = np.empty_like(number)
    out[by] = number
    return out


def _parted(number: Ints, deep: Ints, middle: Floats, size: Floats, blank: Flags) -> Ints:
    """Lines that small signs between them made one, parted: signs of the usual size first, then the others."""
    key = number.astype(np.float64)
    for line in deep.tolist():
        mine = np.flatnonzero(number == line)
        sizes = np.round(size[mine])
        kinds, counts = np.unique(sizes[~blank[mine]], return_counts=True)
        often = dict(zip(kinds.tolist(), counts.tolist(), strict=True))
        heads: list[tuple[float, float]] = []
        member = np.zeros(len(mine), np.int64)
        rank_of = [(bool(blank[i]), -often.get(round(float(size[i])), 0), -float(size[i])) for i in mine.tolist()]
        for k in sorted(range(len(mine)), key=rank_of.__getitem__):
            m, s = float(middle[mine[k]]), float(size[mine[k]])
            shares = [((s + t) / 2 - abs(m - n)) / min(s, t) for n, t in heads]
            if shares and max(shares) >= 0.5:
                member[k] = shares.index(max(shares))
            else:
                member[k] = len(heads)
                heads.append((m, s))
        rank = np.argsort(np.argsort([m for m, _ in heads]))
        key[mine] += rank[member] / (len(heads) + 1)
    parted: Ints = np.unique(key, return_inverse=True)[1]
    return parted


def _spaces(codes: Ints, line: Ints, start: Floats, blank: Floats, size: Floats) -> Flags:
    """After which characters a space is read that is not printed: where Latin words are set apart without one.

    The measure is the run itself, its tightest blank and its usual step, so that letter-spaced figures and
    figures set in equal steps stay whole.
    """
    out = np.zeros(len(codes), bool)
    latin = (codes > 32) & (codes < 127)
    joined = latin[1:] & latin[:-1] & (line[1:] == line[:-1])
    least = np.minimum(size[1:], size[:-1])
    end = 0
    for k in np.flatnonzero(joined & (blank > _SPACE * least)).tolist():
        if k < end:
            continue
        begin, end = k, k + 1
        while begin > 0 and joined[begin - 1]:
            begin -= 1
        while end < len(joined) and joined[end]:
            end += 1
        steps = np.diff(start[begin : end + 1])
        tight, step = (blank[begin:end].min(), median(steps.tolist())) if end - begin > 1 else (0.0, 0.0)
        out[begin:end] |= (blank[begin:end] > tight + _SPACE * least[begin:end]) & (steps > 1.2 * step)
    return out


def _cut_out(codes: Ints, box: Floats, homes: Ints, first: Ints, spaces: Flags) -> list[Piece]:
    blank = codes == 32
    if blank.any():
        box = np.where(blank[:, None], [np.inf, np.inf, -np.inf, -np.inf], box)
    low = np.minimum.reduceat(box[:, :2], first)
    high = np.maximum.reduceat(box[:, 2:], first)
    text = codes.astype(np.uint32).tobytes().decode("utf-32-le")
    spaced = set(np.flatnonzero(spaces).tolist())
    ends = [*first.tolist()[1:], len(codes)]
    bounds = np.concatenate((low, high), 1).tolist()
    out = []
    for begin, end, home, (x0, top, x1, bottom) in zip(
        first.tolist(), ends, homes[first].tolist(), bounds, strict=True
    ):
        if x0 > x1:
            continue  # nothing but spaces
        words = text[begin:end]
        if spaced and not spaced.isdisjoint(range(begin, end - 1)):
            words = "".join(text[k] + " " * (k in spaced and k < end - 1) for k in range(begin, end))
        out.append(Piece(home, TextLine(words, BBox(x0, top, x1, bottom))))
    return out


def whole(parts: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Pieces of a cell joined to the visual lines they are part of."""
    if len(parts) < 2:
        return tuple(parts)
    out = [parts[0]]
    for one, two in pairwise(parts):
        a, b = out[-1].bbox, two.bbox
        common = min(a.bottom, b.bottom) - max(a.top, b.top)
        if b.x0 >= a.x1 and common >= 0.5 * min(a.height, b.height):
            both = one.text[-1:] + two.text[:1]
            between = " " if both.isascii() and " " not in both else ""
            box = BBox(a.x0, min(a.top, b.top), b.x1, max(a.bottom, b.bottom))
            out[-1] = TextLine(out[-1].text + between + two.text, box)
        else:
            out.append(two)
    return tuple(out)
