"""The forms of one file as tables for a terminal, the findings beside their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from audit.pipeline import said_pages
from audit.result import FileResult, FormResult
from audit.rows import score
from audit.terminal import as_text
from normalize.record import Fund, Indicator, Reported
from validate.finding import Finding, Level
from validate.places import heading, said

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.INFO: "dim"}
_ROW = re.compile(r"(funds|indicators)\[([0-9]+)\]\.(\w+)")


def show(file: FileResult, screen: bool) -> str:
    """All forms of the file; why there is none, where there is none."""
    parts: list[RenderableType] = [Text(f"{file.name}　{file.pages} 页　{len(file.forms)} 张自评表", "bold")]
    if file.unread:
        parts.append(Text(f"无法读取：{file.unread}", "bold red"))
    parts += [_finding(finding) for finding in file.findings if not file.unread]
    if file.scanned:
        parts.append(Text(f"{said_pages(file.scanned)}为扫描件，未能读取", "yellow"))
    for form in file.forms:
        parts += _form(form)
    return as_text(parts, screen)


def _form(form: FormResult) -> Iterator[RenderableType]:
    record, total = form.record, form.recomputed
    yield Text(
        f"\n第 {record.form} 张　{said_pages(record.pages)}　版式 {record.template}　{form.status.value}",
        "bold",
    )
    if total.low is not None:
        bound = "低于 " if total.high_open else ""
        yield Text(f"复核总分 {score(total.low)} 至 {bound}{score(total.high)}，可复核分值 {score(total.checkable)}")
    yield from (Text(remark, "yellow") for remark in (*record.defects, *record.remarks))
    yield from (_finding(finding) for finding in form.findings if finding.path is None)
    yield _fields(form)
    if record.funds:
        yield _rows("资金", "funds", record.funds, form)
    if record.indicators:
        yield _rows("绩效指标", "indicators", record.indicators, form)


def _fields(form: FormResult) -> Table:
    table = _table("基本情况", ["栏目", "填报内容"])
    for path, field in form.record.walk():
        if field is not None and not _ROW.fullmatch(path):
            here = [finding for finding in form.findings if finding.path == path]
            table.add_row(said(form.record, path), _cell(field, here), _findings(here))
    return table


def _rows(title: str, name: str, rows: Sequence[Fund | Indicator], form: FormResult) -> Table:
    """One line a row of the form; columns that the layout lacks are left out."""
    keys = [f.name for f in fields(rows[0]) if f.name != "indent"]
    used = [key for key in keys if any(getattr(row, key) is not None for row in rows)]
    table = _table(title, [heading(name, key) for key in used])
    for index, row in enumerate(rows):
        here: dict[str, list[Finding]] = {}
        for finding in form.findings:
            at = _ROW.fullmatch(finding.path or "")
            if at and at[1] == name and int(at[2]) == index:
                here.setdefault(at[3], []).append(finding)
        cells = [_cell(getattr(row, key), here.get(key, [])) for key in used]
        table.add_row(*cells, _findings([finding for some in here.values() for finding in some]))
    return table


def _table(title: str, headings: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", show_lines=True)
    for name in headings:
        table.add_column(name, overflow="fold")
    table.add_column("核对结果", overflow="fold", ratio=1)
    return table


def _cell(field: Reported | None, here: Sequence[Finding]) -> Text:
    style = _STYLES[min((f.level for f in here), key=list(Level).index)] if here else ""
    return Text(field.text if field else "", style)


def _findings(here: Sequence[Finding]) -> Text:
    return Text("\n").join(_finding(finding) for finding in here)


def _finding(finding: Finding) -> Text:
    return Text(f"{finding.code} {finding.level.value}：{finding.message}", _STYLES[finding.level])
