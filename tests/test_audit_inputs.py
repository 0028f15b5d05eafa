"""Which files are taken, in which order, and what they are called."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import inputs
from audit.names import readable_name


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def names(*paths: Path, out: Path = Path("nowhere")) -> list[str]:
    return [source.name for source in inputs.find(paths, out).sources]


def test_every_pdf_is_taken_in_the_order_of_its_name(tmp_path: Path) -> None:
    touch(*(tmp_path / name for name in ("10.pdf", "2.PDF", "某局/b 1.Pdf", "某局/a.pdf", "notes.txt", "pdf")))
    found = inputs.find([tmp_path], tmp_path / "out")
    assert [source.name for source in found.sources] == ["2.PDF", "10.pdf", "某局/a.pdf", "某局/b 1.Pdf"]
    assert found.other_files == 2


def test_the_output_folder_is_not_input(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf", tmp_path / "out" / "b.pdf")
    assert names(tmp_path, out=tmp_path / "out") == ["a.pdf"]
    assert names(tmp_path / "out", out=tmp_path / "out") == ["b.pdf"]


def test_several_paths_put_their_own_names_in_front(tmp_path: Path) -> None:
    touch(tmp_path / "x" / "a.pdf", tmp_path / "y" / "a.pdf", tmp_path / "c.pdf")
    assert names(tmp_path / "x", tmp_path / "y", tmp_path / "c.pdf") == ["c.pdf", "x/a.pdf", "y/a.pdf"]


def test_paths_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    touch(tmp_path / "x" / "2021" / "a.pdf", tmp_path / "y" / "2021" / "a.pdf")
    assert names(tmp_path / "x" / "2021", tmp_path / "y" / "2021") == ["x/2021/a.pdf", "y/2021/a.pdf"]


def test_overlapping_paths_give_each_file_once(tmp_path: Path) -> None:
    touch(tmp_path / "all" / "x" / "a.pdf", tmp_path / "all" / "b.pdf")
    assert names(tmp_path / "all", tmp_path / "all" / "x") == ["all/b.pdf", "all/x/a.pdf"]
    assert names(tmp_path / "all" / "x", tmp_path / "all") == ["all/b.pdf", "x/a.pdf"]


def test_links_are_followed_but_nothing_is_taken_twice(tmp_path: Path) -> None:
    touch(tmp_path / "in" / "z" / "real.pdf", tmp_path / "apart" / "far.pdf")
    (tmp_path / "in" / "a.pdf").symlink_to(tmp_path / "in" / "z" / "real.pdf")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "b").symlink_to(tmp_path / "apart")
    (tmp_path / "in" / "broken.pdf").symlink_to(tmp_path / "gone.pdf")
    found = inputs.find([tmp_path / "in"], tmp_path / "out")
    assert [source.name for source in found.sources] == ["b/far.pdf", "broken.pdf", "z/real.pdf"]
    assert found.repeated_files == 1


def test_a_closed_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "open.pdf", tmp_path / "某局" / "closed" / "a.pdf")
    usual = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return usual(path)

    monkeypatch.setattr("audit.inputs.os.scandir", scandir)
    found = inputs.find([tmp_path], tmp_path / "out")
    assert [source.name for source in found.sources] == ["open.pdf"]
    assert found.closed_folders == ("某局/closed",)


@pytest.mark.skipif(os.name != "posix", reason="such names can't exist")
def test_names_that_cannot_be_printed_stay_apart_and_readable(tmp_path: Path) -> None:
    for name in (b"\xd7\xd4\xc6\xc0.pdf", b"a\nb.pdf", b"a\\nb.pdf"):
        touch(tmp_path / os.fsdecode(name))
    assert sorted(names(tmp_path)) == ["\\xd7\\xd4\\xc6\\xc0.pdf", "a\\\\nb.pdf", "a\\nb.pdf"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("自评表（2021）　定稿.pdf", "自评表（2021）　定稿.pdf"),
        ("a\u202efdp.exe.pdf", "a\\u202efdp.exe.pdf"),
        ("\x00", "\\u0000"),
    ],
)
def test_a_name_is_changed_only_where_it_can_mislead(name: str, shown: str) -> None:
    assert readable_name(name) == shown
