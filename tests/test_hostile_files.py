"""One folder of hostile files and two good ones, audited by the real command under small limits."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest

from audit.summary import OUTPUTS
from tests.commanded import Run, commanded
from tests.hostile import DIFFERS, FILES, READ, Hostile
from tests.hostile_raw import ACCUSED, PASSED, fixture

SECONDS, MEMORY_MB = 12, 1024
LIMITS = ("--max-seconds", SECONDS, "--max-memory", MEMORY_MB, "--max-pages", 500, "--max-size", 20)
# They are copies of one form, declared many times over.
REPORTED = ("--ignore", "X", "--quiet")
GOOD = {"好 1.pdf": ACCUSED, "好 2.pdf": PASSED}


@pytest.fixture(scope="module")
def run() -> Run:
    folder = Path(mkdtemp(prefix="hostile-"))
    try:
        for each in FILES:
            each.build(folder / f"{each.name}.pdf")
        for name, truth in GOOD.items():
            shutil.copy(fixture(truth), folder / name)
        return commanded(folder, *LIMITS, *REPORTED, jobs=2)
    finally:
        shutil.rmtree(folder)


def test_every_file_has_exactly_one_row(run: Run) -> None:
    assert sorted(row["文件"] for row in run.forms) == sorted([*(f"{each.name}.pdf" for each in FILES), *GOOD])


@pytest.mark.parametrize("each", FILES, ids=[each.name for each in FILES])
def test_a_hostile_file_comes_to_its_row(run: Run, each: Hostile) -> None:
    row = run.form(f"{each.name}.pdf")
    assert row["状态"] in each.states, row["说明"]
    assert each.said in row["说明"]
    if row["状态"] == "无法读取":
        assert [found["规则编号"] for found in run.findings(f"{each.name}.pdf")] == ["D01"]
        assert row["说明"]


@pytest.mark.parametrize("each", [each for each in FILES if DIFFERS in each.states], ids=lambda each: each.name)
def test_a_form_that_was_read_is_read_as_ever(run: Run, each: Hostile) -> None:
    """Nobody is accused of what stands in no good reading of the form."""
    plain = {(f["规则编号"], f["字段"], f["级别"]) for f in run.findings("好 1.pdf") if f["级别"] != "提示"}
    found = [f for f in run.findings(f"{each.name}.pdf") if f["级别"] != "提示" and f["核验"] != "待人工"]
    got = {(f["规则编号"], f["字段"], f["级别"]) for f in found if not f["规则编号"].startswith("D")}
    assert got <= plain
    if each.states == READ:
        assert got == plain


@pytest.mark.parametrize("name", GOOD)
def test_the_good_files_come_out_right(run: Run, name: str) -> None:
    truth = GOOD[name]
    row = run.form(name)
    wanted = {(f["rule"], f["path"]) for f in truth.file["findings"] if f["level"] in ("error", "warning")}
    found = [f for f in run.findings(name) if f["级别"] != "提示"]
    assert {(f["规则编号"], f["字段"]) for f in found} == wanted
    assert all(f["核验"] == "双读一致" for f in found)
    assert row["项目名称"] == truth.forms[0]["project_name"]


def test_no_engine_spoke_to_the_terminal(run: Run) -> None:
    assert run.code == 3
    assert run.err == ""
    for word in ("Traceback", "Warning", "warning", "pdfminer", "playa", "terminate"):
        assert word not in run.out


def test_the_folder_was_done_in_time(run: Run) -> None:
    """Each file within its limit, two at a time; most are done in a moment."""
    assert run.seconds < 40 * SECONDS


def test_no_worker_took_more_memory_than_it_may(run: Run) -> None:
    """The engines themselves take half a gigabyte."""
    assert run.peak_mb < MEMORY_MB + 900


def test_nothing_was_written_beside_the_outputs(run: Run) -> None:
    assert run.written <= {*OUTPUTS, ".audit.lock"}
