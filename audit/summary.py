"""What a run comes to, in a few lines: what was read, what was found, what to look at first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from audit.pipeline import OUR_FAULT
from audit.result import FileResult, FormResult, Outcome, Status
from audit.rows import text
from validate.finding import Level

OUTPUTS = {
    "discrepancies.csv": "差异清单，每行一条",
    "forms.csv": "自评表清单，每张一行；没有自评表或无法读取的文件也各占一行",
    "records.jsonl": "逐张自评表的全部单元格，供程序使用",
}
_NAMED = 5
_FIRST = 3


def summary(outcome: Outcome, out: Path, logged: bool) -> str:
    """The closing lines of an audit; `logged` says whether there is a log file to refer to."""
    return "\n".join(_lines(outcome, out, logged)) + "\n"


def _lines(outcome: Outcome, out: Path, logged: bool) -> Iterator[str]:
    files = outcome.files
    forms = [form for file in files for form in file.forms]
    if outcome.interrupted:
        yield f"审核被中断：{outcome.planned} 个 PDF 文件完成了 {len(files)} 个，以下只计已完成的。"
    yield f"审核了 {len(files)} 个 PDF 文件，找到 {len(forms)} 张自评表。"
    yield f"　结果：{_counted(files)}"
    statuses = [form.status for form in forms]
    said = "，".join(f"{s.value} {statuses.count(s)} 张" for s in Status if s in statuses)
    if said:
        yield f"　自评表：{said}"
    yield from _named("无法读取", [f for f in files if f.unread], lambda f: f"：{f.unread}")
    yield from _named("没有自评表", [f for f in files if not f.forms and not f.unread], lambda _f: "")
    yield from _named("含未读取的扫描页", [f for f in files if f.forms and f.scanned], lambda _f: "")
    yield from _aside(outcome, logged)
    yield from _first(files)
    yield "输出："
    for name, what in OUTPUTS.items():
        yield f"　{out / name}　{what}"


def _counted(files: Iterable[FileResult]) -> str:
    levels = [finding.level for file in files for finding in file.all_findings()]
    return "，".join(f"{level.value} {levels.count(level)} 条" for level in Level)


def _named(what: str, files: list[FileResult], why: Callable[[FileResult], str]) -> Iterator[str]:
    if files:
        yield f"　{what}的文件 {len(files)} 个："
        yield from (f"　　{file.name}{why(file)}" for file in files[:_NAMED])
    if len(files) > _NAMED:
        yield f"　　……其余 {len(files) - _NAMED} 个见 forms.csv"


def _aside(outcome: Outcome, logged: bool) -> Iterator[str]:
    """What was met besides the files audited."""
    if outcome.other_files:
        yield f"　另有 {outcome.other_files} 个文件不是 PDF，未审核"
    if outcome.repeated_files:
        yield f"　另有 {outcome.repeated_files} 个链接或重复路径指向已列入的文件，未重复审核"
    for folder in outcome.closed_folders:
        yield f"　无法打开的文件夹：{folder}"
    if outcome.unchecked:
        yield f"　{outcome.unchecked}"
    if outcome.unchecked or any(file.unread.startswith(OUR_FAULT) for file in outcome.files):
        yield "　程序故障的详情见日志文件" if logged else "　加 --log-file 再运行一次，可以记录程序故障的详情"


def _first(files: Iterable[FileResult]) -> Iterator[str]:
    """The forms with most 错误, then most 疑点."""
    ranked = sorted(
        ((file, form) for file in files for form in file.forms if form.status is Status.DIFFERS),
        key=lambda pair: (-_count(pair[1], Level.ERROR), -_count(pair[1], Level.WARNING)),
    )
    if ranked:
        yield "先看："
    for file, form in ranked[:_FIRST]:
        name = text(form.record.project_name) or f"第 {form.record.form} 张表"
        counts = f"错误 {_count(form, Level.ERROR)} 条，疑点 {_count(form, Level.WARNING)} 条"
        yield f"　{file.name}　{name}：{counts}"


def _count(form: FormResult, level: Level) -> int:
    return sum(finding.level is level for finding in form.findings)
