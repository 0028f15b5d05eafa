"""文件读不出来，没有审核。

检查内容
文件损坏、加密、不是 PDF、为空、超过限额、只有扫描页而无法识别，或者程序自身出错，都在说明中写明原因和处理办法。

依据
–

示例
不符（错误，说明含取消打开密码）：加密
  文件　原因=文件已加密；处理=请填报单位取消打开密码后重新提交；页数=0；表数=0
不符（错误）：空文件
  文件　原因=文件为空（0 字节）；处理=请填报单位重新提交；页数=0；表数=0
不符（错误）：只有原因，没有处理办法
  文件　原因=程序出错；页数=0；表数=0
相符：读出一张表
  文件　页数=4；表数=1
相符：读出几张表
  文件　页数=12；表数=3
相符：可以读取，没有自评表（由 D02 提示）
  文件　页数=2；表数=0

说明
其余文件照常审核。
"""

from __future__ import annotations

from collections.abc import Iterator

from validate.citation import Citation
from validate.finding import Finding, Level
from validate.policy import Policy
from validate.rule import FileFacts, Rule, Scope


def check(facts: FileFacts, policy: Policy) -> Iterator[Finding]:
    if facts.reason is None:
        return
    sentences = [part.rstrip("。") for part in (facts.reason, facts.remedy) if part]
    message = f"文件没有审核：{'。'.join(sentences)}。"
    yield Finding("D01", Level.ERROR, None, "", "", "", message, policy=policy.name)


RULE = Rule(
    code="D01",
    name="文件无法读取",
    levels=(Level.ERROR,),
    scope=Scope.FILE,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
)
