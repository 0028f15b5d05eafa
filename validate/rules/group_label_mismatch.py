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
不符（错误，复核值 12.5）：半角括号和小数
  指标　一级指标=满意度指标 (10 分)；三级指标=甲；分值=12.5
相符：正好相等
  指标　一级指标=产出指标（50分）；三级指标=甲；分值=20
  指标　一级指标=产出指标（50分）；三级指标=乙；分值=30
相符：名称里没有分值
  指标　一级指标=产出指标；三级指标=甲；分值=45
相符：没有分值栏
  指标　一级指标=年度绩效目标1（80分）；三级指标=甲；得分=79.6
相符：有一项分值没有填
  指标　一级指标=产出指标（50分）；三级指标=甲；分值=20
  指标　一级指标=产出指标（50分）；三级指标=乙；分值=（空）

说明
名称相同的行作为一组，合并的分值只算一次。
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
from validate.totals import blocks

_WEIGHT = re.compile(r"\((?:共|计|权重|分值)?:?(\d+(?:\.\d+)?)[分%]?\)$|(\d+(?:\.\d+)?)分$")


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for block in blocks(record, policy):
        found = _WEIGHT.search(block.label)
        if found is None or block.weight is None:
            continue
        claim = Decimal(found[1] or found[2])
        if claim == block.weight:
            continue
        message = (
            f"“{block.label}”下各项指标分值之和为 {short(block.weight)}，"
            f"与名称中的 {short(claim)} 分相差 {short(abs(claim - block.weight))} 分。"
        )
        paths = [f"indicators[{block.rows[0]}].level1", *(f"indicators[{i}].weight" for i in block.rows)]
        yield finding(
            "S04", Level.ERROR, record, paths, policy, message,
            expected=plain(block.weight), difference=claim - block.weight,
        )  # fmt: skip


RULE = Rule(
    code="S04",
    name="一级指标分值不符",
    levels=(Level.ERROR,),
    scope=Scope.FORM,
    citation=Citation.ARITHMETIC,
    manual=__doc__ or "",
    check=check,
)
