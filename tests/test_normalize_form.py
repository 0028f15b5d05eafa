"""Headings read by meaning: layouts, unknown words, two storeys, values that stand in unusual places."""

from __future__ import annotations

import pytest

from normalize.form import read_forms
from normalize.template import load
from tests.reading import NAME, first, read
from tests.sheets import grid, page


@pytest.mark.parametrize(
    ("heading", "values", "expected"),
    [
        (
            ["一级指标", "二级指标", "三级指标", "年初设定的数", "年末做到的数", "分值", "得分", "未完成原因"],
            ["产出", "数量", "改造管网", "5公里", "4公里", "10", "8", "雨季"],
            {"target": "5公里", "actual": "4公里", "weight": "10", "score": "8", "reason": "雨季"},
        ),
        (
            ["一级指标", "二级指标", "三级指标", "分值", "年度指标值", "全年实际值", "得分", "未完成原因及措施"],
            ["产出", "数量", "改造管网", "10", "5公里", "4公里", "8", ""],
            {"weight": "10", "target": "5公里", "actual": "4公里", "score": "8"},
        ),
        (
            ["指标名称", "计量单位", "指标性质", "指标值", "指标权重(分)", "全年完成值", "指标得分(分)", "说明"],
            ["改造管网", "公里", "≥", "5", "10", "5", "10", "无"],
            {"level3": "改造管网", "unit": "公里", "nature": "≥", "target": "5", "actual": "5", "reason": "无"},
        ),
        (
            ["类别", "分项", "考核点", "定下的", "做到的", "标准分", "评分", "差异说明"],
            ["产出", "数量", "改造管网", "5公里", "4公里", "10", "8", "雨季"],
            {"level1": "产出", "level2": "数量", "level3": "改造管网", "target": "5公里", "actual": "4公里"},
        ),
        (
            ["类别", "考核点", "标准分", "定下的", "做到的", "评分", "差异说明", "备注"],
            ["产出", "改造管网", "10", "5公里", "4公里", "8", "雨季", ""],
            {"level3": "改造管网", "weight": "10", "target": "5公里", "actual": "4公里", "reason": "雨季"},
        ),
        (
            ["一级指标", "二级指标", "三级指标", "年度指标值", "考核情况", "分值", "得分", "备注"],
            ["产出", "数量", "改造管网", "5公里", "4公里", "10", "8", "雨季"],
            {"actual": "4公里", "reason": "雨季"},
        ),
    ],
)
def test_columns_are_found_by_meaning_and_by_place(
    heading: list[str], values: list[str], expected: dict[str, str]
) -> None:
    got = first(read([heading, values], columns=8))
    assert {f: got.get(f) for f in expected} == expected


def test_a_heading_of_two_storeys() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "<", "<", "实际完成值", "分值", "得分"],
        ["^", "^", "^", "指标性质", "指标值", "度量单位", "^", "^", "^"],
        ["产出", "数量", "改造管网", "≥", "5", "公里", "5", "10", "10"],
        ["总分", "<", "<", "<", "<", "<", "<", "100", "96"],
    ]
    record = read(rows, columns=9)
    assert first(record)["nature"] == "≥"
    assert (first(record)["target"], first(record)["unit"], first(record)["actual"]) == ("5", "公里", "5")
    assert record.template == "yunnan"


def test_levels_named_on_the_lower_storey_only() -> None:
    rows = [
        ["绩效指标", "<", "<", "年度指标值", "<", "<", "实际完成值", "分值", "得分"],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "^", "^", "^"],
        ["产出", "数量", "改造管网", "≥", "5", "公里", "5", "10", "10"],
        ["其他需要说明事项", "<", "无", "<", "<", "<", "<", "<", "<"],
        ["总分", "<", "<", "<", "<", "<", "<", "100", "96"],
    ]
    record = read(rows, columns=9)
    got = first(record)
    assert (got["level1"], got["level3"], got["nature"], got["unit"]) == ("产出", "改造管网", "≥", "公里")
    assert record.total_score is not None
    assert record.total_score.text == "96"


