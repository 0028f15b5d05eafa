"""一级指标的权重与办法规定的不同。

检查内容
产出、效益、满意度指标的分值合计，一般为 50、30、10 分。

依据
财预〔2020〕10号第十三条。

示例
不符（提示，3 处，复核值 50）：60、25、5
  指标　一级指标=产出指标；三级指标=甲；分值=60
  指标　一级指标=效益指标；三级指标=乙；分值=25
  指标　一级指标=满意度指标；三级指标=丙；分值=5
不符（提示，1 处，位置 三级指标「丙」分值）：只有满意度不同
  指标　一级指标=产出指标（50分）；三级指标=甲；分值=50
  指标　一级指标=效益指标（30分）；三级指标=乙；分值=30
  指标　一级指标=满意度指标（10分）；三级指标=丙；分值=5
不符（提示）：成本指标单列
  指标　一级指标=成本指标；三级指标=甲；分值=10
  指标　一级指标=产出指标；三级指标=乙；分值=40
相符：50、30、10
  指标　一级指标=产出指标；三级指标=甲；分值=20
  指标　一级指标=产出指标；三级指标=乙；分值=30
  指标　一级指标=效果指标；三级指标=丙；分值=30
  指标　一级指标=满意度指标；三级指标=丁；分值=10
相符：分值没有填全
  指标　一级指标=产出指标；三级指标=甲；分值=20
  指标　一级指标=产出指标；三级指标=乙；分值=（空）
相符：没有分值栏
  指标　一级指标=产出指标；三级指标=甲；得分=20

说明
各地可以另行规定，见口径文件。只是提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.phrase import finding
from validate.policy import Group, Policy
from validate.rounding import plain, short
from validate.rule import Rule, Scope
from validate.totals import blocks


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    found: dict[Group, tuple[list[int], Decimal | None]] = {}
    for block in blocks(record, policy):
        named = [group for group in policy.groups if any(word in block.label for word in group.words)]
        if len(named) != 1:
            continue
        rows, so_far = found.get(named[0], ([], Decimal(0)))
        both = None if so_far is None or block.weight is None else so_far + block.weight
        found[named[0]] = ([*rows, *block.rows], both)
    for group, (rows, weight) in found.items():
        if weight is None or weight == group.weight:
            continue
        message = f"{group.name}指标分值合计 {short(weight)}，一般为 {short(group.weight)}。"
        paths = [f"indicators[{rows[0]}].weight", f"indicators[{rows[0]}].level1"]
        paths += [f"indicators[{i}].weight" for i in rows]
        yield finding("S03", Level.INFO, record, paths, policy, message, expected=plain(group.weight))


RULE = Rule(
    code="S03",
    name="一级指标权重偏离",
    levels=(Level.INFO,),
    scope=Scope.FORM,
    citation=Citation.WEIGHTS,
    manual=__doc__ or "",
    check=check,
)
