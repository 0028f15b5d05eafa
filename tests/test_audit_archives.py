"""Archives as programs write them: what is in them, and what it is called."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from audit import inputs
from audit.limits import Limits
from audit.names import encoding
from audit.pipeline import audit_file
from audit.places import Unusable
from audit.result import Source
from audit.sources import fetched, stamp
from extract.errors import Unreadable
from tests.audited import ROOT, options
from tests.packing import packed, raw

NAMES = {"青禾县农业农村局/自评表 一.pdf": b"one", "b.PDF": b"two", "说明.docx": b"not ours"}
INFO_ZIP = shutil.which("zip")
SEVEN = shutil.which("7z") or shutil.which("7zz")


def sources(path: Path) -> tuple[Source, ...]:
    return inputs.find([path], path.parent / "out").sources


def contents(path: Path) -> dict[str, bytes]:
    found = {}
    for source in sources(path):
        with fetched(source, Limits()) as local:
            found[source.name] = local.read_bytes()
    return found


def by_python(path: Path, files: Mapping[str, bytes]) -> None:
    packed(path, files)


def stored(path: Path, files: Mapping[str, bytes]) -> None:
    packed(path, files, zipfile.ZIP_STORED)


def by_gbk_program(path: Path, files: Mapping[str, bytes]) -> None:
    raw(path, [(name.encode("gbk"), content) for name, content in files.items()])


def by_mac(path: Path, files: Mapping[str, bytes]) -> None:
    raw(path, [(name.encode(), content) for name, content in files.items()])


def by_dotnet(path: Path, files: Mapping[str, bytes]) -> None:
    raw(path, [(name.replace("/", "\\").encode("gbk"), content) for name, content in files.items()])


def laid_out(folder: Path, files: Mapping[str, bytes], code: str = "utf-8") -> list[bytes]:
    for name, content in files.items():
        place = os.path.join(os.fsencode(folder), name.encode(code))  # noqa: PTH118 - a name in bytes
        Path(os.fsdecode(place)).parent.mkdir(parents=True, exist_ok=True)
        Path(os.fsdecode(place)).write_bytes(content)
    return sorted(name.encode(code) for name in files)


def by_zip(path: Path, files: Mapping[str, bytes]) -> None:
    if INFO_ZIP is None:
        pytest.skip("no zip here")
    listed = laid_out(path.parent / "laid", files)
    subprocess.run([INFO_ZIP, "-q", path, *listed], cwd=path.parent / "laid", check=True)


def by_zip_in_gbk(path: Path, files: Mapping[str, bytes]) -> None:
    if INFO_ZIP is None:
        pytest.skip("no zip here")
    listed = laid_out(path.parent / "laid", files, "gbk")
    # In a C locale zip writes the bytes of a name as they are, as every program on a Chinese Windows does.
    surroundings = {**os.environ, "LC_ALL": "C"}
    subprocess.run([INFO_ZIP, "-q", path, *listed], cwd=path.parent / "laid", check=True, env=surroundings)


def by_7z(path: Path, files: Mapping[str, bytes]) -> None:
    if SEVEN is None:
        pytest.skip("no 7z here")
    listed = laid_out(path.parent / "laid", files)
    command: list[str | bytes | Path] = [SEVEN, "a", "-bd", "-tzip", path, *listed]
    subprocess.run(command, cwd=path.parent / "laid", check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("writer", [by_python, stored, by_gbk_program, by_mac, by_dotnet, by_zip, by_zip_in_gbk, by_7z])
def test_the_names_are_right_whoever_packed_them(
    writer: Callable[[Path, Mapping[str, bytes]], None], tmp_path: Path
) -> None:
    path = tmp_path / "报送.ZIP"
    writer(path, NAMES)
    assert contents(path) == {"b.PDF": b"two", "青禾县农业农村局/自评表 一.pdf": b"one"}
    assert inputs.find([path], tmp_path / "out").other_files == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("一.pdf", "gb18030"),  # two bytes that are a letter of UTF-8 as well
        ("联通.pdf", "gb18030"),
        ("镕.pdf 项目支出绩效自评表", "gb18030"),
        ("项目〔2021〕支出（绩效）.pdf", "utf-8"),
        ("Übersicht.pdf", "utf-8"),
        ("Résumé é.pdf", "cp437"),
        ("Ärger üben.pdf", "cp437"),
    ],
)
def test_the_code_of_a_name_is_guessed(name: str, code: str) -> None:
    assert encoding(name.encode(code)) == code


def test_an_archive_of_several_programs_is_decoded_name_by_name(tmp_path: Path) -> None:
    names = ("自评表.pdf".encode("gbk"), "附表〔二〕.pdf".encode(), "café déjà.pdf".encode("cp437"))
    path = raw(tmp_path / "a.zip", [(name, b"x") for name in names])
    assert {source.name for source in sources(path)} == {"自评表.pdf", "附表〔二〕.pdf", "café déjà.pdf"}


def test_the_name_beside_a_name_counts_while_it_fits(tmp_path: Path) -> None:
    def extra(of: bytes) -> bytes:
        body = b"\x01" + zlib.crc32(of).to_bytes(4, "little") + "自评表.pdf".encode()
        return (0x7075).to_bytes(2, "little") + len(body).to_bytes(2, "little") + body

    name = b"\xff\xfe.pdf"
    assert [s.name for s in sources(raw(tmp_path / "a.zip", [(name, b"")], extra(name)))] == ["自评表.pdf"]
    assert [s.name for s in sources(raw(tmp_path / "b.zip", [(name, b"")], extra(b"old")))] != ["自评表.pdf"]


def test_an_archive_in_a_folder_is_a_folder_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    packed(tmp_path / "in" / "x.zip", {"a.pdf": b"1", "b.pdf": b"1"})
    packed(tmp_path / "in" / "y.Zip", {"b/a.pdf": b"2"})
    (tmp_path / "in" / "a.pdf").write_bytes(b"3")
    (tmp_path / "in" / "link.zip").symlink_to(tmp_path / "in" / "x.zip")
    found = inputs.find([tmp_path / "in"], tmp_path / "out")
    assert [source.name for source in found.sources] == ["a.pdf", "x.zip/a.pdf", "x.zip/b.pdf", "y.Zip/b/a.pdf"]
    assert (found.other_files, found.repeated_files) == (0, 1)
    assert set(contents(tmp_path / "in").values()) == {b"1", b"2", b"3"}


def test_folders_in_an_archive_are_no_files(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.zip", [(b"x.pdf/", b""), (b"y.pdf\\", b""), (b"x.pdf/a.pdf", b"1")])
    found = inputs.find([path], tmp_path / "out")
    assert ([source.name for source in found.sources], found.other_files) == (["x.pdf/a.pdf"], 0)


def test_a_form_in_an_archive_is_the_form_in_a_folder(tmp_path: Path) -> None:
    name = "青禾县农业农村局/衔接资金 到户产业发展.pdf"
    fixture = ROOT / "fixtures" / name
    (member,) = sources(packed(tmp_path / "a.zip", {name: fixture.read_bytes()}))
    result = audit_file(member, options())
    assert result.forms
    assert result == audit_file(Source(str(fixture), name), options())


def test_what_a_mac_adds_is_no_pdf(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.pdf": b"x", "__MACOSX/._a.pdf": b"resource fork"})
    assert [source.name for source in sources(path)] == ["a.pdf"]


def test_a_part_of_an_archive_can_be_asked_for(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"x/a.pdf": b"1", "x/y/b.pdf": b"2", "xy/c.pdf": b"3"})
    found = inputs.find([f"zip://x::{path}", f"zip://xy/c.pdf::{path}"], tmp_path / "out").sources
    assert [source.name.partition("/")[2] for source in found] == ["x/a.pdf", "x/y/b.pdf", "xy/c.pdf"]
    with pytest.raises(Unusable, match="没有 z"):
        inputs.find([f"zip://z::{path}"], tmp_path / "out")


def test_a_member_is_known_again_only_in_the_same_archive(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.pdf": b"1", "b.pdf": b"1"})
    first, second = sources(path)
    assert stamp(first) == stamp(sources(path)[0]) == stamp(Source(first.place, "a.pdf"))
    assert stamp(first) != stamp(second)
    os.utime(path, (1, 1))
    assert stamp(sources(path)[0]) != stamp(first)


def test_an_archive_that_was_replaced_gives_nothing_else_under_the_old_name(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.pdf": b"1", "b.pdf": b"2"})
    old = sources(path)
    assert set(contents(path).values()) == {b"1", b"2"}
    packed(path, {"b.pdf": b"2 and more"})
    for source in old:
        with pytest.raises(Unreadable, match="改动"), fetched(source, Limits()):
            pass
