"""总分不等于各项得分之和。

检查内容
总分应等于预算执行率得分加上各项指标得分。执行率得分按未取整的数计算能得出填报总分的，也不提示。

依据
财预〔2020〕10号第十六条。

示例
不符（错误，复核值 89.00）：少了 5 分
  表　总分=84
  资金　名称=年度资金总额；分值=10；得分=9
  指标　三级指标=甲；分值=50；得分=45
  指标　三级指标=乙；分值=40；得分=35
不符（错误，复核值 98.50，说明含没有计入预算执行率）：漏计执行率得分
  表　总分=88.8
  资金　名称=年度资金总额；分值=10；得分=9.7
  指标　三级指标=甲；分值=50；得分=49.5
  指标　三级指标=乙；分值=40；得分=39.3
不符（错误，说明含「乙」被计了两次）：重复计分
  表　总分=99.5
  资金　名称=年度资金总额；分值=10；得分=10
  指标　三级指标=甲；分值=85；得分=80
  指标　三级指标=乙；分值=5；得分=4.75
不符（错误，说明含没有计入三级指标「乙」）：漏计一项
  表　总分=90
  资金　名称=年度资金总额；分值=10；得分=10
  指标　三级指标=甲；分值=85；得分=80
  指标　三级指标=乙；分值=5；得分=4.75
不符（疑点，复核值 95.70）：95.7 分取整为 96 分
  表　总分=96
  资金　名称=年度资金总额；分值=10；得分=9.7
  指标　三级指标=甲；分值=90；得分=86
不符（错误，说明含颠倒）：两位数字颠倒
  表　总分=97.5
  资金　名称=年度资金总额；分值=10；得分=9.7
  指标　三级指标=甲；分值=90；得分=86
相符：正好相等
  表　总分=95.7
  资金　名称=年度资金总额；分值=10；得分=9.7
  指标　三级指标=甲；分值=90；得分=86
相符：按未取整的执行率得分相加
  表　总分=95.66
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55；分值=10；得分=9.7
  指标　三级指标=甲；分值=90；得分=86
相符：带“分”字
  表　总分=99.55分
  资金　名称=年度资金总额；分值=20；得分=19.55
  指标　三级指标=甲；分值=80；得分=80
相符：有一项没有得分，不检查
  表　总分=60
  资金　名称=年度资金总额；分值=10；得分=9
  指标　三级指标=甲；分值=50；得分=45
  指标　三级指标=乙；分值=40；得分=/
相符：表格不完整，不检查
  表　总分=95.7；缺陷=缺少中间一页
  资金　名称=年度资金总额；分值=10；得分=9.7
  指标　三级指标=甲；分值=50；得分=50
相符：资金来源各行重复印出的 10 分不算
  表　总分=100
  资金　名称=年度资金总额；分值=10；得分=10
  资金　名称=其中：财政拨款；分值=10；得分=10
  指标　三级指标=甲；分值=90；得分=90
相符：合并的得分只算一次
  表　总分=100
  资金　名称=年度资金总额；分值=10；得分=10
  指标　三级指标=甲；分值=50；得分=90
  指标　三级指标=乙；分值=40

说明
得分按印出的数相加。总分没有小数的，先按两位小数比较；只因取整到整数才合得上的，降为疑点。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.figures import Printed, points
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.funds import best_fit, earned, execution_weight, table
from validate.indicators import text
from validate.phrase import digits_swapped, finding, score_text
from validate.places import indicator_name
from validate.policy import Policy
from validate.rounding import Fit, exactly, plain, short
from validate.rule import Rule, Scope
from validate.totals import Part, scores


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    parts, claim = scores(record, policy), points(text(record.total_score))
    if parts is None or claim is None:
        return
    execution, indicators = parts.execution, parts.indicators
    rest = parts.value - execution.value
    weight = execution_weight(record, policy)
    true = table(record).rows[0].rate()
    ways = earned(true, weight.value, policy.execution.bands) if true and weight else ()
    sums = (exactly(execution.value + rest), *(way + exactly(rest) for way in ways))
    fit = best_fit(claim, sums)
    if fit is Fit.YES:
        return
    right = score_text(parts.value, claim)
    message = (
        f"{parts.said('得分')} = {plain(right)}，"
        f"总分填报 {short(claim.value)}，相差 {short(abs(claim.value - right))} 分。"
    )
    message += (
        "只有取整到整数分才能得出填报值，请核对是否允许。"
        if fit is Fit.WHOLE_POINT
        else _slip(record, claim, right, execution, indicators)
    )
    paths = ["total_score", execution.path, *(path for part in indicators for path in part.paths)]
    paths += [f"funds[0].{name}" for name in ("weight", "annual_budget", "executed")]
    yield finding(
        "S02", Level.WARNING if fit is Fit.WHOLE_POINT else Level.ERROR, record, paths, policy, message,
        expected=plain(right), difference=claim.value - right,
    )  # fmt: skip


def _slip(record: SelfEvaluation, claim: Printed, right: Decimal, execution: Part, indicators: tuple[Part, ...]) -> str:
    if execution.value and claim.value == right - execution.value:
        return "填报值恰好没有计入预算执行率得分。"
    if digits_swapped(claim.value, right):
        return "填报值与复核值只是相邻两位数字颠倒，疑为录入笔误。"
    for sign, said in ((-1, "恰好没有计入{}得分"), (1, "恰为{}被计了两次")):
        hits = [part for part in indicators if part.value and right + sign * part.value == claim.value]
        if len(hits) == 1:
            return f"填报值{said.format(_name(record, hits[0]))}。"
        if hits:
            how = "漏计" if sign < 0 else "重复计入"
            return f"相差的分数恰好等于一项指标的得分（{len(hits)} 项得此分），可能{how}。"
    return ""


def _name(record: SelfEvaluation, part: Part) -> str:
    return indicator_name(record, int(part.path.partition("[")[2].partition("]")[0]))


RULE = Rule(
    code="S02",
    name="总分计算错误",
    levels=(Level.ERROR, Level.WARNING),
    scope=Scope.FORM,
    citation=Citation.SCORING,
    manual=__doc__ or "",
    check=check,
)
