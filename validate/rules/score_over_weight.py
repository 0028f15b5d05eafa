"""指标得分高于分值，或者低于 0。

检查内容
每项指标的得分应在 0 与分值之间。几行合并计分的，按合并后的得分与分值比较。

依据
财预〔2020〕10号第十六条。

示例
不符（错误，复核值 ≤ 6.00，位置 三级指标「新增自助借还机」得分）：分值 6 分，得了 8 分
  指标　三级指标=新增自助借还机；年度指标值=≥11台；实际完成值=11台；分值=6；得分=8
不符（错误，复核值 ≤ 5.00，说明含小数点）：小数点错位
  指标　三级指标=按期完成率；年度指标值=97%；实际完成值=100%；分值=5；得分=50
不符（错误，复核值 ≥ 0.00）：负分
  指标　三级指标=活动满座率；年度指标值=91%；实际完成值=20%；分值=5；得分=-1
不符（错误，复核值 ≤ 10.00）：两行合计一个分值
  指标　三级指标=数据容量；分值=10；得分=6
  指标　三级指标=网络覆盖；得分=5
相符：得满分
  指标　三级指标=巡检设备；年度指标值=14 次；实际完成值=14 次；分值=5；得分=5.0
相符：得 0 分
  指标　三级指标=组织出访；年度指标值=2 个；实际完成值=0个；分值=2；得分=0
相符：得分空白
  指标　三级指标=组织出访；分值=2；得分=（空）
相符：没有分值栏的表
  指标　三级指标=组织出访；得分=99.55分

说明
本规则提示之后，同一得分不再按 I01、I02 提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.phrase import finding, score_paths, score_text, together
from validate.places import indicator_name
from validate.policy import Policy
from validate.rounding import plain, short
from validate.rule import Rule, Scope
from validate.scoring import judge


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for verdict in judge(record, policy):
        score, weight = verdict.group.score, verdict.group.weight
        if verdict.code != "I03" or score is None or verdict.level is None:
            continue
        right = score_text(weight.value, score) if weight and score.value >= 0 else score_text(Decimal(0), score)
        name = indicator_name(record, verdict.group.score_at)
        message = (
            f"{name}得分 {short(score.value)} 低于 0。"
            if score.value < 0
            else f"{name}得分 {short(score.value)} 高于分值 {plain(right)}，多 {short(score.value - right)} 分。"
        )
        yield finding(
            "I03", verdict.level, record, score_paths(verdict.group, values=False), policy,
            message + _slip(score.value, weight.value if weight else None) + together(verdict.group),
            expected=f"{'≥' if score.value < 0 else '≤'} {plain(right)}", difference=score.value - right,
        )  # fmt: skip


def _slip(score: Decimal, weight: Decimal | None) -> str:
    if weight and score in (weight * 10, weight * 100):
        return "得分恰为分值的十倍或百倍，疑为小数点错位。"
    return ""


RULE = Rule(
    code="I03",
    name="得分超出分值",
    levels=(Level.ERROR,),
    scope=Scope.FORM,
    citation=Citation.SCORING,
    manual=__doc__ or "",
    check=check,
)
