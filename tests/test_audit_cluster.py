"""A real Dask cluster on loopback, each part a process of its own: the same results as at home, whatever dies."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from audit import cluster, inputs, workers
from audit.cluster import ClusterError, joined
from audit.limits import Limits
from audit.pipeline import audit_again, audit_file, lost_file
from audit.result import FileResult
from tests.audited import ROOT, options
from tests.clustered import ended, running
from tests.tasks import again, lost, work

pytest.importorskip("distributed")
SHORT = Limits(seconds=1, memory_mb=300)
FOLDER = ROOT / "fixtures" / "鹿鸣县农业农村局"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("dask"), 2) as (address, _):
        yield address


def ask(address: str, tasks: list[str], limits: Limits = SHORT) -> list[object]:
    with joined(address, limits) as pool:
        results = dict(pool(tasks, work, lost, again=again))
    return [results[at] for at in range(len(tasks))]


def at_home(tasks: list[str]) -> list[object]:
    results = dict(workers.run(tasks, work, lost, 2, SHORT, again))
    return [results[at] for at in range(len(tasks))]


def test_the_same_as_at_home_also_over_the_limits(address: str) -> None:
    """Under a nanny and without any configuration, as `dask worker` starts."""
    tasks = ["a", "sleep", "bomb", "segfault!", "b", "regex!", "raise", "malloc", *"cdefghijklmnopqrstuvw"]
    assert ask(address, tasks) == at_home(tasks)
    assert ask(address, []) == []


def audited(run: Callable[..., Iterator[tuple[int, FileResult]]]) -> list[FileResult]:
    sources = inputs.find([str(FOLDER)], FOLDER / "out").sources
    chosen = options()
    steps = (partial(audit_file, options=chosen), partial(lost_file, options=chosen))
    results = dict(run(sources, *steps, again=partial(audit_again, options=chosen)))
    return [results[at] for at in range(len(sources))]


def test_files_are_read_as_at_home(address: str) -> None:
    with joined(address, Limits(), [str(FOLDER)]) as pool:
        there = audited(pool)
    here = audited(partial(workers.run, jobs=2, limits=Limits()))
    assert there == here
    assert any(file.forms for file in here)


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    """Its batches run again elsewhere. The nanny goes, too: nobody starts it anew."""
    tasks = [f"slow:{n}" for n in range(32)]
    with running(tmp_path, 2) as (address, crew), joined(address, Limits()) as pool:
        results: dict[int, object] = {}
        for at, result in pool(tasks, work, lost, again=again):
            if not results:
                below = psutil.Process(crew[0].pid).children(recursive=True)
                ended(crew[0])
                _, left = psutil.wait_procs(below, 5)
                assert not left
            assert at not in results
            results[at] = result
    assert [results[at] for at in range(32)] == [task.upper() for task in tasks]


def test_closing_takes_back_what_has_not_begun(address: str) -> None:
    with joined(address, Limits()) as pool:
        results = pool(["slow"] * 200, work, lost)
        next(results)
        began = time.monotonic()
        results.close()
    assert time.monotonic() - began < 5
    assert ask(address, ["a"]) == ["A"]


def test_a_scheduler_that_dies_ends_the_run_with_its_reason(tmp_path: Path) -> None:
    with running(tmp_path, 1) as (address, _), joined(address, Limits()) as pool:
        results = pool(["slow"] * 100, work, lost)
        next(results)
        for each in psutil.process_iter(["cmdline"]):
            if "scheduler" in (each.info["cmdline"] or []) and address in each.info["cmdline"]:
                each.kill()
        with pytest.raises(ClusterError, match="与调度器失去联系"):
            for _ in results:
                pass


def test_what_makes_a_cluster_unfit_is_said_before_any_file(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 1)
    with pytest.raises(ClusterError, match="无法连接调度器"), joined("tcp://127.0.0.1:9", Limits()):
        pass
    with pytest.raises(ClusterError, match=r"找不到 .*gone.*挂载"), joined(address, Limits(), [str(tmp_path / "gone")]):
        pass
    monkeypatch.setattr(cluster, "program", lambda: "another")
    with pytest.raises(ClusterError, match="版本不同"), joined(address, Limits()):
        pass


def test_a_cluster_without_workers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path, 0) as (address, _):
        time.sleep(2)
        monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 2)
        with pytest.raises(ClusterError, match="没有工作进程"), joined(address, replace(SHORT)):
            pass


def test_a_worker_without_the_program_is_said(tmp_path: Path) -> None:
    (tmp_path / "audit").mkdir()
    # Something else of that name stands before ours.
    (tmp_path / "audit" / "__init__.py").write_text("raise ImportError('No module named audit')", encoding="utf-8")
    with (
        running(tmp_path, 1) as (address, _),
        pytest.raises(ClusterError, match=r"不能运行 selfeval.*安装"),
        joined(address, Limits()),
    ):
        pass


def test_without_the_package_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="pip install 'selfeval\\[cluster\\]'"), joined("tcp://x:1", Limits()):
        pass
