"""Targets and actuals, spelled as published forms spell them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.dates import Moment
from normalize.units import unit
from normalize.values import Blank, Quantity, Sense, Value, Words, pair


def shown(value: Value) -> str:
    """≥5 个, 2021-09-01…2021-09-30, “words”."""
    if isinstance(value, Quantity):
        number = f"{value.low}~{value.high}" if value.is_range else f"{value.low}"
        times = f"×{value.times}" if value.times != 1 else ""
        return f"{value.sense.value}{number}{times}{f' {value.unit.name}' if value.unit else ''}"
    if isinstance(value, Moment):
        return f"{value.start}…{value.end}"
    return f"“{value.text}”" if isinstance(value, Words) else ""


def one(text: str, **how: object) -> str:
    return shown(pair(text, "—", **how).target)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1 场", "1 场"),
        ("≥50000人次", "≥50000 人次"),
        (">=21933人", "≥21933 人"),
        ("<=5300元/户", "≤5300 元/户"),
        ("≧5", "≥5"),
        ("\uf0b395%", "≥95 %"),
        ("\uf0a35%", "≤5 %"),
        ("═100%", "100 %"),
        ("﹦100％", "100 %"),
        ("＝1", "1"),
        ("＞3", "≥3"),
        ("小于5次", "≤5 次"),
        ("不少于12 种", "≥12 种"),
        ("93%以上", "≥93 %"),
        ("5940.75万元以内", "≤5940.75 万元"),
        ("控制在90万元以内", "≤90 万元"),
        ("至少270件", "≥270 件"),
        ("达到98％", "≥98 %"),
        ("百分之九十七以上", "≥97 %"),
        ("100百分比", "100 %"),
        ("百分之百", "100 %"),
        ("≥95%（含）", "≥95 %"),
        ("95%（含）以上", "≥95 %"),
        ("4次/年", "4 次"),
        ("≥0.97比例", "≥0.97 比例"),
        ("一本", "1 本"),
        ("两次", "2 次"),
        ("十二项", "12 项"),
        ("1-2 项", "1~2 项"),
        ("90%~95%", "90~95 %"),
        ("3至5次", "3~5 次"),
        ("18-20次", "18~20 次"),
        ("200万", "200×10000"),
        ("3500万人次", "3500 万人次"),
        ("300㎡", "300 平方米"),
        ("12个月", "12 个月"),
        ("30日内", "≤30 天"),
        ("0起", "0 起"),
        ("零起", "0 起"),
        ("28.40/株", "28.40"),
        ("-3%", "-3 %"),
        ("10,400人次", "10400 人次"),
        ("100%。", "100 %"),
        ("达成预期指标", "“达成预期指标”"),
        ("每亩300", "“每亩300”"),
        ("11月底完成100%", "“11月底完成100%”"),
        ("一般", "“一般”"),
        ("一次性", "“一次性”"),
        ("一", "“一”"),
        ("1-4级", "“1-4级”"),
        ("5-3次", "“5-3次”"),
        ("不少于5次以内", "“不少于5次以内”"),
        ("约100人", "“约100人”"),
        ("无", "“无”"),
        ("——", ""),
    ],
)
def test_figures(text: str, read: str) -> None:
    assert one(text, year=2021) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12 月", "2021-12-01…2021-12-31"),
        ("12月份", "2021-12-01…2021-12-31"),
        ("2022年12月底前", "2022-12-21…2022-12-31"),
        ("11月30日前", "2021-11-30…2021-11-30"),
        ("9月前", "2021-09-01…2021-09-30"),
        ("6月30日（含）前", "2021-06-30…2021-06-30"),
        ("＝12月", "2021-12-01…2021-12-31"),
        ("11月提前完成", "2021-11-01…2021-11-30"),
        ("第四季度", "2021-10-01…2021-12-31"),
        ("4季度", "2021-10-01…2021-12-31"),
        ("2021年底", "2021-12-01…2021-12-31"),
        ("年底前", "2021-12-01…2021-12-31"),
        ("2021年12月完成", "2021-12-01…2021-12-31"),
        ("12月底到位", "2021-12-21…2021-12-31"),
        ("次年1月", "2022-01-01…2022-01-31"),
        ("上半年", "2021-01-01…2021-06-30"),
        ("2021年", "2021-01-01…2021-12-31"),
        ("1-12月", "2021-01-01…2021-12-31"),
        ("2021年3月至11月", "2021-03-01…2021-11-30"),
        ("十二月中旬", "2021-12-11…2021-12-20"),
        ("2021.12.31", "2021-12-31…2021-12-31"),
        ("2月30日", "“2月30日”"),
        ("13月", "13 个月"),
        ("2021.12", "2021.12"),
        ("春节前", "“春节前”"),
    ],
)
def test_dates(text: str, read: str) -> None:
    assert one(text, year=2021) == read


@pytest.mark.parametrize("text", ["2021.7", "2021-07", "2021/7", "2021.7月前", "7月"])
def test_dotted_months_where_the_row_speaks_of_a_time(text: str) -> None:
    read = pair(text, "—", year=2021, timely=True).target
    if text == "2021.7月前":
        assert isinstance(read, Words)
    else:
        assert read == Moment(date(2021, 7, 1), date(2021, 7, 31))


def test_a_year_that_only_one_cell_names_counts_for_both() -> None:
    found = pair("2023年9月底前", "11月")
    assert isinstance(found.actual, Moment)
    assert found.actual.start == date(2023, 11, 1)


@pytest.mark.parametrize(
    ("target", "actual", "read"),
    [
        ("按市外办出访要求组织 7 人次出访", "0 人次出访", ("7 人次", "0 人次")),
        ("实施基层医疗机构37个。", "本年度已完成37个…", ("37 个", "37 个")),
        ("辖区企业满意率达95%以上。", "满意率96%", ("≥95 %", "96 %")),
        ("≥5次", "共开展培训6次", ("≥5 次", "6 次")),
        ("按计划于11月底前完成", "11月", ("2000-11-21…2000-11-30", "2000-11-01…2000-11-30")),
    ],
)
def test_the_one_figure_of_a_sentence(target: str, actual: str, read: tuple[str, str]) -> None:
    found = pair(target, actual)
    assert found.picked
    assert (shown(found.target), shown(found.actual)) == read


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("完成1部宣传片,2套方案", "完成1部"),
        ("培训 120 人", "比上年提高 5 人"),
        ("建设 3 个站点", "未完成，缺 1 个"),
        ("组织 7 人次出访", "组织 2 场活动"),
        ("建设 5G 基站", "建设 5G 基站 3 个"),
        ("发放第3期补贴", "3 期"),
        ("完成2021年任务 3 项", "3项"),
        ("编制一本指引、举办 3 场", "3场"),
    ],
)
def test_sentences_that_are_left_alone(target: str, actual: str) -> None:
    assert not pair(target, actual).picked


def test_columns_complete_the_target() -> None:
    found = pair("90", "92", nature="≥", unit_text="%").target
    assert isinstance(found, Quantity)
    assert (found.sense, found.unit) == (Sense.AT_LEAST, unit("%"))
    assert shown(pair("90", "92", nature="反向指标", unit_text="天").target) == "≤90 天"
    assert shown(pair("90", "92", nature="小于等于", unit_text="天").target) == "≤90 天"
    assert shown(pair("≤90万元", "92", nature="=", unit_text="元").target) == "≤90 万元"
    assert isinstance(pair("100", "优", nature="定性", unit_text="").target, Words)
    assert isinstance(pair("—", "3", nature="≥").target, Blank)


@given(
    st.text(
        alphabet="0123456789.,%-~至≥≤<>=不少于以上内约一二十百万亿个次年月日底前第四季度元/人·每共 （）()。",
        max_size=14,
    )
)
def test_no_text_breaks_the_reading(text: str) -> None:
    found = pair(text, text, year=2021, timely=True)
    assert found.target == found.actual or found.picked or isinstance(found.target, Quantity)
