"""Results come for every task, whatever becomes of the process that works on it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest

from audit import workers
from audit.limits import Limits
from tests.tasks import again, lost, work

SHORT = Limits(seconds=1.0, memory_mb=300)
TIME = "没有在每个文件 1 秒的限时内处理完（可用 --max-seconds 放宽）"
MEMORY = "每个文件 300 MB 的限额（可用 --max-memory 放宽）"


def ask(tasks: list[str], jobs: int, limits: Limits = SHORT) -> list[str]:
    results = dict(workers.run(tasks, work, lost, jobs, limits))
    assert set(results) == set(range(len(tasks)))
    return [str(results[at]) for at in range(len(tasks))]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_task_has_its_result(jobs: int) -> None:
    assert ask(["a", "slow", "b", "c"], jobs) == ["A", "SLOW", "B", "C"]
    assert ask([], jobs) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("exit", "处理进程意外退出（退出码 7）"),
        ("kill", "处理进程被系统强制结束（SIGKILL，多为系统内存不足）"),
        ("segfault", f"处理进程被系统强制结束（SIGSEGV，多为内存超过{MEMORY}）"),
        ("abort", f"处理进程被系统强制结束（SIGABRT，多为内存超过{MEMORY}）"),
        ("malloc", f"处理进程被系统强制结束（SIGABRT，多为内存超过{MEMORY}）"),
        ("bomb", f"处理所需的内存超过{MEMORY}"),
        ("crumbs", f"处理所需的内存超过{MEMORY}"),
        ("sleep", TIME),
        ("usleep", TIME),
        ("regex", TIME),
        ("raise", "KeyError 'NO SUCH KEY'"),
        ("leave", "SystemExit 3"),
    ],
)
def test_a_process_that_fails_takes_only_its_own_task(fault: str, said: str) -> None:
    limits = Limits(seconds=30, memory_mb=300) if fault == "crumbs" else SHORT
    results = ask(["a", fault, "b", fault, "c"], 2, limits)
    assert results[::2] == ["A", "B", "C"]
    assert results[1] == results[3]
    assert results[1].startswith(f"lost {fault}: {said}")


@pytest.mark.parametrize("fault", ["sleep", "bomb", "raise", "leave"])
def test_the_serial_twin_gives_the_same_where_python_can(fault: str) -> None:
    tasks = ["a", fault, "take:100", "b"]
    assert ask(tasks, 1) == ask(tasks, 2)


def test_a_result_that_cannot_be_handed_over_is_lost() -> None:
    first, second = ask(["unhandable", "a"], 2)
    assert first.startswith("lost unhandable: ")
    assert second == "A"


def test_memory_counts_from_what_the_process_has() -> None:
    """What an engine keeps from file to file is not held against the files that come later."""
    limits = Limits(seconds=30, memory_mb=300)
    assert ask(["keep:200", "keep:200", "keep:200", "take:200"], 1, limits) == ["KEEP:200"] * 3 + ["TAKE:200"]
    assert ask(["take:200"] * 4, 2, limits) == ["TAKE:200"] * 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_lost_task_is_tried_once_more(jobs: int) -> None:
    """Within the time of one: a quarter of it is kept for the second attempt."""
    tasks = ["a", "sleep", "sleep!", "b"]
    began = time.monotonic()
    results = dict(workers.run(tasks, work, lost, jobs, SHORT, again))
    assert [results[at] for at in range(4)] == ["A", f"again sleep: {TIME}", f"lost sleep!: {TIME}", "B"]
    assert time.monotonic() - began < 2 * SHORT.seconds + 2


def test_tasks_are_taken_as_they_are_needed() -> None:
    """Ten thousand files must not all wait in a queue."""
    taken = 0

    def tasks() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "a"

    results = workers.run(tasks(), work, lost, 2)
    for _ in range(5):
        next(results)
    results.close()
    assert taken <= 5 + 2 + 1


def test_what_a_worker_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(["print", "print"], 2) == ["PRINT", "PRINT"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("fault", ["sleep", "regex", "usleep"])
def test_closing_stops_at_once_whatever_they_are_at(fault: str) -> None:
    before = set(psutil.Process().children(recursive=True))
    results = workers.run(["a", *[fault] * 20], work, lost, 4)
    next(results)
    time.sleep(0.3)
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 1
    left = [p for p in set(psutil.Process().children(recursive=True)) - before if p.name().startswith("pebble")]
    assert not left


def test_killed_from_outside_at_any_moment() -> None:
    """As a system out of memory does: also while a process takes a task or hands a result over."""
    stop = threading.Event()
    ours = psutil.Process()
    known = {p.pid for p in ours.children(recursive=True)}

    def kill() -> None:
        while not stop.wait(0.3):
            new = [process for process in ours.children(recursive=True) if process.pid not in known]
            with suppress(ProcessLookupError):
                os.kill(new[0].pid, signal.SIGKILL) if new else None

    dict(workers.run(["a"] * 4, work, lost, 2))  # the server of processes is there
    known |= {p.pid for p in ours.children()}
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        results = ask(["take:1"] * 2000, 2)
    finally:
        stop.set()
        killer.join()
    assert {r for r in results if r != "TAKE:1"} <= {
        "lost take:1: 处理进程被系统强制结束（SIGKILL，多为系统内存不足）",
        "lost take:1: 处理进程失去联系",
    }
    assert "TAKE:1" in results
