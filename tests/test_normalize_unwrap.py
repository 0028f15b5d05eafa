"""Wrapped cells: the lines that a cell's width made come back as the text that was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.grid import Cell
from normalize.unwrap import unwrap
from tests.sheets import grid, width


def cell(text: str, room: float = 60) -> Cell:
    return grid([[text]], [room + 10]).cells[0]


@pytest.mark.parametrize(
    ("lines", "typed"),
    [
        ("完成年度\n任务", "完成年度任务"),
        ("开展 WIPO 与\n北京市合作", "开展 WIPO 与北京市合作"),
        ("产\n出\n指\n标", "产出指标"),
        ("1,234,567.\n89", "1,234,567.89"),
        ("World\nBank", "World Bank"),
        ("Internationa\nlisation", "Internationalisation"),
        ("GDP, \nCPI", "GDP, CPI"),
        ("GDP,\nCPI", "GDP, CPI"),
        ("至少270\n件", "至少270件"),
        ("（WIPO\n）合作", "（WIPO）合作"),
        ("", ""),
    ],
)
def test_lines_join_as_they_were_typed(lines: str, typed: str) -> None:
    assert unwrap([cell(lines)]) == typed


def test_parts_on_two_pages_join_like_lines() -> None:
    assert unwrap([cell("发挥基地对外交\n流合作"), cell("作用，加强管理")]) == "发挥基地对外交流合作作用，加强管理"


@given(st.text(alphabet="中文表格指标，。（）", min_size=1, max_size=60), st.integers(2, 8))
def test_chinese_text_survives_any_width(text: str, per_line: int) -> None:
    wrapped = "\n".join(text[i : i + per_line] for i in range(0, len(text), per_line))
    assert unwrap([cell(wrapped, 10.0 * per_line)]) == text


@given(st.lists(st.sampled_from(["WIPO", "GDP", "World", "Bank"]), min_size=1, max_size=12), st.integers(8, 30))
def test_latin_words_survive_word_wrap(words: list[str], chars: int) -> None:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= chars:
            lines[-1] += " " + word
        else:
            lines.append(word)
    # A line that happens to be as wide as the cell could have been broken inside a word: nobody can tell.
    if all(len(line) < chars - 1 for line in lines[:-1]):
        assert unwrap([cell("\n".join(lines), width("x" * chars))]) == " ".join(words)
