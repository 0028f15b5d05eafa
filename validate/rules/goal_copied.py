"""年度总体目标的实际完成情况照抄预期目标。

检查内容
去掉空格和标点以后，实际完成情况与预期目标（几乎）一字不差。

依据
–

示例
不符（提示）：一字不差
  表　预期目标=开展全民健身活动，更新健身器材150件。；实际完成情况=开展全民健身活动，更新健身器材150件。
不符（提示）：只差空格和标点
  表　预期目标=开展全民健身活动；实际完成情况=开展 全民健身活动。
不符（提示）：只多一个字
  表　预期目标=落实关于强化知识产权保护的行动方案要求加强与沿线国家和地区的合作提升创新主体涉外水平；
    实际完成情况=落实关于强化知识产权保护的行动方案要求加强与沿线国家和地区的合作提升了创新主体涉外水平
相符：说了做了什么
  表　预期目标=开展全民健身活动，更新健身器材150件。；实际完成情况=举办赛事18场，更新健身器材150件，群众满意度94%。
相符：没有填
  表　预期目标=开展全民健身活动；实际完成情况=（空）
相符：没有这一栏
  表　预期目标=开展全民健身活动

说明
相似程度的界线见口径文件。只是提示。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from normalize.figures import folded, is_blank
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.phrase import finding
from validate.policy import Policy
from validate.rounding import percent
from validate.rule import Rule, Scope

_MARKS = re.compile(r"[\W_]+")


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    wanted, done = record.expected_goal, record.actual_goal
    if wanted is None or done is None or is_blank(wanted.text) or is_blank(done.text):
        return
    one, other = (_MARKS.sub("", folded(each.text)) for each in (wanted, done))
    alike = SequenceMatcher(None, one, other, autojunk=False)
    least = float(policy.copied_goal)  # a likeness, no figure of the form
    if not one or alike.real_quick_ratio() < least or alike.quick_ratio() < least:
        return
    ratio = Decimal(alike.ratio())
    if ratio < policy.copied_goal:
        return
    how = "一字不差" if one == other else f"有 {percent(ratio, 0)} 相同"
    message = f"实际完成情况与预期目标{how}，没有说明完成情况。"
    yield finding("G01", Level.INFO, record, ["actual_goal", "expected_goal"], policy, message)


RULE = Rule(
    code="G01",
    name="完成情况照抄目标",
    levels=(Level.INFO,),
    scope=Scope.FORM,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
