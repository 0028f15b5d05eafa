"""Which signs of a page are read, and how they come together to lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics

from tests.drawn import FONT, Pen, cell, grid_of, read, rows

pytestmark = pytest.mark.usefixtures("text_reader")

XS, YS = [50.0, 200.0, 350.0], [100.0, 160.0]


def framed(draw: Callable[[Pen], None]) -> Callable[[Pen], None]:
    def whole(pen: Pen) -> None:
        pen.table(XS, YS)
        draw(pen)

    return whole


def text_of(tmp_path: Path, draw: Callable[[Pen], None]) -> list[str]:
    """The texts of two cells that lie side by side."""
    return rows(grid_of(tmp_path, framed(draw)))[0]


@pytest.mark.parametrize("text", ["10.00", "11", "人人", "……", "0.00", "1111.11", "ll", "满满意意"])
@pytest.mark.parametrize("size", [6.0, 10.0, 16.0])
@pytest.mark.parametrize("offset", [0.0, 0.3, 0.8, 1.4])
def test_fake_bold_is_read_once_and_real_doubles_twice(text: str, size: float, offset: float, tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for shift in (0.0, min(offset, 0.15 * size)):
            pen.text(60 + shift, 130, text, size)

    assert text_of(tmp_path, draw) == [text, ""]


def test_glyphs_placed_one_by_one_make_words_without_spaces(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for i, sign in reversed(list(enumerate("预算执行率"))):
            pen.text(60 + 14 * i, 130, sign)
        for i, sign in enumerate("72.55"):
            pen.text(210 + 5.6 * i, 130, sign)

    assert text_of(tmp_path, draw) == ["预算执行率", "72.55"]


def test_a_gap_between_latin_words_is_a_space_and_letter_spacing_is_none(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.text(60, 130, "WIPO", font="Helvetica")
        pen.text(95, 130, "Geneva", font="Helvetica")
        for i, sign in enumerate("162.111"):
            pen.text(210 + 9 * i, 130, sign, font="Helvetica")

    assert text_of(tmp_path, draw) == ["WIPO Geneva", "162.111"]


def test_justified_chinese_gets_no_spaces(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for i, sign in enumerate("名称及"):
            pen.text(60 + 45 * i, 130, sign)

    assert text_of(tmp_path, draw) == ["名称及", ""]


def test_printed_spaces_are_kept_also_at_the_end(tmp_path: Path) -> None:
    assert text_of(tmp_path, lambda pen: pen.text(60, 130, "1 场 ")) == ["1 场 ", ""]


def test_signs_of_different_size_stand_on_one_line(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.text(60, 130, "面积300")
        pen.text(60 + pdfmetrics.stringWidth("面积300", FONT, 10), 125, "m", 6)
        pen.text(210, 130, "与 WIPO 合作")
        pen.text(280, 130, "PCT", 9, "Helvetica")

    first, second = text_of(tmp_path, draw)
    assert first == "面积300m"
    assert second.replace(" ", "") == "与WIPO合作PCT"


def render_mode(pen: Pen) -> None:
    pen.c.setFont("STSong-Light", 10)
    text = pen.c.beginText(60, pen.height - 150)
    text.setTextRenderMode(3)
    text.textOut("隐形")
    pen.c.drawText(text)


def white(pen: Pen) -> None:
    pen.c.setFillColorRGB(1, 1, 1)
    pen.text(60, 150, "白字")


def clear(pen: Pen) -> None:
    pen.c.setFillAlpha(0)
    pen.text(60, 150, "透明")


def tiny(pen: Pen) -> None:
    pen.text(60, 150, "99.99", 1)


def off_page(pen: Pen) -> None:
    pen.text(-200, 150, "页外")
    pen.text(60, 900, "页外")


def covered(pen: Pen) -> None:
    pen.text(60, 150, "100")
    pen.c.setFillColorRGB(1, 1, 1)
    pen.bar(55, 138, 100, 155)


def clipped(pen: Pen) -> None:
    pen.c.saveState()
    path = pen.c.beginPath()
    path.rect(400, 400, 50, 50)
    pen.c.clipPath(path, stroke=0, fill=0)
    pen.text(60, 150, "裁掉")
    pen.c.restoreState()


def slanted_watermark(pen: Pen) -> None:
    pen.c.saveState()
    pen.c.translate(60, pen.height - 155)
    pen.c.rotate(30)
    pen.c.setFillColorRGB(0.6, 0.6, 0.6)
    pen.c.setFont("STSong-Light", 30)
    pen.c.drawString(0, 0, "内部资料")
    pen.c.restoreState()


def clear_watermark(pen: Pen) -> None:
    pen.c.setFillAlpha(0.2)
    pen.text(60, 150, "仅供审核使用", 20)


def pale_watermark(pen: Pen) -> None:
    pen.c.setFillColorRGB(0.85, 0.85, 0.85)
    pen.text(70, 152, "样张", 30)


def watermark_across_rules(pen: Pen) -> None:
    pen.c.setFillColorRGB(0.5, 0.5, 0.5)
    pen.text(160, 170, "作废", 60)


def seal(pen: Pen) -> None:
    pen.c.setFillColor(Color(1, 0, 0, 0.9))
    for turn in (-60, -40, -20, 0, 20, 40, 60):
        pen.c.saveState()
        pen.c.translate(110, pen.height - 150)
        pen.c.rotate(-turn)
        pen.c.setFont("STSong-Light", 9)
        pen.c.drawString(-4.5, 30, "市")
        pen.c.restoreState()
    pen.text(92, 142, "财务章", 9)


HIDDEN: list[Callable[[Pen], None]] = [
    render_mode, white, clear, tiny, off_page, covered, clipped, slanted_watermark, clear_watermark,
    pale_watermark, watermark_across_rules, seal,
]  # fmt: skip


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
def test_what_a_person_does_not_read_is_not_read(hide: Callable[[Pen], None], tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.c.saveState()
        hide(pen)
        pen.c.restoreState()
        pen.text(60, 125, "资金总额")
        pen.text(210, 125, "75.07")

    (page,) = read(tmp_path, framed(draw))
    assert rows(page.grids[0]) == [["资金总额", "75.07"]]
    assert page.lines == ()


def test_red_figures_are_read(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.text(60, 130, "得分")
        pen.c.setFillColorRGB(1, 0, 0)
        pen.text(210, 130, "9.7")

    assert text_of(tmp_path, draw) == ["得分", "9.7"]


def test_text_too_long_for_its_cell_stays_whole(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table([50, 80, 110, 140], [100, 130])
        pen.text(52, 120, "1234567.89")

    assert rows(grid_of(tmp_path, draw)) == [["1234567.89", "", ""]]


def test_narrow_figures_side_by_side_stay_apart(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table([50, 80, 110, 140], [100, 130])
        pen.words([50, 80, 110], [100, 130], [["100", "98.5", "1000"]])
        pen.text(85, 120, "")

    assert rows(grid_of(tmp_path, draw)) == [["100", "98.5", "1000"]]


def test_rotated_and_stacked_labels_are_read_in_order(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table([50, 80, 110, 350], [100, 200])
        pen.c.saveState()
        pen.c.translate(70, pen.height - 190)
        pen.c.rotate(90)
        pen.c.setFont("STSong-Light", 10)
        pen.c.drawString(0, 0, "绩效指标")
        pen.c.restoreState()
        for i, sign in enumerate("总体目标"):
            pen.text(90, 130 + 15 * i, sign)
        pen.text(120, 150, "年度总体目标与实际完成情况都在这里")

    assert rows(grid_of(tmp_path, draw)) == [["绩效指标", "总\n体\n目\n标", "年度总体目标与实际完成情况都在这里"]]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_displayed(turn: int, tmp_path: Path) -> None:
    wide, high = (595, 842) if turn == 180 else (842, 595)

    def draw(pen: Pen) -> None:
        pen.c.setPageRotation(turn)  # reportlab swaps the sides of the media box itself
        matrices = {90: (0, 1, -1, 0, high, 0), 180: (-1, 0, 0, -1, wide, high), 270: (0, -1, 1, 0, 0, wide)}
        pen.c.transform(*matrices[turn])
        pen.table(XS, YS)
        pen.words(XS, YS, [["预算数", "75.07"]])

    (page,) = read(tmp_path, draw, wide, high)
    assert (page.width, page.height) == (wide, high)
    assert rows(page.grids[0]) == [["预算数", "75.07"]]
    assert page.grids[0].xs == pytest.approx(XS, abs=1)
    assert page.grids[0].ys == pytest.approx(YS, abs=1)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_table_drawn_sideways_is_read_with_the_page_held_sideways(turn: int, tmp_path: Path) -> None:
    matrices = {1: (0, -1, 1, 0, 0, 842), 2: (-1, 0, 0, -1, 595, 842), 3: (0, 1, -1, 0, 595, 0)}

    def draw(pen: Pen) -> None:
        pen.c.transform(*matrices[turn])
        pen.height = 595 if turn % 2 else 842
        pen.table(XS, YS)
        pen.words(XS, YS, [["预算数", "75.07"]])

    (page,) = read(tmp_path, draw)
    assert (page.width, page.height, page.turn) == ((842, 595, turn) if turn % 2 else (595, 842, turn))
    assert rows(page.grids[0]) == [["预算数", "75.07"]]
    x0, top, x1, bottom = XS[0], YS[0], XS[1], YS[1]
    displayed = {
        1: (595 - bottom, x0, 595 - top, x1), 2: (595 - x1, 842 - bottom, 595 - x0, 842 - top),
        3: (top, 842 - x1, bottom, 842 - x0),
    }  # fmt: skip
    box = page.shown(cell(page.grids[0], 0, 0).bbox)
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(displayed[turn], abs=1)


def test_the_crop_box_sets_the_origin(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.c.setCropBox((30, 40, 560, 802))
        pen.table(XS, YS)
        pen.words(XS, YS, [["预算数", "75.07"]])

    (page,) = read(tmp_path, draw)
    assert (page.width, page.height) == (530, 762)
    assert page.grids[0].xs == pytest.approx([x - 30 for x in XS], abs=1)
    assert page.grids[0].ys == pytest.approx([y - 40 for y in YS], abs=1)


def test_the_box_of_a_line_is_around_its_ink(tmp_path: Path) -> None:
    grid = grid_of(tmp_path, framed(lambda pen: pen.text(60, 130, "  总分  ")))
    (line,) = cell(grid, 0, 0).lines
    assert line.text == "  总分  "
    assert 60 < line.bbox.x0 < line.bbox.x1 < 95
    assert line.bbox.top < 125 < line.bbox.bottom


def test_text_far_apart_outside_of_tables_is_two_lines(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.text(60, 90, "编制单位：体育局")
        pen.text(400, 90, "金额单位：万元")

    (page,) = read(tmp_path, draw)
    assert [line.text for line in page.lines] == ["编制单位：体育局", "金额单位：万元"]
