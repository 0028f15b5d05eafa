"""Work in several processes, each of which may die: only its own task is lost.

`concurrent.futures` gives up on every waiting task when one worker dies and does not say which task killed
it. Here each worker has a pipe of its own, so the parent knows what it was at.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

# A forked child inherits whatever locks and threads an engine holds; a fresh interpreter does not.
_CONTEXT = multiprocessing.get_context("spawn")
_GOODBYE_SECONDS = 5


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection[Any, Any]
    at: int


def run(
    tasks: Sequence[Task],
    work: Callable[[Task], Result],
    lost: Callable[[Task, str], Result],
    jobs: int,
) -> Generator[tuple[int, Result], None, None]:
    """The results as they come, each with its task's position in `tasks`.

    `work` must be picklable. `lost` gives the result of a task whose process died, told in Chinese how.
    With one job everything happens in this process, in order, and nothing survives its death.
    """
    if jobs == 1:
        return ((at, work(task)) for at, task in enumerate(tasks))
    return _in_processes(tasks, work, lost, jobs)


def _in_processes(
    tasks: Sequence[Task],
    work: Callable[[Task], Result],
    lost: Callable[[Task, str], Result],
    jobs: int,
) -> Generator[tuple[int, Result], None, None]:
    waiting = deque(range(len(tasks)))
    busy: dict[Connection[Any, Any], _Worker] = {}

    def give(worker: _Worker) -> None:
        worker.at = waiting.popleft()
        busy[worker.pipe] = worker
        try:
            worker.pipe.send(tasks[worker.at])
        except OSError:
            return  # it died while idle: its pipe reads as ended, and the loop below accounts for the task

    try:
        for _ in range(min(jobs, len(tasks))):
            give(_hire(work))
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                worker = busy.pop(ready)
                at = worker.at
                try:
                    result = worker.pipe.recv()
                except (EOFError, OSError):
                    result = lost(tasks[at], _cause(worker.process))
                    if waiting:
                        worker = _hire(work)
                if waiting:
                    give(worker)
                elif worker.process.is_alive():
                    worker.pipe.close()  # the child reads the end of its pipe and leaves
                yield at, result
    finally:
        for worker in busy.values():
            worker.process.kill()


def _hire(work: Callable[[Any], Any]) -> _Worker:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, -1)


def _serve(pipe: Connection[Any, Any], work: Callable[[Any], Any]) -> None:
    """The child: takes tasks until the pipe ends. Interrupts and the terminal are the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(work(task))


def _cause(process: BaseProcess) -> str:
    process.join(_GOODBYE_SECONDS)
    code = process.exitcode
    if code is None:
        process.kill()
        return "处理进程失去联系"
    if code >= 0:
        return f"处理进程意外退出（退出码 {code}）"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    hint = "，多为内存不足" if name == "SIGKILL" else ""
    return f"处理进程被系统强制结束（{name}{hint}）"
