"""各项分值之和不是 100 分，或者与总分栏印出的分值不同。

检查内容
预算执行率的分值加上各项指标的分值，应等于总分栏的分值，并且等于 100。

依据
财预〔2020〕10号第十三条。

示例
不符（错误，复核值 100.5）：多出半分
  表　总分值=100
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=50.5
  指标　三级指标=乙；分值=40
不符（疑点，复核值 110，说明含不含）：指标自身就是 100 分，预算执行率另计
  表　总分值=100
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=60
  指标　三级指标=乙；分值=40
不符（疑点，复核值 100，说明含与总分栏的 90 不符）：总分栏只是指标的分值
  表　总分值=90
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=50
  指标　三级指标=乙；分值=40
不符（错误，复核值 100）：合计与总分栏相同，但不是 100
  表　总分值=98
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=50
  指标　三级指标=乙；分值=38
不符（错误，复核值 95）：总分栏空白
  表　总分值=（空）
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=85
相符：合计 100
  表　总分值=100.00
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=50.5
  指标　三级指标=乙；分值=39.5
相符：合并的分值只算一次
  表　总分值=100
  资金　名称=年度资金总额；分值=20
  指标　三级指标=甲；分值=80；得分=40
  指标　三级指标=乙；得分=40
相符：有一项分值没有填，不检查
  表　总分值=100
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=50
  指标　三级指标=乙；分值=（空）
相符：表格不完整，不检查
  表　总分值=（空）；缺陷=表格在页末中断
  资金　名称=年度资金总额；分值=10
  指标　三级指标=甲；分值=50
相符：没有分值栏
  表　总分=99.6
  资金　名称=年度资金总额；得分=19.6
  指标　三级指标=甲；得分=80
相符：资金表分值栏误填 100，当作没有填
  表　总分值=100
  资金　名称=年度资金总额；分值=100
  指标　三级指标=甲；分值=90

说明
下面各行资金来源重复印出的 10 分不算。分值按印出的数相加，不作取整。指标自身合计等于总分栏的，降为疑点。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.figures import Printed, points
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import text
from validate.phrase import finding
from validate.policy import Policy
from validate.rounding import plain, short
from validate.rule import Rule, Scope
from validate.totals import Part, total, weights


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    parts = weights(record, policy)
    claim = points(text(record.total_weight))
    if parts is None or (claim is None and text(record.total_weight).strip(" -—–/")):
        return
    indicators, right = parts.indicators, parts.value
    printed = claim.value if claim else policy.total
    if right == printed == policy.total:
        return
    level = Level.WARNING if total(indicators) == printed else Level.ERROR
    expected = policy.total if right == printed else right
    message = (
        f"{parts.said('分值')} = {short(right)}，"
        f"{_against(claim, right, policy.total)}。{_slip(right, printed, indicators, level)}"
    )
    paths = ("total_weight", parts.execution.path, *(path for part in indicators for path in part.paths))
    yield finding(
        "S01", level, record, paths, policy, message,
        expected=plain(expected), difference=claim.value - expected if claim else None,
    )  # fmt: skip


def _against(claim: Printed | None, right: Decimal, whole: Decimal) -> str:
    if claim is None:
        return f"应为 {short(whole)}，总分栏空白"
    differs = f"与总分栏的 {short(claim.value)} 不符" if claim.value != right else "与总分栏相同"
    return differs + (f"，{'也' if claim.value != right else '但'}不等于 {short(whole)}" if right != whole else "")


def _slip(right: Decimal, printed: Decimal, indicators: tuple[Part, ...], level: Level) -> str:
    if level is Level.WARNING:
        return "指标自身合计已等于总分，可能总分不含预算执行率，请核对。"
    if sum(part.value == right - printed for part in indicators) == 1:
        return "多出的分值恰好等于其中一项指标的分值，可能重复计入。"
    return ""


RULE = Rule(
    code="S01",
    name="分值合计不符",
    levels=(Level.ERROR, Level.WARNING),
    scope=Scope.FORM,
    citation=Citation.WEIGHTS,
    manual=__doc__ or "",
    check=check,
)
