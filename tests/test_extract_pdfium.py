"""What only pdfium's way of giving text and paths makes hard, and what the survey leaves for the reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image
from reportlab.lib.utils import ImageReader

from extract.document import shared
from extract.errors import TooDense
from extract.grid import Grid, Page
from extract.lattice import lattice
from extract.locate import survey
from extract.mesh import clean, tables
from extract.reader import Reader
from extract.readers.pdfium import READER
from tests.drawn import FONT, Pen, drawn, grid_of, read, rows

XS, YS = [50.0, 200.0, 350.0], [100.0, 160.0]
both = pytest.mark.usefixtures("text_reader")


def first_row(tmp_path: Path, draw: Callable[[Pen], None]) -> list[str]:
    def whole(pen: Pen) -> None:
        pen.table(XS, YS)
        draw(pen)

    return rows(grid_of(tmp_path, whole))[0]


@both
def test_a_hyphen_at_the_end_of_a_line_stays(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.text(60, 125, "Sentinel-")
        pen.text(60, 140, "1A")
        pen.text(210, 130, "-")

    assert first_row(tmp_path, draw) == ["Sentinel-\n1A", "-"]


@both
def test_a_space_printed_alone_is_kept(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for x, text in ((60, "7"), (65, " "), (68, "人次")):
            pen.text(x, 130, text)

    assert first_row(tmp_path, draw) == ["7 人次", ""]


@both
def test_spaces_in_a_row_are_all_kept(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.text(60, 130, "  是 □   否  ")

    assert first_row(tmp_path, draw) == ["  是 □   否  ", ""]


@both
def test_kerning_makes_no_spaces(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.c.setFont(FONT, 10)
        text = pen.c.beginText(60, pen.height - 130)
        text.setCharSpace(4)
        text.textOut("总分")
        pen.c.drawText(text)

    assert first_row(tmp_path, draw) == ["总分", ""]


@both
def test_a_form_is_placed_by_its_matrix_and_clipped_by_its_box(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.c.beginForm("half", 0, 0, 600, 700)
        pen.c.beginForm("inner", 0, 0, 2000, 2000)
        pen.c.setLineWidth(1)
        for x in (100, 400, 700):
            pen.c.line(x, 1000, x, 1120)
        for y in (1000, 1120):
            pen.c.line(100, y, 700, y)
        pen.c.setFont(FONT, 20)
        pen.c.drawString(120, 1050, "预算数")
        pen.c.drawString(420, 1050, "75.07")
        pen.c.drawString(1250, 1050, "框外")
        pen.c.endForm()
        pen.c.scale(0.5, 0.5)
        pen.c.doForm("inner")
        pen.c.endForm()
        pen.text(60, 100, "表前")
        pen.c.doForm("half")
        pen.text(60, 500, "表后")

    (page,) = read(tmp_path, draw)
    (grid,) = page.grids
    assert rows(grid) == [["预算数", "75.07"]]
    assert grid.xs == pytest.approx([50, 200, 350], abs=1)
    assert grid.ys == pytest.approx([842 - 560, 842 - 500], abs=1)
    assert [line.text for line in page.lines] == ["表前", "表后"]


@both
def test_what_a_picture_covers_is_hidden_and_what_is_printed_on_one_is_not(tmp_path: Path) -> None:
    image = ImageReader(Image.new("RGB", (30, 10), (230, 230, 230)))

    def draw(pen: Pen) -> None:
        pen.text(60, 125, "旧")
        pen.c.drawImage(image, 55, pen.height - 130, 60, 20)
        pen.text(60, 150, "新")
        pen.c.drawImage(image, 205, pen.height - 150, 100, 40)
        pen.text(210, 130, "9.7")

    assert first_row(tmp_path, draw) == ["新", "9.7"]


def annotated(path: Path, *annotations: tuple[Name, int, str, int]) -> Path:
    """The file with annotations (kind, left, text, flags) on its page."""
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        fonts = pdf.pages[0].Resources.Font
        (font,) = [name for name, font in fonts.items() if font.BaseFont == Name.Helvetica]
        each = []
        for kind, x, text, flags in annotations:
            look = pdf.make_stream(f"BT {font} 10 Tf 2 5 Td ({text}) Tj ET".encode())
            look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 60, 20])
            look.Resources = Dictionary(Font=fonts)
            made = Dictionary(Subtype=kind, Rect=Array([x, 705, x + 60, 725]), F=flags, AP=Dictionary(N=look))
            made.FT, made.T = Name.Tx, f"{kind}{x}"
            each.append(pdf.make_indirect(made))
        pdf.pages[0].Annots = Array(each)
        pdf.Root.AcroForm = Dictionary(Fields=Array([one for one in each if one.Subtype == Name.Widget]))
        pdf.save(path)
    return path


def test_filled_fields_are_read_and_other_annotations_are_not(tmp_path: Path, text_reader: Reader) -> None:
    def draw(pen: Pen) -> None:
        pen.table(XS, YS)
        pen.text(60, 130, "project", font="Helvetica")

    path = annotated(
        drawn(tmp_path / "form.pdf", draw),
        (Name.Widget, 210, "75.07", 4),
        (Name.Stamp, 270, "99", 4),
        (Name.Widget, 60, "5", 2),
    )
    (page,) = text_reader.read(path, [1])
    assert rows(page.grids[0]) == [["project", "75.07"]]


def test_what_a_glyph_stands_for_is_what_the_file_says_of_it(tmp_path: Path) -> None:
    """Browsers say so where one glyph serves several characters; the other reader can't know."""

    def draw(pen: Pen) -> None:
        pen.table(XS, YS)
        pen.text(60, 130, "A", font="Helvetica")

    path = drawn(tmp_path / "a.pdf", draw)
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        content = content.replace(b"BT", b"/Span <</ActualText (B)>> BDC BT").replace(b"ET", b"ET EMC")
        pdf.pages[0].Contents = pdf.make_stream(content)
        pdf.save(path)
    (page,) = READER.read(path, [1])
    assert rows(page.grids[0])[0] == ["B", ""]


