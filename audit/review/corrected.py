"""A form as a person read it: corrected cells in place of what the program read, and the rules anew."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audit.check import check
from audit.result import FileResult, FormResult, Verdict
from audit.store.decisions import CellKey, Correction
from normalize.record import Reported, SelfEvaluation
from validate.finding import Finding, Level
from validate.places import said
from validate.policy import Policy
from validate.rule import directory_codes

_ROW = re.compile(r"(funds|indicators)\[(\d+)\]\.(\w+)")
_SHOWN = 30


def corrected(file: FileResult, corrections: Mapping[CellKey, Correction], policy: Policy) -> FileResult:
    """The file with what people read in its cells; the same object where they corrected none."""
    if not any(key.sha256 == file.sha256 for key in corrections):
        return file
    forms = []
    for form in file.forms:
        mine = {k.path: c for k, c in corrections.items() if (k.sha256, k.form) == (file.sha256, form.record.form)}
        forms.append(corrected_form(form, mine, policy) if mine else form)
    return replace(file, forms=tuple(forms))


def corrected_form(form: FormResult, cells: Mapping[str, Correction], policy: Policy) -> FormResult:
    """The form with these cells as corrected, checked anew; its remarks name each of them.

    A correction of a cell that is not there any more, as a later version reads the form, is named and not used.
    """
    record, changed, notes = form.record, set[str](), list[str]()
    for path, correction in cells.items():
        field = _field(record, path)
        if field is None or not _same_cell(field, correction):
            notes.append(f"{_said(record, path)}的人工更正（{_short(correction.text)}）未能采用：这一格现在读法不同")
        elif field.text != correction.text:
            notes.append(f"{_said(record, path)}经人工更正：原读作“{_short(field.text)}”")
            alike = _alike(record, path, field)
            changed.update(alike)
            record = _with(record, alike, replace(field, text=correction.text, doubt=""))
    remarks = (*form.record.remarks, *notes)
    if not changed:
        return replace(form, record=replace(record, remarks=remarks))
    return _checked(form, replace(record, remarks=remarks), changed, policy)


def _checked(form: FormResult, record: SelfEvaluation, changed: set[str], policy: Policy) -> FormResult:
    """What does not rest on a changed cell stays as the readers confirmed it."""
    mine = {_key(f): f for f in form.findings}
    before = {_key(f) for f in check(form.record, policy).findings}
    fresh = check(record, policy)
    findings: list[Finding] = []
    verdicts: dict[tuple[str, str | None], Verdict] = {}
    for finding in fresh.findings:
        then = mine.get(_key(finding))
        if _rests_on(finding, changed):
            findings.append(finding)
            if finding.level is not Level.INFO:
                verdicts[_key(finding)] = Verdict.HAND
        elif then is not None:
            findings.append(then if _figures(then) == _figures(finding) else finding)
        elif _key(finding) not in before:  # what the readers settled among them is not raised again
            findings.append(finding)
    there = {_key(f) for f in findings}
    across = set(directory_codes())
    for finding in form.findings:  # of another reading, or of the whole directory
        other = _key(finding) not in before or finding.code in across
        if other and _key(finding) not in there and not _rests_on(finding, changed):
            findings.append(finding)
    kept = {_key(f): form.verdicts[_key(f)] for f in findings if _key(f) in form.verdicts}
    return FormResult(record, tuple(findings), fresh.recomputed, {**kept, **verdicts})


def _rests_on(finding: Finding, changed: set[str]) -> bool:
    return finding.path in changed or not changed.isdisjoint(finding.evidence)


def _key(finding: Finding) -> tuple[str, str | None]:
    return finding.code, finding.path


def _figures(finding: Finding) -> tuple[object, ...]:
    return finding.level, finding.claimed, finding.expected, finding.difference


def _field(record: SelfEvaluation, path: str) -> Reported | None:
    try:
        return record.get(path)
    except KeyError:
        return None


def _said(record: SelfEvaluation, path: str) -> str:
    try:
        return said(record, path)
    except LookupError:
        return path


def _same_cell(field: Reported, correction: Correction) -> bool:
    """Whether the cell lies where the corrected one lay; without places, whether it was read the same."""
    if not field.places or not correction.places:
        return field.text == correction.printed
    return any(
        now.page == then.page and now.bbox.holds(then.bbox.cx, then.bbox.cy)
        for now in field.places
        for then in correction.places
    )


def _alike(record: SelfEvaluation, path: str, field: Reported) -> list[str]:
    """The path, and those of the other rows on which the same merged cell repeats."""
    at = _ROW.fullmatch(path)
    if not at or not field.places:
        return [path]
    paths = (f"{at[1]}[{index}].{at[3]}" for index in range(len(getattr(record, at[1]))))
    return [p for p in paths if p == path or record.get(p) == field]


def _with(record: SelfEvaluation, paths: Sequence[str], field: Reported) -> SelfEvaluation:
    for path in paths:
        at = _ROW.fullmatch(path)
        what: dict[str, Any] = {path: field}
        if at:
            rows = list(getattr(record, at[1]))
            rows[int(at[2])] = replace(rows[int(at[2])], **{at[3]: field})
            what = {at[1]: tuple(rows)}
        record = replace(record, **what)
    return record


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
