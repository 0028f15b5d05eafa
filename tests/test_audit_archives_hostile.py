"""Archives that an attacker made: each ends as a source with a reason, soon, and nothing is written by its names."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import archives, inputs
from audit.limits import Limits
from audit.result import Source
from audit.sources import fetched
from extract.errors import Encrypted, OverLimit, Unreadable
from tests.packing import empty_members, lying, overlapping, packed, raw

MB = 1024 * 1024


def sources(path: Path) -> tuple[Source, ...]:
    return inputs.find([path], path.parent / "out").sources


def refused(path: Path) -> str:
    (source,) = sources(path)
    with pytest.raises(Unreadable) as error, fetched(source, Limits()):
        pass
    assert error.value.reason == source.refused
    return source.refused


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (source,) = sources(packed(tmp_path / "a.zip", {"a.pdf": bytes(50 * MB)}))
    with pytest.raises(OverLimit, match="--max-size"), fetched(source, Limits(size_mb=3)):
        pass
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.parametrize("said", [10, 2 * MB, 20 * MB])
def test_a_size_that_the_headers_lie_about_is_found_out(said: int, tmp_path: Path) -> None:
    (source,) = sources(lying(tmp_path / "a.zip", bytes(5 * MB), said))
    with pytest.raises((Unreadable, OverLimit)), fetched(source, Limits(size_mb=3)):
        pass


def test_not_more_is_unpacked_than_the_headers_say(tmp_path: Path) -> None:
    (source,) = sources(lying(tmp_path / "a.zip", bytes(5 * MB), 10, zlib.crc32(bytes(10))))
    with fetched(source, Limits(size_mb=3)) as path:
        assert path.read_bytes() == bytes(10)


@pytest.mark.parametrize("number", [archives.MOST_MEMBERS + 1, 1_000_000, 2_000_000])
def test_a_million_members_cost_seconds_and_no_memory(number: int, tmp_path: Path) -> None:
    path = empty_members(tmp_path / "a.zip", number)
    start = time.process_time()
    tracemalloc.start()
    try:
        assert "请拆分压缩包" in refused(path)
        assert tracemalloc.get_traced_memory()[1] < 100 * MB
    finally:
        tracemalloc.stop()
    assert time.process_time() - start < 10


def test_members_that_overlap_refuse_the_archive(tmp_path: Path) -> None:
    bomb = overlapping(tmp_path / "a.zip", 100, MB)
    with zipfile.ZipFile(bomb) as archive:
        assert sum(info.file_size for info in archive.infolist()) > 1000 * bomb.stat().st_size
    assert "重叠" in refused(bomb)
    assert "重叠" in refused(empty_members(tmp_path / "b.zip", 2))


def test_an_archive_of_archives_is_not_unfolded(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"c.pdf": b"x"}).read_bytes()
    found = sources(packed(tmp_path / "a.zip", {"a.pdf": b"x", "b/inner.zip": inner}))
    assert [(source.name, bool(source.refused)) for source in found] == [("a.pdf", False), ("b/inner.zip", True)]
    with pytest.raises(Unreadable, match="不再展开"), fetched(found[1], Limits()):
        pass


@pytest.mark.parametrize(
    "name",
    ["../../x.pdf", "/x.pdf", "C:/x.pdf", "C:x.pdf", "..\\..\\x.pdf", "//server/share/../../x.pdf", "./.././x.pdf"],
)
def test_no_name_leaves_the_archive(name: str, tmp_path: Path) -> None:
    path = raw(tmp_path / "in.zip", [(name.encode(), b"content")])
    before = set(tmp_path.rglob("*"))
    (source,) = sources(path)
    assert source.name.split("/")[-1] == "x.pdf"
    assert not set(source.name.split("/")) & {"", ".", "..", "C:"}
    with fetched(source, Limits()) as local:
        assert local.read_bytes() == b"content"
    assert set(tmp_path.rglob("*")) == before


def test_members_of_one_name_are_all_read(tmp_path: Path) -> None:
    names = (b"a.pdf", b"a.pdf", b"../a.pdf", b"a.pdf#2", b"/a.pdf")
    path = raw(tmp_path / "a.zip", [(name, b"%d" % n) for n, name in enumerate(names)])
    read = {}
    for source in sources(path):
        with fetched(source, Limits()) as local:
            read[source.name] = local.read_bytes()
    # The one that is really called a.pdf#2 keeps its name, though it is no PDF by it.
    assert read == {"a.pdf": b"0", "a.pdf#2": b"1", "a.pdf#3": b"2", "a.pdf#4": b"4"}


def test_thousands_of_members_of_one_name_take_no_time(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.zip", [(b"a.pdf", b"")] * 20_000)
    start = time.process_time()
    assert len({source.name for source in sources(path)}) == 20_000
    assert time.process_time() - start < 10


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_in_an_archive_leads_nowhere(mode: int, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("a.pdf")
    info.create_system = 3
    info.external_attr = (mode | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "链接" in refused(tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("programs", "command"), [(("zip",), ["-q", "-P", "x"]), (("7z", "7zz"), ["a", "-bd", "-px", "-mem=AES256"])]
)
def test_a_locked_member_says_so(programs: tuple[str, ...], command: list[str], tmp_path: Path) -> None:
    program = next(filter(None, map(shutil.which, programs)), None)
    if program is None:
        pytest.skip(f"no {programs[0]} here")
    (tmp_path / "a.pdf").write_bytes(b"secret")
    subprocess.run([program, *command, "a.zip", "a.pdf"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    (source,) = sources(tmp_path / "a.zip")
    with pytest.raises(Encrypted, match="密码"), fetched(source, Limits()):
        pass


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_counted_while_they_unpack_are_refused(method: int, tmp_path: Path) -> None:
    (source,) = sources(packed(tmp_path / "a.zip", {"a.pdf": bytes(MB)}, method))
    with pytest.raises(Unreadable, match="压缩方法"), fetched(source, Limits()):
        pass


@pytest.mark.parametrize(
    "broken",
    [
        lambda _data: b"",
        lambda _data: b"Rar!\x1a\x07\x01\x00 not a zip",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"PK\1\2", b"PK\1\3"),
        lambda data: data[:-6] + b"\xff\xff\xff\x7f" + data[-2:],
        lambda data: data[:-10] + b"\xff\xff\xff\xff" + data[-6:],
        lambda data: data.replace("自".encode(), b"\xff\xff\xff"),
    ],
)
def test_a_broken_archive_is_a_row(broken: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"自.pdf": b"x" * 1000})
    path.write_bytes(broken(path.read_bytes()))
    assert refused(path)


def test_every_bit_of_an_archive_may_be_wrong(tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.zip", {"a.pdf": b"some text " * 9, "自.pdf": b"more"}).read_bytes()
    for at in range(len(whole)):
        for flip in (0x01, 0x80, 0xFF):
            data = bytearray(whole)
            data[at] ^= flip
            path = tmp_path / "b.zip"
            path.write_bytes(data)
            for source in sources(path):
                try:
                    with fetched(source, Limits(size_mb=1)) as local:
                        local.read_bytes()
                except (Unreadable, Encrypted, OverLimit) as error:
                    assert error.reason


def test_a_pipe_called_zip_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.zip")
    assert inputs.find([tmp_path], tmp_path / "out").other_files == 1
