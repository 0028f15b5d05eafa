"""A page with more on it than any form has is refused by name: what can't be told apart is never "no form"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.errors import TooDense
from extract.locate import survey
from extract.readers.pdfium import READER
from tests.drawn import Pen, drawn, rows

XS, YS = [50.0, 200.0, 350.0], [100.0, 160.0]
WORDS = [["项目名称与主管部门及实施单位", "年度资金总额与全年预算数"]]


def framed(draw: Callable[[Pen], None]) -> Callable[[Pen], None]:
    def whole(pen: Pen) -> None:
        pen.table(XS, YS)
        pen.words(XS, YS, WORDS)
        draw(pen)

    return whole


def scribbles(pen: Pen) -> None:
    """Level strokes that no snapping makes one: by fours a step apart, five thousand of them."""
    for k in range(5000):
        pen.line(20 + 16 * (k % 34), 200 + 4 * (k // 34), 28 + 16 * (k % 34), 200 + 4 * (k // 34))


def corners(pen: Pen) -> None:
    path = pen.c.beginPath()
    path.moveTo(20, 20)
    for k in range(500_000):
        path.lineTo(20 + k % 500, 20 + k % 3)
    pen.c.drawPath(path)


def objects(pen: Pen) -> None:
    pen.c._code.append("0 0 m 1 1 l S\n" * 210_000)


def boxes(pen: Pen) -> None:
    pen.c._code.append("50 50 5 5 re f\n" * 21_000)


@pytest.mark.parametrize(
    ("flood", "said"),
    [
        (scribbles, "第 1 页有 .* 条同方向的线"),
        (corners, "第 1 页线条的折点超过"),
        (objects, "第 1 页有 .* 个以上的绘图对象"),
        (boxes, "第 1 页有 .* 个色块或图片"),
    ],
)
def test_a_flood_is_refused_by_name(tmp_path: Path, flood: Callable[[Pen], None], said: str) -> None:
    path = drawn(tmp_path / "flood.pdf", framed(flood))
    with pytest.raises(TooDense, match=said):
        list(READER.read(path, [1]))


@pytest.mark.parametrize("step", [3.0, 6.0, 9.0])
def test_text_that_rules_run_through_is_refused(tmp_path: Path, step: float) -> None:
    def mesh(pen: Pen) -> None:
        pen.table(
            [50 + step * k for k in range(int(300 / step) + 1)], [100 + step * k for k in range(int(60 / step) + 1)]
        )

    path = drawn(tmp_path / "mesh.pdf", framed(mesh))
    with pytest.raises(TooDense, match=r"第 1 页有 .* 个字被线条穿过"):
        list(READER.read(path, [1]))


def test_text_that_runs_over_a_border_is_read(tmp_path: Path) -> None:
    """Too long for its cell: one sign stands on the border, the others don't."""

    def draw(pen: Pen) -> None:
        pen.table([50, 95, 200, 350], [100, 130, 160])
        pen.words(
            [50, 95, 200], [100, 130, 160], [["农村危房改造项目资金", "", "年度资金总额"], ["1234567.89", "5", "10"]]
        )

    (page,) = READER.read(drawn(tmp_path / "over.pdf", draw), [1])
    assert rows(page.grids[0])[0] == ["农村危房改造项目资金", "", "年度资金总额"]


def test_a_dense_page_beside_a_form_costs_nothing(tmp_path: Path) -> None:
    """A drawing after the form is no part of it: nobody has to read it."""

    def draw(pen: Pen) -> None:
        pen.table(XS, YS)
        pen.words(XS, YS, WORDS)
        pen.c.showPage()
        objects(pen)

    path = drawn(tmp_path / "beside.pdf", draw)
    seen = survey(path, ["项目名称", "主管部门", "实施单位"])
    assert seen.candidates == (1,)
    (page,) = READER.read(path, seen.candidates)
    assert rows(page.grids[0]) == WORDS
