"""自评表缺少一部分。

检查内容
没有资金表，没有指标表，或者表格在中途断开。

依据
–

示例
不符（疑点，说明含资金）：没有资金表
  表　项目名称=甲
  指标　三级指标=乙；年度指标值=1次
不符（疑点，说明含指标）：没有指标表
  表　项目名称=甲
  资金　名称=年度资金总额；全年预算数=10
不符（疑点，1 处，说明含没有合计行）：表格中断
  表　项目名称=甲；缺陷=指标表没有合计行
  资金　名称=年度资金总额；全年预算数=10
  指标　三级指标=乙；年度指标值=1次
不符（疑点，1 处）：什么都没有
  表　项目名称=甲
相符：资金表和指标表都在
  表　项目名称=甲
  资金　名称=年度资金总额；全年预算数=10
  指标　三级指标=乙；年度指标值=1次
相符：没有得分的表式
  资金　名称=资金总额；全年预算数=10；全年执行数=9
  指标　三级指标=乙；年度指标值=1次；实际完成值=1次
相符：没有填写的表
  资金　名称=年度资金总额；全年预算数=（空）
  指标　三级指标=乙；年度指标值=（空）

说明
一张表只提示一次，说明中列出缺少的各部分。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.policy import Policy
from validate.rule import Rule, Scope


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    parts = (("没有项目资金部分", record.funds), ("没有绩效指标部分", record.indicators))
    missing = tuple(dict.fromkeys([*record.defects, *(part for part, rows in parts if not rows)]))
    if missing:
        message = f"表格不完整：{'；'.join(missing)}。请核对原件。"
        yield Finding("D03", Level.WARNING, None, "", "", "", message, policy=policy.name)


RULE = Rule(
    code="D03",
    name="表格不完整",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