def test_a_layout_of_unknown_words() -> None:
    rows = [
        ["资金情况", "资金来源", "年初下达数", "调整后下达数", "实际使用数", "使用率", "标准分", "自评分"],
        ["^", "资金总计", "260", "240", "198.72", "82.8%", "10", "8.28"],
        ["年度目标", "目标的内容", "<", "<", "落实的情况", "<", "<", "<"],
        ["^", "改造管网", "<", "<", "管网已改造", "<", "<", "<"],
        ["序号", "考核维度", "考核要点", "计划数", "完成数", "标准分", "自评分", "差异说明"],
        ["1", "产出", "改造管网", "5公里", "4公里", "90", "72", "雨季"],
        ["合计", "<", "<", "<", "<", "100", "80.28", ""],
    ]
    record = read(rows, columns=8)
    assert first(record) == {
        "level1": "产出", "level3": "改造管网", "target": "5公里", "actual": "4公里", "weight": "90",
        "score": "72", "reason": "雨季",
    }  # fmt: skip
    (fund,) = record.funds
    texts = [f.text for f in (fund.initial_budget, fund.annual_budget, fund.executed, fund.rate, fund.score) if f]
    assert texts == ["260", "240", "198.72", "82.8%", "8.28"]
    assert record.expected_goal is not None
    assert record.actual_goal is not None
    assert (record.expected_goal.text, record.actual_goal.text) == ("改造管网", "管网已改造")
    assert record.remarks == ()


def test_a_block_of_words_below_the_funds_is_no_source_of_funds() -> None:
    rows = [
        ["资金情况", "", "全年预算数", "<", "全年执行数", "<", "执行率", "<"],
        ["^", "年度资金总额", "240", "<", "198.72", "<", "82.8%", "<"],
        ["资金管理情况", "", "情况说明", "<", "存在问题", "<", "改进措施", "<"],
        ["^", "分配科学性", "按因素法分配", "<", "无", "<", "", "<"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "10", "10", ""],
    ]
    assert [f.label.text for f in read(rows, columns=8).funds if f.label] == ["年度资金总额"]


def test_goals_beside_their_labels() -> None:
    rows = [
        ["年度总体目标", "预期目标", "改造城区管网", *["<"] * 5],  # beside its label, not above a text
        ["^", "实际完成情况", "管网改造已完成", *["<"] * 5],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "10", "10", ""],
    ]
    record = read(rows, columns=8)
    assert record.expected_goal is not None
    assert record.actual_goal is not None
    assert (record.expected_goal.text, record.actual_goal.text) == ("改造城区管网", "管网改造已完成")


def test_two_columns_that_both_read_as_actuals() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "计划完成值", "实际达成值", "标准分", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "4公里", "10", "8", ""],
    ]
    got = first(read(rows, columns=8))
    assert (got["target"], got["actual"]) == ("5公里", "4公里")


def test_a_label_column_that_reads_like_a_budget_and_a_text_below_the_goals() -> None:
    rows = [
        ["项目基本情况", "项目年度目标完成情况", "项目年度目标", "<", "<", "年度目标完成情况", "<", "<"],
        ["^", "^", "改造管网", "<", "<", "管网已改造", "<", "<"],
        ["^", "项目实施内容", "按计划组织实施", "<", "<", "<", "<", "<"],
        ["预算执行情况", "年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分"],
        ["^", "总额", "100", "90", "81", "90%", "10", "9"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "90", "90", ""],
    ]
    record = read(rows, columns=8)
    assert record.actual_goal is not None
    assert record.actual_goal.text == "管网已改造"
    (fund,) = record.funds
    fields = (fund.label, fund.initial_budget, fund.annual_budget, fund.executed, fund.weight, fund.score)
    assert [f.text for f in fields if f] == ["总额", "100", "90", "81", "10", "9"]


def test_labels_that_stand_above_their_values() -> None:
    rows = [
        ["项目名称", "<", "主管部门", "<", "实施单位", "<", "项目负责人", "联系电话"],
        ["管网改造", "<", "市水务局", "<", "排水处", "<", "王建国", "5550101"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "10", "10", ""],
    ]
    (record,) = read_forms([page(grid(rows, [70.0] * 8), lines=["项目支出绩效自评表"])], load(), "pdfplumber")
    fields = (record.project_name, record.department, record.implementing_unit, record.project_leader, record.phone)
    assert [f.text for f in fields if f] == ["管网改造", "市水务局", "排水处", "王建国", "5550101"]


