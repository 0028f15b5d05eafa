"""What a folder may hold besides honest files: each is found once, under a name of its own, or counted."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from audit import inputs
from audit.limits import Limits
from audit.names import natural, prefixes, unique
from audit.pipeline import audit_file
from audit.sources import fetched
from tests.audited import ROOT, options

LONGEST = 255  # bytes of a name on most file systems


def names(*paths: Path | str) -> list[str]:
    return [source.name for source in inputs.find(paths, Path("nowhere")).sources]


def test_the_longest_name_is_read(tmp_path: Path) -> None:
    name = "自" * ((LONGEST - 4) // 3) + "a" * ((LONGEST - 4) % 3) + ".pdf"
    assert len(name.encode()) == LONGEST
    shutil.copy(next((ROOT / "fixtures").rglob("*.pdf")), tmp_path / name)
    (source,) = inputs.find([tmp_path], tmp_path / "out").sources
    assert source.name == name
    assert audit_file(source, options()).sha256


@pytest.mark.skipif(os.name != "posix", reason="such names can't exist")
def test_a_name_that_is_no_text_is_read_and_told_in_ascii(tmp_path: Path) -> None:
    fixture = next((ROOT / "fixtures").rglob("*.pdf")).read_bytes()
    given = (b"\xd7\xd4\xc6\xc0.pdf", b"a\nb\r.pdf", b"\xff/\xfe\t.pdf", b"..pdf", b" .pdf", b"a\\..\\b.pdf")
    for name in given:
        path = tmp_path / os.fsdecode(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(fixture)
    found = inputs.find([tmp_path], tmp_path / "out").sources
    assert {source.name for source in found} == {
        "\\xd7\\xd4\\xc6\\xc0.pdf",
        "a\\nb\\r.pdf",
        "\\xff/\\xfe\\t.pdf",
        "..pdf",
        " .pdf",
        "a\\\\..\\\\b.pdf",
    }
    first = audit_file(found[0], options())
    assert first.name.isprintable()
    assert all(audit_file(source, options()).sha256 == first.sha256 for source in found)


def test_the_same_content_under_two_names_is_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"same")
    (tmp_path / "b.pdf").write_bytes(b"same")
    os.link(tmp_path / "a.pdf", tmp_path / "c.pdf")
    assert names(tmp_path) == ["a.pdf", "b.pdf", "c.pdf"]


@pytest.mark.skipif(os.name != "posix", reason="no such links here")
def test_links_that_lead_round_are_followed_once(tmp_path: Path) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / "x" / "y" / "a.pdf").touch()
    (tmp_path / "x" / "y" / "up").symlink_to(tmp_path / "x")
    (tmp_path / "z").symlink_to(tmp_path / "x" / "y")
    (tmp_path / "self.pdf").symlink_to(tmp_path / "self.pdf")
    (tmp_path / "one.pdf").symlink_to(tmp_path / "two.pdf")
    (tmp_path / "two.pdf").symlink_to(tmp_path / "one.pdf")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "self.zip").symlink_to(tmp_path / "self.zip")
    found = inputs.find([tmp_path], tmp_path / "out").sources
    assert [source.name for source in found] == ["one.pdf", "self.pdf", "two.pdf", "x/y/a.pdf"]
    for source in found[:3]:
        assert [finding.code for finding in audit_file(source, options()).findings] == ["D01"]


@pytest.mark.skipif(os.name != "posix", reason="no such files here")
def test_pipes_and_devices_are_rows_and_keep_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "null.pdf").symlink_to("/dev/null")
    (tmp_path / "zero.pdf").symlink_to("/dev/zero")
    (tmp_path / "folder.pdf").mkdir()
    found = inputs.find([tmp_path], tmp_path / "out").sources
    assert [source.name for source in found] == ["null.pdf", "pipe.pdf", "zero.pdf"]
    start = time.monotonic()
    assert all("不是普通文件" in audit_file(source, options()).unread for source in found)
    assert time.monotonic() - start < 60


def test_what_vanishes_after_it_was_listed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.pdf").write_bytes(b"1")
    first, second = inputs.find([tmp_path], tmp_path / "out").sources
    shutil.rmtree(tmp_path / "b")
    (tmp_path / "a.pdf").unlink()
    for source in (first, second):
        assert "不存在" in audit_file(source, options()).unread
        with fetched(source, Limits()) as path:
            assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="paths of other lengths")
def test_folders_too_deep_for_the_system_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    (tmp_path / "in").mkdir()
    here = os.open(tmp_path / "in", os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=here)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    found = inputs.find([tmp_path], tmp_path / "out")
    assert [source.name for source in found.sources] == ["a.pdf"]
    assert len(found.closed_folders) == 1


def test_a_path_given_twice_or_over_a_link_counts_once(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.pdf").touch()
    (tmp_path / "link").symlink_to(tmp_path / "x")
    assert names(tmp_path / "x", tmp_path / "x") == ["x/a.pdf"]
    assert names(tmp_path / "x", tmp_path / "link", tmp_path / "x" / "a.pdf") == ["x/a.pdf"]


def test_no_two_files_have_one_name(tmp_path: Path) -> None:
    (tmp_path / "in" / "a.pdf").mkdir(parents=True)
    (tmp_path / "in" / "a.pdf" / "b.pdf").touch()
    (tmp_path / "in" / "out" / "in").mkdir(parents=True)
    (tmp_path / "in" / "out" / "in" / "c.pdf").touch()
    (tmp_path / "c.pdf").touch()
    found = names(tmp_path / "in", tmp_path / "in" / "out" / "in", tmp_path / "c.pdf", tmp_path / "in" / "a.pdf")
    assert len(found) == len(set(found)) == 3


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([["a", "b"]], [""]),
        ([["a", "x"], ["a", "y"]], ["x", "y"]),
        ([["a", "2021"], ["b", "c", "2021"]], ["a/2021", "c/2021"]),
        ([["a", "x"], ["a", "x"]], ["x", "x"]),
        ([["x"], ["a", "x"], ["b", "a", "x"]], ["x", "a/x", "b/a/x"]),
        ([], []),
    ],
)
def test_prefixes_tell_paths_apart(paths: list[list[str]], expected: list[str]) -> None:
    assert prefixes(paths) == expected


def test_equal_names_are_numbered_past_those_that_are_there() -> None:
    given = ["a", "a", "a#2", "a", "a#2", "b"]
    assert list(unique(given)) == ["a", "a#3", "a#2", "a#4", "a#2#2", "b"]


def test_a_number_of_thousands_of_digits_can_be_sorted() -> None:
    assert sorted(["9" * 5000 + ".pdf", "1.pdf", "a.pdf"], key=natural)[0] == "1.pdf"
