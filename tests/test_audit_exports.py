"""Tables that open as they should in a spreadsheet, and lines of JSON with every figure's place."""

from __future__ import annotations

import csv as stdlib_csv
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.exports import csv, files, jsonl
from audit.result import FileResult
from extract.geometry import BBox, Place
from normalize.record import Fund, Indicator, Reported, SelfEvaluation


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd",
        "-2+3",
        "@SUM(A1)",
        "＝1",
        "＋1",
        "－x",
        "＠a",
        " =1",
        "\t=1",
        "\r\n=1",
        "\x00=1",
        "-",
        "-1-1",
        "-1\n=2",
    ],
)
def test_what_would_be_a_formula_is_defused(text: str) -> None:
    assert csv.cell(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["-1", "-0.31", "+2", "-1,234.50", "-5%", "—", "/", "< 1.2", "72.55 ÷ 75.07 = 96.64 %"]
)
def test_figures_and_marks_stay_as_they_are(text: str) -> None:
    assert csv.cell(text) == text


def test_control_characters_go_and_line_breaks_stay() -> None:
    assert csv.cell("a\x00b\x1bc\x7fd\te\r\nf\rg\ud800") == "abcd e\nf\ng\ufffd"


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("=+-@＝\t\r\n\x00 '\"，,")))
def test_no_text_becomes_a_formula_or_breaks_the_table(text: str) -> None:
    shown = csv.cell(text)
    assert not shown.lstrip().startswith(("=", "@", "＝", "＠", "＋", "－"))
    assert not set(shown) & {"\x00", "\t", "\r"}


def test_a_table_is_what_spreadsheets_expect(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    columns = ("甲", "乙")
    path.write_bytes(csv.head(columns) + csv.lines(columns, [('引"号', "逗,号"), ("换\n行", "")]))
    raw = path.read_bytes()
    assert raw == '\ufeff甲,乙\r\n"引""号","逗,号"\r\n"换\n行",\r\n'.encode()
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(stdlib_csv.reader(file)) == [["甲", "乙"], ['引"号', "逗,号"], ["换\n行", ""]]


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        csv.lines(("a", "b"), [("only",)])


def put(content: bytes, *paths: Path) -> None:
    with files.replacing(*paths) as handles:
        for handle in handles:
            handle.write(content)


def test_files_are_replaced_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    put(b"old", *paths)
    whole = os.fsync
    asked = []

    def full(handle: int) -> None:
        asked.append(handle)
        if len(asked) == 2:
            raise OSError(28, "No space left on device")
        whole(handle)

    monkeypatch.setattr("audit.exports.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(b"new", *paths)
    assert [path.read_bytes() for path in paths] == [b"old", b"old"]
    assert sorted(tmp_path.iterdir()) == paths


def test_what_a_killed_run_left_is_overwritten_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"mine")
    (tmp_path / ".a.csv.new").symlink_to(other)
    put(b"new", tmp_path / "a.csv")
    assert other.read_bytes() == b"mine"
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "a.csv", other]


def test_a_record_is_written_with_the_keys_of_the_contract() -> None:
    split = Reported("一本", (Place(1, BBox(10.04, 700.06, 20, 710)), Place(2, BBox(-0.01, 40, 20, 50.25))))
    form = SelfEvaluation(
        1, (1, 2), "generic", "pdfplumber", title=Reported("自评表"), year=Reported(""),
        funds=(Fund(label=Reported("年度资金总额"), indent=3.0),), indicators=(Indicator(target=split),),
        defects=("残缺",), remarks=("余文",),
    )  # fmt: skip
    entry = json.loads(json.dumps(jsonl.record(FileResult("甲.pdf", "ab12"), form)))
    assert list(entry) == [
        "file", "sha256", "form", "pages", "template", "reader", "title", "year", "project_name", "project_code",
        "department", "implementing_unit", "project_leader", "phone", "money_unit", "funds", "expected_goal",
        "actual_goal", "indicators", "total_weight", "total_score", "grade", "conclusion", "notes",
    ]  # fmt: skip
    assert entry["year"] == {"text": "", "boxes": []}
    assert entry["grade"] is None
    assert list(entry["funds"][0]) == [
        "label", "initial_budget", "annual_budget", "executed", "weight", "rate", "score", "reason",
    ]  # fmt: skip
    assert entry["indicators"][0]["target"] == {
        "text": "一本",
        "boxes": [{"page": 1, "bbox": [10.0, 700.1, 20, 710]}, {"page": 2, "bbox": [0.0, 40, 20, 50.2]}],
    }
