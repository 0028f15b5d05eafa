"""What a run comes to, in a few lines: what was read, what was found, what to look at first."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from audit.inputs import Inputs
from audit.pipeline import OUR_FAULT
from audit.result import FileResult, FormResult, Outcome, Status
from audit.rows import rule_of, text
from validate.finding import Finding, Level

OUTPUTS = {
    "report.html": "报告，用浏览器打开，可直接发给别人：要点、图表、逐表结果，附原件截图",
    "audit.xlsx": "工作簿：汇总、差异、表单、指标，点页码打开原文件",
    "discrepancies.csv": "差异清单，每行一条",
    "forms.csv": "自评表清单，每张一行；没有自评表或无法读取的文件也各占一行",
    "records.jsonl": "逐张自评表的全部单元格，供程序使用",
    "audit.db": "全部结果；再次运行时只读取有变化的文件",
}
_NAMED = 5
_FIRST = 3
_CLOSED, _NO_FORM, _SCANS = "无法读取", "没有自评表", "含未读取的扫描页"
_Rank = tuple[int, int, int, str]


@dataclass(slots=True)
class Tally:
    """The figures of the summary, gathered file by file; it holds the names of a few files only."""

    files: int = 0
    faults: int = 0
    levels: Counter[Level] = field(default_factory=Counter)
    statuses: Counter[Status] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    odd: Counter[str] = field(default_factory=Counter)
    some: dict[str, list[str]] = field(default_factory=dict)
    worst: list[_Rank] = field(default_factory=list)

    def add(self, file: FileResult) -> None:
        """Counts a file; they come in the order of the lists."""
        self.files += 1
        self.faults += file.unread.startswith(OUR_FAULT)
        for finding in file.all_findings():
            self._count(finding)
        if file.unread:
            self._note(_CLOSED, f"{file.name}：{file.unread}")
        elif not file.forms:
            self._note(_NO_FORM, file.name)
        elif file.scanned:
            self._note(_SCANS, file.name)
        for form in file.forms:
            self.statuses[form.status] += 1
            self._rank(file, form)

    @property
    def forms(self) -> int:
        return self.statuses.total()

    @property
    def unread(self) -> int:
        return self.odd[_CLOSED]

    def _count(self, finding: Finding) -> None:
        self.levels[finding.level] += 1
        if finding.level is not Level.INFO:
            self.rules[finding.code] += 1
            self.names[finding.code] = rule_of(finding).name

    def _note(self, what: str, line: str) -> None:
        self.odd[what] += 1
        if self.odd[what] <= _NAMED:
            self.some.setdefault(what, []).append(line)

    def _rank(self, file: FileResult, form: FormResult) -> None:
        """Keeps the forms with most 错误, then most 疑点, those listed first before others."""
        if form.status is not Status.DIFFERS:
            return
        errors, warnings = (sum(f.level is level for f in form.findings) for level in (Level.ERROR, Level.WARNING))
        name = text(form.record.project_name) or f"第 {form.record.form} 张表"
        line = f"{file.name}　{name}：错误 {errors} 条，疑点 {warnings} 条"
        rank = (errors, warnings, -self.forms, line)
        (heapq.heappush if len(self.worst) < _FIRST else heapq.heappushpop)(self.worst, rank)


def summary(tally: Tally, outcome: Outcome, inputs: Inputs, out: Path, logged: bool) -> str:
    """The closing lines of an audit; `logged` says whether there is a log file to refer to."""
    return "\n".join(_lines(tally, outcome, inputs, out, logged)) + "\n"


def _lines(tally: Tally, outcome: Outcome, inputs: Inputs, out: Path, logged: bool) -> Iterator[str]:
    if outcome.interrupted:
        yield (
            f"审核被中断：{outcome.planned} 个 PDF 文件完成了 {outcome.done} 个，以下只计已完成的；"
            "再次运行同一命令会从中断处继续。"
        )
    known = f"（其中 {outcome.known} 个与上次相同，未重新读取）" if outcome.known else ""
    yield f"审核了 {tally.files} 个 PDF 文件{known}，找到 {tally.forms} 张自评表。"
    yield f"　结果：{'，'.join(f'{level.value} {tally.levels[level]} 条' for level in Level)}"
    said = "，".join(f"{s.value} {tally.statuses[s]} 张" for s in Status if tally.statuses[s])
    if said:
        yield f"　自评表：{said}"
    for what in (_CLOSED, _NO_FORM, _SCANS):
        yield from _named(tally, what)
    yield from _aside(tally, outcome, inputs, logged)
    yield from _first(tally)
    yield "输出："
    for name, what in OUTPUTS.items():
        yield f"　{out / name}　{what}"
    if tally.levels and not outcome.interrupted:
        yield f"下一步：selfeval review {out} 对照原件逐条判断，再用 selfeval notice {out} 写出给各单位的复核意见"


def _named(tally: Tally, what: str) -> Iterator[str]:
    count = tally.odd[what]
    if count:
        yield f"　{what}的文件 {count} 个："
        yield from (f"　　{line}" for line in tally.some[what])
    if count > _NAMED:
        yield f"　　……其余 {count - _NAMED} 个见 forms.csv"


def _aside(tally: Tally, outcome: Outcome, inputs: Inputs, logged: bool) -> Iterator[str]:
    """What was met besides the files audited."""
    if inputs.other_files:
        yield f"　另有 {inputs.other_files} 个文件不是 PDF，未审核"
    if inputs.repeated_files:
        yield f"　另有 {inputs.repeated_files} 个链接或重复路径指向已列入的文件，未重复审核"
    for folder in inputs.closed_folders:
        yield f"　无法打开的文件夹：{folder}"
    if outcome.unchecked:
        yield f"　{outcome.unchecked}"
    if outcome.unchecked or tally.faults:
        yield "　程序故障的详情见日志文件" if logged else "　加 --log-file 再运行一次，可以记录程序故障的详情"


def _first(tally: Tally) -> Iterator[str]:
    """The forms with most to look at, and the rules that spoke most often."""
    if tally.worst:
        yield "先看："
        yield from (f"　{line}" for *_, line in sorted(tally.worst, reverse=True))
    often = sorted(tally.rules.items(), key=lambda each: (-each[1], each[0]))[:_FIRST]
    if often:
        yield f"最多的问题：{'，'.join(f'{code} {tally.names[code]} {count} 条' for code, count in often)}"
