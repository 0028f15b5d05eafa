"""The rows of the sheet 指标: what each indicator claims, and the points that its figures allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.exports.xlsx.lists import LABELS
from audit.result import FileResult, FormResult
from audit.rows import score, text
from normalize.record import Reported, SelfEvaluation
from validate.finding import Finding, Level
from validate.funds import earned, execution_weight, table
from validate.places import fund_name
from validate.policy import Policy
from validate.rounding import exactly
from validate.scoring import Verdict, judge

_ORDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class _Line:
    """`path` of the row in the record, its `number` for people, the texts of LABELS; `seen` are the cells whose page
    is that of the row, the best first."""

    path: str
    number: str
    labels: tuple[str, ...]
    recomputed: str
    reason: str
    seen: tuple[Reported | None, ...]


def indicators(file: FileResult, form: FormResult, policy: Policy) -> Iterator[tuple[int, tuple[str, ...]]]:
    """A row for the execution of the budget, then one an indicator, each with its page.

    复核得分 is empty where figures and words say nothing, and on rows whose score stands on another.
    """
    record = form.record
    about = (text(record.implementing_unit), text(record.project_name), file.name)
    aside = (text(record.department), text(record.year), str(record.form))
    for line in (*_funds(record, policy), *_indicators(record, policy)):
        page = next((cell.places[0].page for cell in line.seen if cell and cell.places), record.pages[0])
        found = [finding for finding in form.findings if (finding.path or "").startswith(f"{line.path}.")]
        apart = next((f.difference for f in found if f.path == f"{line.path}.score" and f.difference), "")
        codes = " ".join(dict.fromkeys(finding.code for finding in found))
        end = (line.recomputed, apart, codes, line.reason)
        yield page, (_worst(found), *about, str(page), line.number, *line.labels, *end, *aside)


def _funds(record: SelfEvaluation, policy: Policy) -> Iterator[_Line]:
    if not record.funds:
        return
    fund = record.funds[0]
    figures = (fund.annual_budget, record.money_unit, fund.executed, fund.weight, fund.score)
    labels = ("预算执行", "", fund_name(record, 0), "", *map(text, figures))
    seen = (fund.score, fund.rate, fund.executed)
    yield _Line("funds[0]", "", labels, _execution(record, policy), text(fund.reason), seen)


def _indicators(record: SelfEvaluation, policy: Policy) -> Iterator[_Line]:
    allowed = {verdict.group.score_at: _allowed(verdict) for verdict in judge(record, policy)}
    for index, row in enumerate(record.indicators):
        labels = tuple(text(getattr(row, name)) for name in LABELS)
        seen = (row.score, row.actual, row.level3)
        yield _Line(f"indicators[{index}]", str(index + 1), labels, allowed.get(index, ""), text(row.reason), seen)


def _execution(record: SelfEvaluation, policy: Policy) -> str:
    """The points that the rate of the printed amounts earns."""
    weight, row = execution_weight(record, policy), table(record).rows[0]
    exact = row.exact_rate()
    if weight is None or exact is None or row.rate() is None:
        return ""
    return score(earned(exactly(exact), weight.value, policy.execution.bands)[0].low)


def _allowed(verdict: Verdict) -> str:
    """The points as a figure, or from which to which, or below which."""
    if verdict.low is None or verdict.high is None:
        return ""
    low, high = score(verdict.low), score(verdict.high)
    return f"< {high}" if verdict.high_open else high if low == high else f"{low} – {high}"


def _worst(found: Sequence[Finding]) -> str:
    return min((finding.level for finding in found), key=_ORDER.index).value if found else ""
