"""The reader on camelot: characters by playa, rules as they show in the picture of the page.

The third voice where two readers differ, and the one that sees rules which are images, faint or broken. It
shares no glyph or line code with the others. A form XObject that contains itself keeps playa busy for ever:
whoever calls this must be able to end the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import playa
import pypdfium2
from camelot.parsers.lattice import Lattice
from camelot.utils import get_image_char_and_text_objects
from playa.miner import LAParams, LTChar, LTContainer, LTPage, LTRect, process_object

from extract.errors import Damaged
from extract.eye import Color, Picture, Pixels, Sign, joined, lines, look, visible
from extract.geometry import BBox
from extract.grid import Cell, Grid, Page
from extract.infer import infer
from extract.opening import header, opened
from extract.text import mend

Engine = Literal["vector", "raster", "combined"]

_FAR = 3.0  # ems of blank between separate texts outside of tables
_PIECE = 0.8  # ems of blank between pieces of a line in a cell
_SHORTEST = 9.0  # points: the shortest rule to be seen in the picture
_GAP = 6.0  # points: the widest gap of a broken or dashed rule
_TOLERANCE = 3  # points between rules that are meant as one
_CID = "(cid:"
_INKLESS = (3, 7)  # text rendering modes


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
    layout = _layout(page, box, rotation)
    turn = _turn(layout)
    if turn:
        layout = _layout(page, box, (rotation + 90 * turn) % 360)
    width, height = layout.bbox[2], layout.bbox[3]
    picture = look(shown, turn)
    signs = visible(*_painted(layout, height), picture)
    tables = [_ruled(t, height) for t in _tables(layout, picture, engine)] if signs else []
    grids, outside = _filled(number, _apart(tables), signs)
    return Page(number, width, height, grids, lines(outside, _FAR))


def _layout(page: Any, box: tuple[float, float, float, float], rotation: int) -> LTPage:
    """playa's objects in points from the bottom left of what is displayed: the crop box, turned."""
    page.mediabox = box
    page.set_initial_ctm("page", rotation)
    wide, high = box[2] - box[0], box[3] - box[1]
    layout = LTPage(page.page_idx + 1, (0, 0, high, wide) if rotation % 180 else (0, 0, wide, high))
    for each in page:
        layout.extend(process_object(each))
    return layout


def _leaves(container: Any) -> Iterator[Any]:
    for each in container:
        if isinstance(each, LTContainer):
            yield from _leaves(each)
        else:
            yield each


def _painted(layout: LTPage, height: float) -> tuple[list[Sign], list[tuple[int, BBox]]]:
    """The signs and the filled boxes of a page, numbered together in the order of painting."""
    signs, fills = [], []
    for order, each in enumerate(_leaves(layout)):
        if isinstance(each, LTChar):
            signs.append(_sign(each, order, height))
        elif isinstance(each, LTRect) and each.fill:
            fills.append((order, BBox(each.x0, height - each.y1, each.x1, height - each.y0)))
    return signs, fills


def _turn(layout: LTPage) -> int:
    """Quarter turns clockwise that make most of the text read left to right."""
    ways = [_way(each) for each in _leaves(layout) if isinstance(each, LTChar)]
    way = max((1, 2, 3), key=ways.count)
    return -way % 4 if 2 * ways.count(way) > len(ways) else 0


def _way(char: LTChar) -> int | None:
    a, b = char.matrix[0], char.matrix[1]
    if min(abs(a), abs(b)) > 0.05 * max(abs(a), abs(b)):
        return None
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b < 0 else 3


def _sign(char: LTChar, order: int, height: float) -> Sign:
    text = char.get_text()
    text = "\ufffd" if text.startswith(_CID) else mend(text, char.fontname)
    downwards = char.adv < 0
    way = _way(char)
    size = char.height if way in (0, 2) else char.width
    x0, y0, x1, y1 = char.bbox if downwards else _em_box(char, size)
    color = None if char.render_mode in _INKLESS else _color(char.non_stroking_color)
    return Sign(text, BBox(x0, height - y1, x1, height - y0), size, 1 if downwards and way == 0 else way, color, order)


def _em_box(char: LTChar, size: float) -> tuple[float, float, float, float]:
    """From the baseline, as CJK fonts have it: the ascent and descent that fonts name are often wrong."""
    a, b, c, d, e, f = char.matrix
    em = size / (hypot(c, d) or 1.0)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (0, char.adv) for y in (-0.12 * em, 0.88 * em)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _color(color: Any) -> Color:
    """Red, green, blue of one to four components; black for patterns and named inks."""
    values = [float(v) for v in getattr(color, "values", ())]
    if len(values) == 1:
        return (values[0], values[0], values[0])
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        cyan, magenta, yellow, key = values
        return ((1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key))
    return (0.0, 0.0, 0.0)


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


def _tables(layout: LTPage, picture: Picture, engine: Engine) -> list[Any]:
    layout.analyze(LAParams(boxes_flow=None))
    width, height = layout.bbox[2], layout.bbox[3]
    parser: Any = _AnyTable(  # type: ignore[no-untyped-call]
        engine=engine,
        backend=_Backend(_whole_rules(picture)),
        use_fallback=False,
        line_scale=max(1, round(max(width, height) / _SHORTEST)),
        line_tol=_TOLERANCE,
        joint_tol=_TOLERANCE,
    )
    content: Any = layout
    images, _, level, upright = get_image_char_and_text_objects(content)
    parser.prepare_page_parse("", layout, (width, height), layout.pageid, images, level, upright, "", {})
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
