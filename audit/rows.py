"""A file's result flattened into the rows of discrepancies.csv and forms.csv. Headings are public interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from audit.pipeline import said_pages
from audit.result import FileResult, FormResult
from audit.store.decisions import WHOLE_FILE, Decision, Key
from normalize.record import Reported, SelfEvaluation
from validate.finding import Finding, Level
from validate.places import said
from validate.rule import Rule, catalogue

_FORM = ("文件", "表序", "页码", "年度", "项目名称", "主管部门", "实施单位")
_RULE = ("规则编号", "规则名称", "级别", "字段", "位置")
_VALUES = ("填报值", "复核值", "差额", "核验", "依据", "说明", "政策")
_TOTALS = ("填报总分", "复核总分下限", "复核总分上限", "可复核分值")
# 复核意见 and 备注 are the reviewer's.
DISCREPANCY_HEADINGS = (*_FORM, *_RULE, *_VALUES, "复核意见", "备注")
FORM_HEADINGS = (*_FORM, *_TOTALS, "错误", "疑点", "提示", "状态", "读取方式", "说明")

_NO_FORM = "能打开，但没有找到自评表"


def discrepancies(file: FileResult, decided: Mapping[Key, Decision]) -> Iterator[tuple[str, ...]]:
    """One row a finding: those on the file, then form by form, in the order in which the rules spoke."""
    for finding in file.findings:
        about = _finding(finding, "", "")
        yield (file.name, "", "", "", "", "", "", *about, *_opinion(decided.get(key(file, None, finding))))
    for form in file.forms:
        for finding in form.findings:
            yield (*_of_form(file, form, finding), *_opinion(decided.get(key(file, form, finding))))


def key(file: FileResult, form: FormResult | None, finding: Finding) -> Key:
    """What a decision on the finding is bound to."""
    return Key(file.sha256, form.record.form if form else WHOLE_FILE, finding.code, finding.path)


def _opinion(decision: Decision | None) -> tuple[str, str]:
    return (decision.opinion.value, decision.remark) if decision else ("", "")


def forms(file: FileResult) -> Iterator[tuple[str, ...]]:
    """One row a form, or one for a file without a form."""
    for form in file.forms:
        yield _form(file, form)
    if not file.forms:
        yield _no_form(file)


def _of_form(file: FileResult, form: FormResult, finding: Finding) -> tuple[str, ...]:
    record = form.record
    return (
        file.name,
        str(record.form),
        str(page(record, finding)),
        *_heading(record),
        *_finding(finding, said(record, finding.path), form.verdict(finding).value),
    )


def page(record: SelfEvaluation, finding: Finding) -> int:
    """Where to look first: the page of the cell, or the form's first."""
    cell = record.get(finding.path) if finding.path else None
    return cell.places[0].page if cell and cell.places else record.pages[0]


def _finding(finding: Finding, where: str, confirmed: str) -> tuple[str, ...]:
    rule = rule_of(finding)
    return (
        finding.code,
        rule.name,
        finding.level.value,
        finding.path or "",
        where,
        finding.claimed,
        finding.expected,
        finding.difference,
        confirmed,
        rule.citation.value,
        finding.message,
        finding.policy,
    )


def rule_of(finding: Finding) -> Rule:
    return next(rule for rule in catalogue() if rule.code == finding.code)


def _form(file: FileResult, form: FormResult) -> tuple[str, ...]:
    record, total = form.record, form.recomputed
    return (
        file.name,
        str(record.form),
        _pages(record.pages),
        *_heading(record),
        text(record.total_score),
        score(total.low),
        score(total.high, "< " if total.high_open else ""),
        score(total.checkable),
        *_counts(form.findings),
        form.status.value,
        record.reader,
        remarks(file, form),
    )


def remarks(file: FileResult, form: FormResult) -> str:
    """What a reviewer of the form should know besides the findings."""
    return "；".join([*form.record.defects, *form.record.remarks, *_unread(file)])


def _no_form(file: FileResult) -> tuple[str, ...]:
    why = "；".join([file.unread or _NO_FORM, *_unread(file)])
    return (file.name, *[""] * 10, *_counts(file.findings), file.status.value, "", why)


def _heading(record: SelfEvaluation) -> tuple[str, ...]:
    return (
        text(record.year),
        text(record.project_name),
        text(record.department),
        text(record.implementing_unit),
    )


def _unread(file: FileResult) -> list[str]:
    return [f"{said_pages(file.scanned)}为扫描件，未能读取，请人工核对"] if file.scanned else []


def _counts(findings: Iterable[Finding]) -> tuple[str, ...]:
    levels = [finding.level for finding in findings]
    return tuple(str(levels.count(level)) for level in Level)


def _pages(pages: tuple[int, ...]) -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"


def text(field: Reported | None) -> str:
    """What a field says; "" where there is no such cell."""
    return field.text if field else ""


def score(value: Decimal | None, bound: str = "") -> str:
    """A score for people, at most two decimals; "" where there is none."""
    if value is None:
        return ""
    shown = f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return bound + (shown.rstrip("0").rstrip(".") if "." in shown else shown)
