"""全年执行数超过全年预算数。

检查内容
每一行资金的全年执行数不应大于全年预算数。超出取整误差的提示核对。

依据
表内勾稽关系：执行不超过预算。

示例
不符（疑点，复核值 ≤ 100.00）：超预算执行
  资金　名称=年度资金总额；全年预算数=100.00；全年执行数=102.59
不符（疑点，复核值 ≤ 80，位置 上年结转资金 全年执行数）：只有一项来源超了
  资金　名称=年度资金总额；全年预算数=200；全年执行数=200
  资金　名称=其中：财政拨款；全年预算数=120；全年执行数=110
  资金　名称=上年结转资金；全年预算数=80；全年执行数=90
不符（疑点，说明含一万倍）：预算以万元计，支出以元计
  资金　名称=年度资金总额；全年预算数=35.5；全年执行数=355000
不符（疑点）：没有预算而有支出
  资金　名称=其他资金；全年预算数=0；全年执行数=5.2
相符：执行等于预算
  资金　名称=年度资金总额；全年预算数=1367240.00；全年执行数=1,367,240.00
相符：取整可以解释
  资金　名称=年度资金总额；全年预算数=75；全年执行数=75
相符：预算空白，不检查
  资金　名称=其他资金；全年预算数=—；全年执行数=12

说明
预算调整、追加资金未及时填列时常见，因此只列为疑点。全年预算数空白的不检查。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.funds import table
from validate.phrase import finding
from validate.places import fund_name
from validate.policy import Policy
from validate.rounding import plain, rounded, short
from validate.rule import Rule, Scope

_MYRIAD = Decimal(10000)


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    amounts = table(record)
    for i, row in enumerate(amounts.rows):
        spent, budget = row.executed, row.annual_budget
        if not spent or not budget or spent.value <= budget.value or spent.true.meets(budget.true):
            continue
        limit, over = rounded(budget.value, amounts.decimals), spent.value - budget.value
        message = (
            f"{fund_name(record, i)}全年执行数 {short(spent.value)} 大于全年预算数 {short(budget.value)}，"
            f"超出 {short(over)}。{_slip(spent.value, budget.value)}"
        )
        paths = (f"funds[{i}].{name}" for name in ("executed", "annual_budget"))
        yield finding(
            "F04", Level.WARNING, record, paths, policy, message, expected=f"≤ {plain(limit)}", difference=over
        )


def _slip(spent: Decimal, budget: Decimal) -> str:
    if budget and spent == budget * _MYRIAD:
        return "两者恰差一万倍，疑为元与万元混用。"
    return "请核对预算调整是否已填入全年预算数。"


RULE = Rule(
    code="F04",
    name="执行数超预算数",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.ARITHMETIC,
    manual=__doc__ or "",
    check=check,
)
