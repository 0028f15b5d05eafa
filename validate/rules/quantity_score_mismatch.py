"""定量指标的得分与完成值不相称。

检查内容
指标值和完成值都是同一单位的数字时，完成指标值得满分；未完成的，越大越好的指标得 分值×完成值÷指标值，
越小越好的指标最多得 分值×指标值÷完成值；指标值为 0 而未达到的得 0 分；迟于目标日期的得分应低于分值。
填报得分高于此数的提示错误或疑点，低于此数的只作提示。

依据
财预〔2020〕10号第十六条。

示例
不符（错误，复核值 0.00）：会议没有举办，得了满分
  指标　二级指标=数量指标；三级指标=举办知识产权高级别会；年度指标值=1 场；实际完成值=0场；分值=2；得分=2
不符（错误，复核值 4.80，说明含照抄）：完成六成，照抄分值
  指标　二级指标=数量指标；三级指标=3.发布预警信息；年度指标值=160条；实际完成值=96条；分值=8；得分=8
不符（错误，复核值 1.25）：完成六成多，只扣了一成
  指标　二级指标=数量指标；三级指标=健康管理人数；年度指标值=1228人；实际完成值=770人；分值=2；得分=1.8
不符（疑点，复核值 4.84）：4.84 分取整为 5 分
  指标　二级指标=数量指标；三级指标=享受补助人数；年度指标值=>=4754；实际完成值=4604人；分值=5；得分=5
不符（错误，复核值 ≤ 9.09）：不超过的指标超过了，仍得满分
  指标　二级指标=成本指标；三级指标=户均补助；年度指标值=<=5300元/户；实际完成值=5830元/户；分值=10；得分=10.0
不符（疑点，复核值 ≤ 4.44）：成本指标没有写明方向，按越小越好理解
  指标　二级指标=成本指标；三级指标=每册图书均价；年度指标值=40元；实际完成值=45元；分值=5；得分=5.0
不符（疑点，复核值 3.50）：数字取自文字表述
  指标　二级指标=数量指标；三级指标=组织出访；年度指标值=按要求组织 10 人次出访；实际完成值=组织 7 人次出访；
    分值=5；得分=5.0
不符（疑点，复核值 < 5）：迟了两个月，仍得满分
  表　年度=2021
  指标　二级指标=时效指标；三级指标=完成时间；年度指标值=9月底前；实际完成值=11月；分值=5；得分=5
不符（提示，复核值 10.00）：完成了，反而少得一分
  指标　二级指标=数量指标；三级指标=服务人数；年度指标值=72890；实际完成值=72890；分值=10；得分=9
不符（错误，复核值 0.00）：投诉指标值为 0，发生了 2 起
  指标　二级指标=满意度指标；三级指标=有效投诉；指标性质=≤；年度指标值=0；度量单位=起；实际完成值=2；分值=5；得分=5
相符：上百件完成一件不少
  指标　二级指标=数量指标；三级指标=更新健身器材；年度指标值=150件；实际完成值=150件；分值=9；得分=9
相符：8.413 分，记 8.41 分
  指标　三级指标=政策知晓率；年度指标值=92%；实际完成值=77.4%；分值=10；得分=8.41
相符：截尾到一位小数
  指标　二级指标=数量指标；三级指标=健康管理人数；年度指标值=214人；实际完成值=203人；分值=2；得分=1.8
相符：区间指标，达到下限就算完成
  指标　二级指标=数量指标；三级指标=开展合作；年度指标值=1-2 项；实际完成值=1 项；分值=4；得分=4
相符：完成值照抄了符号
  指标　二级指标=数量指标；三级指标=渠道长度；年度指标值=≥266米；实际完成值=≥266米；分值=10；得分=10
相符：节约了成本，不是没有完成
  指标　二级指标=成本指标；三级指标=成本控制；年度指标值=200万；实际完成值=195.5万元；分值=10；得分=10
相符：同一个百分数的不同写法
  指标　二级指标=质量指标；三级指标=合格率；年度指标值=≥0.97比例；实际完成值=98%；分值=5；得分=5
相符：提前完成
  表　年度=2021
  指标　二级指标=时效指标；三级指标=采购完成时间；年度指标值=2021年9月底前；实际完成值=2021.7；分值=6；得分=6
相符：名称看不出多好还是少好，不作判断
  指标　二级指标=数量指标；三级指标=发现问题数量；年度指标值=20个；实际完成值=10个；分值=5；得分=5
相符：投诉办结率越高越好
  指标　二级指标=质量指标；三级指标=投诉办结率；年度指标值=95%；实际完成值=98%；分值=5；得分=5
相符：两行合并计分，有一行完成就可能得满分
  指标　二级指标=数量指标；三级指标=容量；年度指标值=25个；实际完成值=20个；分值=10；得分=10
  指标　二级指标=数量指标；三级指标=覆盖；年度指标值=8个；实际完成值=8个
不符（错误，复核值 7.50，说明含各自的分值）：两行合并计分，分值各印一格
  指标　二级指标=数量指标；三级指标=容量；年度指标值=25个；实际完成值=25个；分值=5；得分=10.0
  指标　二级指标=数量指标；三级指标=覆盖；年度指标值=8个；实际完成值=4个；分值=5
相符：“每亩300”不是完整的数字，不作判断
  指标　二级指标=成本指标；三级指标=补助标准；年度指标值=每亩300；实际完成值=400；分值=5；得分=5
相符：一句话里有两个数字，不作判断
  指标　二级指标=时效指标；三级指标=完成进度；年度指标值=11月底完成100%；实际完成值=90%；分值=5；得分=5
相符：单位不同，由计量单位不一致规则提示
  指标　二级指标=数量指标；三级指标=培训；年度指标值=8 个；实际完成值=6 场；分值=5；得分=5

说明
方向先看比较符号（大于按不少于、小于按不超过，等号不表示方向）；没有符号的，
成本指标和名称本身是损害或耗时的指标（投诉率、事故起数、办结时限）按越小越好，其余按越大越好，日期越早越好；
名称看不出方向的不作判断。完成值前的符号不起作用。
方向靠推断的，只有名称不涉及损害的数量指标和满意度指标列为错误，其余为疑点；数字取自文字表述的、目标是日期的、
只有取整到整数分才合得上的，都是疑点。
一方没有单位的，按两数最接近的读法理解。月份没有写年份的，按表的年度；目标“12月”指月底之前。
几行合并一个分值或得分的按一组判断，取其中完成最好的一行；各行印有自己的分值的，各按各的分值计算。少计的按各种公式中最低的得数比较。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.dates import Moment
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.direction import Way, stated
from validate.finding import Finding, Level
from validate.indicators import text
from validate.measure import Measure
from validate.phrase import digits_swapped, finding, score_paths, score_text, shown, together
from validate.places import indicator_name
from validate.policy import Policy
from validate.rounding import Fit, exactly, plain, rounded, score_fit, short
from validate.rule import Rule, Scope
from validate.scoring import Judged, Verdict, divided, judge


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for verdict in judge(record, policy):
        score, weight = verdict.group.score, verdict.group.weight
        if verdict.code != "I01" or verdict.level is None or score is None or weight is None:
            continue
        bound = verdict.low if verdict.under else verdict.high
        if bound is None:
            continue
        right = score_text(bound, score) if bound != score.value else rounded(bound, max(2, score.decimals))
        best = _best(verdict)
        sign = "< " if verdict.high_open else "≤ " if _at_most(verdict, best) else ""
        claims = "少计" if verdict.under else "多计"
        apart = "" if verdict.high_open else f"，{claims} {short(abs(score.value - right))} 分"
        message = (
            f"{indicator_name(record, best.line.index)}{_values(record, best)}，"
            f"{_derivation(best, weight.value, right, verdict)}填报 {short(score.value)} 分{apart}。"
            f"{_remark(verdict, best, score.value, weight.value, right)}{together(verdict.group)}"
        )
        yield finding(
            "I01", verdict.level, record, score_paths(verdict.group), policy, message,
            expected=f"{sign}{short(right) if verdict.high_open else plain(right)}", difference=score.value - right,
        )  # fmt: skip


def _best(verdict: Verdict) -> Judged:
    """The row that the bound comes from; of rows with weights of their own the one that takes most from it."""
    measured = [row for row in verdict.rows if row.measure]
    weight = verdict.group.weight
    pick = min if verdict.under or (weight and divided(verdict.rows, weight.value)) else max
    return pick(measured, key=lambda row: row.measure.high if row.measure else 0)


def _at_most(verdict: Verdict, best: Judged) -> bool:
    measure = best.measure
    return not verdict.under and measure is not None and best.way is Way.LESS and measure.high > measure.low


def _values(record: SelfEvaluation, row: Judged) -> str:
    cells = record.indicators[row.line.index]
    sign, unit = text(cells.nature).strip(), text(cells.unit).strip()
    target = shown(text(cells.target))
    target = f"{sign}{target}" if stated(row.line.values.target) and not target.startswith(sign) else target
    return f"年度指标值 {target}{f'（{unit}）' if unit else ''}，实际完成 {shown(text(cells.actual))}"


def _derivation(row: Judged, weight: Decimal, right: Decimal, verdict: Verdict) -> str:
    measure = row.measure
    if divided(verdict.rows, weight):
        return f"各行按各自的分值计算，合计应得 {plain(right)} 分，"
    if measure is None or measure.target is None or measure.actual is None:
        return "迟于目标日期，得分应低于分值，" if verdict.high_open else "按期完成，应得满分，"
    if measure.met:
        return f"已完成，应得 {plain(right)} 分，"
    if row.way is Way.LESS and measure.target == 0:
        return "指标值为 0 而未达到，应得 0 分，"
    if verdict.under and row.way is Way.LESS:
        return f"按超出的比例扣分也可得 {plain(right)} 分，"
    return f"{'最多得' if row.way is Way.LESS else '应得'} {_formula(row, measure, weight)} = {plain(right)} 分，"


def _formula(row: Judged, measure: Measure, weight: Decimal) -> str:
    one, other = short(measure.actual or Decimal(0)), short(measure.target or Decimal(0))
    above, below = (other, one) if row.way is Way.LESS else (one, other)
    return f"{short(weight)} × {above} ÷ {below}"


def _remark(verdict: Verdict, row: Judged, claim: Decimal, weight: Decimal, right: Decimal) -> str:
    remarks = []
    target = row.line.values.target
    if not verdict.under and claim == weight:
        remarks.append("得分照抄了分值。")
    elif digits_swapped(claim, right):
        remarks.append("填报值与复核值只是相邻两位数字颠倒，疑为录入笔误。")
    if row.line.values.picked:
        remarks.append("数字取自文字表述，请人工核对。")
    elif not stated(target) and not isinstance(target, Moment) and row.way is Way.LESS:
        remarks.append("指标值没有写明方向，按越小越好理解。")
    if verdict.level is Level.WARNING and verdict.high is not None and not verdict.high_open:
        score = verdict.group.score
        if score and score_fit(score, exactly(verdict.high)) is Fit.WHOLE_POINT:
            remarks.append("只有取整到整数分才能得出填报值。")
    return "".join(remarks)


RULE = Rule(
    code="I01",
    name="定量指标得分与完成值不符",
    levels=(Level.ERROR, Level.WARNING, Level.INFO),
    scope=Scope.FORM,
    citation=Citation.SCORING,
    manual=__doc__ or "",
    check=check,
)
