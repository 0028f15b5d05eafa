"""How far an audit is: a bar with rate, time left and findings on a terminal, plain lines otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from audit.result import FileResult
from audit.run import Unwatched, Watch
from audit.store.state import READING, State
from validate.finding import Level

_EVERY_SECONDS = 10.0  # between two plain lines on the whole


@dataclass(frozen=True, slots=True)
class Pace:
    """How far: `done` of `planned` steps, `known` of which took no time, after so many seconds."""

    planned: int
    known: int
    done: int
    seconds: float

    @property
    def rate(self) -> float:
        """Steps a second; 0 before there is one."""
        read = self.done - self.known
        return read / self.seconds if read > 0 and self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds to the end at this rate; None where there is no telling."""
        return (self.planned - self.done) / self.rate if self.rate else None

    def said(self) -> str:
        """In Chinese: 每秒 3.2 个，约剩 1 分 05 秒."""
        if not self.rate:
            return "速度未知"
        left = f"，约剩 {duration(self.left)}" if self.left else ""
        return f"每秒 {self.rate:.1f} 个{left}" if self.rate >= 0.1 else f"每分钟 {self.rate * 60:.1f} 个{left}"


def duration(seconds: float | None) -> str:
    """A time span for people, to the second, or to the minute from an hour on."""
    whole = round(seconds or 0)
    if whole < 60:
        return f"{whole} 秒"
    if whole < 3600:
        return f"{whole // 60} 分 {whole % 60:02} 秒"
    return f"{whole // 3600} 小时 {whole % 3600 // 60:02} 分"


def found(errors: int, warnings: int, unread: int) -> str:
    """What came to light so far, in Chinese."""
    return f"错误 {errors} 条，疑点 {warnings} 条，无法读取 {unread} 个"


@contextmanager
def shown(console: Console, quiet: bool) -> Iterator[Watch]:
    """Gives what is told of the run; shows nothing when `quiet`."""
    if quiet:
        yield Unwatched()
    elif console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[said]}"),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield _Bar(progress)
    else:
        yield _Lines(console)


class _Counted:
    """Counts what it is told; those below show it."""

    def __init__(self) -> None:
        self.name, self.pace, self.since = READING, Pace(0, 0, 0, 0), time.monotonic()
        self.errors = self.warnings = self.unread = 0

    def begin(self, state: State) -> None:
        self.errors, self.warnings, self.unread = state.errors, state.warnings, state.unread
        self._start(READING, state.planned, state.known)

    def add(self, result: FileResult) -> None:
        levels = [finding.level for finding in result.all_findings()]
        self.errors += levels.count(Level.ERROR)
        self.warnings += levels.count(Level.WARNING)
        self.unread += bool(result.unread)
        self._on(result)

    def phase(self, name: str, steps: int) -> None:
        self._start(name, steps, 0)

    def step(self) -> None:
        self._on(None)

    def stopping(self) -> None:
        self.tell("已中断，正在写出已完成的部分；再次中断则立即结束，已完成的部分都已保存")

    def said(self) -> str:
        so_far = f"；{found(self.errors, self.warnings, self.unread)}"
        return self.pace.said() + (so_far if self.name == READING else "")

    def _start(self, name: str, planned: int, known: int) -> None:
        self.name, self.pace, self.since = name, Pace(planned, known, known, 0), time.monotonic()
        self.turned()

    def _on(self, result: FileResult | None) -> None:
        self.pace = replace(self.pace, done=self.pace.done + 1, seconds=time.monotonic() - self.since)
        self.moved(result)

    def turned(self) -> None:
        """Another phase begins."""

    def moved(self, result: FileResult | None) -> None:
        """A step is done; while files are read, with its result."""

    def tell(self, line: str) -> None:
        """Says something beside."""


class _Lines(_Counted):
    """A line a file, and one on the whole now and then."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.last = time.monotonic()

    def turned(self) -> None:
        if self.pace.known:
            self.tell(f"{self.pace.known} 个文件与上次相同，不再读取")
        elif self.pace.planned and self.name != READING:
            self.tell(f"{self.name}：{self.pace.planned} 个文件")

    def moved(self, result: FileResult | None) -> None:
        at = f"{self.pace.done}/{self.pace.planned}"
        if result:
            self.tell(f"[{at}] {result.name}：{_said(result)}")
        if time.monotonic() - self.last >= _EVERY_SECONDS:
            self.last = time.monotonic()
            self.tell(f"{self.name} {at}，{self.said()}")

    def tell(self, line: str) -> None:
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)


class _Bar(_Counted):
    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.task = progress.add_task(READING, total=None, said="")

    def turned(self) -> None:
        planned = self.pace.planned or None
        self.progress.reset(
            self.task, description=self.name, total=planned, completed=self.pace.done, said=self.said()
        )

    def moved(self, result: FileResult | None) -> None:  # noqa: ARG002 - a bar names no file
        self.progress.update(self.task, completed=self.pace.done, said=self.said())

    def tell(self, line: str) -> None:
        self.progress.console.print(line, markup=False, highlight=False)


def _said(result: FileResult) -> str:
    if not result.forms:
        return result.status.value
    levels = [finding.level for finding in result.all_findings()]
    counts = "，".join(f"{level.value} {levels.count(level)}" for level in Level)
    return f"{len(result.forms)} 张自评表，{counts}"