def ruled(*rules: tuple[float, float, float, float]) -> list[tuple[int, int, int, int]]:
    (group,) = tables(clean(np.array(rules)))
    made = lattice(group)
    assert made is not None
    return made.spans


FRAME = ((0, 0, 0, 200), (0, 100, 0, 200), (1, 0, 0, 100), (1, 200, 0, 100))


def test_a_rule_that_ends_half_way_makes_no_cell() -> None:
    assert ruled(*FRAME, (1, 100, 0, 60)) == [(0, 0, 1, 1)]
    assert ruled(*FRAME, (0, 50, 0, 200), (1, 100, 0, 80)) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)]


def test_a_corner_without_a_cell_is_a_hole_of_its_own() -> None:
    steps = ((0, 0, 0, 200), (0, 50, 0, 200), (0, 100, 0, 100), (1, 0, 0, 100), (1, 100, 0, 100), (1, 200, 0, 50))
    assert ruled(*steps) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_many_dots_make_a_table_in_no_time(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for x in XS:
            for k in range(1200):
                pen.bar(x, YS[0] + k / 20, x + 0.2, YS[0] + k / 20 + 0.2)
        for y in YS:
            for k in range(6000):
                pen.bar(XS[0] + k / 20, y, XS[0] + k / 20 + 0.2, y + 0.2)
        pen.words(XS, YS, [["甲", "乙"]])

    (page,) = READER.read(drawn(tmp_path / "dots.pdf", draw), [1])
    assert rows(page.grids[0]) == [["甲", "乙"]]


def test_floods_of_lines_signs_and_covers_end(tmp_path: Path) -> None:
    """Two thousand of everything, none of it a table: seconds, not hours."""

    def draw(pen: Pen) -> None:
        pen.c.setFont("Helvetica", 5)
        for k in range(10_000):
            x, y = 20 + k * 37 % 550, 20 + k * 53 % 800
            pen.c.drawString(x, pen.height - y, "8 8 8")
            pen.c.drawString(300, 400, "8")
            if k % 5 == 0:
                pen.line(x, y, x + 15 + k % 7, y)
                pen.line(x, y + 7.5, x, y + 30 + k % 11)
        for k in range(10_000):
            pen.bar(20 + k % 500, 20 + k % 700, 24 + k % 500, 24 + k % 700)

    path = drawn(tmp_path / "flood.pdf", draw)
    start = monotonic()
    with pytest.raises(TooDense):
        list(READER.read(path, [1]))
    assert monotonic() - start < 60


def numbered(tmp_path: Path, count: int) -> Path:
    def draw(pen: Pen) -> None:
        for number in range(count):
            pen.table(XS, YS)
            pen.words(XS, YS, [["项目名称", f"第{number + 1}张"]])
            pen.c.showPage()

    return drawn(tmp_path / "many.pdf", draw)


def text_of(page: Page) -> str:
    grid: Grid = page.grids[0]
    return rows(grid)[0][1]


def test_the_survey_leaves_its_pages_for_the_reader(tmp_path: Path) -> None:
    path = numbered(tmp_path, 3)
    with shared(path) as document:
        seen = survey(path, ["项目名称"], least=1)
        loaded = [document.page(number - 1) for number in seen.candidates]
        with shared(path) as again:
            assert again is document
            assert [again.page(number - 1) for number in seen.candidates] == loaded
        assert [text_of(page) for page in READER.read(path, seen.candidates)] == ["第1张", "第2张", "第3张"]


def test_more_pages_than_stay_loaded_are_all_read(tmp_path: Path) -> None:
    path = numbered(tmp_path, 30)
    with shared(path):
        seen = survey(path, ["项目名称"], least=1)
        assert seen.candidates == tuple(range(1, 31))
        assert [text_of(page) for page in READER.read(path, seen.candidates)] == [f"第{n}张" for n in range(1, 31)]
