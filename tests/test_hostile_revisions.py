"""What a file tells besides its form: figures that a later save has changed, and what it carries but never does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from audit.pipeline import audit_file
from audit.result import FileResult, Source
from audit.rows import forms
from tests.audited import options
from tests.drawn import drawn
from tests.hostile import FILES
from tests.hostile_form import form


def saved_again(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Adds a version to the file in which the page's content is another one."""
    with pikepdf.open(path) as file:
        number, content = file.pages[0].Contents.objgen[0], file.pages[0].Contents.read_bytes()
    whole, body = path.read_bytes(), change(content)
    start = len(whole) + 1
    (before,) = re.findall(rb"startxref\s+(\d+)", whole)[-1:]
    root = re.findall(rb"/Root \d+ 0 R", whole)[-1]
    size = re.findall(rb"/Size (\d+)", whole)[-1]
    added = b"\n%d 0 obj\n<< /Length %d >>\nstream\n" % (number, len(body)) + body + b"\nendstream\nendobj\n"
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    trailer = b"trailer\n<< /Size " + size + b" " + root + b" /Prev " + before + b" >>\n"
    end = b"startxref\n%d\n%%%%EOF\n" % (len(whole) + len(added))
    path.write_bytes(whole + added + table + trailer + end)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return drawn(tmp_path / "form.pdf", form())


def audited(path: Path) -> FileResult:
    return audit_file(Source(str(path), path.name), options())


def said(result: FileResult) -> str:
    (row,) = forms(result)
    return row[-1]


def test_a_figure_that_was_another_one_is_told_and_the_last_one_counts(path: Path) -> None:
    saved_again(path, lambda content: content.replace(b"(60)", b"(66)").replace(b"(50%)", b"(55%)"))
    result = audited(path)
    executed = result.forms[0].record.funds[0].executed
    assert executed is not None and executed.text == "66"
    assert "此文件保存后又改过：" in said(result)
    assert "全年执行数原为“60”，现为“66”" in said(result)
    assert "执行率原为“50%”，现为“55%”" in said(result)


def test_the_version_before_an_empty_save_is_looked_at_too(path: Path) -> None:
    saved_again(path, lambda content: content.replace(b"(60)", b"(66)"))
    saved_again(path, lambda content: content)
    assert "全年执行数原为“60”，现为“66”" in said(audited(path))


@pytest.mark.parametrize("change", [lambda content: content, lambda content: content + b" 0 0 m 9 9 l S"])
def test_a_save_that_changes_no_figure_is_not_told(path: Path, change: Callable[[bytes], bytes]) -> None:
    saved_again(path, change)
    assert said(audited(path)) == ""


def test_a_version_that_cannot_be_read_costs_nothing(path: Path) -> None:
    saved_again(path, lambda content: content.replace(b"(60)", b"(66)"))
    broken = path.read_bytes().replace(b"(60)", b"((((")
    path.write_bytes(broken)
    result = audited(path)
    assert result.forms and not result.unread


def test_a_file_saved_once_says_nothing(path: Path) -> None:
    assert said(audited(path)) == ""


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("T14 scripts", ["文件带有脚本（JavaScript），没有运行", "文件带有启动其他程序的指令，没有执行"]),
        ("T14 attachments", ["文件带有附件，没有打开"]),
    ],
)
def test_what_is_never_run_is_noted(tmp_path: Path, name: str, notes: list[str]) -> None:
    path = tmp_path / "active.pdf"
    next(each for each in FILES if each.name == name).build(path)
    assert said(audited(path)).split("；") == notes
