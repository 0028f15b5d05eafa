"""年度资金总额与各项资金来源之和不符。

检查内容
年初预算数、全年预算数、全年执行数三列，年度资金总额应分别等于其下各项来源之和。按收入性质分、
按支出性质分等各为一套完整的划分，有一套合得上即可；“其中”所列的明细不重复相加。

依据
表内勾稽关系：年度资金总额是各资金来源的合计。

示例
不符（错误，复核值 2044023.80，位置 年度资金总额 年初预算数）：总额比来源少五十多万元
  表　金额单位=元
  资金　名称=年度资金总额；年初预算数=1488049.33
  资金　名称=其中：财政拨款；年初预算数=2044023.80
  资金　名称=其他资金；年初预算数=0
不符（错误，复核值 100.00）：漏加上年结转
  资金　名称=年度资金总额：；全年预算数=80.00
  资金　名称=其中：当年财政拨款；全年预算数=80.00
  资金　名称=上年结转资金；全年预算数=20.00
  资金　名称=其他资金；全年预算数=（空）
不符（错误，说明含万倍）：总额以万元计，来源以元计
  资金　名称=年度资金总额；全年执行数=35.5
  资金　名称=其中：财政拨款；全年执行数=355000
  资金　名称=其他资金；全年执行数=0
不符（疑点，复核值 90）：看不出省级资金是否包含在财政拨款之内，两种读法都不符
  资金　名称=年度资金总额；全年预算数=120
  资金　名称=财政拨款；全年预算数=90
  资金　名称=省级资金；全年预算数=40
相符：各项相加相等，空白按 0 计
  资金　名称=年度资金总额；年初预算数=1,262.12；全年预算数=677.83；全年执行数=598.75
  资金　名称=其中：财政拨款；年初预算数=874.04；全年预算数=469.41；全年执行数=414.65
  资金　名称=上年结转资金；年初预算数=（空）；全年预算数=—；全年执行数=0
  资金　名称=其他资金；年初预算数=388.08；全年预算数=208.42；全年执行数=184.10
相符：相差在取整范围之内
  资金　名称=年度资金总额；全年预算数=100
  资金　名称=其中：财政拨款；全年预算数=33
  资金　名称=上年结转资金；全年预算数=33
  资金　名称=其他资金；全年预算数=33
相符：中央和省级资金是财政拨款的明细
  资金　名称=年度资金总额；全年预算数=120
  资金　名称=财政拨款；全年预算数=100
  资金　名称=其中：中央资金；全年预算数=60
  资金　名称=省级资金；全年预算数=40
  资金　名称=其他资金；全年预算数=20
相符：两套划分各自等于总额
  资金　名称=年度资金总额；全年预算数=500.5
  资金　名称=按收入性质分：；全年预算数=（空）
  资金　名称=其中：财政拨款；全年预算数=400.5
  资金　名称=其他资金；全年预算数=100
  资金　名称=按支出性质分：；全年预算数=（空）
  资金　名称=其中：基本支出；全年预算数=300
  资金　名称=项目支出；全年预算数=200.5
相符：分组与它的第一个来源写在同一行
  资金　名称=年度资金总额；全年预算数=1350.18
  资金　名称=按收入性质分：一般公共预算拨款；全年预算数=1314.18
  资金　名称=其他资金；全年预算数=36.00
  资金　名称=按支出性质分：基本支出；全年预算数=892.18
  资金　名称=项目支出；全年预算数=458.00
相符：每一行都写明属于哪一分组
  资金　名称=年度资金总额；全年预算数=300
  资金　名称=按收入性质分：一般公共预算拨款；全年预算数=220
  资金　名称=按收入性质分：其他资金；全年预算数=80
  资金　名称=按支出性质分：基本支出；全年预算数=190
  资金　名称=按支出性质分：项目支出；全年预算数=110
相符：小计是前面几行之和，不重复相加
  资金　名称=年度资金总额；全年预算数=100
  资金　名称=其中：中央资金；全年预算数=40
  资金　名称=省级资金；全年预算数=30
  资金　名称=小计；全年预算数=70
  资金　名称=其他资金；全年预算数=30
相符：来源全部空白，不检查
  资金　名称=年度资金总额；全年预算数=90
  资金　名称=其中：财政拨款；全年预算数=（空）
  资金　名称=其他资金；全年预算数=—

说明
同一张资金表的金额按同一精度看待，每个数都允许四舍五入或截尾。从标签和缩进看不出层级的，所有读法都合不上才提示，
并降为疑点。有一格不是数字的列不检查。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.figures import amount
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.funds import COLUMNS, Money, Table, cell, table, written
from validate.phrase import digits_swapped, finding
from validate.places import fund_name
from validate.policy import Policy
from validate.rounding import Interval, apart, exactly, plain, short
from validate.rule import Rule, Scope
from validate.splits import Split, splits

_COLUMN = {"initial_budget": "年初预算数", "annual_budget": "全年预算数", "executed": "全年执行数"}
_MYRIAD = Decimal(10000)


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    if len(record.funds) < 2:
        return
    amounts = table(record)
    every = splits(record, amounts, policy.funds)
    for column in COLUMNS:
        total = amounts.money(0, column)
        if total is None or not _readable(record, column):
            continue
        counted = [split for split in every if any(written(cell(record.funds[i], column)) for i in _all(split))]
        if not counted or any(_sum(amounts, way, column).meets(total.true) for split in counted for way in split.ways):
            continue
        yield _finding(record, policy, amounts, column, total, counted)


def _finding(
    record: SelfEvaluation, policy: Policy, amounts: Table, column: str, total: Money, counted: list[Split]
) -> Finding:
    way = counted[0].ways[0]
    values = {i: money.value for i in way if (money := amounts.money(i, column))}
    right = apart(sum(values.values(), Decimal(0)), total.value, amounts.decimals)
    sums = " + ".join(plain(value) for value in values.values())
    message = (
        f"{_COLUMN[column]}：{fund_name(record, 0)} {short(total.value)}，"
        f"各项来源合计 {sums} = {plain(right)}，相差 {short(abs(total.value - right))}。"
        f"{_slip(record, values, total.value, right)}"
        f"{'' if all(split.told for split in counted) else '从标签和缩进看不出资金的层级，请人工核对。'}"
    )
    level = Level.ERROR if all(split.told for split in counted) else Level.WARNING
    paths = (f"funds[{i}].{column}" for i in range(len(record.funds)))
    return finding("F01", level, record, paths, policy, message, expected=plain(right), difference=total.value - right)


def _slip(record: SelfEvaluation, values: dict[int, Decimal], claim: Decimal, right: Decimal) -> str:
    if right in (claim * _MYRIAD, claim / _MYRIAD):
        return "两者恰差一万倍，疑为元与万元混用。"
    if digits_swapped(claim, right):
        return "两者只是相邻两位数字颠倒，疑为录入笔误。"
    left_out = [i for i, value in values.items() if value and right - value == claim]
    if len(left_out) == 1:
        return f"总额恰好没有计入“{fund_name(record, left_out[0])}”。"
    return ""


def _all(split: Split) -> set[int]:
    return {i for way in split.ways for i in way}


def _sum(amounts: Table, way: tuple[int, ...], column: str) -> Interval:
    total = exactly(Decimal(0))
    for i in way:
        money = amounts.money(i, column)
        total = total + money.true if money else total
    return total


def _readable(record: SelfEvaluation, column: str) -> bool:
    """Whether every cell of the column that says something is a number."""
    cells = (cell(row, column) for row in record.funds)
    return all(amount(each.text) is not None for each in cells if each is not None and written(each))


RULE = Rule(
    code="F01",
    name="资金合计不符",
    levels=(Level.ERROR, Level.WARNING),
    scope=Scope.FORM,
    citation=Citation.ARITHMETIC,
    manual=__doc__ or "",
    check=check,
)
