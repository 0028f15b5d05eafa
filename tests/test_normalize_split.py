"""Rows and merged cells that a page break cut in two."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import load
from tests.sheets import grid, page

HEADING = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
WIDTHS = [50, 50, 90, 70, 70, 30, 30, 90]
ROW = ["产出指标", "数量指标", "养护道路里程", "50公里", "50公里", "10", "10", ""]
TOTAL = ["总分", "<", "<", "<", "<", "100", "90", ""]


def form(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> SelfEvaluation:
    """A form whose indicator rows stand on two pages."""
    head = [["项目名称", "<", "农村道路养护", "<", "<", "<", "<", "<"], HEADING]
    pages = [
        page(grid([*head, *first], WIDTHS), lines=["项目支出绩效自评表"]),
        page(grid(second, WIDTHS, page=2), number=2),
    ]
    (record,) = read_forms(pages, load(), "pdfplumber")
    return record


def column(record: SelfEvaluation, name: str) -> list[str | None]:
    fields = [getattr(row, name) for row in record.indicators]
    return [None if f is None else f.text for f in fields]


def test_a_row_split_at_the_break_becomes_one() -> None:
    record = form(
        [[*ROW[:2], "养护县道和乡道里\n程及沿线附属设", "50公里", "50公里", "10", "9", "因雨季较长，部\n分路段"]],
        [["", "", "施完好情况", "", "", "", "", "延后完成"], TOTAL],
    )
    assert column(record, "level3") == ["养护县道和乡道里程及沿线附属设施完好情况"]
    assert column(record, "reason") == ["因雨季较长，部分路段延后完成"]
    assert column(record, "level1") == ["产出指标"]
    name = record.indicators[0].level3
    assert name is not None
    assert [p.page for p in name.places] == [1, 2]
    assert record.total_score is not None
    assert record.total_score.text == "90"


def test_figures_may_stand_in_the_second_part() -> None:
    record = form(
        [["产出指标", "数量指标", "养护县道和乡道里", "", "", "", "", ""]],
        [["", "", "程", "50公里", "50公里", "10", "10", ""], TOTAL],
    )
    assert column(record, "level3") == ["养护县道和乡道里程"]
    assert column(record, "weight") == ["10"]


def test_two_rows_that_both_print_figures_stay_two() -> None:
    record = form([ROW], [["", "", "桥梁检测座数", "8座", "8座", "10", "10", ""], TOTAL])
    assert column(record, "level3") == ["养护道路里程", "桥梁检测座数"]
    assert column(record, "level2") == ["数量指标", "数量指标"]


def test_a_row_without_weight_and_score_is_no_rest_of_the_row_before() -> None:
    """The merged score goes on over the break: the second row has names and values of its own."""
    record = form([ROW], [["", "", "桥梁检测座数", "8座", "8座", "", "", ""], TOTAL])
    assert column(record, "level3") == ["养护道路里程", "桥梁检测座数"]
    assert column(record, "weight") == ["10", None]
    assert column(record, "score") == ["10", None]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("社会效", "益指标", ["社会效益指标", "社会效益指标"]),
        ("社会效益指标", "", ["社会效益指标", "社会效益指标"]),
        ("", "社会效益指标", ["社会效益指标", "社会效益指标"]),
        ("社会效益指标", "生态效益指标", ["社会效益指标", "生态效益指标"]),
        ("社会效益", "指标", ["社会效益指标", "社会效益指标"]),
    ],
)
def test_a_level_label_goes_on_while_it_is_not_whole(first: str, second: str, expected: list[str]) -> None:
    rows = [["效益指标", first, "群众出行时间", "减少", "减少", "10", "10", ""]]
    rest = [["", second, "沿线环境", "改善", "改善", "10", "10", ""], TOTAL]
    assert column(form(rows, rest), "level2") == expected


def test_repeated_headings_are_dropped() -> None:
    record = form([ROW], [HEADING, ["", "", "桥梁检测座数", "8座", "8座", "10", "10", ""], TOTAL])
    assert column(record, "level3") == ["养护道路里程", "桥梁检测座数"]
    assert column(record, "level1") == ["产出指标", "产出指标"]


def test_a_row_over_three_pages_becomes_one() -> None:
    head = [["项目名称", "<", "农村道路养护", "<", "<", "<", "<", "<"], HEADING]
    parts = [
        [["效益指标", "社会效益指标", "群众出行", "沿线群众出行", "沿线群众出行", "10", "10", ""]],
        [["", "", "", "条件得到改善，", "条件明显改善，", "", "", ""]],
        [["", "", "", "满意度提高", "满意度提高", "", "", ""], TOTAL],
    ]
    pages = [page(grid([*head, *parts[0]], WIDTHS), lines=["项目支出绩效自评表"])]
    pages += [page(grid(rows, WIDTHS, page=n), number=n) for n, rows in enumerate(parts[1:], 2)]
    (record,) = read_forms(pages, load(), "pdfplumber")
    assert column(record, "target") == ["沿线群众出行条件得到改善，满意度提高"]
    assert column(record, "actual") == ["沿线群众出行条件明显改善，满意度提高"]
    assert record.pages == (1, 2, 3)


def test_a_heading_split_at_the_break_is_made_whole() -> None:
    tops = ["一级", "二级", "三级指标", "年度指标", "实际完成", "分", "得", "偏差原因分"]
    rest = ["指标", "指标", "", "值", "值", "值", "分", "析及改进措施"]
    pages = [
        page(grid([["项目名称", "<", "农村道路养护", *["<"] * 5], tops], WIDTHS), lines=["项目支出绩效自评表"]),
        page(grid([rest, ROW, TOTAL], WIDTHS, page=2), number=2),
    ]
    (record,) = read_forms(pages, load(), "pdfplumber")
    assert column(record, "level3") == ["养护道路里程"]
    assert column(record, "actual") == ["50公里"]
    assert column(record, "weight") == ["10"]


def test_a_title_repeated_in_the_table_is_dropped() -> None:
    title = ["项目支出绩效自评表", *["<"] * 7]
    name = ["项目名称", "<", "农村道路养护", *["<"] * 5]
    rest = ["", "", "桥梁检测座数", "8座", "8座", "10", "10", ""]
    pages = [
        page(grid([title, name, HEADING, ROW], WIDTHS)),
        page(grid([title, rest, TOTAL], WIDTHS, page=2), number=2),
    ]
    (record,) = read_forms(pages, load(), "pdfplumber")
    assert column(record, "level2") == ["数量指标", "数量指标"]
