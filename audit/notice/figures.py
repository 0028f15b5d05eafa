"""Figures of a form as a notice lists them: the execution of the budget, and outputs planned and done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from normalize.figures import folded, is_blank
from normalize.record import Reported, SelfEvaluation
from validate.funds import table
from validate.policy import Policy
from validate.scoring import Judged, judged_rows

_NONE = "—"
_OUTPUT = ("产出", "完成指标")


@dataclass(frozen=True, slots=True)
class Execution:
    """The row 年度资金总额, amounts and rate as printed; the other rates are worked out, — where they can't be.

    unit          of the amounts, "" where the form says none
    adjusted      how far the annual budget is from that at the start of the year
    on_annual     executed ÷ annual budget; `on_initial` the same on that at the start of the year
    """

    unit: str
    initial: str
    annual: str
    executed: str
    adjusted: str
    claimed: str
    on_annual: str
    on_initial: str


@dataclass(frozen=True, slots=True)
class Output:
    """An output: what was planned, what was done, and what the two figures come to; — where they are words."""

    name: str
    planned: str
    done: str
    outcome: str


def execution(record: SelfEvaluation) -> Execution | None:
    """None for a form without funds."""
    if not record.funds:
        return None
    printed, row = record.funds[0], table(record).rows[0]
    before, after = row.initial_budget, row.annual_budget
    adjusted = (after.value - before.value) / before.value if before and after and before.value > 0 else None
    return Execution(
        _text(record.money_unit),
        _text(printed.initial_budget) or _NONE,
        _text(printed.annual_budget) or _NONE,
        _text(printed.executed) or _NONE,
        _percent(adjusted),
        _text(printed.rate) or _NONE,
        _percent(row.exact_rate()),
        _percent(row.exact_rate("initial_budget")),
    )


def outputs(record: SelfEvaluation, policy: Policy) -> list[Output]:
    """The rows below 产出; where a layout has no such label, those that count something."""
    labelled = any(_is_output(row.level1) for row in record.indicators)
    found = []
    for judged in judged_rows(record, policy):
        line, cells = judged.line, record.indicators[judged.line.index]
        wanted = _is_output(cells.level1) if labelled else line.quantity or line.timely
        if not wanted or not line.name:
            continue
        name = next((_text(level) for level in (cells.level3, cells.level2, cells.level1) if _text(level)), line.name)
        unit = _text(cells.unit)
        planned = _joined(_text(cells.nature), _text(cells.target), unit)
        done = _joined("", _text(cells.actual), unit)
        if planned != _NONE or done != _NONE:
            found.append(Output(name, planned, done, _outcome(judged)))
    return found


def _outcome(judged: Judged) -> str:
    measure = judged.measure
    if judged.not_done:
        return "未完成"
    if measure is None or judged.line.values.picked:
        return _NONE
    if measure.met:
        return "达到"
    if measure.target and measure.actual is not None and measure.target > 0 and measure.actual < measure.target:
        return f"未达到（{_percent(measure.actual / measure.target)}）"
    return "未达到"


def _is_output(label: Reported | None) -> bool:
    return any(word in folded(_text(label)) for word in _OUTPUT)


def _joined(sign: str, value: str, unit: str) -> str:
    """A figure with the sign and unit that a layout prints in columns of their own."""
    if is_blank(value):
        return _NONE
    head = "" if is_blank(sign) or not value[:1].isdigit() or sign == "定性" else sign
    tail = "" if is_blank(unit) or not value[-1:].isdigit() else unit
    return f"{head}{value}{tail}"


def _text(field: Reported | None) -> str:
    return field.text.strip() if field and not is_blank(field.text) else ""


def _percent(part: Decimal | None) -> str:
    """With two decimals, half up; — for None."""
    if part is None:
        return _NONE
    return f"{(part * 100).quantize(Decimal('0.01'), ROUND_HALF_UP):f}%"
