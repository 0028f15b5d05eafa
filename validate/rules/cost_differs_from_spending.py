"""成本指标以项目预算为指标值，完成值却不是全年执行数。

检查内容
成本指标的指标值等于年度资金总额的年初预算数或全年预算数时，完成值应等于全年执行数。

依据
表内填报要求；表内的资金数与成本指标应一致。

示例
不符（疑点，复核值 72.55）：完成值填的是预算数
  资金　名称=年度资金总额；年初预算数=162.111；全年预算数=75.07；全年执行数=72.55
  指标　二级指标=成本指标；三级指标=项目预算控制数；年度指标值=162.111；实际完成值=75.07
不符（疑点，复核值 598.75）：照抄指标值
  表　金额单位=万元
  资金　名称=年度资金总额；年初预算数=1,262.12；全年预算数=677.83；全年执行数=598.75
  指标　二级指标=成本指标；三级指标=项目成本；年度指标值=≤677.83万元；实际完成值=≤677.83万元
不符（疑点）：以元为单位的表
  表　金额单位=元
  资金　名称=年度资金总额；年初预算数=1488049.33；全年预算数=1367240.00；全年执行数=1300000.00
  指标　一级指标=成本指标；三级指标=成本控制；年度指标值=1367240.00；实际完成值=1367240.00
相符：完成值就是执行数
  表　金额单位=万元
  资金　名称=年度资金总额；年初预算数=5940.75；全年预算数=5940.75；全年执行数=2758.77
  指标　二级指标=成本指标；三级指标=项目成本；年度指标值=5940.75万元以内；实际完成值=2758.77万元
相符：取整可以解释
  表　金额单位=万元
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55
  指标　二级指标=成本指标；三级指标=项目成本；年度指标值=75.07；实际完成值=72.6
相符：换成元
  表　金额单位=万元
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55
  指标　二级指标=成本指标；三级指标=项目成本；年度指标值=750700元；实际完成值=725500元
相符：指标值不是项目预算
  资金　名称=年度资金总额；全年预算数=75.07；全年执行数=72.55
  指标　二级指标=成本指标；三级指标=单场活动成本；年度指标值=3；实际完成值=3
相符：单位成本
  资金　名称=年度资金总额；全年预算数=400；全年执行数=380
  指标　二级指标=成本指标；三级指标=人均成本；年度指标值=400元/人、天；实际完成值=400元/人、天
相符：不是成本指标
  资金　名称=年度资金总额；全年预算数=50；全年执行数=48
  指标　二级指标=数量指标；三级指标=慰问；年度指标值=50；实际完成值=50

说明
没有单位的数按表的金额单位理解，也试着按元和万元理解，有一种合得上就不提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.record import SelfEvaluation
from normalize.units import MONEY
from normalize.values import Quantity, Value
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.funds import Money, Table, table
from validate.indicators import Line, lines, text
from validate.phrase import finding, shown
from validate.places import indicator_name
from validate.policy import Policy
from validate.rounding import apart, exactly, plain, short, stands_for
from validate.rule import Rule, Scope

_WORTHS = (Decimal(1), Decimal(10000))


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    amounts = table(record)
    spent = amounts.rows[0].executed if amounts.rows else None
    if spent is None:
        return
    budgets = {"initial_budget": amounts.rows[0].initial_budget, "annual_budget": amounts.rows[0].annual_budget}
    for line in lines(record, policy):
        target, actual = line.values.target, line.values.actual
        if not line.cost or not isinstance(target, Quantity) or not isinstance(actual, Quantity) or target.is_range:
            continue
        which = [name for name, money in budgets.items() if money and _equals(target, money, amounts)]
        if not which or not _is_money(actual) or _spent(actual, spent, amounts):
            continue
        yield _finding(record, policy, line, which[0], spent, amounts)


def _finding(record: SelfEvaluation, policy: Policy, line: Line, which: str, spent: Money, amounts: Table) -> Finding:
    i = line.index
    cells = record.indicators[i]
    actual = line.values.actual
    own = _in_table_unit(actual, amounts)
    right = spent.value if own is None else apart(spent.value, own, max(_decimals(own), _decimals(spent.value)))
    budget = "年初预算数" if which == "initial_budget" else "全年预算数"
    message = (
        f"{indicator_name(record, i)}年度指标值 {shown(text(cells.target))} 即年度资金总额的{budget}，"
        f"实际完成值 {shown(text(cells.actual))} 与全年执行数 {short(spent.value)} 不一致。"
    )
    paths = [f"indicators[{i}].{name}" for name in ("actual", "target", "unit")]
    return finding(
        "I09", Level.WARNING, record, [*paths, "funds[0].executed", f"funds[0].{which}"], policy, message,
        expected=plain(right), difference=None if own is None else own - right,
    )  # fmt: skip


def _in_table_unit(figure: Value, amounts: Table) -> Decimal | None:
    """The claim as the table would print it; None where it is printed in another unit."""
    if not isinstance(figure, Quantity):
        return None
    worth = figure.unit.factor if figure.unit else figure.times if figure.times != 1 else amounts.yuan
    return figure.low if worth == amounts.yuan else None


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _is_money(figure: Quantity) -> bool:
    return figure.unit is None or figure.unit.dimension == MONEY


def _equals(figure: Quantity, money: Money, amounts: Table) -> bool:
    """Whether a target is that amount: to the last digit of the table, in the unit it can be meant in."""
    near = stands_for(money.value, amounts.decimals + 2)
    return (
        _is_money(figure)
        and money.value > 0
        and any(near.meets(exactly(value)) for value in _meant(figure.low, figure, amounts))
    )


def _spent(figure: Quantity, money: Money, amounts: Table) -> bool:
    """Whether rounding explains an actual by what was spent."""
    true = stands_for(figure.low, _decimals(figure.low))
    spans = (true.times(worth) for worth in _meant(Decimal(1), figure, amounts))
    return any(span.meets(money.true) for span in spans)


def _meant(value: Decimal, figure: Quantity, amounts: Table) -> list[Decimal]:
    """A printed number in the table's unit, for every unit it can be meant in."""
    if amounts.yuan is None:
        return [value]
    if figure.unit:
        return [value * figure.unit.factor / amounts.yuan]
    if figure.times != 1:
        return [value * figure.times / amounts.yuan]
    return [value, *(value * worth / amounts.yuan for worth in _WORTHS)]


RULE = Rule(
    code="I09",
    name="成本指标与执行数不一致",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.FILLING_IN,
    manual=__doc__ or "",
    check=check,
)
