"""The indicator rows as the rules see them: kind, name, values, and which rows share one weight or score."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from normalize.figures import Printed, folded, is_blank, is_blank_figure, points
from normalize.record import Indicator, Reported, SelfEvaluation
from normalize.units import RATE
from normalize.values import Pair, Quantity, pair
from validate.policy import Policy

_PREFIX = re.compile(r"^(?:指标(?:[一二三四五六七八九十]{1,2}(?:[::.、]|$)|\d*[::.、]?)|\(?\d+\)?[、.)])")
_LEFTOVER = re.compile(r"[….。·]*|\([^()]*(?:字以内|字左右|字以下|填写|填报|请填)[^()]*\)")  # dots, （100字以内）
_INSIDE = "其中"


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `name` is folded and without a leading 指标1:; "" when the row names no indicator.

    child    a row below its parent's (其中…): it needs no weight and score
    parent   the row that has such children: it needs no target and actual
    """

    index: int
    name: str
    quantity: bool
    timely: bool
    cost: bool
    satisfaction: bool
    share: bool
    values: Pair
    child: bool
    parent: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows judged as one because they share a weight or a score; mostly a single row.

    weight, score       what is printed, summed over the group; None where missing
    weight_at, score_at the rows whose cells say so
    """

    rows: tuple[int, ...]
    weight: Printed | None
    score: Printed | None
    weight_at: int
    score_at: int


@lru_cache(maxsize=8)
def lines(record: SelfEvaluation, policy: Policy) -> tuple[Line, ...]:
    """Every row of the form, in order."""
    children = _children(record)
    return tuple(_line(record, i, children, policy) for i in range(len(record.indicators)))


@lru_cache(maxsize=8)
def groups(record: SelfEvaluation) -> tuple[Group, ...]:
    """The rows of the form cut where each weight and score begins."""
    rows = record.indicators
    weighted = any(row.weight is not None for row in rows)
    scored = any(row.score is not None for row in rows)
    children = _children(record)
    cuts: list[list[int]] = []
    for i, row in enumerate(rows):
        shares_weight = weighted and row.weight is None and not _of_another_table(rows, cuts[-1:], i)
        merged = shares_weight or (scored and row.score is None)
        if cuts and (merged or i in children):
            cuts[-1].append(i)
        else:
            cuts.append([i])
    return tuple(_group(record, tuple(cut), children) for cut in cuts)


def _of_another_table(rows: tuple[Indicator, ...], last: list[list[int]], index: int) -> bool:
    """Whether a row without a weight, but with a score, can't share that of the rows above: they have none either, or
    stand under another level-1 label. Some forms hold a table with weights and one without."""
    if rows[index].score is None or not last:
        return False
    above = [rows[i] for i in last[0]]
    label = folded(text(rows[index].level1))
    return all(row.weight is None for row in above) or label != folded(text(above[0].level1))


def said(reported: Reported | None) -> bool:
    """Whether a cell exists and says something, as far as a reason or a figure goes (无 says nothing)."""
    return reported is not None and not is_blank_figure(reported.text)


def text(reported: Reported | None) -> str:
    return reported.text if reported else ""


def _line(record: SelfEvaluation, index: int, children: frozenset[int], policy: Policy) -> Line:
    row = record.indicators[index]
    kinds = policy.kinds
    levels = folded(text(row.level1)) + folded(text(row.level2))
    name = _name(row)
    labels = levels or name

    timely = _any(kinds.timeliness, labels) or _any(kinds.time_names, name)
    year = folded(text(record.year))[:4]
    values = pair(
        text(row.target),
        text(row.actual),
        nature=text(row.nature),
        unit_text=text(row.unit),
        year=int(year) if year.isascii() and len(year) == 4 and year.isdecimal() else None,
        timely=timely,
    )
    return Line(
        index=index,
        name=name,
        quantity=_any(kinds.quantity, labels),
        timely=_any(kinds.timeliness, labels),
        cost=_any(kinds.cost, labels),
        satisfaction=_any(kinds.satisfaction, levels + name),
        share=_percentages(values) or (name.endswith(kinds.rate_names) and not _counts(values)),
        values=values,
        child=index in children,
        parent=index not in children and index + 1 in children,
    )


def _percentages(values: Pair) -> bool:
    return any(
        isinstance(value, Quantity) and value.unit is not None and value.unit.dimension == RATE
        for value in (values.target, values.actual)
    )


def _counts(values: Pair) -> bool:
    """Whether both figures carry a unit: then they are what it says, whatever the name ends with (覆盖率 50 人)."""
    return all(isinstance(value, Quantity) and value.unit is not None for value in (values.target, values.actual))


def _any(words: tuple[str, ...], labels: str) -> bool:
    return any(word in labels for word in words)


def _name(row: Indicator) -> str:
    """The lowest label the layout has, without a leading number; template leftovers (指标1：, ……) name nothing."""
    lowest = next((level for level in (row.level3, row.level2, row.level1) if level is not None), None)
    name = _PREFIX.sub("", folded(text(lowest)))
    return "" if _LEFTOVER.fullmatch(name) or is_blank(name) else name


def _children(record: SelfEvaluation) -> frozenset[int]:
    """Rows named 其中…, and those after them that carry no points either."""
    found: set[int] = set()
    for i, row in enumerate(record.indicators):
        starts = folded(text(row.level3)).startswith(_INSIDE)
        points_less = not said(row.weight) and not said(row.score)
        if i and (starts or (i - 1 in found and points_less and _name(row))):
            found.add(i)
    return frozenset(found)


def _group(record: SelfEvaluation, cut: tuple[int, ...], children: frozenset[int]) -> Group:
    weight, weight_at = _points(record, cut, children, "weight")
    score, score_at = _points(record, cut, children, "score")
    return Group(cut, weight, score, weight_at, score_at)


def _points(
    record: SelfEvaluation, cut: tuple[int, ...], children: frozenset[int], column: str
) -> tuple[Printed | None, int]:
    """The sum over a group of one column, and the row that holds its first cell."""
    total, decimals, first = Decimal(0), 0, None
    for i in cut:
        reported: Reported | None = getattr(record.indicators[i], column)
        if reported is None or (i in children and not said(reported)):
            continue
        value = points(reported.text)
        first = i if first is None else first
        if value is None:
            return None, first
        total += value.value
        decimals = max(decimals, value.decimals)
    return (None, cut[0]) if first is None else (Printed(total, decimals), first)
