"""Characters that look alike."""

from __future__ import annotations

import pytest

from extract.text import is_garbage, mend


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("⼀级指标", "一级指标"),
        ("⽬标⾯积", "目标面积"),
        ("⻓期⻋辆", "长期车辆"),
        ("⼾数", "户数"),
        ("⾭年", "青年"),
        ("\uf98e\ufa01", "年度"),
        ("\uf0b395％", "≥95％"),
        ("\uf0a35次", "≤5次"),
        ("\uf0fe是 \uf0a8否", "☑是 □否"),
        ("预\u200b算\u00ad数\ufeff", "预算数"),
        ("1\u00a0场\u3000二", "1 场 二"),
        ("（Ａ）１０．００，：", "（Ａ）１０．００，："),
        ("㎡ ½ ①", "㎡ ½ ①"),
    ],
)
def test_only_what_a_person_cannot_tell_apart_is_mended(printed: str, meant: str) -> None:
    assert mend(printed) == meant


def test_the_font_tells_boxes_from_signs() -> None:
    assert mend("\uf0a3", "ABCDEF+Wingdings2") == "□"
    assert mend("\uf0a3", "ABCDEF+SymbolMT") == "≤"
    assert mend("þ", "Wingdings-Regular") == "☑"
    assert mend("þ", "Helvetica") == "þ"


def test_mending_twice_changes_nothing() -> None:
    text = "".join(map(chr, range(0x20, 0x10000)))
    text = text.encode("utf-8", "ignore").decode()
    assert mend(mend(text)) == mend(text)


@pytest.mark.parametrize(("char", "garbage"), [("\ufffd", True), ("\ue123", True), ("项", False), ("≥", False)])
def test_garbage_is_what_no_font_prints(char: str, garbage: bool) -> None:
    assert is_garbage(char) is garbage
