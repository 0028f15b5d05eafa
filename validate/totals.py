"""The weights and scores that make up a form's totals. Of an incomplete form (D03) nobody knows them all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from normalize.figures import Printed, folded
from normalize.record import SelfEvaluation
from validate.funds import execution_score, execution_weight
from validate.goals import goal_points
from validate.indicators import Group, text
from validate.policy import Policy
from validate.rounding import short
from validate.scoring import Verdict, judge


@dataclass(frozen=True, slots=True)
class Part:
    """A summand and where it is printed: of rows that share a score, all that print one."""

    path: str
    value: Decimal
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """What makes up a total. `goals` is what the goal block carries in some layouts: it has no path."""

    execution: Part
    indicators: tuple[Part, ...]
    goals: Decimal | None

    @property
    def apart(self) -> Decimal:
        """All but the indicators."""
        return self.execution.value + (self.goals or 0)

    @property
    def value(self) -> Decimal:
        return self.apart + total(self.indicators)

    def said(self, what: str) -> str:
        """The sum in words; `what` is 分值 or 得分."""
        goals = f" + 年度总体目标{what} {short(self.goals)}" if self.goals is not None else ""
        rest = f"各项指标{what} {short(total(self.indicators))}"
        return f"预算执行率{what} {short(self.execution.value)}{goals} + {rest}"


def weights(record: SelfEvaluation, policy: Policy) -> Sum | None:
    """The weight of execution, of the goals where they carry one, and those of the indicators; None where one of them
    is missing."""
    groups = _groups(record, policy)
    execution = _part("funds[0].weight", execution_weight(record, policy))
    parts = [_part(f"indicators[{g.weight_at}].weight", g.weight, g.rows) for g in groups]
    known = [part for part in parts if part]
    if record.defects or not parts or len(known) != len(parts) or execution is None:
        return None
    return _sum(record, execution, known, "weight")


def scores(record: SelfEvaluation, policy: Policy) -> Sum | None:
    """The same of the scores."""
    execution = _part("funds[0].score", execution_score(record))
    parts = [_part(f"indicators[{g.score_at}].score", g.score, g.rows) for g in _groups(record, policy)]
    known = [part for part in parts if part]
    if record.defects or execution is None or not parts or len(known) != len(parts):
        return None
    return _sum(record, execution, known, "score")


def _sum(record: SelfEvaluation, execution: Part, indicators: list[Part], column: str) -> Sum | None:
    goals, known = goal_points(record, column)
    return Sum(execution, tuple(indicators), goals) if known else None


@dataclass(frozen=True, slots=True)
class Block:
    """Adjoining rows under one level-1 label; `weight` is None where one of theirs is missing."""

    label: str
    rows: tuple[int, ...]
    weight: Decimal | None


def blocks(record: SelfEvaluation, policy: Policy) -> tuple[Block, ...]:
    """Runs of rows with one level-1 label (folded), in the form's order; rows without a label are left out, as are all
    of a form that is incomplete."""
    if record.defects:
        return ()
    found: list[tuple[str, list[Verdict]]] = []
    for verdict in judge(record, policy):
        label = folded(text(record.indicators[verdict.group.rows[0]].level1))
        if verdict.empty:
            continue
        if found and found[-1][0] == label:
            found[-1][1].append(verdict)
        else:
            found.append((label, [verdict]))
    return tuple(_block(label, verdicts) for label, verdicts in found if label)


def _block(label: str, verdicts: list[Verdict]) -> Block:
    weights = [v.group.weight.value for v in verdicts if v.group.weight]
    rows = tuple(i for verdict in verdicts for i in verdict.group.rows)
    return Block(label, rows, sum(weights, Decimal(0)) if len(weights) == len(verdicts) else None)


def _groups(record: SelfEvaluation, policy: Policy) -> list[Group]:
    return [verdict.group for verdict in judge(record, policy) if not verdict.empty]


def _part(path: str, printed: Printed | None, rows: tuple[int, ...] = ()) -> Part | None:
    column = path.rpartition(".")[2]
    return Part(path, printed.value, (path, *(f"indicators[{i}].{column}" for i in rows))) if printed else None


def total(parts: tuple[Part, ...]) -> Decimal:
    return sum((part.value for part in parts), Decimal(0))
