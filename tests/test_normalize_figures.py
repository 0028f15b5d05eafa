"""Printed numbers, Chinese numerals and units, spelled as published forms spell them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.figures import amount, is_blank, is_blank_figure, points
from normalize.numerals import integer
from normalize.units import unit


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("75.07", "75.07", 2),
        ("1,262.12", "1262.12", 2),
        ("１３６７２４０．００", "1367240.00", 2),
        ("3577. 95", "3577.95", 2),
        ("215，457.6", "215457.6", 1),
        ("0", "0", 0),
        ("-3.5", "-3.5", 1),
        ("−3.5", "-3.5", 1),
        ("￥100.00", "100.00", 2),
    ],
)
def test_amounts(text: str, value: str, places: int) -> None:
    found = amount(text)
    assert found is not None
    assert (found.value, found.decimals, found.yuan) == (Decimal(value), places, None)


@pytest.mark.parametrize(
    ("text", "yuan"), [("3359.62万", 10000), ("2.38万元", 10000), ("2.6亿元", 10**8), ("158元", 1), ("30 千元", 1000)]
)
def test_amounts_with_their_unit(text: str, yuan: int) -> None:
    found = amount(text)
    assert found is not None
    assert found.yuan == yuan


@pytest.mark.parametrize("text", ["7,00.0,77", "", "—", "无", "约100", "1.2.3", "12/13", "九十", "1" * 40])
def test_what_is_no_amount(text: str) -> None:
    assert amount(text) is None


@pytest.mark.parametrize(("text", "value"), [("99.55分", "99.55"), ("10", "10"), ("22.5 分", "22.5"), ("10%", "10")])
def test_points(text: str, value: str) -> None:
    found = points(text)
    assert found is not None
    assert found.value == Decimal(value)


@pytest.mark.parametrize("text", ["", " ", "—", "——", "-", "/", "\\", "／", "－", "　"])
def test_blank_cells(text: str) -> None:
    assert is_blank(text)
    assert is_blank_figure(text)


def test_nothing_is_blank_as_a_figure_but_not_as_a_word() -> None:
    assert is_blank_figure("无") and not is_blank("无")
    assert not is_blank_figure("0") and not is_blank_figure("无原因")


@pytest.mark.parametrize(
    ("text", "number"),
    [("一", 1), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("九十五", 95), ("一百零五", 105),
     ("三千五百", 3500),      ("一万两千", 12000), ("十二万", 120000), ("二〇二一", 2021), ("一亿三千万", 130000000)],
)  # fmt: skip
def test_chinese_numerals(text: str, number: int) -> None:
    assert integer(text) == number


@pytest.mark.parametrize("text", ["", "万", "十一一", "百", "一二三", "一百二百", "个"])
def test_no_chinese_numerals(text: str) -> None:
    assert integer(text) is None


@given(st.integers(min_value=1, max_value=99999999))
def test_every_integer_is_read_back_from_its_numeral(number: int) -> None:
    assert integer(spelled(number)) == number


def spelled(number: int) -> str:
    digits = "零一二三四五六七八九"
    if number >= 10000:
        high, low = divmod(number, 10000)
        return spelled(high) + "万" + (("零" if low < 1000 else "") + spelled(low) if low else "")
    text, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return text


@pytest.mark.parametrize(
    ("one", "other"),
    [("㎡", "平方米"), ("％", "百分比"), ("公里", "千米"), ("万元", "亿元"), ("人", "名"), ("本", "册"),
     ("元/人·天", "元/人、天"), ("元/人/天", "元/人*天"),
     ("万人次", "人次"), ("M2", "m²"), ("（万元）", "元"), ("台（套）", "台"),
     ("小时", "分钟"), ("吨", "千克"),
     ("万元/公里", "元/米"), ("年", "个月")],
)  # fmt: skip
def test_units_that_convert(one: str, other: str) -> None:
    first, second = unit(one), unit(other)
    assert first is not None and second is not None
    assert first.converts(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("个", "场"),
        ("人", "人次"),
        ("元", "元/人"),
        ("元/人·天", "元/人·月"),
        ("天", "个月"),
        ("天", "工作日"),
        ("%", "个"),
    ],
)
def test_units_that_do_not(one: str, other: str) -> None:
    first, second = unit(one), unit(other)
    assert first is not None and second is not None
    assert not first.converts(second)


@pytest.mark.parametrize("text", ["", "摞", "项目", "个项目", "/", "每", "元/"])
def test_what_is_no_unit(text: str) -> None:
    assert unit(text) is None
