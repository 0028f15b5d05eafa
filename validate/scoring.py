"""Judges each indicator once: what its figures or words earn, and which of I03, I01, I02 speaks on its score.

The rules of those codes only phrase what stands here; I04, I05, I07 and the recomputed total read it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from normalize.dates import Moment
from normalize.figures import points
from normalize.record import Indicator, SelfEvaluation
from normalize.values import Blank
from validate.direction import Way, speaks_of_harm, stated, way
from validate.finding import Finding, Level
from validate.funds import earned, execution_score, execution_weight, table
from validate.goals import goal_points
from validate.indicators import Group, Line, groups, lines, text
from validate.measure import Measure, measure, units_differ
from validate.policy import Policy
from validate.recompute import Recomputed
from validate.rounding import Fit, exactly, rounded, score_fit
from validate.tiers import Tier, tier

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: `way` and `measure` where its values are figures, `tier` (and the word that says so) where its
    actual is words. `units_differ` is what I07 reports; then there is no measure. `weight` is what its own
    cell says."""

    line: Line
    way: Way | None
    measure: Measure | None
    units_differ: bool
    tier: Tier | None
    word: str
    weight: Decimal | None

    @property
    def missed(self) -> bool:
        return self.measure is not None and not self.measure.met

    @property
    def not_done(self) -> bool:
        return self.tier is Tier.NOT_DONE


@dataclass(frozen=True, slots=True)
class Verdict:
    """One group of rows.

    low, high, high_open   the points that figures or words allow; None where they say nothing
    code, level            the rule that objects to the score and how loudly; None when none does
    under                  the objection is that too little was claimed
    figured                all of it rests on figures or dates that stand alone in their cells
    """

    group: Group
    rows: tuple[Judged, ...]
    low: Decimal | None
    high: Decimal | None
    high_open: bool
    code: str | None
    level: Level | None
    under: bool
    figured: bool

    @property
    def empty(self) -> bool:
        """Whether the rows are leftovers of the template: they name nothing and carry no points."""
        no_points = self.group.weight is None and self.group.score is None
        return no_points and not any(row.line.name for row in self.rows)


@lru_cache(maxsize=8)
def judge(record: SelfEvaluation, policy: Policy) -> tuple[Verdict, ...]:
    """Every indicator (rows that share a weight or score together), in the form's order."""
    yuan = table(record).yuan
    judged = tuple(_row(line, record.indicators[line.index], policy, yuan) for line in lines(record, policy))
    return tuple(_verdict(group, tuple(judged[i] for i in group.rows), policy) for group in groups(record))


def judged_rows(record: SelfEvaluation, policy: Policy) -> tuple[Judged, ...]:
    """Every row in the form's order, whatever group it is in."""
    return tuple(row for verdict in judge(record, policy) for row in verdict.rows)


def _row(line: Line, cells: Indicator, policy: Policy, yuan: Decimal | None) -> Judged:
    differ = units_differ(line.values)
    which = way(line, policy)
    measured = measure(line.values, which, line.share, yuan) if which and not differ else None
    said = tier(line, text(cells.target), policy)
    own = points(text(cells.weight))
    return Judged(
        line, which, measured, differ, said[0] if said else None, said[1] if said else "", own.value if own else None
    )


def _verdict(group: Group, rows: tuple[Judged, ...], policy: Policy) -> Verdict:
    figured = _judgeable(rows) and all(row.measure and not row.line.values.picked for row in _telling(rows))
    weight, score = group.weight, group.score
    over_weight = score is not None and (score.value < 0 or (weight is not None and score.value > weight.value))
    if over_weight:
        ceiling = max(weight.value, _ZERO) if weight else None
        floor = _ZERO if weight else None
        return Verdict(group, rows, floor, ceiling, False, "I03", Level.ERROR, False, figured)
    allowed = _allowed(rows, weight.value, policy) if weight and _judgeable(rows) else None
    if allowed is None or score is None:
        low, high, is_open = allowed or (None, None, False)
        return Verdict(group, rows, low, high, is_open, None, None, False, figured)
    low, high, is_open = allowed
    code = "I02" if any(row.tier for row in rows) else "I01"
    fit = score_fit(score, exactly(high))
    level: Level | None = None
    under = False
    if code == "I02" or is_open:
        if score.value > high or (is_open and score.value == high):
            level = Level.WARNING
    elif score.value > high and fit is not Fit.YES:
        level = Level.WARNING if fit is Fit.WHOLE_POINT else _boldness(rows, policy)
    if code == "I01" and level is None and score.value < low and score_fit(score, exactly(low)) is not Fit.YES:
        level, under = Level.INFO, True
    return Verdict(group, rows, low, high, is_open, code if level else None, level, under, figured)


