"""预算执行率偏低而没有说明。

检查内容
年度资金总额的执行率低于 90 %，资金表的原因栏和其他需要说明事项都没有内容。

依据
表内填报要求；比例见口径文件。

示例
不符（提示）：执行一半，没有一个字的说明
  资金　名称=年度资金总额；全年预算数=4090.45；全年执行数=2175.14；执行率=53.18%；原因=（空）
不符（提示）：原因栏只有一横
  资金　名称=年度资金总额；全年预算数=100；全年执行数=80；执行率=80%；原因=—
不符（提示）：表中没有说明的地方，也提示
  资金　名称=年度资金总额；全年预算数=100；全年执行数=70；执行率=70%
相符：执行率够高
  资金　名称=年度资金总额；全年预算数=100；全年执行数=90；执行率=90%；原因=（空）
相符：写了原因
  资金　名称=年度资金总额；全年预算数=100；全年执行数=80；执行率=80%；原因=尾款次年支付
相符：在其他需要说明事项中写了
  表　其他说明=疫情影响，部分活动未能举办，资金由财政收回
  资金　名称=年度资金总额；全年预算数=100；全年执行数=80；执行率=80%；原因=无

说明
执行率按金额计算，取整范围之内算作达到。只是提示，不影响结论。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.funds import table, written
from validate.phrase import finding
from validate.places import fund_name
from validate.policy import Policy
from validate.rounding import percent
from validate.rule import Rule, Scope


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    rows = table(record).rows
    true = rows[0].rate() if rows else None
    if not rows or true is None or true.high >= policy.execution.low:
        return
    if any(written(row.reason) for row in record.funds) or written(record.notes):
        return
    executed, budget = rows[0].executed, rows[0].annual_budget
    if executed is None or budget is None:
        return
    message = (
        f"{fund_name(record, 0)}执行率为 {percent(executed.value / budget.value)}，"
        f"低于 {percent(policy.execution.low, 0)}，原因栏和其他需要说明事项都没有说明。"
    )
    paths = ("funds[0].rate", "funds[0].annual_budget", "funds[0].executed", "funds[0].reason", "notes")
    yield finding("F05", Level.INFO, record, paths, policy, message)


RULE = Rule(
    code="F05",
    name="执行率偏低未说明",
    levels=(Level.INFO,),
    scope=Scope.FORM,
    citation=Citation.FILLING_IN,
    manual=__doc__ or "",
    check=check,
)
