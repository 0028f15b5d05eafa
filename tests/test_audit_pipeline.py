"""Whatever a reader does, its file has a row with a reason, and the other files don't notice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from audit import run
from audit.pipeline import audit_file, said_pages
from audit.result import FileResult, Source, Status
from audit.rows import discrepancies, forms
from extract import locate
from extract.locate import Survey
from tests import faulty
from tests.audited import ROOT, options, results
from tests.truth import load

FORM = next(truth.name for truth in load(ROOT / "fixtures" / "truth.jsonl") if truth.forms)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three copies of a file with a form."""
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        shutil.copy(ROOT / "fixtures" / FORM, tmp_path / name)
    return tmp_path


def audit(folder: Path, fault: Callable[[], None], jobs: int) -> tuple[FileResult, ...]:
    usual = options()
    broken = replace(usual, reader=faulty.Faulty(usual.reader, fault, "b.pdf"))
    return results([folder], broken, jobs)[1]


@pytest.mark.parametrize(
    ("fault", "jobs", "said"),
    [
        (faulty.crash, 1, "程序故障：KeyError"),
        (faulty.out_of_memory, 1, "处理所需的内存超过每个文件 3072 MB 的限额（可用 --max-memory 放宽）"),
        (faulty.recurse, 1, "程序故障：RecursionError"),
        (faulty.leave, 1, "程序故障：SystemExit"),
        (faulty.nothing, 1, "程序故障：RuntimeError 读取引擎 faulty 没有给出"),
        (faulty.damaged, 1, "页面内容已损坏"),
        (faulty.crash, 2, "程序故障：KeyError"),
        (faulty.die, 2, "程序故障：处理进程意外退出（退出码 9）"),
    ],
)
def test_a_reader_that_fails_costs_its_own_file_only(
    folder: Path, fault: Callable[[], None], jobs: int, said: str
) -> None:
    files = audit(folder, fault, jobs)
    assert [file.name for file in files] == ["a.pdf", "b.pdf", "c.pdf"]
    first, broken, last = files
    assert first.forms and last.forms
    assert not broken.forms
    assert broken.status is Status.UNREADABLE
    assert broken.unread.startswith(said)
    assert [finding.code for finding in broken.findings] == ["D01"]
    (row,) = discrepancies(broken, {})
    assert any(said in value for value in row)
    (line,) = forms(broken)
    assert "无法读取" in line


def test_a_fault_of_ours_leaves_its_traceback_for_the_log(folder: Path) -> None:
    broken = audit(folder, faulty.crash, 1)[1]
    assert any("Traceback" in line and "no such object" in line for line in broken.journal)


def test_an_interrupt_keeps_what_was_done(folder: Path) -> None:
    class Interrupting(run.Unwatched):
        def add(self, result: FileResult) -> None:
            if result.name == "b.pdf":
                raise KeyboardInterrupt

    outcome, files = results([folder], options(), watch=Interrupting())
    assert outcome.interrupted
    assert (outcome.planned, outcome.done) == (3, 2)
    assert [file.name for file in files] == ["a.pdf", "b.pdf"]


def surveyed(monkeypatch: pytest.MonkeyPatch, seen: Callable[[Survey], Survey]) -> None:
    """Lets the survey of a file come out otherwise."""

    def survey(path: Path, words: Sequence[str]) -> Survey:
        return seen(locate.survey(path, words))

    monkeypatch.setattr("audit.pipeline.survey", survey)


def test_a_file_of_scans_is_not_a_file_without_findings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    surveyed(monkeypatch, lambda seen: Survey(seen.pages, (), tuple(range(1, seen.pages + 1))))
    result = audit_file(Source(str(folder / "a.pdf"), "a.pdf"), replace(options(), scanner=None))
    assert result.status is Status.UNREADABLE
    assert "扫描件" in result.unread
    assert [finding.code for finding in result.findings] == ["D01"]


def test_scanned_pages_beside_a_form_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    surveyed(monkeypatch, lambda seen: Survey(seen.pages + 2, seen.candidates, (seen.pages + 1, seen.pages + 2)))
    result = audit_file(Source(str(folder / "a.pdf"), "a.pdf"), options())
    assert result.forms
    assert not result.findings
    (row,) = forms(result)
    assert said_pages(result.scanned) in row[-1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    result = audit_file(Source(str(tmp_path / "pipe.pdf"), "pipe.pdf"), options())
    assert "不是普通文件" in result.unread


def test_a_file_that_vanished_is_a_row(tmp_path: Path) -> None:
    result = audit_file(Source(str(tmp_path / "gone.pdf"), "gone.pdf"), options())
    assert "不存在" in result.unread


def test_a_rule_over_the_directory_that_fails_costs_no_other_finding(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_records: object, _policy: object, _codes: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("audit.crosscheck.check_directory", broken)
    outcome, files = results([folder], options())
    assert all(file.forms for file in files)
    assert "ZeroDivisionError" in outcome.unchecked


@pytest.mark.parametrize(
    ("numbers", "said"), [((1,), "第 1 页"), ((1, 3, 4, 5), "第 1、3–5 页"), ((2, 3), "第 2–3 页")]
)
def test_pages_are_said_in_runs(numbers: tuple[int, ...], said: str) -> None:
    assert said_pages(numbers) == said
