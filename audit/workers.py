"""Work in several processes, each of which may die or be killed: only its own task is lost.

Every slot is a pool of one process: in a pool of several, one that is killed while it holds the lock on their common
pipe takes all others with it.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from audit import journal
from audit.deadline import TimeIsUp, within
from audit.guard import TOO_BIG, Attempt, attempt, guarded, settle
from audit.limits import Limits, out_of_memory, out_of_time

Task = TypeVar("Task")
Result = TypeVar("Result")
Again = Callable[[Task, str], Result]

_STANDARD = Limits()
_TASKS_EACH = 500  # tasks of a process, against engines that leak
_LOOK_SECONDS = 1
_OVERDUE_SECONDS = 60  # for a process to start and for the pool to end one that is late
_FALSE_STARTS = 3
_LOST = "处理进程失去联系"
# How libraries end a process when they get no more memory.
_STARVED = {"SIGABRT", "SIGSEGV", "SIGTRAP", "SIGILL", "SIGBUS"}

# A forked child of this process would inherit whatever locks and threads it holds; one of a server that has loaded
# the engines and started nothing does not, and starts at once. On macOS the system's own libraries forbid even that.
_FORKS = sys.platform != "darwin" and "forkserver" in multiprocessing.get_all_start_methods()
_PRELOADED = ("__main__", "audit.pipeline", "extract.readers.pdfium", "extract.readers.pdfplumber")


def run(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    lost: Callable[[Task, str], Result],
    jobs: int,
    limits: Limits = _STANDARD,
    again: Again[Task, Result] | None = None,
) -> Generator[tuple[int, Result], None, None]:
    """The results as they come, each with its task's position in `tasks`, which are taken one by one.

    `work` must be picklable. A task that takes too long or too much memory, or whose process dies, is given to
    `again` (picklable, too) in a new process, told in Chinese what happened; without it, or where it ends in the
    same way, `lost` gives its result. Closing the generator ends the processes at once.
    With one job everything happens in this process, in order: limits hold for Python code only, and nothing survives
    the death of this process.
    """
    if jobs == 1:
        return _here(tasks, work, lost, limits, again)
    return _in_crew(tasks, work, lost, jobs, limits, again)


def _here(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    lost: Callable[[Task, str], Result],
    limits: Limits,
    again: Again[Task, Result] | None,
) -> Generator[tuple[int, Result], None, None]:
    first, second = limits.attempts if again else (limits.seconds, 0)
    for at, task in enumerate(tasks):
        done = _timed(work, (task,), first, limits)
        if done.cause and again:
            done = _timed(again, (task, done.cause), second, limits)
        yield at, lost(task, done.cause) if done.cause else done.result


def _timed(work: Callable[..., Any], args: tuple[Any, ...], seconds: float, limits: Limits) -> Attempt:
    try:
        with within(seconds):
            return attempt(work, args, limits)
    except TimeIsUp:
        return Attempt(cause=out_of_time(limits.seconds))


@dataclass(slots=True)
class _Slot:
    """Room for one process, and the task that it is at."""

    limits: Limits
    pool: ProcessPool = field(init=False)
    at: int = -1
    task: Any = None
    given: tuple[Callable[..., Any], tuple[Any, ...], float] | None = None
    last: bool = False  # whether the task is not to be tried again
    false_starts: int = 0
    overdue: float = 0

    def __post_init__(self) -> None:
        self.hire()

    def hire(self) -> None:
        context = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
        if _FORKS:
            context.set_forkserver_preload(list(_PRELOADED))
        self.pool = ProcessPool(1, _TASKS_EACH, settle, (), context)

    def give(self, work: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> Future[Attempt]:
        self.given, self.false_starts = (work, args, seconds), 0
        return self.start()

    def start(self) -> Future[Attempt]:
        assert self.given is not None
        work, args, seconds = self.given
        self.overdue = time.monotonic() + seconds + _OVERDUE_SECONDS
        try:
            return self.pool.schedule(guarded, (work, args, seconds, self.limits), timeout=seconds)
        except RuntimeError:  # the process died between two tasks
            failed: Future[Attempt] = Future()
            failed.set_exception(BrokenProcessPool())
            return failed

    def restart(self) -> Future[Attempt]:
        """The same again in another process: that the first one never began is not the task's fault."""
        self.false_starts += 1
        return self.start()

    def replace(self) -> None:
        _stop(self)
        self.hire()


