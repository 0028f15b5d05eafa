"""One folder of hostile files and two good ones, audited by the real command under small limits."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.commanded import Run, commanded
from tests.hostile import DIFFERS, FILES, READ, Hostile
from tests.hostile_raw import ACCUSED, PASSED, fixture

SECONDS, MEMORY_MB = 12, 1024
LIMITS = ("--max-seconds", SECONDS, "--max-memory", MEMORY_MB, "--max-pages", 500, "--max-size", 20)
# They are copies of one form, declared many times over.
REPORTED = ("--ignore", "X", "--quiet")
GOOD = {"好 1.pdf": ACCUSED, "好 2.pdf": PASSED}


@cache
def audited() -> Run:
    folder = Path(mkdtemp(prefix="hostile-"))
    try:
        for each in FILES:
            each.build(folder / f"{each.name}.pdf")
        for name, truth in GOOD.items():
            shutil.copy(fixture(truth), folder / name)
        return commanded(folder, *LIMITS, *REPORTED, jobs=2)
    finally:
        shutil.rmtree(folder)


def test_every_file_has_exactly_one_row() -> None:
    assert sorted(row["文件"] for row in audited().forms) == sorted([*(f"{each.name}.pdf" for each in FILES), *GOOD])


@pytest.mark.parametrize("each", FILES, ids=[each.name for each in FILES])
def test_a_hostile_file_comes_to_its_row(each: Hostile) -> None:
    row = audited().form(f"{each.name}.pdf")
    assert row["状态"] in each.states, row["说明"]
    assert each.said in row["说明"]
    if row["状态"] == "无法读取":
        assert [found["规则编号"] for found in audited().findings(f"{each.name}.pdf")] == ["D01"]
        assert row["说明"]


@pytest.mark.parametrize("each", [each for each in FILES if DIFFERS in each.states], ids=lambda each: each.name)
def test_a_form_that_was_read_is_read_as_ever(each: Hostile) -> None:
    """Nobody is accused of what stands in no good reading of the form."""
    plain = {(f["规则编号"], f["字段"], f["级别"]) for f in audited().findings("好 1.pdf") if f["级别"] != "提示"}
    found = [f for f in audited().findings(f"{each.name}.pdf") if f["级别"] != "提示" and f["核验"] != "待人工"]
    got = {(f["规则编号"], f["字段"], f["级别"]) for f in found if not f["规则编号"].startswith("D")}
    assert got <= plain
    if each.states == READ:
        assert got == plain


@pytest.mark.parametrize("name", GOOD)
def test_the_good_files_come_out_right(name: str) -> None:
    truth = GOOD[name]
    row = audited().form(name)
    wanted = {(f["rule"], f["path"]) for f in truth.file["findings"] if f["level"] in ("error", "warning")}
    found = [f for f in audited().findings(name) if f["级别"] != "提示"]
    assert {(f["规则编号"], f["字段"]) for f in found} == wanted
    assert all(f["核验"] == "双读一致" for f in found)
    assert row["项目名称"] == truth.forms[0]["project_name"]


def test_no_engine_spoke_to_the_terminal() -> None:
    run = audited()
    assert run.code == 3
    assert run.err == ""
    for word in ("Traceback", "Warning", "warning", "pdfminer", "playa", "terminate"):
        assert word not in run.out


def test_the_folder_was_done_in_time() -> None:
    """Each file within its limit, two at a time; most are done in a moment."""
    assert audited().seconds < 20 * SECONDS


def test_no_worker_took_more_memory_than_it_may() -> None:
    """The engines themselves take half a gigabyte."""
    assert audited().peak_mb < MEMORY_MB + 900


def test_nothing_was_written_beside_the_outputs() -> None:
    assert audited().written <= {"discrepancies.csv", "forms.csv", "records.jsonl", "audit.db", ".audit.lock"}
