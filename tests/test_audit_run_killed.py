"""The real command, killed at random moments and started again, comes to the same outputs as an undisturbed run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.audited import ROOT
from tests.pretended import OUTPUTS
from tests.truth import load

FORMS = [truth.name for truth in load(ROOT / "fixtures" / "truth.jsonl") if truth.forms][:8]
# More by hand: SELFEVAL_KILLS=10 SELFEVAL_SEED=3 pytest tests/test_audit_run_killed.py
KILLS = int(os.environ.get("SELFEVAL_KILLS", "3"))
SEED = int(os.environ.get("SELFEVAL_SEED", "1"))

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forms, some of them twice with other bytes, and files that can't be read."""
    folder = tmp_path_factory.mktemp("in")
    for number, name in enumerate(FORMS):
        shutil.copy(ROOT / "fixtures" / name, folder / f"{number}.pdf")
        if number < 4:
            content = (ROOT / "fixtures" / name).read_bytes()
            (folder / f"{number} 重报.pdf").write_bytes(content + b"\n%% sent again\n")
    (folder / "空.pdf").touch()
    (folder / "坏.pdf").write_text("这不是 PDF", encoding="utf-8")
    return folder


def started(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from audit.cli import main; main()", "audit", str(folder)]
    command += ["-o", str(out), "--jobs", "2"]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def finished(folder: Path, out: Path) -> tuple[float, str]:
    """Seconds that it took, and what it said of the files it read."""
    began = time.monotonic()
    with started(folder, out) as process:
        assert process.stderr
        said = process.stderr.read().decode()
        assert process.wait() == 3, said
    return time.monotonic() - began, said


def outputs(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in OUTPUTS}


def orphans(session: int) -> Iterator[int]:
    """Processes that are still there of those a command started."""
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                yield process.pid
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue


def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_different(folder: Path, tmp_path: Path) -> None:
    seconds, said = finished(folder, tmp_path / "whole")
    whole = outputs(tmp_path / "whole")
    assert said.count("[") == len(list(folder.iterdir()))
    moments = random.Random(SEED)
    out = tmp_path / "out"
    sessions = []
    for _ in range(KILLS):
        with started(folder, out) as process:
            time.sleep(moments.uniform(0, seconds))
            process.kill()
            process.wait()
            sessions.append(process.pid)
        there = {name for name in OUTPUTS if (out / name).exists()}
        assert all((out / name).read_bytes() == whole[name] for name in there)
    last = finished(folder, out)[1]
    assert outputs(out) == whole
    assert last.count("[") <= len(list(folder.iterdir()))
    assert sorted(path.name for path in out.iterdir()) == sorted([*OUTPUTS, "report.html", ".audit.lock", "audit.db"])
    end = time.monotonic() + 20
    while (left := [pid for session in sessions for pid in orphans(session)]) and time.monotonic() < end:
        time.sleep(0.2)
    assert not left, "processes of a killed run outlive it"


def test_what_was_done_before_the_kill_is_not_done_again(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path / "out") as process:
        assert process.stderr
        told = [process.stderr.readline() for _ in range(6)]
        os.kill(process.pid, signal.SIGKILL)
    done = {line.decode().split("] ")[1].split("：")[0] for line in told}
    assert len(done) == 6
    again = finished(folder, tmp_path / "out")[1].splitlines()
    read = {line.split("] ")[1].split("：")[0] for line in again if line.startswith("[")}
    assert not read & done
    assert len(read) >= len(list(folder.iterdir())) - len(done) - 3
