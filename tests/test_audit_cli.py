"""The commands as a reviewer uses them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from reportlab.pdfgen.canvas import Canvas

from audit.cli import main
from audit.rows import DISCREPANCY_HEADINGS, FORM_HEADINGS
from audit.summary import OUTPUTS
from tests.audited import ROOT
from tests.truth import load

TRUTHS = load(ROOT / "fixtures" / "truth.jsonl")
FORM = next(truth.name for truth in TRUTHS if truth.forms)
WRONG = next(truth.name for truth in TRUTHS if any(f["level"] == "error" and f["form"] for f in truth.file["findings"]))


def selfeval(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """A folder as units submit it: Chinese names, spaces, and everything that can be wrong with a file."""
    folder = tmp_path / "报送 2021"
    (folder / "某县 教育局").mkdir(parents=True)
    shutil.copy(ROOT / "fixtures" / WRONG, folder / "某县 教育局" / "项目 一（终稿）.pdf")
    (folder / "空.pdf").touch()
    (folder / "说明.PDF").write_text("这不是 PDF", encoding="utf-8")
    (folder / "目录.xlsx").touch()
    canvas = Canvas(str(folder / "无表.pdf"))
    canvas.drawString(72, 720, "Meeting notes: nothing in here is a form, only a line of text.")
    canvas.save()
    with pikepdf.open(folder / "无表.pdf") as pdf:
        pdf.save(folder / "加密.pdf", encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return folder


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_folder_as_it_comes_is_accounted_for_to_the_last_file(submitted: Path, tmp_path: Path, jobs: int) -> None:
    out = tmp_path / "结果"
    result = selfeval("audit", submitted, "-o", out, "--jobs", jobs)
    assert result.exit_code == 3, result.output
    forms = {row["文件"]: row for row in rows(out / "forms.csv")}
    assert {name: row["状态"] for name, row in forms.items()} == {
        "某县 教育局/项目 一（终稿）.pdf": "有差异",
        "空.pdf": "无法读取",
        "说明.PDF": "无法读取",
        "加密.pdf": "无法读取",
        "无表.pdf": "无表",
    }
    found = {(row["文件"], row["规则编号"]) for row in rows(out / "discrepancies.csv") if row["规则编号"][0] == "D"}
    assert found == {("空.pdf", "D01"), ("说明.PDF", "D01"), ("加密.pdf", "D01"), ("无表.pdf", "D02")}
    assert "审核了 5 个 PDF 文件" in result.stdout
    assert "另有 1 个文件不是 PDF" in result.stdout
    records = [json.loads(line) for line in (out / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["file"] for record in records] == ["某县 教育局/项目 一（终稿）.pdf"]
    assert "程序故障" not in result.stdout


def test_the_same_input_gives_the_same_bytes_for_any_number_of_jobs(submitted: Path, tmp_path: Path) -> None:
    written = []
    for jobs in (1, 3):
        selfeval("audit", submitted, "-o", tmp_path / str(jobs), "--jobs", jobs)
        there = {path.name: path for path in (tmp_path / str(jobs)).iterdir()}
        assert set(there) == {*OUTPUTS, ".audit.lock"}
        written.append({name: there[name].read_bytes() for name in OUTPUTS if name != "audit.db"})
    assert written[0] == written[1]


def test_the_tables_have_the_columns_of_the_contract(submitted: Path, tmp_path: Path) -> None:
    selfeval("audit", submitted, "-o", tmp_path / "out", "--jobs", 1)
    head = (tmp_path / "out" / "discrepancies.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == (
        "文件,表序,页码,年度,项目名称,主管部门,实施单位,规则编号,规则名称,级别,字段,位置,填报值,复核值,差额,核验,依据,说明,政策,复核意见,备注"
    )
    assert head.split(",") == list(DISCREPANCY_HEADINGS)
    head = (tmp_path / "out" / "forms.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == (
        "文件,表序,页码,年度,项目名称,主管部门,实施单位,填报总分,复核总分下限,复核总分上限,可复核分值,错误,疑点,提示,状态,读取方式,说明"
    )
    assert head.split(",") == list(FORM_HEADINGS)


def test_every_finding_leads_to_its_cell(submitted: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    selfeval("audit", submitted, "-o", out, "--jobs", 1)
    record = json.loads((out / "records.jsonl").read_text(encoding="utf-8").splitlines()[0])
    found = [row for row in rows(out / "discrepancies.csv") if row["表序"]]
    assert found
    for row in found:
        assert int(row["页码"]) in record["pages"]
        assert row["位置"] or not row["字段"]
        assert row["说明"]
        assert row["核验"] == ("单次读取" if row["级别"] == "提示" else "双读一致")
        assert row["复核意见"] == row["备注"] == ""


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1), (("--strict", "--select", "X"), 0)])
def test_strict_fails_on_errors_only(tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    assert selfeval("audit", ROOT / "fixtures" / WRONG, "-o", tmp_path, "--jobs", 1, *options).exit_code == code


def test_select_and_ignore_choose_rules_by_code_or_family(submitted: Path, tmp_path: Path) -> None:
    selfeval("audit", submitted, "-o", tmp_path, "--jobs", 1, "--select", "d,F01", "--ignore", "D02")
    codes = {row["规则编号"] for row in rows(tmp_path / "discrepancies.csv")}
    assert "D01" in codes
    assert codes <= {"D01", "F01"}


def test_quiet_says_nothing_but_the_summary(submitted: Path, tmp_path: Path) -> None:
    result = selfeval("audit", submitted, "-o", tmp_path, "--jobs", 1, "--quiet")
    assert result.stderr == ""
    assert result.stdout.startswith("审核了")
    loud = selfeval("audit", submitted, "-o", tmp_path / "another", "--jobs", 1)
    assert [line.startswith("[") for line in loud.stderr.splitlines()] == [True] * 5 + [False]  # then the report
    assert loud.stdout.replace(str(tmp_path / "another"), str(tmp_path)) == result.stdout


def test_the_log_tells_of_every_file(submitted: Path, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    selfeval("audit", submitted, "-o", tmp_path / "out", "--jobs", 1, "--log-file", log)
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    names = {"某县 教育局/项目 一（终稿）.pdf", "空.pdf", "说明.PDF", "加密.pdf", "无表.pdf"}
    assert {each["file"] for each in told if each["event"] == "file"} == names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("audit",), "PATH"),
        (("audit", "不存在的文件夹"), "找不到文件或文件夹：不存在的文件夹"),
        (("audit", ".", "--select", "Q9"), "没有编号为 Q9 的规则"),
        (("audit", ".", "--policy", "不存在"), "--policy"),
        (("audit", ".", "--templates", "不存在"), "--templates"),
        (("audit", ".", "--jobs", "0"), "--jobs"),
        (("audit", ".", "--log-file", "没有/这个/文件夹/a.log"), "--log-file"),
        (("show", "不存在.pdf"), "找不到"),
        (("rules", "Q9"), "没有编号为 Q9 的规则"),
        (("templates", "--templates", "不存在"), "--templates"),
        (("unknown",), "unknown"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = selfeval(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_that_cannot_be_is_said_before_the_audit(submitted: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = selfeval("audit", submitted, "-o", tmp_path / "file")
    assert result.exit_code == 2
    assert "输出目录" in result.stderr
    assert "[1/" not in result.stderr


def test_show_puts_the_findings_beside_their_cells() -> None:
    result = selfeval("show", ROOT / "fixtures" / WRONG)
    assert result.exit_code == 0
    truth = next(truth for truth in TRUTHS if truth.name == WRONG)
    for indicator in truth.forms[0]["indicators"]:
        assert indicator["level3"][:4] in result.stdout.replace("\n", "")
    for finding in truth.file["findings"]:
        if not finding.get("optional"):
            assert finding["rule"] in result.stdout


def test_show_says_why_a_file_cannot_be_read(submitted: Path) -> None:
    result = selfeval("show", submitted / "空.pdf")
    assert result.exit_code == 3
    assert "无法读取" in result.stdout


def test_the_rules_and_layouts_are_listed() -> None:
    listed = selfeval("rules")
    assert listed.exit_code == 0
    assert "S02" in listed.stdout
    page = selfeval("rules", "s02")
    assert page.exit_code == 0
    assert "总分计算错误" in page.stdout and "检查内容" in page.stdout
    layouts = selfeval("templates")
    assert layouts.exit_code == 0
    assert "generic" not in layouts.stdout and "target" in layouts.stdout


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("sign", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_audit_keeps_what_was_done(tmp_path: Path, sign: str) -> None:
    folder, out = tmp_path / "many", tmp_path / "out"
    folder.mkdir()
    for number in range(60):
        shutil.copy(ROOT / "fixtures" / FORM, folder / f"{number}.pdf")
    command = [
        sys.executable,
        "-c",
        "from audit.cli import main; main()",
        "audit",
        str(folder),
        "-o",
        str(out),
        "--jobs",
        "2",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT
    ) as process:
        assert process.stderr and process.stdout
        assert process.stderr.readline().startswith("[1/60]")
        began = time.monotonic()
        process.send_signal(signal.Signals[sign])
        said = process.stdout.read()
        assert process.wait() == 130
    assert time.monotonic() - began < 20
    assert "审核被中断" in said
    assert 1 <= len(rows(out / "forms.csv")) < 60
