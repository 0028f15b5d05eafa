"""What the plots of the report show, gathered form by form in a space that does not grow with their number."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from audit.result import FileResult, FormResult
from audit.rows import score, text
from normalize.figures import points
from validate.funds import table

_NAMED = 10  # forms of a plot that are named beside it
_STEP = Decimal("0.5")  # points of the form that lie in the same half point are one dot
_FULL = Decimal(100)
_HUNDRED_PERCENT = Decimal(1)
_MOST_RATE = Decimal("1.2")  # what lies beyond is drawn there
_LOW_RATE = Decimal("0.8")
_APART = Decimal(20)  # points of 100 by which a total outdoes the rate of execution before it is named
_HUNDREDTH = Decimal("0.01")

Dot = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, order=True)
class Outlier:
    """A form far from where it ought to be; the farthest compare as greatest, of equals the one listed first.

    apart  how far, in points
    at     minus its number among the forms
    dot    where it is drawn
    """

    apart: Decimal
    at: int
    dot: Dot
    file: str
    form: int
    project: str
    left: str
    right: str


@dataclass(slots=True)
class Cloud:
    """Dots of a plot with the number of forms at each, and the outliers."""

    dots: Counter[Dot] = field(default_factory=Counter)
    far: list[Outlier] = field(default_factory=list)

    def add(self, dot: Dot) -> Dot:
        here = (_stepped(dot[0]), _stepped(dot[1]))
        self.dots[here] += 1
        return here

    def name(self, outlier: Outlier) -> None:
        (heapq.heappush if len(self.far) < _NAMED else heapq.heappushpop)(self.far, outlier)

    def outliers(self) -> list[Outlier]:
        """The farthest first."""
        return sorted(self.far, reverse=True)


@dataclass(slots=True)
class Totals:
    """`claims`: recomputed against claimed total. `execution`: rate of execution in per cent against claimed total.

    Of a recomputed range the end next to the claim counts: what is off the diagonal, no reading of it explains.
    """

    claims: Cloud = field(default_factory=Cloud)
    execution: Cloud = field(default_factory=Cloud)
    forms: int = 0

    def add(self, file: FileResult) -> None:
        """Takes in the forms of a file; they come in the order of the lists."""
        for form in file.forms:
            self.forms += 1
            claimed = points(text(form.record.total_score))
            if claimed is not None and 0 <= claimed.value <= _FULL * 2:
                self._total(file, form, claimed.value)
                self._rate(file, form, claimed.value)

    def _total(self, file: FileResult, form: FormResult, claimed: Decimal) -> None:
        total = form.recomputed
        if total.low is None or total.high is None:
            return
        nearest = min(max(claimed, total.low), total.high)
        dot = self.claims.add((nearest, claimed))
        if nearest != claimed:
            right = _range(total.low, total.high, total.high_open)
            self.claims.name(self._outlier(file, form, dot, abs(claimed - nearest), score(claimed), right))

    def _rate(self, file: FileResult, form: FormResult, claimed: Decimal) -> None:
        rows = table(form.record).rows
        rate = rows[0].exact_rate() if rows else None
        if rate is None or rate < 0:
            return
        dot = self.execution.add((min(rate, _MOST_RATE) * 100, claimed))
        apart = claimed - min(rate, _HUNDRED_PERCENT) * 100
        if rate < _LOW_RATE and apart >= _APART:
            self.execution.name(self._outlier(file, form, dot, apart, f"{score(rate * 100)}%", score(claimed)))

    def _outlier(self, file: FileResult, form: FormResult, dot: Dot, apart: Decimal, left: str, right: str) -> Outlier:
        record = form.record
        project = text(record.project_name) or f"第 {record.form} 张表"
        return Outlier(apart.quantize(_HUNDREDTH), -self.forms, dot, file.name, record.form, project, left, right)


def ends(cloud: Cloud) -> Iterator[tuple[int, Outlier]]:
    """The outliers, numbered from 1 as in the plot."""
    return enumerate(cloud.outliers(), 1)


def _range(low: Decimal, high: Decimal, high_open: bool) -> str:
    if low == high:
        return score(low)
    return f"{score(low)} 至 {score(high, '< ' if high_open else '')}"


def _stepped(value: Decimal) -> Decimal:
    return (value / _STEP).quantize(Decimal(1), ROUND_HALF_UP) * _STEP