class Crew:
    """Processes that stay for one run after the other; leaving the block ends them, whatever they are at."""

    def __init__(self, jobs: int, limits: Limits = _STANDARD) -> None:
        self.limits = limits
        self._slots = [_Slot(limits) for _ in range(jobs)]

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        _stop(*self._slots)

    def run(
        self,
        tasks: Iterable[Task],
        work: Callable[[Task], Result],
        lost: Callable[[Task, str], Result],
        again: Again[Task, Result] | None = None,
    ) -> Generator[tuple[int, Result], None, None]:
        """As the function `run`, which tells more. To be read to its end, or the crew is to be dismissed."""
        waiting = enumerate(tasks)
        first, second = self.limits.attempts if again else (self.limits.seconds, 0)
        busy: dict[Future[Attempt], _Slot] = {}

        def feed(slot: _Slot) -> None:
            for slot.at, slot.task in waiting:
                slot.last = again is None
                busy[slot.give(work, (slot.task,), first)] = slot
                return

        for slot in self._slots:
            feed(slot)
        while busy:
            for future in _ended(busy):
                slot = busy.pop(future)
                at, task, done = slot.at, slot.task, _outcome(future, self.limits)
                if done.cause or done.swollen:
                    slot.replace()
                if done.cause == _LOST and slot.false_starts < _FALSE_STARTS:
                    busy[slot.restart()] = slot
                elif done.cause and again and not slot.last:
                    slot.last = True
                    busy[slot.give(again, (task, done.cause), second)] = slot
                else:
                    feed(slot)  # before the result is handed on, so that nobody waits for whoever takes it
                    yield at, lost(task, done.cause) if done.cause else done.result


def _in_crew(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    lost: Callable[[Task, str], Result],
    jobs: int,
    limits: Limits,
    again: Again[Task, Result] | None,
) -> Generator[tuple[int, Result], None, None]:
    with Crew(jobs, limits) as crew:
        yield from crew.run(tasks, work, lost, again)


def _stop(*slots: _Slot) -> None:
    """Ends their processes, whatever they are at, and waits for that; all at once, as each takes its moment."""
    for slot in slots:
        slot.pool.stop()  # type: ignore[no-untyped-call]
    for slot in slots:
        slot.pool.join()


def _ended(busy: dict[Future[Attempt], _Slot]) -> list[Future[Attempt]]:
    """Those that are done; and those whose pool has failed, or must have, as they are so late."""
    done, _ = wait(busy, _LOOK_SECONDS, FIRST_COMPLETED)
    now = time.monotonic()
    return [f for f, slot in busy.items() if f in done or slot.overdue < now or not slot.pool.active]


def _outcome(future: Future[Attempt], limits: Limits) -> Attempt:
    if not future.done():
        return Attempt(cause=_LOST)
    try:
        return future.result()
    except TimeoutError:
        return Attempt(cause=out_of_time(limits.seconds))
    except ProcessExpired as expired:
        return Attempt(cause=_cause(expired.exitcode, limits))
    except BrokenProcessPool:
        return Attempt(cause=_LOST)
    except Exception as error:
        # Broad on purpose: a result that can't be handed over is the fault of its own task.
        return Attempt(cause=journal.trouble(error))


def _cause(code: int, limits: Limits) -> str:
    if code == TOO_BIG:
        return out_of_memory(limits.memory_mb)
    if code >= 0:
        return f"处理进程意外退出（退出码 {code}）"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    hint = f"，多为内存超过每个文件 {limits.memory_mb} MB 的限额（可用 --max-memory 放宽）" if name in _STARVED else ""
    if name == "SIGKILL":
        hint = "，多为系统内存不足"
    return f"处理进程被系统强制结束（{name}{hint}）"
