"""指标值是数字，完成值是文字。

检查内容
年度指标值是数字或日期，实际完成值却写作“完成”“达成预期指标”之类的文字，无法复核。

依据
–

示例
不符（提示）：按计划完成
  指标　三级指标=参与群众；年度指标值=≥6506 人次；实际完成值=按计划完成
不符（提示）：达成预期指标
  指标　三级指标=合格率；年度指标值=95%；实际完成值=达成预期指标
不符（提示）：日期
  指标　二级指标=时效指标；三级指标=完成时间；年度指标值=12月底前；实际完成值=按时完成
相符：都是数字
  指标　三级指标=参与群众；年度指标值=≥6506 人次；实际完成值=6600人次
相符：都是文字
  指标　三级指标=图书质量；年度指标值=正版图书；实际完成值=正版图书
相符：完成值空白，由填报缺项规则提示
  指标　三级指标=参与群众；年度指标值=≥6506 人次；实际完成值=（空）
相符：数字在文字里
  指标　三级指标=参与群众；年度指标值=≥6506 人次；实际完成值=全部完成，参与 6600 人次

说明
只是提示。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.dates import Moment
from normalize.record import SelfEvaluation
from normalize.values import Quantity, Words
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
        if not isinstance(target, Quantity | Moment) or not isinstance(actual, Words):
            continue
        cells = record.indicators[line.index]
        message = (
            f"{indicator_name(record, line.index)}年度指标值 {shown(text(cells.target))} 是数字，"
            f"实际完成值“{shown(text(cells.actual))}”是文字，无法复核。"
        )
        paths = (f"indicators[{line.index}].{name}" for name in ("actual", "target"))
        yield finding("I10", Level.INFO, record, paths, policy, message)


RULE = Rule(
    code="I10",
    name="完成值未量化",
    levels=(Level.INFO,),
    scope=Scope.FORM,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
