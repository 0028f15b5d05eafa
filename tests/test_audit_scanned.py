"""Scanned forms: what a look at the picture can confirm, and what a person must see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.check import check
from audit.dispute import accusing, seen
from audit.result import FormResult, Verdict
from normalize.record import Fund, Indicator, Reported, SelfEvaluation
from validate import policy


def told(text: str, doubt: str = "") -> Reported:
    return Reported(text, doubt=doubt)


def form(score: str = "50", total: str = "100", doubt: str = "", actual: str = "4公里") -> FormResult:
    """Two indicators of 50 and 40 points; the first missed its target and claims all its points."""
    hundred = told("100")
    fund = Fund(told("年度资金总额"), hundred, hundred, hundred, told("10"), told("100%"), told("10"))
    levels = {"level1": told("产出指标"), "level2": told("数量指标"), "reason": told("雨季")}
    rows = (
        Indicator(**levels, level3=told("改造管网"), target=told("5公里"), actual=told(actual), weight=told("50"),
                  score=told(score, doubt)),
        Indicator(**levels, level3=told("检测管网"), target=told("9公里"), actual=told("9公里"), weight=told("40"),
                  score=told("40")),
    )  # fmt: skip
    record = SelfEvaluation(1, (1,), "mof-standard", "scan", funds=(fund,), indicators=rows,
                            total_weight=told("100"), total_score=told(total))  # fmt: skip
    return check(record, policy.load())


def test_figures_that_two_looks_and_the_sums_confirm_are_confirmed() -> None:
    result = seen(form())
    assert accusing(result) == (("I01", "indicators[0].score"),)
    assert set(result.verdicts.values()) == {Verdict.BOTH}


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"doubt": "两次识别不同：50／60"}, "两次识别不同：50／60"),
        ({"total": "98"}, "表中的合计对不上"),
        ({"actual": "未开展"}, "文字只识别过一次"),
    ],
)
def test_what_is_in_doubt_a_person_must_see(case: dict[str, str], why: str) -> None:
    result = seen(form(**case))
    assert set(result.verdicts.values()) == {Verdict.ASK}
    assert all(why in f.message for f in result.findings if (f.code, f.path) in accusing(result))


def test_a_finding_is_noted_once() -> None:
    once = seen(form(total="98"))
    assert seen(replace(once)) == once
