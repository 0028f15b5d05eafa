"""How far an actual figure meets its target."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from normalize.dates import Moment
from normalize.units import MONEY, RATE
from normalize.values import Pair, Quantity
from validate.direction import Way

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a pair of figures comes to, as parts of the weight.

    met          whether the target is met
    low, high    what the formulas in use give; the most generous is `high`
    high_open    `high` is not reached: a late date earns less than the full weight
    over         actual ÷ target − 1 where that means something
    target, actual  in the target's own unit, for the derivation (of a range the end that counts); None for dates
    """

    met: bool
    low: Decimal
    high: Decimal
    high_open: bool
    over: Decimal | None
    target: Decimal | None
    actual: Decimal | None


def units_differ(values: Pair) -> bool:
    """Whether both figures carry a unit, and the two count different things.

    Units of one dimension that don't convert (30 天, 1 个月) are neither equal nor different.
    """
    target, actual = values.target, values.actual
    if not (isinstance(target, Quantity) and isinstance(actual, Quantity) and target.unit and actual.unit):
        return False
    return target.unit.dimension != actual.unit.dimension


def measure(values: Pair, way: Way, share: bool, yuan: Decimal | None) -> Measure | None:
    """Target against actual; None where they are no figures of the same unit.

    share   the row's figures are percentages, so that 0.95 may stand for 95
    yuan    what the form's money unit is worth in 元, for a sum without a unit
    """
    target, actual = values.target, values.actual
    if isinstance(target, Moment) and isinstance(actual, Moment):
        met = actual.start <= target.end
        return Measure(met, Decimal(int(met)), Decimal(1), not met, None, None, None)
    if not (isinstance(target, Quantity) and isinstance(actual, Quantity)) or way is Way.EARLIER:
        return None
    factor = _factor(target, actual, share, yuan)
    if factor is None:
        return None
    low, high = actual.low * factor, actual.high * factor
    return _more(target, high, low) if way is Way.MORE else _less(target, low)


def _more(target: Quantity, best: Decimal, least: Decimal) -> Measure | None:
    wanted = target.low
    over = least / target.high - 1 if target.high > 0 else None
    if best >= wanted:
        return Measure(True, Decimal(1), Decimal(1), False, over, wanted, best)
    if wanted <= 0:
        return None
    part = max(best, Decimal(0)) / wanted
    return Measure(False, part, part, False, over, wanted, best)


def _less(target: Quantity, best: Decimal) -> Measure | None:
    limit = target.high
    if best <= limit:
        return Measure(True, Decimal(1), Decimal(1), False, None, limit, best)
    if limit < 0:
        return None
    part = limit / best
    linear = max(Decimal(0), 2 - best / limit) if limit else Decimal(0)
    return Measure(False, min(part, linear), max(part, linear), False, None, limit, best)


def _factor(target: Quantity, actual: Quantity, share: bool, yuan: Decimal | None) -> Decimal | None:
    """What the actual's printed number is multiplied by to stand in the target's unit; None when nothing does.

    Where one of them carries no unit, of the ways it can be meant the one that brings both closest counts.
    """
    if target.unit and actual.unit:
        return actual.unit.factor / target.unit.factor if actual.unit.converts(target.unit) else None
    both = product(_worths(target, actual, share, yuan), _worths(actual, target, share, yuan))
    factors = dict.fromkeys(done / wanted for wanted, done in both)
    if target.high <= 0 or actual.high <= 0:
        return next(iter(factors))
    return min(factors, key=lambda factor: _distance(actual.high * factor / target.high))


def _worths(one: Quantity, other: Quantity, share: bool, yuan: Decimal | None) -> list[Decimal]:
    """What 1 of a figure can be worth in base units, the likeliest first."""
    if one.unit:
        return [one.unit.factor]
    if other.unit is None:
        plain = [one.times] if one.times != 1 or other.times == 1 else [other.times, Decimal(1)]
        return [*plain, Decimal(100)] if share and one.times == 1 and one.high <= 1 < other.high else plain
    if other.unit.dimension == RATE:
        return [_HUNDREDTH] if one.high > 1 else [other.unit.factor, Decimal(1)]
    if one.times != 1:
        return [one.times, other.unit.factor]
    worths = [other.unit.factor]
    if other.unit.dimension == MONEY:
        worths += [yuan] if yuan else []
        worths.append(Decimal(1))
    elif other.unit.factor >= 10000 and other.unit.name.startswith(("万", "亿")):
        worths.append(Decimal(1))
    return worths


def _distance(ratio: Decimal) -> Decimal:
    return ratio if ratio >= 1 else 1 / ratio