def test_blocks_in_another_order() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "90", "90", ""],
        ["资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["^", "全部资金", "100", "100", "80", "10", "80%", "8"],
        ["年度目标", "预期目标", "<", "<", "年末完成情况", "<", "<", "<"],
        ["^", "改造城区管网", "<", "<", "管网改造已完成", "<", "<", "<"],
        ["总分", "<", "<", "<", "<", "100", "98", ""],
    ]
    record = read(rows, columns=8)
    assert (len(record.indicators), len(record.funds)) == (1, 1)
    fields = (record.expected_goal, record.actual_goal, record.total_weight, record.total_score)
    assert [f.text for f in fields if f] == ["改造城区管网", "管网改造已完成", "100", "98"]


def test_of_two_score_columns_the_one_that_sums_to_the_total_counts() -> None:
    rows = [
        ["一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "自评得分", "<", "原因"],
        ["^", "^", "^", "^", "^", "得分", "折算得分", "^"],
        ["产出", "改造管网", "5公里", "4公里", "60", "100", "50", ""],
        ["效益", "内涝点减少", "3处", "3处", "40", "100", "40", ""],
        ["合计", "<", "<", "<", "100", "", "90", ""],
    ]
    record = read(rows, columns=8)
    assert [i.score.text for i in record.indicators if i.score] == ["50", "40"]
    assert record.total_score is not None
    assert record.total_score.text == "90"


def test_leftovers_of_the_empty_form_are_no_indicators() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "指标1：改造管网", "5公里", "5公里", "10", "10", ""],
        ["^", "^", "指标2：", "", "", "", "", ""],
        ["^", "^", "……", "", "", "", "", ""],
        ["^", "质量", "", "", "", "", "", ""],
    ]
    record = read(rows, columns=8)
    assert [i.level3.text for i in record.indicators if i.level3] == ["指标1：改造管网"]


def test_a_subtotal_is_no_indicator() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "50", "50", ""],
        ["产出指标小计", "<", "<", "<", "<", "50", "50", ""],
        ["效益", "小计", "<", "<", "<", "40", "40", ""],
    ]
    assert [i.level3.text for i in read(rows, columns=8).indicators if i.level3] == ["改造管网"]


def test_merged_levels_repeat_and_a_merged_score_stands_on_its_first_row() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "藏书", "25TB", "25TB", "10", "10", "已说明"],
        ["^", "^", "无线网覆盖", "100%", "100%", "^", "^", "^"],
    ]
    one, two = read(rows, columns=8).indicators
    assert (two.level1, two.reason) == (one.level1, one.reason)
    assert one.weight is not None
    assert (two.weight, two.score) == (None, None)


def test_labels_of_the_header_block_and_inline_values() -> None:
    rows = [
        ["中央主管部门", "<", "住房和城乡建设部", "<", "资金使用单位", "<", "市排水处", "<"],
        ["项目负责人及电话：王建国 5550101", *["<"] * 7],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "10", "10", ""],
        ["总分", "<", "<", "<", "<", "100", "96", "优"],
        ["其他需要说明事项", "<", "无", *["<"] * 5],
    ]
    record = read(rows, columns=8, lines=["（2022年度）", "部门预算项目支出绩效自评表", "单位：元"])
    said = {f: v.text for f, v in record.walk() if v is not None and "[" not in f}
    assert said == {
        "title": "部门预算项目支出绩效自评表", "year": "2022", "project_name": NAME, "department": "住房和城乡建设部",
        "implementing_unit": "市排水处", "project_leader": "王建国 5550101", "money_unit": "元",
        "total_weight": "100", "total_score": "96", "grade": "优", "notes": "无",
    }  # fmt: skip


def test_a_field_is_found_by_its_path() -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出", "数量", "改造管网", "5公里", "5公里", "10", "10", ""],
    ]
    record = read(rows, columns=8)
    for path, field in record.walk():
        assert record.get(path) is field
    for wrong in ("indicators[1].score", "indicators[0].colour", "indicators", "colour", "funds[0].rate", "form", "["):
        with pytest.raises(KeyError):
            record.get(wrong)
