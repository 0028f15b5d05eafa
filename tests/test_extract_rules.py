"""Rules as producers draw them: all of these are the same table to a person."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drawn import Pen, cell, grid_of, read, rows

pytestmark = pytest.mark.usefixtures("text_reader")

XS = [50.0, 150.0, 250.0, 400.0]
YS = [100.0, 130.0, 160.0, 200.0]
TEXTS = [["甲", "乙", "丙"], ["一", "二", "三"], ["10.00", "11", "人人"]]


def strokes(pen: Pen) -> None:
    pen.table(XS, YS)


def boxes(pen: Pen) -> None:
    for x0, x1 in itertools.pairwise(XS):
        for y0, y1 in itertools.pairwise(YS):
            pen.box(x0, y0, x1, y1)


def thin_fills(pen: Pen, thick: float = 0.5) -> None:
    for x in XS:
        pen.bar(x - thick / 2, YS[0], x + thick / 2, YS[-1])
    for y in YS:
        pen.bar(XS[0], y - thick / 2, XS[-1], y + thick / 2)


def fat_fills(pen: Pen) -> None:
    thin_fills(pen, 2)


def segments_with_gaps(pen: Pen) -> None:
    for x in XS:
        for y0, y1 in itertools.pairwise(YS):
            pen.line(x, y0 + 1, x, y1 - 1)
    for y in YS:
        for x0, x1 in itertools.pairwise(XS):
            pen.line(x0 + 1, y, x1 - 1, y)


def segments_that_overshoot(pen: Pen) -> None:
    for x in XS:
        pen.line(x, YS[0] - 2, x, YS[-1] + 2)
    for y in YS:
        pen.line(XS[0] - 2, y, XS[-1] + 2, y)


def dashed_strokes(pen: Pen) -> None:
    pen.c.setDash(3, 2)
    pen.table(XS, YS)


def dashes_one_by_one(pen: Pen) -> None:
    for x in XS:
        for k in range(int(YS[-1] - YS[0]) // 5):
            pen.line(x, YS[0] + 5 * k, x, YS[0] + 5 * k + 3)
    for y in YS:
        for k in range(int(XS[-1] - XS[0]) // 5):
            pen.line(XS[0] + 5 * k, y, XS[0] + 5 * k + 3, y)


def dots(pen: Pen) -> None:
    for x in XS:
        for k in range(int(YS[-1] - YS[0]) // 2 + 1):
            pen.bar(x - 0.5, YS[0] + 2 * k - 0.5, x + 0.5, YS[0] + 2 * k + 0.5)
    for y in YS:
        for k in range(int(XS[-1] - XS[0]) // 2 + 1):
            pen.bar(XS[0] + 2 * k - 0.5, y - 0.5, XS[0] + 2 * k + 0.5, y + 0.5)


def double_lines(pen: Pen) -> None:
    pen.table([x - 1 for x in XS], YS)
    pen.table([x + 1 for x in XS], YS)
    pen.table(XS, [y - 1 for y in YS])
    pen.table(XS, [y + 1 for y in YS])


def shaded(pen: Pen) -> None:
    pen.c.setFillColorRGB(0.8, 0.9, 1)
    pen.bar(XS[0], YS[0], XS[-1], YS[1])
    pen.bar(XS[1] + 10, YS[1] + 5, XS[2] - 10, YS[2] - 5)
    pen.c.setFillColorRGB(0, 0, 0)
    pen.table(XS, YS)


def with_white_lines(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.c.setStrokeColorRGB(1, 1, 1)
    pen.line(XS[0], 145, XS[-1], 145)
    pen.line(200, YS[0], 200, YS[-1])


def with_clear_lines(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.c.setStrokeAlpha(0)
    pen.line(XS[0], 145, XS[-1], 145)
    pen.c.setStrokeAlpha(1)


def with_clipped_lines(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.c.saveState()
    path = pen.c.beginPath()
    path.rect(450, pen.height - 300, 50, 50)
    pen.c.clipPath(path, stroke=0, fill=0)
    pen.line(XS[0], 145, XS[-1], 145)
    pen.c.restoreState()


def with_underlines(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.line(155, 150, 200, 150)


def with_diagonal(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.line(XS[0], YS[0], XS[1], YS[1])


def in_a_page_border(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.box(20, 20, 575, 822)


def in_a_form(pen: Pen) -> None:
    pen.c.beginForm("all")
    pen.table(XS, YS)
    pen.c.endForm()
    pen.c.doForm("all")


def without_sides(pen: Pen) -> None:
    for x in XS[1:-1]:
        pen.line(x, YS[0], x, YS[-1])
    for y in YS:
        pen.line(XS[0], y, XS[-1], y)


def without_bottom(pen: Pen) -> None:
    for x in XS:
        pen.line(x, YS[0], x, YS[-1])
    for y in YS[:-1]:
        pen.line(XS[0], y, XS[-1], y)


def without_top(pen: Pen) -> None:
    for x in XS:
        pen.line(x, YS[0], x, YS[-1])
    for y in YS[1:]:
        pen.line(XS[0], y, XS[-1], y)


def without_frame(pen: Pen) -> None:
    for x in XS[1:-1]:
        pen.line(x, YS[0], x, YS[-1])
    for y in YS[1:-1]:
        pen.line(XS[0], y, XS[-1], y)


WAYS: list[Callable[[Pen], None]] = [
    strokes, boxes, thin_fills, fat_fills, segments_with_gaps, segments_that_overshoot, dashed_strokes,
    dashes_one_by_one, dots, double_lines, shaded, with_white_lines, with_clear_lines, with_clipped_lines,
    with_underlines, with_diagonal, in_a_page_border, in_a_form, without_sides, without_bottom, without_top,
    without_frame,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_of_drawing_gives_the_same_grid(way: Callable[[Pen], None], tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        way(pen)
        pen.words(XS, YS, TEXTS)

    grid = grid_of(tmp_path, draw)
    assert rows(grid) == TEXTS
    assert grid.xs == pytest.approx(XS, abs=2)
    assert grid.ys == pytest.approx(YS, abs=2)


def test_spans_are_counted_in_edges(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.box(50, 100, 400, 200)
        pen.line(150, 100, 150, 200)
        pen.line(150, 150, 400, 150)
        pen.line(250, 150, 250, 200)
        pen.text(60, 150, "左")
        pen.text(160, 130, "上")
        pen.text(160, 180, "中")
        pen.text(260, 180, "右")

    grid = grid_of(tmp_path, draw)
    spans = {c.text: (c.row, c.col, c.rowspan, c.colspan) for c in grid.cells}
    assert spans == {"左": (0, 0, 2, 1), "上": (0, 1, 1, 2), "中": (1, 1, 1, 1), "右": (1, 2, 1, 1)}
    assert cell(grid, 0, 0).bbox.height == pytest.approx(100, abs=1)


def test_a_row_open_at_the_foot_of_the_page_ends_with_its_rules(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for x in (50, 150, 300, 500):
            pen.line(x, 700, x, 790)
        pen.line(50, 700, 500, 700)
        pen.line(150, 740, 500, 740)
        pen.text(60, 720, "跨行")
        pen.text(160, 720, "上")
        pen.text(160, 770, "下")

    grid = grid_of(tmp_path, draw)
    assert rows(grid) == [["跨行", "上", ""], ["下", ""]]
    assert cell(grid, 0, 0).bbox.bottom == pytest.approx(790, abs=1)


def test_a_page_of_one_row_without_any_level_rule_is_a_grid(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for x in (50, 80, 300, 540):
            pen.line(x, 60, x, 780)
        pen.text(60, 100, "续")
        pen.text(100, 100, "上半年已完成。")
        pen.text(320, 100, "全年已完成。")

    assert rows(grid_of(tmp_path, draw)) == [["续", "上半年已完成。", "全年已完成。"]]


def test_tables_apart_are_grids_apart_and_text_between_them_is_none_of_theirs(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table([50, 150, 300], [100, 130])
        pen.words([50, 150], [100, 130], [["甲", "乙"]])
        pen.text(60, 160, "第二张表")
        pen.table([50, 200, 300], [180, 210])
        pen.words([50, 200], [180, 210], [["丙", "丁"]])

    (page,) = read(tmp_path, draw)
    assert [rows(g) for g in page.grids] == [[["甲", "乙"]], [["丙", "丁"]]]
    assert [line.text for line in page.lines] == ["第二张表"]


def test_a_table_within_a_cell_makes_no_rows(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table([50, 150, 300, 500], [100, 200, 300, 400])
        pen.table([170, 200, 230], [220, 240])
        pen.text(175, 233, "内")
        pen.text(60, 150, "外")

    grid = grid_of(tmp_path, draw)
    assert (grid.rows, grid.cols) == (3, 3)
    assert cell(grid, 1, 1).text == "内"


def test_a_page_without_rules_has_lines_only(tmp_path: Path) -> None:
    (page,) = read(tmp_path, lambda pen: pen.text(60, 100, "关于报送自评表的通知"))
    assert page.grids == ()
    assert [line.text for line in page.lines] == ["关于报送自评表的通知"]


def test_two_verticals_a_sliver_apart_are_one_border(tmp_path: Path) -> None:
    """The upper row's border stands a little left of the lower rows': their rules begin at their own."""

    def draw(pen: Pen) -> None:
        pen.box(50, 100, 146.3, 130)
        pen.box(146.3, 100, 300, 130)
        for top in (130, 160, 190):
            pen.line(150, top, 300, top)
        pen.box(50, 130, 150, 220)
        pen.box(150, 130, 300, 220)
        for row, text in enumerate(("甲", "乙", "丙", "丁")):
            pen.text(180, 120 + 30 * row, text)

    grid = grid_of(tmp_path, draw)
    assert [cell(grid, row, 1).text for row in range(4)] == ["甲", "乙", "丙", "丁"]
