"""数量、时效、成本指标的指标值是文字。

检查内容
数量指标应有数量，时效指标应有时间或比率，成本指标应有金额。

依据
–

示例
不符（提示）：时效指标
  指标　二级指标=时效指标；三级指标=工作及时性；年度指标值=及时；实际完成值=及时
不符（提示）：成本指标
  指标　二级指标=成本指标；三级指标=经费控制；年度指标值=不超预算；实际完成值=不超预算
不符（提示）：数量指标
  指标　二级指标=数量指标；三级指标=培训；年度指标值=若干次；实际完成值=3次
不符（提示，说明含提到数字）：数字写在文字里，完成值又没有数字
  指标　二级指标=数量指标；三级指标=培训；年度指标值=按计划培训37人次；实际完成值=全部完成
相符：有数量
  指标　二级指标=数量指标；三级指标=培训；年度指标值=一次；实际完成值=一次
相符：有日期
  指标　二级指标=时效指标；三级指标=完成时间；年度指标值=第四季度；实际完成值=12月
相符：质量指标可以是文字
  指标　二级指标=质量指标；三级指标=图书质量；年度指标值=正版图书；实际完成值=正版图书
相符：空白，由填报缺项规则提示
  指标　二级指标=数量指标；三级指标=培训；年度指标值=（空）；实际完成值=3次

说明
复核人员最常提出的意见。只是提示。
"""

from __future__ import annotations

import re
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

_DIGIT = re.compile(r"\d")


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for line in lines(record, policy):
        kind = "数量" if line.quantity else "时效" if line.timely else "成本" if line.cost else ""
        if not kind or not line.name or not isinstance(line.values.target, Words):
            continue
        target = shown(text(record.indicators[line.index].target))
        how = "只在文字中提到数字，不能直接比较" if _DIGIT.search(line.values.target.text) else "没有量化，无法考核"
        message = f"{indicator_name(record, line.index)}是{kind}指标，年度指标值“{target}”{how}。"
        yield finding("I12", Level.INFO, record, [f"indicators[{line.index}].target"], policy, message)


RULE = Rule(
    code="I12",
    name="指标值未量化",
    levels=(Level.INFO,),
    scope=Scope.FORM,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
