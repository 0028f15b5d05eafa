"""Where forms begin and end, and which tables are none."""

from __future__ import annotations

import pytest

from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import load
from tests.sheets import grid, page

WIDTHS = [50, 50, 90, 70, 70, 30, 30, 90]
TITLE = "项目支出绩效自评表"


def name(text: str) -> list[str]:
    return ["项目名称", "<", text, "<", "<", "<", "<", "<"]


FUNDS = [
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["^", "年度资金总额", "100", "100", "80", "10", "80%", "8"],
]
BODY = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
    ["产出指标", "数量指标", "养护里程", "50公里", "50公里", "90", "90", ""],
]
TOTAL = ["总分", "<", "<", "<", "<", "100", "98", ""]


def forms(*pages: object) -> tuple[SelfEvaluation, ...]:
    return read_forms(pages, load(), "pdfplumber")  # type: ignore[arg-type]


def names(found: tuple[SelfEvaluation, ...]) -> list[str]:
    return [f.project_name.text for f in found if f.project_name]


def test_two_forms_on_one_page() -> None:
    first = grid([name("甲项目"), *FUNDS, *BODY, TOTAL], WIDTHS)
    second = grid([name("乙项目"), *FUNDS, *BODY, TOTAL], WIDTHS, top=500)
    found = forms(page(first, second, lines=[TITLE, "（2023年度）"]))
    assert names(found) == ["甲项目", "乙项目"]
    assert [f.form for f in found] == [1, 2]
    assert found[0].year is not None
    assert found[0].year.text == "2023"


def test_two_forms_in_one_grid_are_cut_at_the_title_row() -> None:
    title = [TITLE, *["<"] * 7]
    rows = [title, name("甲项目"), *FUNDS, *BODY, TOTAL, title, name("乙项目"), *FUNDS, *BODY, TOTAL]
    found = forms(page(grid(rows, WIDTHS)))
    assert names(found) == ["甲项目", "乙项目"]
    assert [len(f.funds) for f in found] == [1, 1]


def test_a_form_of_separate_tables_is_one() -> None:
    parts = [[name("甲项目")], FUNDS, BODY, [TOTAL]]
    grids = [grid(rows, WIDTHS, top=80 + 150 * n) for n, rows in enumerate(parts)]
    (found,) = forms(page(*grids, lines=[TITLE]))
    assert found.total_score is not None
    assert (len(found.funds), len(found.indicators), found.total_score.text) == (1, 1, "98")


def test_a_running_header_that_repeats_the_title_does_not_cut_the_form() -> None:
    first = page(grid([name("甲项目"), *FUNDS, *BODY], WIDTHS), lines=[TITLE])
    rest = ["", "", "桥梁座数", "8座", "8座", "", "", ""]
    second = page(grid([rest, TOTAL], WIDTHS, page=2), number=2, lines=[TITLE])
    (found,) = forms(first, second)
    assert found.pages == (1, 2)
    assert len(found.indicators) == 2


def test_another_table_after_the_form_is_not_part_of_it() -> None:
    other = grid([["序号", "资产名称", "数量"], ["1", "办公桌", "20"], ["合计", "", "20"]], [60, 200, 100], top=500)
    (found,) = forms(page(grid([name("甲项目"), *FUNDS, *BODY, TOTAL], WIDTHS), other, lines=[TITLE]))
    assert len(found.indicators) == 1
    assert found.notes is None


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("项目绩效目标申报表", [name("甲项目"), [*BODY[0][:3], "指标值", "<", "<", "<", "<"]]),
        ("项目支出绩效运行监控表", [name("甲项目"), *FUNDS, *BODY]),
        ("项目支出绩效自评表", [name(""), [*FUNDS[0]], ["^", "年度资金总额", *[""] * 6], BODY[0], TOTAL]),
        ("项目支出预算表", [["项目名称", "<", "年初预算数", "全年预算数", "全年执行数", *["<"] * 3], name("甲")]),
        ("自评表填报说明", [["栏目", "<", "填写方法", "<", "<", "<", "<", "<"], name("填写批复的项目名称")]),
    ],
)
def test_tables_that_are_no_filled_in_self_evaluation(title: str, rows: list[list[str]]) -> None:
    assert forms(page(grid(rows, WIDTHS), lines=[title])) == ()


def test_a_form_without_funds_or_indicators_says_so() -> None:
    (no_funds,) = forms(page(grid([name("甲项目"), *BODY, TOTAL], WIDTHS), lines=[TITLE]))
    (no_indicators,) = forms(page(grid([name("甲项目"), *FUNDS], WIDTHS), lines=[TITLE]))
    assert no_funds.defects == ("没有项目资金部分",)
    assert no_indicators.defects == ("没有绩效指标部分",)


def test_a_form_whose_last_page_is_missing_says_so() -> None:
    half = [*BODY[1][:5], "40", "40", ""]
    (found,) = forms(page(grid([name("甲项目"), *FUNDS, BODY[0], half], WIDTHS), lines=[TITLE]))
    assert any("末尾可能缺页" in d for d in found.defects)


def test_lines_below_the_goals_belong_to_no_goal() -> None:
    goals = ["年度总体目标", "预期目标", "<", "<", "实际完成情况", "<", "<", "<"]
    texts = ["^", "修建道路", "<", "<", "道路已修建", "<", "<", "<"]
    notes = ["其他需要说明事项", "<", "指标另行填报", "<", "<", "<", "<", "<"]
    (found,) = forms(page(grid([name("甲项目"), *FUNDS, goals, texts, notes], WIDTHS), lines=[TITLE]))
    assert found.actual_goal is not None
    assert found.notes is not None
    assert (found.actual_goal.text, found.notes.text) == ("道路已修建", "指标另行填报")


def test_a_list_of_projects_before_the_form_is_no_part_of_it() -> None:
    rows = [["序号", "项目（部门）名称", "实施单位", "自评得分"], ["1", "甲项目", "某中心", "98"]]
    listed = grid(rows, [50, 150, 150, 80])
    first = page(listed, lines=["2023年度绩效自评情况汇总表"])
    second = page(grid([name("甲项目"), *FUNDS, *BODY, TOTAL], WIDTHS, page=2), number=2, lines=[TITLE])
    (found,) = forms(first, second)
    assert found.pages == (2,)
    assert names((found,)) == ["甲项目"]


def test_a_total_split_by_a_page_break_is_made_whole() -> None:
    narrow = ["总分", "<", "<", "<", "<", "10", "98.", ""]
    rest = ["", "<", "<", "<", "<", "0", "5", ""]
    first = page(grid([name("甲项目"), *FUNDS, *BODY, narrow], WIDTHS), lines=[TITLE])
    (found,) = forms(first, page(grid([rest], WIDTHS, page=2), number=2))
    assert found.total_weight is not None
    assert found.total_score is not None
    assert (found.total_weight.text, found.total_score.text) == ("100", "98.5")
