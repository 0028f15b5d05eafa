"""A source as a local file: unchanged while it is read, and no copy left behind."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit import inputs, scratch
from audit.limits import Limits
from audit.pipeline import OUR_FAULT, audit_file
from audit.places import NoRoom
from audit.result import FileResult, Source
from audit.sources import Changed, digest, fetched, size, stamp
from extract.errors import ExtractError
from tests.audited import ROOT, options
from tests.packing import packed

HOLD = """
import sys, time
from audit.limits import Limits
from audit.result import Source
from audit.sources import fetched
with fetched(Source(sys.argv[1], "a.pdf"), Limits()) as path:
    print(path, flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def member(tmp_path: Path) -> Source:
    return inputs.find([packed(tmp_path / "a.zip", {"a.pdf": b"content"})], tmp_path / "out").sources[0]


def holding(source: Source, seconds: float) -> tuple[subprocess.Popen[str], Path]:
    """Another process that has the source fetched, and where."""
    command = [sys.executable, "-c", HOLD, source.place, str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_local_file_is_given_as_it_is(tmp_path: Path, temporary: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    with fetched(Source(str(tmp_path / "a.pdf"), "a.pdf"), Limits()) as path:
        assert path == tmp_path / "a.pdf"
    assert not list(temporary.iterdir())


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def replaced(path: Path) -> None:
    size = path.stat().st_size
    path.unlink()
    path.write_bytes(bytes(size))


def moved(path: Path) -> None:
    path.rename(path.with_suffix(".old"))


@pytest.mark.parametrize("change", [grown, replaced, moved, Path.unlink])
@pytest.mark.parametrize("error", [None, ExtractError("broken"), OSError("gone")])
def test_a_file_that_changes_meanwhile_was_not_read(
    change: Callable[[Path], Any], error: Exception | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"1")
    with pytest.raises(Changed), fetched(Source(str(path), "a.pdf"), Limits()):
        change(path)
        if error:
            raise error


def test_trouble_of_others_stays_theirs(tmp_path: Path, temporary: Path, member: Source) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    for source in (Source(str(tmp_path / "a.pdf"), "a.pdf"), member):
        with pytest.raises(ZeroDivisionError), fetched(source, Limits()):
            raise ZeroDivisionError
        with pytest.raises(KeyboardInterrupt), fetched(source, Limits()):
            (tmp_path / "a.pdf").write_bytes(b"changed")
            raise KeyboardInterrupt
    assert not list(temporary.iterdir())


def test_a_file_that_grows_during_the_run_is_a_row_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    fixture = next((ROOT / "fixtures").rglob("*.pdf"))
    path.write_bytes(fixture.read_bytes())
    usual = options()

    def audit() -> FileResult:
        return audit_file(Source(str(path), "a.pdf"), usual)

    def reading(*_args: Any) -> list[Any]:
        grown(path)
        return []

    assert "改动" not in audit().unread
    monkeypatch.setattr("audit.pipeline.read_forms", reading)
    assert "被改动" in audit().unread
    assert [finding.code for finding in audit().findings] == ["D01"]


def test_a_copy_is_gone_when_the_block_ends(temporary: Path, member: Source) -> None:
    with fetched(member, Limits()) as path:
        assert path.parent == temporary
        assert path.read_bytes() == b"content"
        assert path.suffix == ".pdf"
        assert path.stat().st_mode & 0o077 == 0
    assert not list(temporary.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="no signals and locks like these")
def test_a_copy_of_a_killed_process_goes_with_the_next(temporary: Path, member: Source) -> None:
    process, path = holding(member, 600)
    try:
        assert path.exists()
        scratch.sweep()
        assert path.exists(), "it is in use"
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert path.exists(), "nobody can clean up after SIGKILL"
        other, copy = holding(member, 600)
        try:
            assert copy.exists()
            assert not path.exists()
        finally:
            ended(other)
    finally:
        ended(process)
    scratch.sweep()
    assert not list(temporary.iterdir())


def test_the_sweep_takes_nothing_of_others(temporary: Path) -> None:
    (temporary / "other.pdf").touch()
    (temporary / "target").touch()
    (temporary / "selfeval-fetched-link.pdf").symlink_to(temporary / "target")
    (temporary / "selfeval-fetched-folder.pdf").mkdir()
    (temporary / "selfeval-fetched-left.pdf").touch()
    scratch.sweep()
    kept = {"other.pdf", "target", "selfeval-fetched-link.pdf", "selfeval-fetched-folder.pdf"}
    assert {path.name for path in temporary.iterdir()} == kept


@pytest.mark.usefixtures("temporary")
def test_many_processes_do_not_sweep_each_other(member: Source) -> None:
    held = [holding(member, 600) for _ in range(4)]
    try:
        time.sleep(0.2)
        assert len({path for _, path in held}) == 4
        assert all(path.exists() for _, path in held)
    finally:
        for process, _ in held:
            ended(process)


def test_a_full_disk_is_told(temporary: Path, member: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("audit.sources._copy", full)
    with pytest.raises(NoRoom, match="临时文件夹已满"), fetched(member, Limits()):
        pass
    assert not list(temporary.iterdir())
    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(NoRoom, match="临时文件夹已满"), fetched(member, Limits()):
        pass
    # Not the file is at fault: its row says so, and a later run takes it up again.
    assert audit_file(member, options()).unread.startswith(OUR_FAULT)


def test_what_is_here_can_be_known_by_its_content(tmp_path: Path, member: Source) -> None:
    (tmp_path / "a.pdf").write_bytes(b"content")
    local = Source(str(tmp_path / "a.pdf"), "a.pdf")
    assert digest(local) == digest(member) == hashlib.sha256(b"content").hexdigest()
    assert size(local) == size(member) == 7
    (tmp_path / "a.zip").write_bytes(b"no archive any more")
    (tmp_path / "a.pdf").unlink()
    assert digest(local) == digest(member) == ""
    assert [size(local), size(Source(str(tmp_path), "")), size(Source("memory://a.pdf", ""))] == [None] * 3


def test_a_stamp_moves_with_every_change(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"1")
    os.utime(path, ns=(10**18, 10**18))
    source = Source(str(path), "a.pdf")
    first = stamp(source)
    assert first == stamp(source) is not None
    path.write_bytes(b"22")
    os.utime(path, ns=(10**18, 10**18))
    second = stamp(source)
    os.utime(path, ns=(10**18, 10**18 + 1))
    assert len({first, second, stamp(source)}) == 3
    path.unlink()
    assert stamp(source) is None
