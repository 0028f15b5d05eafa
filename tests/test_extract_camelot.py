"""The camelot reader sees what the eye sees: rules that are images, faint or broken; only text that has ink."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader

from extract.errors import Damaged, EmptyFile
from extract.grid import Grid, Page
from extract.readers.camelot import READER, CamelotReader, Engine
from tests.drawn import HEIGHT, WIDTH, Pen, cell, drawn, rows

XS = [50.0, 150.0, 250.0, 400.0]
YS = [100.0, 130.0, 160.0, 200.0]
TEXTS = [["甲一", "乙", "丙"], ["年度\n指标值", "二", "三"], ["10.00", "Wi-Fi 6 覆盖", "人人 11"]]


def read(path: Path, number: int = 1) -> Page:
    (page,) = READER.read(path, [number])
    return page


def grid(page: Page) -> Grid:
    (only,) = page.grids
    return only


def whole_table(tmp_path: Path) -> Path:
    def draw(pen: Pen) -> None:
        pen.table(XS, YS)
        pen.words(XS, YS, TEXTS)

    return drawn(tmp_path / "a.pdf", draw)


def picture(dpi: int = 150, ink: int = 0, width: int = 2) -> ImageReader:
    """The rules of the table as an image of the whole page."""
    scale = dpi / 72
    image = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    pen = ImageDraw.Draw(image)
    for x in XS:
        pen.line([(x * scale, YS[0] * scale), (x * scale, YS[-1] * scale)], fill=ink, width=width)
    for y in YS:
        pen.line([(XS[0] * scale, y * scale), (XS[-1] * scale, y * scale)], fill=ink, width=width)
    return ImageReader(image)


def as_image(pen: Pen) -> None:
    pen.c.drawImage(picture(), 0, 0, WIDTH, HEIGHT)


def as_pale_image(pen: Pen) -> None:
    pen.c.drawImage(picture(200, 200), 0, 0, WIDTH, HEIGHT)


def faint(pen: Pen) -> None:
    pen.c.setStrokeGray(0.85)
    pen.c.setLineWidth(0.25)
    pen.table(XS, YS)


def broken(pen: Pen) -> None:
    """Every rule with holes of five points in it."""
    pen.c.setDash([17, 5])
    pen.table(XS, YS)


def dotted(pen: Pen) -> None:
    pen.c.setDash([1, 2])
    pen.table(XS, YS)


def on_a_background(pen: Pen) -> None:
    pen.c.setFillGray(0.9)
    pen.bar(0, 0, WIDTH, HEIGHT)
    pen.c.setFillGray(0)
    pen.table(XS, YS)


def with_rules_nobody_sees(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.c.setStrokeGray(1)
    pen.line(XS[0], 115, XS[-1], 115)
    pen.line(200, YS[0], 200, YS[-1])
    pen.c.setStrokeGray(0)


WAYS = [as_image, as_pale_image, faint, broken, dotted, on_a_background, with_rules_nobody_sees]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_table_is_what_can_be_seen(way: Callable[[Pen], None], tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        way(pen)
        pen.c.setFillGray(0)
        pen.words(XS, YS, TEXTS)
        pen.text(60, 60, "项目支出绩效自评表", 16)

    page = read(drawn(tmp_path / "a.pdf", draw))
    found = grid(page)
    assert rows(found) == TEXTS
    assert found.xs == pytest.approx(XS, abs=1)
    assert found.ys == pytest.approx(YS, abs=1)
    assert [line.text for line in page.lines] == ["项目支出绩效自评表"]
    line = cell(found, 1, 0).lines[0]
    assert (line.bbox.x0, line.bbox.x1) == pytest.approx((54, 74), abs=1)


@pytest.mark.parametrize(("engine", "tables"), [("raster", 1), ("combined", 1), ("vector", 0)])
def test_rules_in_an_image_need_an_engine_that_looks(engine: Engine, tables: int, tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        as_image(pen)
        pen.words(XS, YS, TEXTS)

    (page,) = CamelotReader(engine).read(drawn(tmp_path / "a.pdf", draw), [1])
    assert len(page.grids) == tables


def test_spans_are_where_no_rule_is(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.box(50, 100, 400, 200)
        pen.line(150, 100, 150, 200)
        pen.line(150, 150, 400, 150)
        pen.line(250, 150, 250, 200)
        pen.text(60, 150, "左")
        pen.text(160, 130, "上")
        pen.text(160, 180, "中")
        pen.text(260, 180, "右")

    found = grid(read(drawn(tmp_path / "a.pdf", draw)))
    spans = {c.text: (c.row, c.col, c.rowspan, c.colspan) for c in found.cells}
    assert spans == {"左": (0, 0, 2, 1), "上": (0, 1, 1, 2), "中": (1, 1, 1, 1), "右": (1, 2, 1, 1)}


def hidden(pen: Pen) -> None:
    text = pen.c.beginText(160, pen.height - 118)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    text.textOut("99.9")
    pen.c.drawText(text)


def white(pen: Pen) -> None:
    pen.c.setFillGray(1)
    pen.text(160, 118, "99.9")
    pen.c.setFillGray(0)


def covered(pen: Pen) -> None:
    """The figure painted over and printed anew, as correcting programs do."""
    pen.text(160, 118, "1,234.56")
    pen.c.setFillGray(1)
    pen.bar(156, 107, 240, 122)
    pen.c.setFillGray(0)
    pen.text(163, 118, "9.8")


def tiny(pen: Pen) -> None:
    pen.text(160, 118, "99.9", 1)


def slanted(pen: Pen) -> None:
    pen.c.saveState()
    pen.c.translate(160, pen.height - 125)
    pen.c.rotate(30)
    pen.c.setFillGray(0.8)
    pen.c.setFont("STSong-Light", 30)
    pen.c.drawString(0, 0, "内部资料")
    pen.c.restoreState()


def twice(pen: Pen) -> None:
    """Fake bold."""
    pen.text(160, 118, "11.0")
    pen.text(160.3, 118, "11.0")


@pytest.mark.parametrize(
    ("way", "text"),
    [(hidden, ""), (white, ""), (covered, "9.8"), (tiny, ""), (slanted, ""), (twice, "11.0")],
    ids=lambda x: getattr(x, "__name__", None),
)
def test_only_text_with_ink_is_read(way: Callable[[Pen], None], text: str, tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table(XS, YS)
        pen.text(60, 118, "执行数")
        way(pen)

    found = grid(read(drawn(tmp_path / "a.pdf", draw)))
    assert cell(found, 0, 0).text == "执行数"
    assert cell(found, 0, 1).text == text


def test_white_text_on_a_dark_heading_is_read(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.c.setFillColorRGB(0, 0, 0.4)
        pen.bar(XS[0], YS[0], XS[-1], YS[1])
        pen.c.setFillGray(1)
        pen.text(60, 118, "指标")
        pen.c.setFillGray(0)
        pen.table(XS, YS)
        pen.text(60, 148, "甲")

    texts = [line.text for c in grid(read(drawn(tmp_path / "a.pdf", draw))).cells for line in c.lines]
    assert texts == ["指标", "甲"]


@pytest.mark.parametrize(
    ("turn", "matrix", "shown"),
    [
        (0, "1 0 0 1 0 0", (570, 802, 30, 90)),
        (90, f"0 1 -1 0 {HEIGHT} 0", (555, 817, 20, 80)),
        (180, f"-1 0 0 -1 {WIDTH} {HEIGHT}", (570, 802, 45, 70)),
        (270, f"0 -1 1 0 0 {WIDTH}", (555, 817, 40, 95)),
    ],
)
def test_turned_and_cropped_pages_are_measured_as_displayed(
    turn: int, matrix: str, shown: tuple[float, ...], tmp_path: Path
) -> None:
    """The content is turned against the page, so that it is displayed level; the margins cut off all differ."""
    with pikepdf.open(whole_table(tmp_path)) as pdf:
        page = pdf.pages[0]
        page.contents_add(f"q {matrix} cm".encode(), prepend=True)
        page.contents_add(b"Q")
        wide, high = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)
        page.mediabox = pikepdf.Array([0, 0, wide, high])
        page.cropbox = pikepdf.Array([20, 30, wide - 5, high - 10])
        page.rotate(turn, relative=False)
        pdf.save(tmp_path / "turned.pdf")
    seen = read(tmp_path / "turned.pdf")
    box = grid(seen).bbox
    assert rows(grid(seen)) == TEXTS
    assert (seen.width, seen.height, box.x0, box.top) == pytest.approx(shown, abs=1)


def test_a_page_drawn_sideways_is_read_as_it_is_held(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.c.translate(0, HEIGHT)
        pen.c.rotate(-90)
        pen.c.translate(0, WIDTH - HEIGHT)
        pen.table(XS, YS)
        pen.words(XS, YS, TEXTS)

    page = read(drawn(tmp_path / "a.pdf", draw))
    assert rows(grid(page)) == TEXTS
    assert (page.width, page.height) == pytest.approx((HEIGHT, WIDTH), abs=1)


def test_junk_before_the_header_shifts_nothing(tmp_path: Path) -> None:
    path = whole_table(tmp_path)
    path.write_bytes(b"From: mailer\r\n\r\n" * 10 + path.read_bytes())
    assert rows(grid(read(path))) == TEXTS


def test_broken_content_is_told_as_damage(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda pen: pen.text(60, 60, "甲"))
    with pytest.raises(Damaged, match="第 2 页不存在"):
        list(READER.read(path, [1, 2]))
    (tmp_path / "cut.pdf").write_bytes(path.read_bytes()[:300])
    with pytest.raises(Damaged):
        read(tmp_path / "cut.pdf")
    (tmp_path / "nothing.pdf").write_bytes(b"")
    with pytest.raises(EmptyFile):
        read(tmp_path / "nothing.pdf")
    assert list(READER.read(path, [])) == []


def test_nothing_is_left_behind_and_nothing_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    buffer = BytesIO()
    Image.new("RGB", (10, 10)).save(buffer, "PNG")
    path = drawn(tmp_path / "a.pdf", lambda pen: pen.c.drawImage(ImageReader(buffer), 0, 0, 10, 10))
    assert read(path) == Page(1, WIDTH, HEIGHT, (), ())
    assert list(folder.iterdir()) == []
    assert capfd.readouterr() == ("", "")
