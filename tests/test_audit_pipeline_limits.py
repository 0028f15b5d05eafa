"""A file over a limit is a row that names the limit; one whose second reading breaks keeps its first."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from audit.limits import Limits
from audit.pipeline import Options, audit_file
from audit.result import FileResult, Source, Status, Verdict
from tests import faulty
from tests.audited import ROOT, options, results
from validate.finding import Level

PAGES = ROOT / "fixtures" / "青禾县生态环境局" / "乡镇污水处理设施运行维护.pdf"
WRONG = ROOT / "fixtures" / "青禾县农业农村局" / "衔接资金 到户产业发展.pdf"
SCAN = ROOT / "fixtures" / "鹿鸣县应急管理局" / "扫描件.pdf"
SHORT = Limits(seconds=8)
ACCUSING = (Level.ERROR, Level.WARNING)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three copies of a file with errors."""
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        shutil.copy(WRONG, tmp_path / name)
    return tmp_path


def audit(folder: Path, chosen: Options) -> tuple[FileResult, ...]:
    return results([folder], replace(chosen, limits=SHORT), 2)[1]


def verdicts(file: FileResult) -> set[Verdict]:
    return {form.verdict(f) for form in file.forms for f in form.findings if f.level in ACCUSING}


def accusations(file: FileResult) -> dict[str, str]:
    return {f.code: f.message for form in file.forms for f in form.findings if f.level in ACCUSING}


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(pages=1), "文件有 2 页，超过每个文件 1 页的限额（可用 --max-pages 放宽）"),
        (Limits(size_mb=0), "MB，超过每个文件 0 MB 的限额（可用 --max-size 放宽）"),
    ],
)
def test_a_file_over_a_limit_is_a_row_that_names_it(limits: Limits, said: str) -> None:
    file = audit_file(Source(str(PAGES), "a.pdf"), replace(options(), limits=limits))
    assert file.status is Status.UNREADABLE
    assert said in file.unread
    assert "拆分文件" in file.unread
    (finding,) = file.findings
    assert finding.code == "D01"
    assert said in finding.message


def test_a_file_just_within_its_limits_is_read() -> None:
    file = audit_file(Source(str(PAGES), "a.pdf"), replace(options(), limits=Limits(pages=2, size_mb=1)))
    assert file.forms
    assert not file.limited


@pytest.mark.parametrize(
    ("fault", "said"),
    [(faulty.stick, "8 秒的限时"), (faulty.starve, "SIGABRT"), (faulty.die, "退出码 9")],
)
def test_a_second_reader_that_breaks_does_not_cost_the_first_reading(
    folder: Path, fault: Callable[[], None], said: str
) -> None:
    usual = options()
    first, broken, last = audit(
        folder, replace(usual, confirmers=(faulty.Faulty(usual.confirmers[0], fault, "b.pdf"),))
    )
    assert verdicts(first) == verdicts(last) == {Verdict.BOTH}
    assert verdicts(broken) == {Verdict.ASK}
    assert broken.limited
    assert not broken.unread
    assert set(accusations(broken)) == set(accusations(first))
    first_told = [text for code, text in accusations(broken).items() if code != "X01"]
    assert all("首次处理未能完成" in text and said in text for text in first_told)


@pytest.mark.parametrize("fault", [faulty.stick, faulty.die])
def test_pictures_that_take_too_long_do_not_cost_the_form_beside_them(
    tmp_path: Path, fault: Callable[[], None]
) -> None:
    with pikepdf.open(WRONG) as form, pikepdf.open(SCAN) as scan:
        form.pages.append(scan.pages[0])
        form.save(tmp_path / "b.pdf")
    usual = options()
    assert usual.scanner is not None
    (file,) = audit(tmp_path, replace(usual, scanner=faulty.Faulty(usual.scanner, fault, "b.pdf", usual.scanner.name)))
    assert [form.record.pages for form in file.forms] == [(1,)]
    assert verdicts(file) == {Verdict.ASK}
    assert file.scanned == (2,)
    assert file.limited


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (faulty.stick, "没有在每个文件 8 秒的限时内处理完（可用 --max-seconds 放宽）。请拆分文件"),
        (faulty.starve, "程序故障：处理进程"),
    ],
)
def test_a_first_reader_that_breaks_twice_is_a_row_with_the_cause(
    folder: Path, fault: Callable[[], None], said: str
) -> None:
    usual = options()
    first, broken, last = audit(folder, replace(usual, reader=faulty.Faulty(usual.reader, fault, "b.pdf")))
    assert first.forms and last.forms
    assert broken.unread.startswith(said)
    assert [finding.code for finding in broken.findings] == ["D01"]
    assert broken.limited


def test_confirming_that_fails_in_our_own_code_leaves_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(*_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr("audit.pipeline.witnessed", blind)
    file = audit_file(Source(str(WRONG), "a.pdf"), options())
    assert verdicts(file) == {Verdict.ASK}
    assert any("MemoryError" in line for line in file.journal)
