"""When are two figures the same: a mismatch counts only if no rounding explains the printed figure.

A figure printed with k decimals stands for every true value that rounds *or truncates* to it at k decimals. Sums,
products and quotients of such figures are intervals; a claim is explained when some value of the interval rounds or
truncates to it (after XBRL Calculations 1.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from enum import Enum

from normalize.figures import Printed

_MORE = 6
_WIDE = Context(prec=100)  # quantize refuses what the usual 28 digits can't hold


@dataclass(frozen=True, slots=True)
class Interval:
    """The values from `low` to `high`; an open end is not itself among them."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def times(self, factor: Decimal) -> Interval:
        """Every value multiplied by a factor that is not negative."""
        return Interval(self.low * factor, self.high * factor, self.low_open, self.high_open)

    def over(self, other: Interval) -> Interval:
        """Every quotient of a value and a value of `other`, whose values are all above 0."""
        by_low, low_edge = (other.high, other.high_open) if self.low >= 0 else (other.low, other.low_open)
        by_high, high_edge = (other.low, other.low_open) if self.high >= 0 else (other.high, other.high_open)
        return Interval(self.low / by_low, self.high / by_high, self.low_open or low_edge, self.high_open or high_edge)

    def at_most(self, limit: Decimal) -> Interval:
        """Every value, those above the limit replaced by it."""
        if self.low >= limit:
            return exactly(limit)
        return self if self.high <= limit else Interval(self.low, limit, self.low_open)

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        low_open = any(each.low_open for each in (self, other) if each.low == low)
        high_open = any(each.high_open for each in (self, other) if each.high == high)
        return low < high or (low == high and not low_open and not high_open)


class Fit(Enum):
    """Whether rounding explains a printed score or total."""

    YES = "yes"
    WHOLE_POINT = "only to a whole point"
    NO = "no"


def exactly(value: Decimal) -> Interval:
    return Interval(value, value)


def stands_for(value: Decimal, decimals: int) -> Interval:
    """Every true value that rounds or truncates to `value` at that many decimals."""
    unit = Decimal(1).scaleb(-decimals)
    if value > 0:
        return Interval(value - unit / 2, value + unit, high_open=True)
    if value < 0:
        return Interval(value - unit, value + unit / 2, low_open=True)
    return Interval(-unit, unit, low_open=True, high_open=True)


def explained(claim: Printed, true: Interval) -> bool:
    """Whether some value of `true` rounds or truncates to the claim at the claim's own decimals."""
    return stands_for(claim.value, claim.decimals).meets(true)


def score_fit(claim: Printed, true: Interval) -> Fit:
    """The same for scores and totals: one printed without decimals is held against two decimals first."""
    if claim.decimals > 0:
        return Fit.YES if explained(claim, true) else Fit.NO
    if stands_for(claim.value, 2).meets(true):
        return Fit.YES
    return Fit.WHOLE_POINT if stands_for(claim.value, 0).meets(true) else Fit.NO


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as people and spreadsheets do."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)


def truncated(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN, _WIDE)


def apart(value: Decimal, claim: Decimal, decimals: int) -> Decimal:
    """The value with that many decimals, or with as many more as it takes to tell it from the claim."""
    return next(
        (near for d in range(decimals, decimals + _MORE) if (near := rounded(value, d)) != claim),
        rounded(value, decimals),
    )


def plain(value: Decimal) -> str:
    """Digits only: no exponent, at least as printed."""
    return format(value, "f")


def short(value: Decimal) -> str:
    """Digits only, without zeros at the end of the decimals."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(rate: Decimal, decimals: int = 2) -> str:
    """96.64 % for 0.9664."""
    return f"{plain(rounded(rate * 100, decimals))} %"
