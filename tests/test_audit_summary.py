"""The closing lines: what was read, what to look at first; and how much of it is kept in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.inputs import Inputs
from audit.result import FileResult, FormResult, Outcome
from audit.summary import Tally, summary
from tests.pretended import Pool, audited, filled, form
from validate.finding import Level

OUT = Path("out")


def with_levels(name: str, *levels: Level) -> FileResult:
    base = form(name, "县交通局", "2021")
    (finding,) = base.findings
    findings = tuple(replace(finding, level=level, path=f"indicators[{n}].score") for n, level in enumerate(levels))
    verdicts = {(f.code, f.path): base.verdict(finding) for f in findings}
    return FileResult(f"{name}.pdf", "ab", 1, (FormResult(base.record, findings, base.recomputed, verdicts),))


def said(files: list[FileResult], outcome: Outcome | None = None) -> str:
    tally = Tally()
    for file in files:
        tally.add(file)
    inputs = Inputs((), 0, 0, ())
    return summary(tally, outcome or Outcome(len(files), len(files)), inputs, OUT, logged=False)


def test_what_has_most_errors_comes_first_and_ties_keep_the_order_of_the_lists() -> None:
    error, warning = Level.ERROR, Level.WARNING
    files = [
        with_levels("甲", warning, warning, warning),
        with_levels("乙", error),
        with_levels("丙", error, error),
        with_levels("丁", error),
        with_levels("戊", error, warning),
        with_levels("己", Level.INFO),
    ]
    lines = said(files).splitlines()
    first = lines.index("先看：")
    assert [line.strip().split(".")[0] for line in lines[first + 1 : first + 4]] == ["丙", "戊", "乙"]
    assert "最多的问题：S02 总分计算错误 9 条" in lines
    assert "　结果：错误 5 条，疑点 4 条，提示 1 条" in lines
    assert "　自评表：通过 1 张，有差异 5 张" in lines


def test_many_files_that_cannot_be_read_are_counted_and_some_named() -> None:
    text = said([FileResult(f"{n}.pdf", unread="文件为空") for n in range(1000)])
    assert "无法读取的文件 1000 个" in text
    assert text.count("文件为空") == 5
    assert "其余 995 个见 forms.csv" in text


def test_a_fault_of_ours_leads_to_the_log() -> None:
    assert "--log-file" in said([FileResult("甲.pdf", unread="程序故障：KeyError")])
    assert "--log-file" not in said([FileResult("甲.pdf", unread="文件为空")])


def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path) -> None:
    ended = audited(filled(tmp_path / "in", 一="损坏", 二="没有表"), tmp_path / "out", Pool(stop_after=1))
    text = summary(ended.tally, ended.outcome, ended.inputs, OUT, logged=False)
    assert text.startswith("审核被中断：2 个 PDF 文件完成了 1 个")
    assert "再次运行同一命令会从中断处继续" in text


def test_a_run_without_a_finding_points_nowhere() -> None:
    text = said([with_levels("甲")])
    assert "先看" not in text and "最多的问题" not in text
    assert all(str(OUT / name) in text for name in ("discrepancies.csv", "forms.csv", "records.jsonl", "audit.db"))


def test_what_was_found_leads_to_the_review_and_the_notices() -> None:
    text = said([with_levels("甲", Level.ERROR)])
    assert f"selfeval review {OUT}" in text and f"selfeval notice {OUT}" in text
    assert "下一步" not in said([with_levels("甲")])


@pytest.mark.parametrize("known", [0, 7])
def test_what_was_not_read_anew_is_said(known: int) -> None:
    assert (f"其中 {known} 个与上次相同" in said([], Outcome(9, 9, known))) == bool(known)
