"""The funds table as figures: amounts in one unit, with the interval of true values each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from normalize.figures import Amount, Printed, amount, is_blank_figure, points, rates
from normalize.record import Fund, Reported, SelfEvaluation
from normalize.units import MONEY, unit
from validate.policy import Band, Policy
from validate.rounding import Fit, Interval, exactly, explained, score_fit, stands_for

COLUMNS = ("initial_budget", "annual_budget", "executed")
_HUNDRED_PERCENT = Decimal(1)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the table's unit, and what it can truly be."""

    value: Decimal
    true: Interval


@dataclass(frozen=True, slots=True)
class Row:
    """The amounts of a row; None where the cell is missing, blank or no number."""

    initial_budget: Money | None
    annual_budget: Money | None
    executed: Money | None

    def rate(self) -> Interval | None:
        """Executed ÷ annual budget; None where either is missing or negative or the budget is 0."""
        return ratio(self.executed, self.annual_budget)

    def exact_rate(self, on: str = "annual_budget") -> Decimal | None:
        """The same with the amounts just as printed, or on the budget at the start of the year."""
        whole = self.annual_budget if on == "annual_budget" else self.initial_budget
        if self.executed is None or whole is None or whole.value <= 0:
            return None
        return self.executed.value / whole.value


@dataclass(frozen=True, slots=True)
class Table:
    """All rows; `decimals` is the precision they share, `yuan` what the unit is worth in 元 (None: unknown)."""

    rows: tuple[Row, ...]
    decimals: int
    yuan: Decimal | None

    def money(self, index: int, column: str) -> Money | None:
        """The amount of a row in one of `COLUMNS`."""
        found: Money | None = getattr(self.rows[index], column)
        return found


@lru_cache(maxsize=8)
def table(record: SelfEvaluation) -> Table:
    """The funds table of a form. Amounts share the most decimals any of them shows; one that carries a unit of
    its own (5.8万 in a table in 元) keeps its own precision."""
    cells = [[_amount(cell(row, column)) for column in COLUMNS] for row in record.funds]
    own = [a.yuan for line in cells for a in line if a and a.yuan]
    named = unit(record.money_unit.text) if record.money_unit else None
    yuan = named.factor if named and named.dimension == MONEY else own[0] if own else None
    shared = max((a.decimals for line in cells for a in line if a and a.yuan in (None, yuan)), default=0)

    def money(a: Amount | None) -> Money | None:
        if a is None:
            return None
        if a.yuan is None or yuan is None or a.yuan == yuan:
            return Money(a.value, stands_for(a.value, shared))
        factor = a.yuan / yuan
        return Money(a.value * factor, stands_for(a.value, a.decimals).times(factor))

    return Table(tuple(Row(*(money(a) for a in line)) for line in cells), shared, yuan)


def ratio(part: Money | None, whole: Money | None) -> Interval | None:
    """part ÷ whole; None where one is missing or negative, or the whole is 0."""
    if part is None or whole is None or whole.value <= 0 or part.value < 0 or whole.true.low <= 0:
        return None
    true = Interval(max(part.true.low, Decimal(0)), part.true.high, part.true.low_open, part.true.high_open)
    return true.over(whole.true)


def cell(row: Fund, column: str) -> Reported | None:
    """The cell of an amount column."""
    value: Reported | None = getattr(row, column)
    return value


def written(reported: Reported | None) -> bool:
    """Whether a cell exists and says something (无 and dashes say nothing)."""
    return reported is not None and not is_blank_figure(reported.text)


def execution_weight(record: SelfEvaluation, policy: Policy) -> Printed | None:
    """分值 of budget execution. One as large as the whole form's total is no weight but a slip of column (some forms
    print 100, for 100 %, there): None."""
    reported = record.funds[0].weight if record.funds else None
    weight = points(reported.text) if reported else None
    return weight if weight and 0 <= weight.value < policy.total else None


def execution_score(record: SelfEvaluation) -> Printed | None:
    reported = record.funds[0].score if record.funds else None
    return points(reported.text) if reported else None


def good_rates(record: SelfEvaluation, index: int, true: Interval) -> tuple[Interval, ...]:
    """What the printed rate of a row can be, where rounding explains it by `true`; () where it doesn't."""
    reported = record.funds[index].rate
    readings = rates(reported.text) if reported else ()
    return tuple(stands_for(r.value, r.decimals) for r in readings if explained(r, true))


def earned(rate: Interval, weight: Decimal, bands: tuple[Band, ...]) -> tuple[Interval, ...]:
    """The points that a rate of execution earns: weight × min(1, rate), or what each band it can fall into gives."""
    capped = rate.at_most(_HUNDRED_PERCENT)
    if not bands:
        return (capped.times(weight),)
    reached, above = [], _HUNDRED_PERCENT + 1
    for band in bands:
        if Interval(band.at_least, above, high_open=True).meets(capped):
            reached.append(exactly(weight * band.share))
        above = band.at_least
    return tuple(reached)


def best_fit(claim: Printed, ways: tuple[Interval, ...]) -> Fit:
    """The best of what several ways of reckoning make of a claim."""
    fits = {score_fit(claim, way) for way in ways}
    return Fit.YES if Fit.YES in fits else Fit.WHOLE_POINT if Fit.WHOLE_POINT in fits else Fit.NO


def _amount(reported: Reported | None) -> Amount | None:
    return amount(reported.text) if reported else None
