"""The stages of one file as plain text, for golden files: grid → record → findings."""

from __future__ import annotations

from pathlib import Path

from audit.pipeline import Options
from audit.result import FileResult, Source
from extract.errors import ExtractError
from extract.grid import render
from extract.locate import survey
from validate.finding import Finding


def grids(source: Source, options: Options) -> str:
    """Every page that is read, cell by cell; the reason where the file can't be read."""
    try:
        seen = survey(Path(source.place), options.templates.words)
        pages = options.reader.read(Path(source.place), seen.candidates) if seen.candidates else ()
        head = f"{seen.pages} pages, candidates {list(seen.candidates)}, scanned {list(seen.scanned)}\n"
        return head + "".join(render(page) for page in pages)
    except ExtractError as error:
        return f"{type(error).__name__}: {error.reason}\n"


def records(result: FileResult) -> str:
    """Every field with its text and the pages it is on."""
    lines: list[str] = []
    for form in result.forms:
        record = form.record
        lines.append(f"form {record.form}  pages {list(record.pages)}  template {record.template}")
        for path, field in record.walk():
            said = "null" if field is None else repr(field.text)
            pages = sorted({place.page for place in field.places}) if field else []
            lines.append(f"  {path}: {said}{f'  p{pages}' if pages else ''}")
        lines += [f"  defect: {text}" for text in record.defects]
        lines += [f"  remark: {text}" for text in record.remarks]
    return "\n".join(lines) + "\n"


def findings(result: FileResult) -> str:
    """Every finding with its figures and words, and what the total came to."""
    lines = [_line(finding) for finding in result.findings]
    for form in result.forms:
        total = form.recomputed
        bound = "< " if total.high_open else ""
        lines.append(f"form {form.record.form}  {form.status.value}")
        lines.append(f"  total {total.low} to {bound}{total.high}, checkable {total.checkable}")
        lines += [f"  {_line(finding)}" for finding in form.findings]
    return "\n".join(lines) + "\n"


def _line(finding: Finding) -> str:
    figures = f"{finding.claimed!r} {finding.expected!r} {finding.difference!r}"
    return f"{finding.code} {finding.level.value} {finding.path or '-'}: {figures} {finding.message}"
