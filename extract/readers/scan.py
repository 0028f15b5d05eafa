"""The reader of pages without a text layer that can be trusted: it sees the page as a person does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from extract import ocr, traced
from extract.assemble import Frame
from extract.build import finished, frames
from extract.geometry import BBox
from extract.grid import Cell, Grid, Page, TextLine
from extract.opening import opened
from extract.picture import Level, level
from extract.pieces import inked, pieces
from extract.red import in_red
from extract.render import page_of, picture
from extract.rule import Rule, clean
from extract.sides import tables
from extract.transcribe import Said, transcribe

_DPI = 200.0
_FINER = 1.5  # times as fine for the second look at figures
_NARROWEST = 72.0  # points: no form is narrower, and no character wider


class ScanReader:
    """Draws, levels and recognises one page at a time; what is read twice and differs is in doubt."""

    name = "scan"

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        """See `extract.reader.Reader`."""
        if not pages:
            return
        with opened(path) as document:
            for number in pages:
                with closing(page_of(document, number)) as page:
                    width, height = page.get_size()
                    flat = level(picture(page, _DPI))
                    fine = level(picture(page, _DPI * _FINER), flat.lean)
                yield _page(number, width, height, flat, fine)


def _page(number: int, width: float, height: float, flat: Level, fine: Level) -> Page:
    paper = BBox(0, 0, width, height)
    ruled = [rule for group in tables(clean(traced.rules(flat.grey, flat.scale))) if _wide(group) for rule in group]
    made = frames(ruled, partial(traced.boxes, grey=flat.grey, scale=flat.scale), paper)
    bare = traced.erased(flat.grey, flat.scale, ruled)
    cells = [_scaled(frame.box(i), flat.scale) for frame in made for i in range(len(frame.spans))]
    where = pieces(ocr.find(bare), cells, inked(bare), flat.scale)
    said = transcribe(bare, fine, fine.scale / flat.scale, where)
    said += in_red(bare, traced.erased(flat.plain, flat.scale, ruled), cells, said, flat.scale)
    grids = _grids(number, made, said, flat)
    outside = [_line(s, flat) for s in said if s.piece.cell is None and s.text]
    lines = tuple(sorted(outside, key=lambda line: (line.bbox.cy, line.bbox.x0)))
    return Page(number, width, height, tuple(map(finished, grids)), lines, flat.lean)


def _wide(group: Sequence[Rule]) -> bool:
    """Whether the rules make a table: strokes of large signs cross each other, too."""
    ats = [rule.at for rule in group if rule.vertical]
    return bool(ats) and max(ats) - min(ats) >= _NARROWEST


def _scaled(box: BBox, by: float) -> BBox:
    return BBox(box.x0 * by, box.top * by, box.x1 * by, box.bottom * by)


def _line(said: Said, flat: Level) -> TextLine:
    return TextLine(said.text, _scaled(said.piece.box, 1 / flat.scale), said.doubt)


def _grids(number: int, made: Sequence[Frame], said: Sequence[Said], flat: Level) -> list[Grid]:
    texts: dict[int, list[TextLine]] = {}
    for each in said:
        if each.piece.cell is not None:
            texts.setdefault(each.piece.cell, []).append(_line(each, flat))
    # Beside text, ink that can't be read is a speck; alone it may be what was filled in.
    texts = {n: [x for x in lines if x.text] or lines[:1] for n, lines in texts.items()}
    out, first = [], 0
    for frame in made:
        cells = tuple(
            Cell(r, c, down, across, number, frame.box(i), tuple(texts.get(first + i, ())))
            for i, (r, c, down, across) in enumerate(frame.spans)
        )
        first += len(frame.spans)
        out.append(Grid(number, frame.bbox, frame.xs, frame.ys, cells))
    return out


READER = ScanReader()
