"""预算执行率得分与执行率算不拢。

检查内容
预算执行率的得分应等于分值乘以执行率（全年执行数除以全年预算数，超过 100 % 按 100 % 计）。按金额计算，或者按填报的、
本身无误的执行率计算，只要有一种取整方式能得出填报的得分，就不提示。

依据
财预〔2020〕10号第十六条。

示例
不符（错误，复核值 8.04）：执行率 80.45 %，仍得满分
  资金　名称=年度资金总额；全年预算数=133.50；全年执行数=107.40；分值=10；执行率=80.45%；得分=10
不符（疑点，复核值 9.66）：9.66 分取整为 10 分
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；分值=10；执行率=96.6%；得分=10
不符（疑点，复核值 9.91）：9.91 分舍去小数为 9 分
  资金　名称=年度资金总额；全年预算数=1000；全年执行数=991；分值=10；执行率=99%；得分=9
不符（疑点，复核值 4.64，说明含101号）：按分档计分，执行率不到 60 % 得 0 分
  资金　名称=年度资金总额；全年预算数=5940.75；全年执行数=2758.77；分值=10；执行率=46.4%；得分=0
不符（错误，说明含年初预算数）：按年初预算数计分
  资金　名称=年度资金总额；年初预算数=162.11；全年预算数=75.07；全年执行数=72.55；分值=10；得分=4.48
相符：一位小数
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；分值=10；执行率=96.6%；得分=9.7
相符：按截尾后的执行率 96.6 % 计算
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；分值=10；执行率=96.6%；得分=9.66
相符：按取整后的执行率 97 % 计算
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；分值=10；执行率=97%；得分=9.7
相符：超预算执行按 100 % 计
  资金　名称=年度资金总额；全年预算数=100；全年执行数=102.6；分值=20；执行率=102.6%；得分=20
相符：分值栏误填 100，不作判断
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=75.07；分值=100；执行率=100%；得分=10
相符：全年预算数为 0，不检查
  资金　名称=年度资金总额；全年预算数=0；全年执行数=0；分值=10；执行率=100%；得分=10

说明
只因取整到整数分才合得上的（9.66 分填 10 分、9.91 分填 9 分），降为疑点；
填报偏低而按财预〔2021〕101号的分档计分说得通的，也降为疑点。只看第一行：下面各行重复印出的 10 分不算。
分值不小于全表总分的，是把别的数填进了分值栏，不作判断。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.figures import Printed, rates
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.funds import Row, best_fit, earned, execution_score, execution_weight, good_rates, ratio, table
from validate.phrase import digits_swapped, division, finding, on_initial_budget, score_text
from validate.places import fund_name
from validate.policy import Band, Policy
from validate.rounding import Fit, Interval, exactly, explained, percent, plain, score_fit, short
from validate.rule import Rule, Scope


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    claim, weight = execution_score(record), execution_weight(record, policy)
    row = table(record).rows[0] if record.funds else None
    true = row.rate() if row else None
    exact = row.exact_rate() if row else None
    if claim is None or weight is None or row is None or true is None or exact is None:
        return
    rates_meant = (true, *good_rates(record, 0, true))
    bands = policy.execution.bands
    fit = best_fit(claim, tuple(way for rate in rates_meant for way in earned(rate, weight.value, bands)))
    if fit is Fit.YES:
        return
    right = score_text(earned(exactly(exact), weight.value, bands)[0].low, claim)
    others = () if bands else policy.execution.other_bands
    lower = claim.value < right and any(
        score_fit(claim, way) is Fit.YES for rate in rates_meant for way in _banded(rate, weight, others)
    )
    level = Level.WARNING if fit is Fit.WHOLE_POINT or lower else Level.ERROR
    remark = (
        "只有取整到整数分才能得出填报值，请核对是否允许。"
        if fit is Fit.WHOLE_POINT
        else f"按{policy.execution.other_basis}的分档计分可得填报值，请核对本地是否采用。"
        if lower
        else _slip(record, row, claim, weight, right)
    )
    message = (
        f"{fund_name(record, 0)}得分填报 {short(claim.value)}，"
        f"执行率 {division(record, 0)} = {percent(exact)}{on_initial_budget(record, 0, row)}，"
        f"分值 {short(weight.value)}，{'按分档计分' if bands else '超过 100 % 按 100 % 计，' if exact > 1 else ''}"
        f"应得 {plain(right)} 分。{remark}"
    )
    paths = (f"funds[0].{name}" for name in ("score", "weight", "annual_budget", "executed", "rate"))
    yield finding("F03", level, record, paths, policy, message, expected=plain(right), difference=claim.value - right)


def _banded(rate: Interval, weight: Printed, bands: tuple[Band, ...]) -> tuple[Interval, ...]:
    return earned(rate, weight.value, bands) if bands else ()


def _slip(record: SelfEvaluation, row: Row, claim: Printed, weight: Printed, right: Decimal) -> str:
    on_initial = ratio(row.executed, row.initial_budget)
    if claim.value == weight.value:
        return "填报值照抄了分值。"
    if on_initial and explained(claim, earned(on_initial, weight.value, ())[0]):
        return "填报值恰为按年初预算数计算的得分，疑误用年初预算数作分母。"
    printed = rates(record.funds[0].rate.text) if record.funds[0].rate else ()
    if any(explained(claim, exactly(weight.value * rate.value)) for rate in printed):
        return "填报值是按填报的执行率计算的，执行率本身有误。"
    if digits_swapped(claim.value, right):
        return "填报值与复核值只是相邻两位数字颠倒，疑为录入笔误。"
    return ""


RULE = Rule(
    code="F03",
    name="执行率得分计算错误",
    levels=(Level.ERROR, Level.WARNING),
    scope=Scope.FORM,
    citation=Citation.SCORING,
    manual=__doc__ or "",
    check=check,
)