def _telling(rows: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """The rows that carry values: of a parent without any its 其中 rows, of one with values it alone."""
    if not any(row.line.child for row in rows):
        return rows
    own = tuple(
        row
        for row in rows
        if not row.line.child
        and not isinstance(row.line.values.target, Blank)
        and not isinstance(row.line.values.actual, Blank)
    )
    return own or tuple(row for row in rows if row.line.child)


def _judgeable(rows: tuple[Judged, ...]) -> bool:
    return all(row.measure or row.tier for row in _telling(rows))


def _allowed(rows: tuple[Judged, ...], weight: Decimal, policy: Policy) -> tuple[Decimal, Decimal, bool] | None:
    """Lowest and highest points, and whether the highest is out of reach. Of several rows under one weight the
    best may carry all of it: nobody knows how the weight is divided. Rows with weights of their own earn each its."""
    telling = _telling(rows)
    parts = [_part(row, policy) for row in telling]
    if divided(telling, weight):
        both = list(zip(parts, _own(telling), strict=True))
        low = sum((part[0] * own for part, own in both), _ZERO)
        high = sum((part[1] * own for part, own in both), _ZERO)
        return low, high, any(part[2] for part in parts)
    low = min(part[0] for part in parts)
    high, closed = max((part[1], not part[2]) for part in parts)
    return low * weight, high * weight, not closed


def divided(rows: tuple[Judged, ...], weight: Decimal) -> bool:
    """Whether several rows under one score carry weights of their own, which make up that of the group."""
    own = _own(rows)
    return len(rows) > 1 and len(own) == len(rows) and sum(own, _ZERO) == weight


def _own(rows: tuple[Judged, ...]) -> list[Decimal]:
    return [row.weight for row in rows if row.weight is not None]


def _part(row: Judged, policy: Policy) -> tuple[Decimal, Decimal, bool]:
    if row.measure:
        return row.measure.low, row.measure.high, row.measure.high_open
    if row.tier is Tier.NOT_DONE:
        return _ZERO, policy.not_done_below, True
    return policy.partly_done_from, policy.partly_done_up_to, False


def _boldness(rows: tuple[Judged, ...], policy: Policy) -> Level:
    """错误 only where no reading of words or names is involved."""
    sure = all(
        not row.line.values.picked
        and not isinstance(row.line.values.target, Moment)
        and (
            stated(row.line.values.target)
            or ((row.line.quantity or row.line.satisfaction) and not speaks_of_harm(row.line, policy))
        )
        for row in _telling(rows)
    )
    return Level.ERROR if sure else Level.WARNING


def recompute(record: SelfEvaluation, policy: Policy, findings: Iterable[Finding]) -> Recomputed:
    """The total as the figures allow it: printed scores wherever none of the findings objects to them.

    F03, I01 (错误, 疑点) and I02 put in what the figures allow, I03 anything from 0 to the weight.
    """
    objected = {f.path for f in findings if f.code in ("F03", "I01", "I02", "I03") and f.level is not Level.INFO}
    claim, weight = execution_score(record), execution_weight(record, policy)
    rows = table(record).rows
    true = rows[0].rate() if rows else None
    known = weight is not None and true is not None
    checkable = weight.value if weight and known else _ZERO
    parts: list[tuple[Decimal | None, Decimal | None, bool]] = []
    if weight and true and claim and "funds[0].score" in objected:
        exact = rows[0].exact_rate()
        way = earned(exactly(exact), weight.value, policy.execution.bands)[0] if exact is not None else None
        parts.append((way.low, way.high, False) if way else (None, None, False))
    else:
        parts.append((claim.value, claim.value, False) if claim else (None, None, False))
    goals, known = goal_points(record, "score")
    if record.defects or not known:
        parts.append((None, None, False))
    elif goals is not None:
        parts.append((goals, goals, False))
    for verdict in judge(record, policy):
        if verdict.empty:
            continue
        if verdict.figured and verdict.group.weight:
            checkable += verdict.group.weight.value
        score = verdict.group.score
        if score is None:
            parts.append((None, None, False))
        elif f"indicators[{verdict.group.score_at}].score" in objected:
            parts.append((verdict.low, verdict.high, verdict.high_open))
        else:
            parts.append((score.value, score.value, False))
    return Recomputed(
        _total(part[0] for part in parts), _total(part[1] for part in parts), any(p[2] for p in parts), checkable
    )


def _total(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, each part to the points' two decimals; None where one is missing."""
    total = _ZERO
    for part in parts:
        if part is None:
            return None
        total += rounded(part, 2) if part.as_tuple().exponent < -2 else part  # type: ignore[operator]  # finite
    return total
