"""What another process is told of a run: while it works, when it is done, when it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit.cli import main
from audit.result import FileResult
from audit.run import Unwatched
from audit.status import status
from audit.store.schema import NAME, StoreError
from tests.audited import ROOT
from tests.pretended import Pool, audited, filled

LINES = {"一": "修路,县交通局,2021", "二": "损坏", "三": "没有表"}


def test_a_run_at_work_says_how_far_it_is(tmp_path: Path) -> None:
    said = []

    class Asking(Unwatched):
        def add(self, result: FileResult) -> None:  # noqa: ARG002 - only when it comes
            said.append(status(tmp_path / "out", time.time() + 9))

    audited(filled(tmp_path / "in", **LINES), tmp_path / "out", watch=Asking())
    assert [text.splitlines()[0].split("（")[0] for text in said] == ["正在审核：读取"] * 3
    assert f"进程 {os.getpid()}" in said[0]
    assert "3 个中完成 1 个" in said[0] and "3 个中完成 3 个" in said[2]
    assert "每秒 0.1 个，约剩" in said[0]
    assert "错误 2 条，疑点 1 条，无法读取 1 个" in said[2]


def test_a_run_that_ended_says_how(tmp_path: Path) -> None:
    folder, out = filled(tmp_path / "in", **LINES), tmp_path / "out"
    audited(folder, out, Pool(stop_after=1))
    assert status(out, time.time()).startswith("审核被中断")
    audited(folder, out)
    assert status(out, time.time()).startswith("审核已完成")
    assert "其中 1 个与上次相同" in status(out, time.time())


def test_a_run_that_was_killed_is_told_from_one_at_work(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from tests.pretended import *\n"
        "class Dying(run.Unwatched):\n"
        "    def add(self, result): os.kill(os.getpid(), 9)\n"
        "audited(Path(sys.argv[1]), Path(sys.argv[2]), watch=Dying())"
    )
    folder, out = filled(tmp_path / "in", **LINES), tmp_path / "out"
    killed = subprocess.run([sys.executable, "-c", program, str(folder), str(out)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    said = status(out, time.time())
    assert said.startswith("审核在“读取”时意外终止")
    assert "3 个中完成 1 个" in said
    assert len(audited(folder, out).pool.read) == 2


def test_looking_changes_nothing(tmp_path: Path) -> None:
    folder, out = filled(tmp_path / "in", **LINES), tmp_path / "out"
    audited(folder, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    status(out, time.time())
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_without_an_audit_is_said_to_be_one(tmp_path: Path) -> None:
    for say in ("还没有运行过审核", "还没有完成过"):
        with pytest.raises(StoreError, match=say):
            status(tmp_path, time.time())
        (tmp_path / NAME).touch()
    asked = CliRunner().invoke(main, ["status", str(tmp_path / "none")])
    assert asked.exit_code == 2
    assert "selfeval：" in asked.stderr
