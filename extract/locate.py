"""Which pages of a file are worth reading: a cheap look with pdfium, milliseconds a page.

A page is an anchor when enough of the words given stand on it. The pages after it stay candidates as long as
they begin with a ruled table that may be its continuation, whatever their text says; the page before it is one
when the head of the form may stand at its foot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path

import numpy as np
import pypdfium2
from pypdfium2.raw import FPDF_TEXTRENDERMODE_INVISIBLE as _INVISIBLE

from extract import native
from extract.document import Document, Loaded, shared
from extract.errors import Dynamic, TooDense
from extract.objects import moved
from extract.outline import Outline, outline
from extract.text import is_garbage, mend


@dataclass(frozen=True, slots=True)
class Survey:
    """Page numbers count from 1. `candidates` are to be read, `scanned` have no text that can be trusted."""

    pages: int
    candidates: tuple[int, ...]
    scanned: tuple[int, ...]


_PICTURE = 0.5  # of the page's area: what a scan covers at least
_ODD = 0.4  # of the characters: what makes a text none that can be trusted
_FEW = 30  # characters: a page with fewer has next to no text
_SAMPLED = 200  # objects looked at from either end of a page's content for pictures and hidden text
_GLANCED = 20  # objects whose text shows, at a glance, whether there is any reason to look further
_HEADING = 60  # characters of a running header that may stand above a continued table
_FOOTING = 100  # characters that may stand below a table that goes on
_DRIFT = 12.0  # points by which the borders of a table may differ from page to page


def survey(path: Path, words: Sequence[str], least: int = 3) -> Survey:
    """What the file holds; `least` distinct `words` make an anchor. Raises `ExtractError`.

    Within `document.shared` the pages chosen stay loaded for a reader that follows, as far as there is room.
    """
    wanted = _wanted(tuple(words))
    with shared(path) as document:
        looks: list[_Look] = []
        for index in range(len(document)):
            looks.append(_look(document, index, wanted))
            if looks[-1].hits < least and not _beside(looks, least):
                document.drop(index)
        chosen = _chosen(document, looks, least)
        if not chosen and document.is_dynamic:
            raise Dynamic("这是 XFA 动态表单，文件里没有填好的页面，只有 Adobe 的软件能显示")
    scanned = tuple(i + 1 for i, look in enumerate(looks) if look.scanned)
    return Survey(len(looks), tuple(i + 1 for i in sorted(chosen) if not looks[i].scanned), scanned)


@dataclass(frozen=True, slots=True)
class _Look:
    hits: int
    scanned: bool


def _beside(looks: Sequence[_Look], least: int) -> bool:
    """Whether the last page may belong to a form on the page before, or begin one."""
    return looks[-1].hits > 0 or (len(looks) > 1 and looks[-2].hits >= least)


@lru_cache(8)
def _wanted(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as they are looked for; the same ones are asked for file after file."""
    return tuple(dict.fromkeys(w for w in (_bare(word) for word in words) if w))


def _bare(text: str) -> str:
    return "".join(mend(text).split())


def _look(document: Document, index: int, words: Sequence[str]) -> _Look:
    try:
        page = document.page(index)
    except pypdfium2.PdfiumError:
        return _Look(0, True)
    raw = page.text.get_text_range(errors="replace").replace("\ufffe", "")
    text = _bare(raw)
    hits = sum(word in text for word in words)
    return _Look(hits, (not hits and _is_garbled(raw)) or _untrusted(page, text))


def _is_garbled(raw: str) -> bool:
    """Whether the text is codes of some font or of another alphabet: controls, and Latin letters of which hardly
    any is plain (Chinese whose bytes are taken one by one)."""
    kinds = {char: raw.count(char) for char in set(raw) if not char.isspace()}
    odd = sum(count for char, count in kinds.items() if char < " " or "\x7f" <= char < "\u0250")
    return odd > _ODD * max(_FEW, sum(kinds.values()))


def _untrusted(page: Loaded, text: str) -> bool:
    odd = sum(map(text.count, filter(is_garbage, set(text)))) + 5 * text.count("(cid:")
    if len(text) >= _FEW:
        if odd > _ODD * len(text):
            return True
        if _inked(_sample(page, _GLANCED)):
            return False
    sample = _sample(page, _SAMPLED)
    if len(text) >= _FEW and _inked(sample) is not False:
        return False
    if len(text) < _FEW <= sum(kind == native.TEXT for _, kind in sample) and _inked(sample):
        return True  # painted by fonts that say nothing of what they paint
    pictures, blobs = _inventory(page, sample)
    return pictures >= _PICTURE or blobs >= 3 * _FEW


_Sample = list[tuple[int, int]]


def _sample(page: Loaded, size: int) -> _Sample:
    """Handles and kinds of some objects from either end of the page's content."""
    count = native.page_count(page.page_address)
    each = range(count) if count <= 2 * size else (*range(size), *range(count - size, count))
    handles = list(map(native.page_object, repeat(page.page_address), each))
    return list(zip(handles, map(native.kind, handles), strict=True))


def _inked(sample: _Sample) -> bool | None:
    """Whether most text objects have ink; None without any."""
    modes = [native.text_mode(thing) for thing, kind in sample if kind == native.TEXT]
    hidden = modes.count(_INVISIBLE)
    return len(modes) > 2 * hidden if modes else None


def _inventory(page: Loaded, sample: _Sample) -> tuple[float, int]:
    """The share of the page that pictures cover, and how many blobs the size of letters are drawn as paths (text
    turned into curves)."""
    paper = page.lie.box
    painted = [(thing, kind) for thing, kind in sample if kind in (native.PATH, native.IMAGE)]
    if not painted:
        return 0.0, 0
    box = moved(native.floats(native.bounds, [thing for thing, _ in painted], 4, 4), page.lie.matrix)
    picture = np.array([kind for _, kind in painted]) == native.IMAGE
    size = box[:, 2:] - box[:, :2]
    shown = np.minimum(box[:, 2:], (paper.x1, paper.bottom)) - np.maximum(box[:, :2], (paper.x0, paper.top))
    covered = float(shown[picture].clip(0).prod(1).sum())
    letters = (size > 3) & (size < 40)
    blobs = int((letters[:, 0] & letters[:, 1] & ~picture).sum())
    return covered / max(1.0, paper.width * paper.height), blobs


def _chosen(document: Document, looks: Sequence[_Look], least: int) -> set[int]:
    """Indices of anchors, of the pages that may continue one, and of pages on which one may begin."""
    anchors = {i for i, look in enumerate(looks) if look.hits >= least}
    outlines: dict[int, Outline | None] = {}

    def at(index: int) -> Outline | None:
        if index not in outlines:
            try:
                outlines[index] = outline(document.page(index))
            except (pypdfium2.PdfiumError, TooDense):
                outlines[index] = None
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
