"""The points that the goals themselves carry: some layouts count 20 or 40 of the 100 for them."""

from __future__ import annotations

from decimal import Decimal

from normalize.figures import points
from normalize.record import Reported, SelfEvaluation


def goal_points(record: SelfEvaluation, column: str) -> tuple[Decimal | None, bool]:
    """Weight or score of the goals, and whether it is known: a layout without one has none to know."""
    if record.goal_points is None:
        return None, True
    reported: Reported | None = getattr(record.goal_points, column)
    printed = points(reported.text) if reported else None
    return (printed.value if printed else None), printed is not None
