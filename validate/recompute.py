"""The total of a form as its figures allow it: a range, and how many points could be recomputed at all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Recomputed:
    """`low` to `high` in points, both None where a score is missing or the form is incomplete; `high_open` when
    the upper end is not reached. `checkable` is 可复核分值: the points that rest on figures."""

    low: Decimal | None
    high: Decimal | None
    high_open: bool
    checkable: Decimal
