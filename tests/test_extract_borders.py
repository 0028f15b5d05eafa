"""Text that reaches the border of its cell: it goes on in the next cell, or the next cell's own text begins there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn import TEXT_READERS, Pen, grid_of, reading_with, rows

XS, YS = (50.0, 150.0, 300.0), (50.0, 90.0)


def _two_texts(pen: Pen) -> None:
    pen.table(XS, YS)
    # The comma of the left text hangs over the border, and ends where the right text begins.
    pen.text(54, 65, "一二三四五六七八九，")
    pen.text(54, 80, "余下两句。")
    pen.text(154, 65, "右边第一行")
    pen.text(154, 80, "右边第二行")


def _one_text(pen: Pen) -> None:
    pen.table(XS, YS)
    pen.text(54, 65, "一二三四五六七八九十左边的长行")
    pen.text(54, 80, "余下两句。")


@pytest.mark.parametrize("reader", TEXT_READERS)
def test_a_text_that_ends_where_the_next_cells_lines_begin_is_not_joined_to_them(reader: str, tmp_path: Path) -> None:
    with reading_with(reader):
        assert rows(grid_of(tmp_path, _two_texts)) == [
            ["一二三四五六七八九，\n余下两句。", "右边第一行\n右边第二行"]
        ]


@pytest.mark.parametrize("reader", TEXT_READERS)
def test_a_text_that_runs_into_a_blank_cell_stays_whole(reader: str, tmp_path: Path) -> None:
    with reading_with(reader):
        assert rows(grid_of(tmp_path, _one_text)) == [["一二三四五六七八九十左边的长行\n余下两句。", ""]]
