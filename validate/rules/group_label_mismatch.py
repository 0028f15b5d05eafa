"""一级指标名称里印出的分值，与下面各项指标分值之和不同。

检查内容
“产出指标（50分）”之类的名称，括号里的分值应等于该一级指标下各项指标的分值之和。

依据
表内勾稽关系。

示例
不符（错误，复核值 45，位置 一级指标「产出指标（50分）」）：印 50 分，实为 45 分
  指标　一级指标=产出指标（50分）；三级指标=甲；分值=20
  指标　一级指标=产出指标（50分）；三级指标=乙；分值=25
不符（错误，复核值 35）：没有“分”字
  指标　一级指标=效益指标(30)；三级指标=甲；分值=35
不符（错误，复核值 45）：括号里还有别的字
  指标　一级指标=产出指标【满分50分】★；三级指标=甲；分值=45
不符（错误，复核值 12.5）：半角括号和小数
  指标　一级指标=满意度指标 (10 分)；三级指标=甲；分值=12.5
相符：正好相等
  指标　一级指标=产出指标（50分）；三级指标=甲；分值=20
  指标　一级指标=产出指标（50分）；三级指标=乙；分值=30
相符：名称里没有分值
  指标　一级指标=产出指标；三级指标=甲；分值=45
相符：括号里是序号
  指标　一级指标=产出指标（1）；三级指标=甲；分值=45
相符：两个目标各有一组产出指标
  指标　一级指标=产出指标（25分）；三级指标=甲；分值=25
  指标　一级指标=效益指标（15分）；三级指标=乙；分值=15
  指标　一级指标=产出指标（25分）；三级指标=丙；分值=25
相符：没有分值栏
  指标　一级指标=年度绩效目标1（80分）；三级指标=甲；得分=79.6
相符：有一项分值没有填
  指标　一级指标=产出指标（50分）；三级指标=甲；分值=20
  指标　一级指标=产出指标（50分）；三级指标=乙；分值=（空）

说明
名称相同的行作为一组，合并的分值只算一次；名称相同而分在几处的，合计相等或者每处相等都算相符。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.phrase import finding
from validate.policy import Policy
from validate.rounding import plain, short
from validate.rule import Rule, Scope
from validate.totals import Block, blocks

_NUMBER = r"\d+(?:\.\d+)?"
_WEIGHT = re.compile(rf"[(\[【〔][^\d()]{{0,4}}({_NUMBER})([分%]?)[)\]】〕]|({_NUMBER})分$")
_LEAST = 5  # a smaller number alone in brackets is as likely a numbering


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    runs: dict[str, list[Block]] = {}
    for block in blocks(record, policy):
        runs.setdefault(block.label, []).append(block)
    for label, parts in runs.items():
        claim = _printed(label)
        weights = [part.weight for part in parts if part.weight is not None]
        if claim is None or len(weights) < len(parts):
            continue
        right = sum(weights, Decimal(0))
        if claim == right or all(weight == claim for weight in weights):
            continue
        message = (
            f"“{label}”下各项指标分值之和为 {short(right)}，"
            f"与名称中的 {short(claim)} 分相差 {short(abs(claim - right))} 分。"
        )
        rows = [i for part in parts for i in part.rows]
        paths = [f"indicators[{rows[0]}].level1", *(f"indicators[{i}].weight" for i in rows)]
        yield finding(
            "S04", Level.ERROR, record, paths, policy, message,
            expected=plain(right), difference=claim - right,
        )  # fmt: skip


def _printed(label: str) -> Decimal | None:
    """The weight that a label prints."""
    found = _WEIGHT.search(label)
    if found is None:
        return None
    weight = Decimal(found[1] or found[3])
    return weight if found[2] or found[3] or weight >= _LEAST else None


RULE = Rule(
    code="S04",
    name="一级指标分值不符",
    levels=(Level.ERROR,),
    scope=Scope.FORM,
    citation=Citation.ARITHMETIC,
    manual=__doc__ or "",
    check=check,
)
