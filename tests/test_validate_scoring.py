"""What indicators earn: the worked example, and targets and actuals as published forms pair and score them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from normalize.record import Indicator, SelfEvaluation
from tests.notation import form, fund, indicator
from validate.finding import Level
from validate.policy import load
from validate.recompute import Recomputed
from validate.rule import check_form, selected
from validate.scoring import recompute

POLICY = load()
COPIED = "达到要求"


def worked_example() -> SelfEvaluation:
    """The values of the form that the contract works through; what its rules do not look at is shortened."""
    done = ("按计划完成", "按计划完成各项工作")
    rows = [
        ("产出", "数量", "举办会议", "1 场", "0场", 2, 2), ("产出", "数量", "支持项目", "8 个", "10 个", 4, 4),
        ("产出", "数量", "编制丛书", "一本", "一本", 4, 4), ("产出", "数量", "支持基地", "8 个", "8个", 4, 4),
        ("产出", "数量", "开展合作", "1-2 项", "1 项", 4, 4), ("产出", "数量", "出访团组", "2 个", "0个", 2, 0),
        ("产出", "质量", "举办会议", "达到办会要求", "未举办", 2, 2),
        *[("产出", "质量", "评审", COPIED, COPIED, 4, 4)] * 4,
        ("产出", "质量", "出访", "按要求组织 7 人次出访", "0 人次出访", 2, 0),
        ("产出", "时效", "专项", "11 月", "11 月", 5, 5),
        ("产出", "时效", "统筹", "12 月", "12 月", 5, 5), ("产出", "时效", "交流", "12 月", "12 月", 5, 5),
        ("产出", "成本", "项目预算控制数", "162.111", "75.07", 5, 5), ("效益", "社会效益", "专项", *done, 4, 4),
        ("效益", "社会效益", "会议", "做好筹备和组织工作", "未举办", 2, 2), ("效益", "社会效益", "基地", *done, 4, 4),
        *[("效益", "社会效益", "合作", COPIED, COPIED, 5, 5)] * 2, ("效益", "社会效益", "交流", *done, 5, 5),
        ("满意度", "服务对象满意度", "服务对象满意度", "基本满意", "基本满意", 5, 5),
    ]  # fmt: skip
    names = ("level1", "level2", "level3", "target", "actual", "weight", "score")
    cells = [dict(zip(names, map(str, row), strict=True)) for row in rows]
    undone = {0, 5, 6, 11, 17}
    amounts = {"initial_budget": "162.111", "annual_budget": "75.07", "executed": "72.55", "rate": "96.6%"}
    empty = {"initial_budget": "0", "annual_budget": "0", "executed": "0", "rate": "", "weight": "—", "score": "—"}
    return form(
        year="2021",
        money_unit="万元",
        funds=(
            fund(label="年度资金总额", **amounts, weight="10", score="9.7"),
            fund(label="其中：当年财政拨款", **amounts, weight="—", score="—"),
            fund(label="上年结转资金", **empty),
            fund(label="其他资金", **empty),
        ),
        indicators=tuple(
            indicator(**{**row, "level1": row["level1"] + "指标", "level2": row["level2"] + "指标"},
                      reason="疫情原因" if i in undone else "")
            for i, row in enumerate(cells)
        ),
        total_weight="100",
        total_score="95.7",
    )  # fmt: skip


def test_worked_example_comes_out_exactly() -> None:
    record = worked_example()
    found = check_form(record, POLICY)
    assert {(f.code, f.level, f.path) for f in found} == {
        ("I01", Level.ERROR, "indicators[0].score"),
        ("I02", Level.WARNING, "indicators[6].score"),
        ("I02", Level.WARNING, "indicators[17].score"),
        ("I09", Level.WARNING, "indicators[15].actual"),
        ("I08", Level.INFO, "indicators[22].actual"),
        *(("I11", Level.INFO, f"indicators[{i}].actual") for i in (7, 8, 9, 10, 19, 20)),
        *(("S03", Level.INFO, f"indicators[{i}].weight") for i in (0, 16, 22)),
    }
    by_path = {(f.code, f.path): f for f in found}
    assert by_path["I01", "indicators[0].score"].expected == "0.00"
    assert by_path["I02", "indicators[6].score"].expected == "< 1.2"
    assert by_path["I09", "indicators[15].actual"].expected == "72.55"
    assert recompute(record, POLICY, found) == Recomputed(Decimal("89.7"), Decimal("92.1"), True, Decimal(50))


def speaks(rows: Sequence[Indicator], **cells: Any) -> list[tuple[str, str, str]]:
    """Code, level and expected of what is said on scores, units and cost, 错误 and 疑点 only."""
    record = form(year="2021", money_unit="万元", indicators=tuple(rows), **cells)
    found = (f for f in check_form(record, POLICY) if f.code in ("I01", "I02", "I03", "I05", "I07", "I09"))
    return [(f.code, f.level.value, f.expected) for f in found if f.level is not Level.INFO]


def row(level2: str, name: str, target: str, actual: str, weight: str, score: str, **more: str | None) -> Indicator:
    return indicator(level2=level2, level3=name, target=target, actual=actual, weight=weight, score=score, **more)


@pytest.mark.parametrize(
    ("level2", "name", "target", "actual", "weight", "score"),
    [
        ("数量指标", "讲座", "6次", "150次", "1", "1"),
        ("数量指标", "补助", ">=570元/人*月", "758", "5", "5"),
        ("质量指标", "合格率", "95%", "100%", "5", "5"),
        ("成本指标", "成本", "200万", "195.5万元", "10", "10"),
        ("成本指标", "人均成本", "400元/人、天", "180元/人、天", "10", "10"),
        ("质量指标", "完成率", "100.00%", "97.30%", "2", "1.9"),
        ("数量指标", "健康管理", "5662人", "4044人", "2", "1.4"),
        ("数量指标", "健康管理", "214人", "203人", "2", "1.8"),
        ("数量指标", "渠道", "≥266米", "≥266米", "10", "10"),
        ("成本指标", "补助", "每亩300", "300", "10", "10"),
        ("时效指标", "进度", "11月底完成100%", "100%", "10", "10"),
        ("时效指标", "完成率", "100%", "1", "10", "10"),
        ("质量指标", "投诉", "<=0%", "<=0%", "10", "10"),
        ("质量指标", "效果", "优良中低差", "优", "10", "10"),
        ("质量指标", "效果", "效果明显", "达成预期指标", "10", "10"),
        ("社会效益指标", "信访", "不发生上访", "无", "10", "10"),
        ("时效指标", "完成时间", "9月前", "7月", "5", "5"),
        ("时效指标", "完成时间", "2021年12月15日前", "12月", "5", "5"),
        ("时效指标", "完成时间", "2021年12月31日", "2021年底", "5", "5"),
        ("时效指标", "完成时间", "6月份…；9月份…；11月…", "完成", "5", "5"),
        ("时效指标", "工期", "12个月", "12月", "5", "5"),
        ("时效指标", "工期", "1年", "12个月", "5", "5"),
        ("时效指标", "工期", "30天", "45天", "5", "5"),
        ("时效指标", "响应时间", "≤2小时", "90分钟", "5", "5"),
        ("数量指标", "次数", "小于5次", "3次", "5", "5"),
        ("满意度指标", "企业满意率", "≥0.97比例", "98", "5", "5"),
        ("满意度指标", "满意度", "95", "0.96", "5", "5"),
        ("数量指标", "游客", "3500万人次", "3500", "5", "5"),
        ("数量指标", "游客", "1.5万", "15000人", "5", "5"),
        ("成本指标", "单价", "28.40/株", "28.40元/株", "5", "5"),
        ("成本指标", "成本控制率", "95%", "100%", "5", "5"),
        ("成本指标", "成本节约率", "5%", "6%", "5", "5"),
        ("成本指标", "控制", "162.111", "1621110元", "5", "5"),
        ("数量指标", "安全事故起数", "0起", "0起", "5", "5"),
        ("数量指标", "安全事故起数", "1起", "0起", "5", "5"),
        ("质量指标", "投诉办结率", "95%", "98%", "5", "5"),
        ("数量指标", "整改事故隐患", "20处", "20处", "5", "5"),
        ("数量指标", "发现问题", "20个", "12个", "5", "5"),
        ("质量指标", "能耗下降", "5%", "3%", "5", "5"),
        ("数量指标", "编写", "1本", "1册", "5", "5"),
        ("质量指标", "增长率", "≥-5%", "-3%", "5", "5"),
        ("质量指标", "增长率", "-5%", "-8%", "5", "5"),
        ("数量指标", "培训", "5次", "缺1次", "5", "5"),
    ],
)
def test_nobody_is_accused(level2: str, name: str, target: str, actual: str, weight: str, score: str) -> None:
    assert speaks([row(level2, name, target, actual, weight, score)]) == []


@pytest.mark.parametrize(
    ("level2", "name", "target", "actual", "weight", "score", "said"),
    [
        ("数量指标", "产量", "43.2", "37.24", "10", "9", ("I01", "疑点", "8.62")),
        ("数量指标", "人数", ">=4754", "4604人", "5", "5", ("I01", "疑点", "4.84")),
        ("成本指标", "户均", "<=5300元/户", "5830元/户", "10", "10.0", ("I01", "错误", "≤ 9.09")),
        ("数量指标", "管理", "38508人", "37442人", "3", "3", ("I01", "疑点", "2.92")),
        ("数量指标", "管理", "3807人", "3224人", "2", "1.9", ("I01", "错误", "1.69")),
        ("数量指标", "管理", "1228人", "770人", "2", "1.8", ("I01", "错误", "1.25")),
        ("质量指标", "知晓率", "90%", "45%", "10", "10", ("I01", "疑点", "5.00")),
        ("质量指标", "知晓率", "≥90%", "45%", "10", "10", ("I01", "错误", "5.00")),
        ("满意度指标", "满意度", "90%", "45%", "10", "10", ("I01", "错误", "5.00")),
        ("满意度指标", "投诉率", "1%", "2%", "10", "10", ("I01", "疑点", "≤ 5.00")),
        ("数量指标", "安全事故起数", "0起", "1起", "5", "5", ("I01", "疑点", "0.00")),
        ("数量指标", "投诉", "≤0", "1", "5", "5", ("I01", "错误", "0.00")),
        ("时效指标", "应急响应时间", "30分钟", "1小时", "4", "4", ("I01", "疑点", "≤ 2.00")),
        ("时效指标", "完成时间", "2021年9月", "2021年11月", "5", "5", ("I01", "疑点", "< 5")),
        ("数量指标", "效益", "100万元", "-20万元", "5", "5", ("I01", "错误", "0.00")),
        ("数量指标", "区间", "3-5次", "2次", "3", "3", ("I01", "错误", "2.00")),
        ("数量指标", "培训", "≥1期", "1次", "5", "5", ("I07", "疑点", "")),
        ("数量指标", "培训", "5 期", "3 期", "5", "6", ("I03", "错误", "≤ 5.00")),
    ],
)
def test_who_claims_too_much_is(
    level2: str, name: str, target: str, actual: str, weight: str, score: str, said: tuple[str, str, str]
) -> None:
    assert speaks([row(level2, name, target, actual, weight, score)]) == [said]


def test_rows_that_share_a_score_are_judged_as_one() -> None:
    met, missed = ("数量指标", "容量", "25个", "25个"), ("数量指标", "覆盖", "8个", "4个")
    merged = indicator(level2="数量指标", level3="覆盖", target="8个", actual="4个")
    assert speaks([row(*met, "10", "10"), merged]) == []
    assert speaks([row(*missed, "10", "10"), merged]) == [("I01", "错误", "5.00")]
    own_weight = indicator(level2="数量指标", level3="覆盖", target="8个", actual="4个", weight="5")
    assert speaks([row(*missed, "5", "10"), own_weight]) == [("I01", "错误", "5.00")]


def test_child_rows_are_judged_with_their_parent() -> None:
    parent = row("数量指标", "★资助学生", "", "", "10", "10")
    child = row("数量指标", "其中：小学", "50人", "25人", "", "")
    assert speaks([parent, child]) == [("I01", "错误", "5.00")]
    assert speaks([parent, child, row("数量指标", "初中", "30人", "30人", "", "")]) == []
    assert speaks([row("数量指标", "资助学生", "80人", "80人", "10", "10"), child]) == []


def test_nature_and_unit_columns_complete_the_target() -> None:
    said = speaks([row("数量指标", "维修", "20", "15", "4", "4", nature="≥", unit="处")])
    assert said == [("I01", "错误", "3.00")]
    assert speaks([row("数量指标", "缺勤", "5", "3", "4", "4", nature="≤", unit="次")]) == []
    assert speaks([row("质量指标", "评级", "100", "90", "4", "4", nature="定性", unit="")]) == []


def test_a_form_with_missing_scores_has_no_recomputed_total() -> None:
    rows = (row("数量指标", "甲", "5次", "5次", "40", "40"), row("数量指标", "乙", "5次", "5次", "50", ""))
    record = form(funds=(fund(annual_budget="10", executed="9", weight="10", score="9"),), indicators=rows)
    total = recompute(record, POLICY, check_form(record, POLICY))
    assert (total.low, total.high, total.checkable) == (None, None, Decimal(100))


def test_the_recomputed_total_takes_in_what_rules_object_to() -> None:
    rows = (
        row("数量指标", "甲", "5次", "4次", "40", "40"),
        row("数量指标", "乙", "5次", "5次", "40", "45"),
        row("质量指标", "丙", "合格", "部分完成", "10", "10"),
    )
    funds = (fund(annual_budget="100", executed="80", weight="10", score="10"),)
    record = form(funds=funds, indicators=rows)
    found = check_form(record, POLICY)
    total = recompute(record, POLICY, found)
    assert (total.low, total.high, total.high_open) == (Decimal(8 + 32 + 0 + 6), Decimal(8 + 32 + 40 + 8), False)
    assert recompute(record, POLICY, selected(found, ignore=["I", "F"])).low == Decimal(105)
