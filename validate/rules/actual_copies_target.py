"""完成值与指标值一字不差，都是文字。

检查内容
定性指标的完成值应说明完成情况，而不是重复指标值。

依据
–

示例
不符（提示）：原样照抄
  指标　三级指标=图书质量；年度指标值=正版图书；实际完成值=正版图书
不符（提示）：只差空格
  指标　三级指标=编制工作指引；年度指标值=达到出版要求；实际完成值=达到 出版要求
不符（提示）：带句号
  指标　三级指标=进度安排；年度指标值=按计划完成。；实际完成值=按计划完成
相符：说了完成情况
  指标　三级指标=图书质量；年度指标值=正版图书；实际完成值=采购 300 种均为正版
相符：数字相同
  指标　三级指标=巡检设备；年度指标值=14 次；实际完成值=14 次
相符：满意度指标由 I08 提示
  指标　一级指标=满意度指标；三级指标=服务对象满意度；年度指标值=基本满意；实际完成值=基本满意
相符：空白
  指标　三级指标=图书质量；年度指标值=—；实际完成值=—

说明
只是提示。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.record import SelfEvaluation
from normalize.values import Words
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import lines, text
from validate.phrase import finding, shown
from validate.places import indicator_name
from validate.policy import Policy
from validate.rule import Rule, Scope


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for line in lines(record, policy):
        target, actual = line.values.target, line.values.actual
        if line.satisfaction or not isinstance(target, Words) or not isinstance(actual, Words):
            continue
        if target.text.rstrip("。.") != actual.text.rstrip("。."):
            continue
        copied = shown(text(record.indicators[line.index].actual))
        message = f"{indicator_name(record, line.index)}实际完成值照抄了年度指标值“{copied}”，没有说明完成情况。"
        paths = (f"indicators[{line.index}].{name}" for name in ("actual", "target"))
        yield finding("I11", Level.INFO, record, paths, policy, message)


RULE = Rule(
    code="I11",
    name="完成值照抄指标值",
    levels=(Level.INFO,),
    scope=Scope.FORM,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
