"""The reader on camelot: characters by playa, rules as they show in the picture of the page.

The third voice where two readers differ, and the one that sees rules which are images, faint or broken. It
shares no glyph or line code with the others. A form XObject that contains itself keeps playa busy for ever:
whoever calls this must be able to end the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import playa
import pypdfium2
from camelot.parsers.lattice import Lattice
from camelot.utils import get_image_char_and_text_objects
from playa.miner import LAParams

from extract.content import layout, painted, turn
from extract.errors import Damaged
from extract.eye import Picture, Pixels, Sign, joined, lines, look, visible
from extract.geometry import BBox
from extract.grid import Cell, Grid, Page
from extract.infer import infer
from extract.opening import header, opened

Engine = Literal["vector", "raster", "combined"]

_FAR = 3.0  # ems of blank between separate texts outside of tables
_PIECE = 0.8  # ems of blank between pieces of a line in a cell
_SHORTEST = 9.0  # points: the shortest rule to be seen in the picture
_GAP = 6.0  # points: the widest gap of a broken or dashed rule
_TOLERANCE = 3  # points between rules that are meant as one


class CamelotReader:
    """Reads one page at a time; pages of a file share nothing but the open documents."""

    name = "camelot"

    def __init__(self, engine: Engine = "raster") -> None:
        self.engine = engine

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        """See `extract.reader.Reader`."""
        if not pages:
            return
        with opened(path) as pictures, _parsed(path) as texts:
            for number in pages:
                yield _page(number, pictures, texts, self.engine)


@contextmanager
def _parsed(path: Path) -> Iterator[Any]:
    start = header(path)
    try:
        document = playa.parse(path.read_bytes()[start:], space="page")
    except Exception as error:
        # playa raises built-in types of all kinds on broken files
        raise Damaged(f"playa 无法打开文件（{type(error).__name__}）") from error
    with document:
        yield document


def _page(number: int, pictures: pypdfium2.PdfDocument, texts: Any, engine: Engine) -> Page:
    if not 1 <= number <= len(pictures):
        raise Damaged(f"第 {number} 页不存在")
    try:
        with closing(pictures[number - 1]) as shown:
            return _read(number, shown, texts.pages[number - 1], engine)
    except Exception as error:  # as above; one page's content may break anything
        raise Damaged(f"第 {number} 页内容损坏，camelot 无法解析（{type(error).__name__}）") from error


def _read(number: int, shown: pypdfium2.PdfPage, page: Any, engine: Engine) -> Page:
    box, rotation = shown.get_bbox(), shown.get_rotation()
    content = layout(page, box, rotation)
    quarters = turn(content)
    if quarters:
        content = layout(page, box, (rotation + 90 * quarters) % 360)
    width, height = content.bbox[2], content.bbox[3]
    picture = look(shown, quarters)
    signs = visible(*painted(content), picture)
    tables = [_ruled(t, height) for t in _tables(content, picture, engine)] if signs else []
    grids, outside = _filled(number, _apart(tables), signs)
    return Page(number, width, height, grids, lines(outside, _FAR), turn=-quarters % 4)


class _AnyTable(Lattice):
    """Lattice that keeps tables with little text: a page may hold the blank rest of a form."""

    def _reject_table(self, table: Any) -> bool:
        return len(table.cells) * len(table.cells[0]) < 2


class _Backend:
    """Hands camelot the picture that we have instead of having the page rendered again."""

    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels

    def to_array(self, pdf_path: str, page: int) -> Pixels:  # noqa: ARG002 - camelot's signature
        return self.pixels

    def convert(self, pdf_path: str, png_path: str, resolution: int = 300, page: int = 1) -> None:
        raise NotImplementedError


def _tables(content: Any, picture: Picture, engine: Engine) -> list[Any]:
    content.analyze(LAParams(boxes_flow=None))
    width, height = content.bbox[2], content.bbox[3]
    parser: Any = _AnyTable(  # type: ignore[no-untyped-call]
        engine=engine,
        backend=_Backend(_whole_rules(picture)),
        use_fallback=False,
        line_scale=max(1, round(max(width, height) / _SHORTEST)),
        line_tol=_TOLERANCE,
        joint_tol=_TOLERANCE,
    )
    images, _, level, upright = get_image_char_and_text_objects(content)
    parser.prepare_page_parse("", content, (width, height), content.pageid, images, level, upright, "", {})
    return list(parser.extract_tables())


def _whole_rules(picture: Picture) -> Pixels:
    """The page without its text in BGR, gaps of broken rules closed."""
    reach = max(1, round(_GAP * picture.scale))
    paper = picture.bare[..., ::-1]
    # Ink is dark: opening the light closes the dark.
    closed = [
        cv2.morphologyEx(paper, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        for shape in ((reach, 1), (1, reach))
    ]
    return np.minimum(*closed).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A table without its text: edges from the top left, spans as (row, column, rows, columns)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[tuple[int, int, int, int], ...]

    def box(self, span: tuple[int, int, int, int]) -> BBox:
        row, col, down, across = span
        return BBox(self.xs[col], self.ys[row], self.xs[col + across], self.ys[row + down])

    def around(self) -> BBox:
        return BBox(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def _ruled(table: Any, height: float) -> _Ruled:
    xs = (*(x0 for x0, _ in table.cols), table.cols[-1][1])
    ys = (*(height - top for top, _ in table.rows), height - table.rows[-1][1])
    return _Ruled(tuple(map(float, xs)), tuple(map(float, ys)), tuple(_spans(table.cells)))


def _spans(cells: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int, int, int]]:
    """Positions with no rule between them are one cell: as far as it goes to the right, then down."""
    rows, cols = len(cells), len(cells[0])
    taken: set[tuple[int, int]] = set()
    for row in range(rows):
        for col in range(cols):
            if (row, col) in taken:
                continue
            across = 1
            while col + across < cols and (row, col + across) not in taken and _open_right(cells, row, col + across):
                across += 1
            down = 1
            while row + down < rows and all(_open_below(cells, row + down, c) for c in range(col, col + across)):
                down += 1
            taken |= {(r, c) for r in range(row, row + down) for c in range(col, col + across)}
            yield row, col, down, across


def _open_right(cells: Sequence[Sequence[Any]], row: int, col: int) -> bool:
    return not cells[row][col].left and not cells[row][col - 1].right


def _open_below(cells: Sequence[Sequence[Any]], row: int, col: int) -> bool:
    return not cells[row][col].top and not cells[row - 1][col].bottom


def _apart(tables: Sequence[_Ruled]) -> list[_Ruled]:
    """The tables from top to bottom; of those that overlap the one with more cells."""
    kept: list[_Ruled] = []
    for each in sorted(tables, key=lambda t: -len(t.spans)):
        box = each.around()
        others = [k.around() for k in kept]
        if not any(box.overlap_x(o) > 1 and min(box.bottom, o.bottom) - max(box.top, o.top) > 1 for o in others):
            kept.append(each)
    return sorted(kept, key=lambda t: (t.ys[0], t.xs[0]))


def _filled(number: int, tables: Sequence[_Ruled], signs: Sequence[Sign]) -> tuple[tuple[Grid, ...], list[Sign]]:
    """The tables with their text, and the signs outside of them."""
    rest = list(signs)
    grids = []
    for table in tables:
        cells = []
        for span in table.spans:
            box = table.box(span)
            mine = [s for s in rest if box.x0 <= s.bbox.cx < box.x1 and box.top <= s.bbox.cy < box.bottom]
            inside = set(map(id, mine))
            rest = [s for s in rest if id(s) not in inside]
            cells.append(Cell(*span, number, box, lines(mine, _PIECE)))
        made = infer(Grid(number, table.around(), table.xs, table.ys, tuple(cells)))
        grids.append(replace(made, cells=tuple(replace(c, lines=joined(c.lines)) for c in made.cells)))
    return tuple(grids), rest


READER = CamelotReader()
