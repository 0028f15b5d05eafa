"""The weights and scores that make up a form's totals. Of an incomplete form (D03) nobody knows them all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from normalize.figures import Printed, folded
from normalize.record import SelfEvaluation
from validate.funds import execution_score, execution_weight
from validate.indicators import Group, text
from validate.policy import Policy
from validate.scoring import Verdict, judge


@dataclass(frozen=True, slots=True)
class Part:
    """A summand and where it is printed: of rows that share a score, all that print one."""

    path: str
    value: Decimal
    paths: tuple[str, ...]


def weights(record: SelfEvaluation, policy: Policy) -> tuple[Part, tuple[Part, ...]] | None:
    """The weight of execution and those of the indicators; None where one of them is missing."""
    groups = _groups(record, policy)
    execution = _part("funds[0].weight", execution_weight(record, policy))
    parts = [_part(f"indicators[{g.weight_at}].weight", g.weight, g.rows) for g in groups]
    known = [part for part in parts if part]
    if record.defects or not parts or len(known) != len(parts) or execution is None:
        return None
    return execution, tuple(known)


def scores(record: SelfEvaluation, policy: Policy) -> tuple[Part, tuple[Part, ...]] | None:
    """The score of execution and those of the indicators; None where one of them is missing."""
    execution = _part("funds[0].score", execution_score(record))
    parts = [_part(f"indicators[{g.score_at}].score", g.score, g.rows) for g in _groups(record, policy)]
    known = [part for part in parts if part]
    if record.defects or execution is None or not parts or len(known) != len(parts):
        return None
    return execution, tuple(known)


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
