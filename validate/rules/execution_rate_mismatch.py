"""执行率与预算数、执行数算不拢。

检查内容
每一行资金的执行率应等于本行全年执行数除以全年预算数。
金额和执行率都按四舍五入或截尾后的数看待：只要有一种取整方式能得出填报的执行率，就不提示。

依据
财预〔2020〕10号第十六条；表头“执行率（B/A）”。

示例
不符（错误，复核值 96.64%）：本行算得 96.64 %，填报高出两个百分点
  资金　名称=年度资金总额；年初预算数=162.111；全年预算数=75.07；全年执行数=72.55；执行率=98.64%
不符（错误，复核值 96.6%）：误用年初预算数作分母
  资金　名称=年度资金总额；年初预算数=162.111；全年预算数=75.07；全年执行数=72.55；执行率=44.8%
不符（错误，复核值 80%）：执行八成，填 100 %
  资金　名称=年度资金总额；全年预算数=133.50；全年执行数=107.40；执行率=100%
不符（错误，复核值 0.80）：1 就是 100 %
  资金　名称=年度资金总额；全年预算数=133.50；全年执行数=107.40；执行率=1
相符：一位小数
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；执行率=96.6%
相符：取整到 97 %
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；执行率=97％
相符：截尾成 96 %
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；执行率=96
相符：写成小数
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；执行率=0.966
相符：金额取整到整数，执行率按未取整的数计算
  资金　名称=年度资金总额；全年预算数=75；全年执行数=72；执行率=95.5%
相符：全年预算数为 0，不检查
  资金　名称=年度资金总额；全年预算数=0；全年执行数=0；执行率=100%

说明
同一张资金表的金额按同一精度看待：表中最多的小数位数。不带百分号且不大于 1 的数按小数理解（1、1.0 都是 100 %），
按百分数也讲得通的不提示。全年预算数为 0 或空、执行率为空的不检查。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.figures import folded, rates
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.funds import Row, good_rates, ratio, table
from validate.phrase import digits_swapped, division, finding, on_initial_budget, shown
from validate.places import fund_name
from validate.policy import Policy
from validate.rounding import apart, explained, percent, plain
from validate.rule import Rule, Scope


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for i, row in enumerate(table(record).rows):
        reported, true = record.funds[i].rate, row.rate()
        readings = rates(reported.text) if reported else ()
        if reported is None or not readings or true is None or good_rates(record, i, true):
            continue
        exact = row.exact_rate()
        if exact is None:
            continue
        signed = folded(reported.text).endswith(("%", "百分比"))
        as_percent = signed or abs(readings[0].value) != abs(Decimal(folded(reported.text).replace(",", "")))
        claim = readings[0].value.scaleb(2) if as_percent else readings[0].value
        decimals = readings[0].decimals - 2 if as_percent else readings[0].decimals
        right = apart(exact.scaleb(2) if as_percent else exact, claim, max(0, decimals))
        message = (
            f"{fund_name(record, i)}执行率填报 {shown(reported.text)}，"
            f"按本行金额应为 {division(record, i)} = {percent(exact)}"
            f"{on_initial_budget(record, i, row)}。{_slip(record, i, row, claim, right)}"
        )
        paths = (f"funds[{i}].{name}" for name in ("rate", "annual_budget", "executed"))
        yield finding(
            "F02", Level.ERROR, record, paths, policy, message,
            expected=plain(right) + ("%" if signed else ""), difference=claim - right,
        )  # fmt: skip


def _slip(record: SelfEvaluation, i: int, row: Row, claim: Decimal, right: Decimal) -> str:
    reported = record.funds[i].rate
    readings = rates(reported.text) if reported else ()
    on_initial = ratio(row.executed, row.initial_budget)
    if on_initial and any(explained(reading, on_initial) for reading in readings):
        return "填报值恰为按年初预算数计算的执行率，疑误用年初预算数作分母。"
    if digits_swapped(claim, right):
        return "填报值与复核值只是相邻两位数字颠倒，疑为录入笔误。"
    return ""


RULE = Rule(
    code="F02",
    name="执行率计算错误",
    levels=(Level.ERROR,),
    scope=Scope.FORM,
    citation=Citation.SCORING,
    manual=__doc__ or "",
    check=check,
)
