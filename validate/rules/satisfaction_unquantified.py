"""满意度指标没有用数字。

检查内容
满意度指标的指标值或完成值是文字，而不是数字。

依据
–

示例
不符（提示）：两边都是文字
  指标　一级指标=满意度指标；三级指标=服务对象满意度；年度指标值=基本满意；实际完成值=基本满意
不符（提示）：完成值是文字
  指标　一级指标=满意度指标；三级指标=群众满意度；年度指标值=≥90%；实际完成值=满意
不符（提示）：名称是满意度
  指标　一级指标=效益指标；三级指标=受益群众满意度；年度指标值=较高；实际完成值=95%
相符：都是数字
  指标　一级指标=满意度指标；三级指标=群众满意度；年度指标值=≥90%；实际完成值=95%
相符：数字在文字里
  指标　一级指标=满意度指标；三级指标=企业；年度指标值=企业满意率达95%以上；实际完成值=企业满意率达96%
相符：没有填，由填报缺项规则提示
  指标　一级指标=满意度指标；三级指标=群众满意度；年度指标值=≥90%；实际完成值=（空）
相符：不是满意度指标
  指标　一级指标=产出指标；三级指标=图书质量；年度指标值=正版；实际完成值=正版

说明
只是提示。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.record import SelfEvaluation
from normalize.values import Blank, Words
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import lines, text
from validate.phrase import finding, shown
from validate.places import indicator_name
from validate.policy import Policy
from validate.rule import Rule, Scope


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for line in lines(record, policy):
        values = (line.values.target, line.values.actual)
        if not line.satisfaction or not line.name or any(isinstance(value, Blank) for value in values):
            continue
        if not any(isinstance(value, Words) for value in values):
            continue
        cells = record.indicators[line.index]
        message = (
            f"{indicator_name(record, line.index)}是满意度指标，年度指标值“{shown(text(cells.target))}”，"
            f"实际完成值“{shown(text(cells.actual))}”，应有可核对的数字。"
        )
        paths = (f"indicators[{line.index}].{name}" for name in ("actual", "target"))
        yield finding("I08", Level.INFO, record, paths, policy, message)


RULE = Rule(
    code="I08",
    name="满意度未量化",
    levels=(Level.INFO,),
    scope=Scope.FORM,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
