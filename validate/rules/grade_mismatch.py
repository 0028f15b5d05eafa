"""评价等级与总分所在的档次不同。

检查内容
等级格里只有一个等级（优、优秀、良、良好、中、差……）时，应与填报总分的档次一致：90 分（含）以上为优，
80 分（含）至 90 分为良，60 分（含）至 80 分为中，60 分以下为差。

依据
财预〔2020〕10号第十八条。

示例
不符（错误，复核值 优）：97 分评为良
  表　总分=97；等级=良
不符（错误，复核值 良）：89.99 分评为优
  表　总分=89.99；等级=优秀
不符（错误，复核值 中）：79.5 分评为良好
  表　总分=79.5分；等级=良好
不符（错误，复核值 差）：59 分评为中
  表　总分=59；等级=（中）
相符：刚好 90 分
  表　总分=90；等级=优
相符：80 分为良
  表　总分=80.00；等级=良
相符：格里不只是等级
  表　总分=70；等级=综合评价为优
相符：没有总分
  表　总分=（空）；等级=优
相符：没有等级
  表　总分=70；等级=—
相符：不认识的等级
  表　总分=70；等级=合格

说明
按填报的总分判断，不按复核的总分。档次见口径文件。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.figures import folded, points
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import text
from validate.phrase import finding
from validate.policy import Grade, Policy
from validate.rounding import short
from validate.rule import Rule, Scope


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    total, said = points(text(record.total_score)), folded(text(record.grade)).strip('。“”"()')
    claimed = [grade for grade in policy.grades if said in grade.words]
    if total is None or not claimed or total.value < 0:
        return
    right = next((grade for grade in policy.grades if total.value >= grade.at_least), policy.grades[-1])
    if right in claimed:
        return
    message = f"总分 {short(total.value)} 分属于“{right.name}”（{_band(right, policy.grades)}），等级填报“{said}”。"
    yield finding("S05", Level.ERROR, record, ("grade", "total_score"), policy, message, expected=right.name)


def _band(grade: Grade, grades: tuple[Grade, ...]) -> str:
    above = [each.at_least for each in grades if each.at_least > grade.at_least]
    floor = f"{short(grade.at_least)} 分（含）以上" if grade.at_least > Decimal(0) else ""
    return floor + (f"{'，' if floor else ''}不到 {short(min(above))} 分" if above else "")


RULE = Rule(
    code="S05",
    name="评价等级不符",
    levels=(Level.ERROR,),
    scope=Scope.FORM,
    citation=Citation.GRADES,
    manual=__doc__ or "",
    check=check,
)
