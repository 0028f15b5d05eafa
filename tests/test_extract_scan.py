"""Scanned pages are read as their truth says, and no misread figure goes without a doubt.

All fixtures under all conditions: `SELFEVAL_ALL_SCANS=1 pytest tests/test_extract_scan.py`, or `python -m tests.scans`
for the figures.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.errors import Damaged
from extract.reader import load as load_reader
from normalize.form import read_forms
from normalize.template import load as load_templates
from tests.drawn import Pen
from tests.scans import CONDITIONS, FIXTURES, Scan, every, judged, scanned
from tests.truth import Truth, load

TRUTHS = {t.name: t for t in load(FIXTURES / "truth.jsonl") if t.forms and t.file["pages"] <= 5}
FEW = (
    ("青禾县农业农村局/衔接资金 到户产业发展.pdf", "seal"),
    ("安澜市民政局/高龄津贴 居家养老.pdf", "turned150"),
    ("白石区司法局/法治宣传教育.pdf", "grey"),
)
ALL = [(name, condition) for name in TRUTHS for condition in CONDITIONS if condition != "worst"]
CASES = ALL if os.environ.get("SELFEVAL_ALL_SCANS") else FEW
LEAST = 0.97


@pytest.mark.parametrize(("name", "condition"), CASES)
def test_a_scan_is_read(name: str, condition: str, tmp_path: Path) -> None:
    path = scanned(FIXTURES / name, tmp_path / "scan.pdf", CONDITIONS[condition])
    verdict = judged(path, TRUTHS[name])
    assert not verdict.silent
    assert len(verdict.wrong) <= (1 - LEAST) * verdict.cells, "\n".join(verdict.wrong)


def test_the_scanned_fixture_is_read() -> None:
    """A scan at 110 dpi, turned by 0.6 degrees, whose form the born-digital truth of another file describes."""
    (path,) = FIXTURES.rglob("扫描件.pdf")
    (form,) = read_forms(load_reader("scan").read(path, every(path)), load_templates(), "scan")
    assert form.title is not None and form.indicators and form.funds


def test_places_are_where_the_turned_page_shows_them(tmp_path: Path) -> None:
    """Read from a page turned by two degrees, every figure lies where turning has carried it."""
    name = "青禾县农业农村局/衔接资金 到户产业发展.pdf"
    flat = scanned(FIXTURES / name, tmp_path / "flat.pdf", Scan(dpi=150))
    turned = scanned(FIXTURES / name, tmp_path / "turned.pdf", Scan(dpi=150, turn=2.0))
    templates = load_templates()
    (one,) = read_forms(load_reader("scan").read(flat, (1,)), templates, "scan")
    (other,) = read_forms(load_reader("scan").read(turned, (1,)), templates, "scan")
    middle = (595 / 2, 842 / 2)
    for path in ("funds[0].executed", "indicators[9].score", "total_score", "department"):
        was, now = one.get(path), other.get(path)
        assert was and now
        (before,), (after,) = was.places, now.places
        x, y = before.bbox.cx - middle[0], before.bbox.cy - middle[1]
        # Two degrees clockwise: what is right of the middle sinks, what is below it moves left.
        assert after.bbox.cx == pytest.approx(middle[0] + x * 0.99939 - y * 0.0349, abs=2.0)
        assert after.bbox.cy == pytest.approx(middle[1] + y * 0.99939 + x * 0.0349, abs=2.0)


def test_two_readings_are_the_same_and_nothing_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = scanned(FIXTURES / FEW[1][0], tmp_path / "scan.pdf", Scan(dpi=150))
    reader = load_reader("scan")
    assert list(reader.read(path, (1,))) == list(reader.read(path, (1,)))
    assert capfd.readouterr() == ("", "")


def test_a_figure_written_in_red_is_there_but_in_doubt(tmp_path: Path) -> None:
    xs, ys = (60, 160, 260, 360), (100, 130, 160, 190)
    pen = Pen(str(tmp_path / "page.pdf"))
    pen.table(xs, ys)
    pen.words(xs, ys, [["项目", "分值", "得分"], ["产出", "10", ""], ["效益", "20", "18.5"]])
    pen.c.setFillColorRGB(0.85, 0.1, 0.1)
    pen.text(270, 150, "9.5", 12)
    pen.c.save()
    (page,) = load_reader("scan").read(tmp_path / "page.pdf", (1,))
    (grid,) = page.grids
    by_place = {(c.row, c.col): c for c in grid.cells}
    assert [by_place[2, k].text for k in range(3)] == ["效益", "20", "18.5"]
    (red,) = by_place[1, 2].lines
    assert red.text == "9.5" and "红色" in red.doubt
    assert not any(line.doubt for c in grid.cells for line in c.lines if line is not red)


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    path = scanned(FIXTURES / FEW[1][0], tmp_path / "scan.pdf", Scan(dpi=72))
    with pytest.raises(Damaged, match="第 2 页不存在"):
        list(load_reader("scan").read(path, (2,)))


def test_every_fixture_under_test_has_a_truth() -> None:
    assert all(isinstance(TRUTHS[name], Truth) for name, _ in CASES)
