"""Layouts and synonyms as data: a colleague adds hers without code, and a wrong file is told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalize.errors import TemplateError
from normalize.form import read_forms
from normalize.template import key, load
from tests.reading import NAME, first
from tests.sheets import grid, page


@pytest.mark.parametrize(
    ("printed", "heading"),
    [("实际完成值\n（B）", "实际完成值"), ("1.项目年度目标", "项目年度目标"), ("转移支付(项目)名称：", "转移支付名称")],
)
def test_headings_are_compared_without_remarks(printed: str, heading: str) -> None:
    assert key(printed) == heading


def test_a_colleague_adds_her_layout_without_code(tmp_path: Path) -> None:
    (tmp_path / "gansu.toml").write_text(
        'name = "甘肃"\ncolumns = ["level1", "level3", "target", "actual", "weight", "score", "reason"]\n'
        '[indicators.level3]\nis = ["考核要点"]\n',
        "utf-8",
    )
    rows = [
        ["项目名称", NAME, "<", "<", "<", "<", "<"],
        ["一级指标", "考核要点", "目标值", "完成值", "分值", "得分", "原因"],
        ["产出", "改造管网", "5公里", "5公里", "10", "10", ""],
    ]
    pages = [page(grid(rows, [70.0] * 7), lines=["项目支出绩效自评表"])]
    (record,) = read_forms(pages, load(tmp_path), "pdfplumber")
    assert record.template == "gansu"
    assert first(record)["level3"] == "改造管网"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "TOML"),
        ('name = "甘肃"', "columns"),
        ('name = "甘肃"\ncolumns = ["level9"]', "level9"),
        ('name = "甘肃"\ncolumns = ["score"]\n[indicators.score]\nwords = ["分"]', "is、has、not"),
    ],
)
def test_a_wrong_template_is_named_with_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "gansu.toml").write_text(text, "utf-8")
    with pytest.raises(TemplateError, match=f"gansu.toml.*{complaint}"):
        load(tmp_path)
