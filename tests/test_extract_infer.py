"""Missing inner rules, and cells that only look like it; page numbers within the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn import Pen, cell, grid_of, read, rows

pytestmark = pytest.mark.usefixtures("text_reader")

XS = [50.0, 150.0, 250.0, 350.0, 450.0]


def test_columns_that_the_heading_has_are_found_in_rows_without_them(tmp_path: Path) -> None:
    texts = [["指标", "目标", "分值", "得分"], ["开放天数", "330天", "10", "10"], ["组织活动", "20场", "", "8"]]

    def draw(pen: Pen) -> None:
        pen.table(XS, [100, 130])
        pen.table([XS[0], XS[-1]], [130, 160, 190])
        pen.words(XS, [100, 130, 160, 190], texts)

    assert rows(grid_of(tmp_path, draw)) == texts


def test_wrapped_text_of_a_merged_cell_stays_whole(tmp_path: Path) -> None:
    goal = "落实保护行动方案要求，加强与沿线国家和地区的合作，\n拓展对外交流合作渠道，学习先进经验。\n一、二、三。"

    def draw(pen: Pen) -> None:
        pen.table(XS, [100, 130])
        pen.words(XS, [100, 130], [["预期目标", "年度", "分值", "得分"]])
        pen.table([XS[0], XS[-1]], [130, 200])
        pen.words(XS, [130, 200], [[goal]])

    assert rows(grid_of(tmp_path, draw))[1] == [goal]


def test_a_short_label_of_a_merged_cell_stays_whole(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table(XS, [100, 130])
        pen.words(XS, [100, 130], [["甲", "乙", "丙", "丁"]])
        pen.table([XS[0], XS[-1]], [130, 160])
        pen.text(180, 150, "总    分")

    assert rows(grid_of(tmp_path, draw))[1] == ["总    分"]


def test_rows_that_figure_columns_agree_on_are_found(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table(XS, [100, 130])
        pen.words(XS, [100, 130], [["一级指标", "三级指标", "分值", "得分"]])
        pen.table(XS, [130, 250])
        pen.text(60, 195, "产出指标")
        for i, (name, weight, score) in enumerate(
            [("开放天数", "20", "20"), ("组织活动", "15", "12.5"), ("完好率", "15", "15")]
        ):
            for x, text in zip(XS[1:], (name, weight, score), strict=False):
                pen.text(x + 10, 155 + 40 * i, text)
        pen.text(160, 167, "（全年）")

    grid = grid_of(tmp_path, draw)
    assert rows(grid)[1:] == [
        ["产出指标", "开放天数\n（全年）", "20", "20"],
        ["组织活动", "15", "12.5"],
        ["完好率", "15", "15"],
    ]
    assert cell(grid, 1, 0).rowspan == 3


@pytest.mark.parametrize("figures", [("100000\n00.55", "7255\n00.1"), ("10", "10"), ("10\n20", "完成")])
def test_rows_are_not_split_without_evidence(figures: tuple[str, str], tmp_path: Path) -> None:
    xs = [50.0, 200.0, 240.0, 280.0]
    texts = [["全年\n预算数", *figures]]

    def draw(pen: Pen) -> None:
        pen.table(xs, [100, 160])
        pen.words(xs, [100, 160], texts)

    assert rows(grid_of(tmp_path, draw)) == texts


def to_the_foot(pen: Pen) -> None:
    pen.table([50, 90, 300, 420, 545], [600, 640, 830])
    pen.words([50, 90, 300, 420], [600, 640], [["指标", "内容", "分值", "得分"]])
    pen.text(100, 660, "开放天数")
    pen.text(310, 660, "1")
    pen.text(430, 660, "1")


@pytest.mark.parametrize("number", ["— 1 —", "- 1 -", "第1页 共2页", "第 1 页", "1", "1/2"])
def test_a_page_number_within_the_table_is_no_figure(number: str, tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        to_the_foot(pen)
        pen.text(297.5 - 5 * len(number) / 2, 815, number)

    (page,) = read(tmp_path, draw)
    assert [c.text for c in page.grids[0].cells if c.row == 1] == ["", "开放天数", "1", "1"]
    assert [line.text for line in page.lines] == [number]


def test_figures_at_the_foot_of_the_page_are_kept(tmp_path: Path) -> None:
    texts = [["指标", "内容", "分值", "得分"], ["总分", "", "1", "1"]]

    def draw(pen: Pen) -> None:
        ys = [760, 795, 830]
        pen.table([50, 90, 290, 420, 545], ys)
        pen.words([50, 90, 290, 420], ys, texts)

    (page,) = read(tmp_path, draw)
    assert rows(page.grids[0]) == texts
    assert page.lines == ()


def test_figures_side_by_side_at_different_heights_are_no_page_number(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table([50, 200, 545], [100, 835])
        pen.text(60, 822, "年度资金总额")
        pen.text(300, 818, "12")
        pen.text(311, 826, "7")

    assert sorted("".join(rows(grid_of(tmp_path, draw))[0][1].split())) == ["1", "2", "7"]
