"""Results come for every task, whatever becomes of the process that works on it."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from audit import workers


def work(task: str) -> str:
    """Does what the task says, in the worker's process."""
    if task == "exit":
        os._exit(7)
    if task == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "print":
        print("noise")
        sys.stderr.write("noise")
        os.write(1, b"noise")
    if task == "slow":
        time.sleep(0.5)
    return task.upper()


def lost(task: str, cause: str) -> str:
    return f"lost {task}: {cause}"


def ask(tasks: list[str], jobs: int) -> list[str]:
    results = dict(workers.run(tasks, work, lost, jobs))
    return [results[at] for at in range(len(tasks))]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_task_has_its_result(jobs: int) -> None:
    assert ask(["a", "slow", "b", "c"], jobs) == ["A", "SLOW", "B", "C"]
    assert ask([], jobs) == []


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_process_that_dies_takes_only_its_own_task(jobs: int) -> None:
    tasks = ["a", "exit", "b", "exit", "kill", "c", "exit"]
    results = ask(tasks, jobs)
    assert [result for result in results if not result.startswith("lost")] == ["A", "B", "C"]
    assert results[1] == "lost exit: 处理进程意外退出（退出码 7）"
    assert "SIGKILL" in results[4]


def test_what_a_worker_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(["print", "print"], 2) == ["PRINT", "PRINT"]
    assert capfd.readouterr() == ("", "")


def test_closing_early_leaves_no_process_behind() -> None:
    results = workers.run(["a", *["slow"] * 20], work, lost, 2)
    next(results)
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 5
