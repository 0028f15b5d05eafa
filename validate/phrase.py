"""How findings are put: the figures of the 复核值 and 差额 columns, evidence, and the usual slips."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from normalize.figures import Printed
from normalize.record import SelfEvaluation
from validate.finding import Finding, Level
from validate.funds import Row
from validate.indicators import Group
from validate.places import cell
from validate.policy import Policy
from validate.rounding import apart, percent, plain, rounded

_SCORE_DECIMALS = 2


def finding(
    code: str,
    level: Level,
    record: SelfEvaluation,
    paths: Iterable[str],
    policy: Policy,
    message: str,
    *,
    expected: str = "",
    difference: Decimal | None = None,
) -> Finding:
    """A finding on the first of `paths`; the others are its evidence, as far as the layout has such cells."""
    first, *rest = dict.fromkeys(paths)
    reported = cell(record, first)
    return Finding(
        code=code,
        level=level,
        path=first,
        claimed=reported.text if reported else "",
        expected=expected,
        difference="" if difference is None else plain(difference),
        message=message,
        evidence=(first, *(path for path in rest if cell(record, path) is not None)),
        policy=policy.name,
    )


def score_text(value: Decimal, claim: Printed | None) -> Decimal:
    """A recomputed score with the claim's decimals, at least two, and enough to tell it from the claim."""
    decimals = max(_SCORE_DECIMALS, claim.decimals if claim else 0)
    return apart(value, claim.value, decimals) if claim else apart(value, Decimal("NaN"), decimals)


def shown(reported_text: str) -> str:
    """A cell's text for a sentence; 空 when there is nothing to show."""
    return reported_text.strip() or "（空）"


def division(record: SelfEvaluation, index: int, column: str = "annual_budget") -> str:
    """执行数 ÷ 预算数 of a fund row, as printed."""
    executed, budget = (cell(record, f"funds[{index}].{name}") for name in ("executed", column))
    return f"{executed.text.strip() if executed else ''} ÷ {budget.text.strip() if budget else ''}"


def on_initial_budget(record: SelfEvaluation, index: int, row: Row) -> str:
    """The rate on the budget at the start of the year, where it differs: re-examiners print both."""
    rate = row.exact_rate("initial_budget")
    if rate is None or rate == row.exact_rate():
        return ""
    return f"（按年初预算数为 {division(record, index, 'initial_budget')} = {percent(rate)}）"


def digits_swapped(claim: Decimal, right: Decimal) -> bool:
    """Whether two neighbouring digits of the right figure, exchanged, give the claim."""
    decimals = max(-int(each.normalize().as_tuple().exponent) for each in (claim, right))
    one, other = (plain(rounded(each, max(decimals, 0))) for each in (claim, right))
    if len(one) != len(other) or one == other:
        return False
    at = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(at) == 2
        and at[1] - at[0] in (1, 2)
        and "." not in (one[at[0]], one[at[1]])
        and (at[1] - at[0] == 1 or one[at[0] + 1] == ".")
        and (one[at[0]], one[at[1]]) == (other[at[1]], other[at[0]])
    )


def score_paths(group: Group, *, values: bool = True) -> list[str]:
    """The cells that a judgement of a group's score rests on, the score first."""
    paths = [f"indicators[{group.score_at}].score", f"indicators[{group.weight_at}].weight"]
    paths += [f"indicators[{i}].{name}" for i in group.rows for name in ("score", "weight")]
    if values:
        paths += [f"indicators[{i}].{name}" for i in group.rows for name in ("target", "actual", "nature", "unit")]
    return paths


def together(group: Group) -> str:
    """A remark on rows that share a weight or a score."""
    return f"本项由 {len(group.rows)} 行合并计分。" if len(group.rows) > 1 else ""
