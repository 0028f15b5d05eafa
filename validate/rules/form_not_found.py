"""文件可以读取，但是没有找到自评表。

检查内容
PDF 正常打开，各页都没有项目支出绩效自评表。

依据
–

示例
不符（疑点，说明含4 页）：一份没有表的报告
  文件　页数=4；表数=0
不符（疑点）：只有一页
  文件　页数=1；表数=0
不符（疑点）：很长的报告
  文件　页数=200；表数=0
相符：有一张表
  文件　页数=4；表数=1
相符：有几张表
  文件　页数=9；表数=8
相符：文件读不出来（由 D01 提示）
  文件　原因=文件已加密；处理=请取消密码；页数=0；表数=0

说明
可能交错了文件，也可能是程序不认识的表式，请打开文件看一眼。
"""

from __future__ import annotations

from collections.abc import Iterator

from validate.citation import Citation
from validate.finding import Finding, Level
from validate.policy import Policy
from validate.rule import FileFacts, Rule, Scope


def check(facts: FileFacts, policy: Policy) -> Iterator[Finding]:
    if facts.reason is not None or facts.forms:
        return
    message = f"文件共 {facts.pages} 页，没有找到项目支出绩效自评表。请核对是否交错文件，或表式为本程序所不识。"
    yield Finding("D02", Level.WARNING, None, "", "", "", message, policy=policy.name)


RULE = Rule(
    code="D02",
    name="未找到自评表",
    levels=(Level.WARNING,),
    scope=Scope.FILE,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
