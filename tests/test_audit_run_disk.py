"""A disk that is full or closed ends the run with one clear line, and costs nothing that was done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audited import ROOT
from tests.pretended import OUTPUTS
from tests.truth import load

FORMS = [truth.name for truth in load(ROOT / "fixtures" / "truth.jsonl") if truth.forms][:8]
LIMITED = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}));"
MAIN = "from audit.cli import main; main()"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for number, name in enumerate(FORMS):
        shutil.copy(ROOT / "fixtures" / name, folder / f"{number}.pdf")
    return folder


def audit(folder: Path, out: Path, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """The real command; no file that it writes may have more bytes than `largest`."""
    program = (LIMITED.format(largest) if largest else "") + MAIN
    command = [sys.executable, "-c", program, "audit", str(folder), "-o", str(out), "--jobs", "1"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("largest", [10_000, 200_000, 300_000])
def test_a_full_disk_ends_the_run_and_the_next_goes_on(folder: Path, tmp_path: Path, largest: int) -> None:
    out = tmp_path / "out"
    full = audit(folder, out, largest)
    assert full.returncode == 2
    assert full.stderr.splitlines()[-1].startswith("selfeval：读写")
    assert "Traceback" not in full.stderr
    assert not any((out / name).exists() for name in OUTPUTS)
    done = [line for line in full.stderr.splitlines() if line.startswith("[")]
    again = audit(folder, out)
    assert again.returncode == 0, again.stderr
    read = [line for line in again.stderr.splitlines() if line.startswith("[")]
    assert len(read) == len(FORMS) - len(done)
    whole = audit(folder, tmp_path / "whole")
    assert whole.returncode == 0
    assert all((out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes() for name in OUTPUTS)


def test_lists_that_cannot_be_written_leave_the_old_ones_in_place(folder: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    shutil.copy(folder / "0.pdf", few)
    out = tmp_path / "out"
    assert audit(few, out).returncode == 0
    before = {name: (out / name).read_bytes() for name in OUTPUTS}
    (out / ".records.jsonl.new").mkdir()  # stands for whatever can't be written
    blocked = audit(folder, out)
    assert blocked.returncode == 2
    assert "无法写入" in blocked.stderr.splitlines()[-1]
    assert {name: (out / name).read_bytes() for name in OUTPUTS} == before
    (out / ".records.jsonl.new").rmdir()
    assert "[" not in audit(folder, out).stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_said_at_once(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o555)
    closed = audit(folder, out)
    assert closed.returncode == 2
    assert closed.stderr == f"selfeval：没有写入输出目录 {out} 的权限\n"
