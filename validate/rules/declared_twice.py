"""同一单位同一年度的同一项目，在目录中有两张自评表。

检查内容
年度、实施单位、项目名称三项相同（全角半角、空格不计）。

依据
–

示例
不符（疑点，2 处，说明含乙.pdf）：两个文件交了同一个项目
  表　文件名=甲.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身活动经费
  表　文件名=乙.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身活动经费
不符（疑点，2 处）：只差空格和全角
  表　文件名=甲.pdf；年度=２０２１；实施单位=市 体育局；项目名称=全民健身（2021）
  表　文件名=乙.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身(2021)
不符（疑点，3 处）：三张表
  表　文件名=甲.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身
  表　文件名=甲.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身
  表　文件名=乙.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身
相符：年度不同
  表　文件名=甲.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身
  表　文件名=乙.pdf；年度=2022；实施单位=市体育局；项目名称=全民健身
相符：单位不同
  表　文件名=甲.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身
  表　文件名=乙.pdf；年度=2021；实施单位=县体育局；项目名称=全民健身
相符：项目不同
  表　文件名=甲.pdf；年度=2021；实施单位=市体育局；项目名称=全民健身
  表　文件名=乙.pdf；年度=2021；实施单位=市体育局；项目名称=场馆开放
相符：有一项空白，无从比较
  表　文件名=甲.pdf；年度=2021；实施单位=（空）；项目名称=全民健身
  表　文件名=乙.pdf；年度=2021；实施单位=（空）；项目名称=全民健身

说明
每张表各提示一次，说明中写出另外的表在哪个文件；多于五张时写出前五张和总数。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize.figures import folded, is_blank
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import text
from validate.phrase import finding
from validate.policy import Policy
from validate.rule import Rule, Scope

_FIELDS = ("project_name", "year", "implementing_unit")
_NAMED = 5
_LONGEST = 500  # characters that are compared; what is longer is no name, and folded texts stay in memory for a while


def check(records: Sequence[tuple[str, SelfEvaluation]], policy: Policy) -> Iterator[tuple[int, Finding]]:
    same: dict[tuple[str, ...], list[int]] = {}
    for i, (_, record) in enumerate(records):
        key = _key(record)
        if key is not None:
            same.setdefault(key, []).append(i)
    first = {i: _where(records[i]) for rows in same.values() for i in rows[: _NAMED + 1]}
    groups = {i: rows for rows in same.values() if len(rows) > 1 for i in rows}
    for i in sorted(groups):
        rows = groups[i]
        named = [first[j] for j in rows[: _NAMED + 1] if j != i][:_NAMED]
        more = f" 等 {len(rows) - 1} 张" if len(rows) - 1 > len(named) else ""
        message = f"年度、实施单位、项目名称都相同的自评表还有：{'、'.join(named)}{more}。请核对是否重复申报。"
        yield i, finding("X01", Level.WARNING, records[i][1], _FIELDS, policy, message)


def _key(record: SelfEvaluation) -> tuple[str, ...] | None:
    """The three in one spelling; None where one is blank."""
    texts = [text(getattr(record, name))[:_LONGEST] for name in _FIELDS]
    return None if any(is_blank(each) for each in texts) else tuple(folded(each) for each in texts)


def _where(entry: tuple[str, SelfEvaluation]) -> str:
    name, record = entry
    return f"{name} 第 {record.form} 张表"


RULE = Rule(
    code="X01",
    name="重复申报",
    levels=(Level.WARNING,),
    scope=Scope.DIRECTORY,
    citation=Citation.NONE,
    manual=__doc__ or "",
    check=check,
    key=_key,
)
