"""How far an audit is: a bar with the time left on a terminal, a line a file otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from audit.result import FileResult
from validate.finding import Level


@contextmanager
def shown(console: Console, total: int, quiet: bool) -> Iterator[Callable[[FileResult], None]]:
    """Gives what is to be called with each result; shows nothing when `quiet`."""
    if quiet:
        yield lambda _result: None
    elif console.is_terminal:
        columns = (
            TextColumn("审核"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("剩余"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("", total=total)
            yield lambda _result: progress.advance(task)
    else:
        yield _Lines(console, total)


class _Lines:
    def __init__(self, console: Console, total: int) -> None:
        self.console = console
        self.total = total
        self.done = 0

    def __call__(self, result: FileResult) -> None:
        self.done += 1
        line = f"[{self.done}/{self.total}] {result.name}：{_said(result)}"
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)


def _said(result: FileResult) -> str:
    if not result.forms:
        return result.status.value
    levels = [finding.level for finding in result.all_findings()]
    counts = "，".join(f"{level.value} {levels.count(level)}" for level in Level)
    return f"{len(result.forms)} 张自评表，{counts}"
