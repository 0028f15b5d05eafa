"""The benchmark compares like with like, and says what it measured; how fast anything is, is no test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pypdfium2
import pytest

from benchmarks import sets
from benchmarks.contenders import BARE, FLOOR, Run, Work, contenders
from benchmarks.measure import Timing, UnequalWorkError, measure, peak
from benchmarks.report import markdown, table
from benchmarks.sets import Set
from extract import reader

ROOT = Path(__file__).parent.parent
FILES = Set("表", "三页", (Path("a.pdf"), Path("b.pdf")))


def runs(order: list[str], pages: int = 3, found: int = 1) -> dict[str, Run]:
    def run(name: str) -> Run:
        def go(paths: Sequence[Path]) -> Work:
            assert tuple(paths) == FILES.paths
            order.append(name)
            return Work(pages if name == "b" else 3, found if name == "b" else 1, "张")

        return go

    return {name: run(name) for name in "abc"}


def test_contenders_take_turns_in_beginning_after_an_untimed_round() -> None:
    order: list[str] = []
    ticks = count()
    timings = measure(FILES, runs(order), 3, lambda _name, _files: 7, lambda: float(next(ticks)))
    assert "".join(order) == "abc" + "abc" + "bca" + "cab"
    assert [(t.name, t.seconds, t.peak) for t in timings] == [(name, (1.0, 1.0, 1.0), 7) for name in "abc"]


@pytest.mark.parametrize(("pages", "found"), [(2, 1), (3, 0)])
def test_unequal_work_is_not_compared(pages: int, found: int) -> None:
    with pytest.raises(UnequalWorkError, match="b"):
        measure(FILES, runs([], pages, found), 1, lambda _name, _files: 0)


def test_ratios_are_taken_round_by_round() -> None:
    timings = [
        Timing(FLOOR, (1.0, 2.0, 3.0), Work(10, 99, "字"), 2**20),
        Timing("selfeval", (2.0, 4.0, 12.0), Work(10, 1, "张自评表"), 5 * 2**20),
        Timing(BARE, (20.0, 20.0, 60.0), Work(10, 4, "张表格"), 9 * 2**20),
    ]
    lines = list(table(timings))
    assert lines[3] == (
        "| selfeval | 2.5 | 400.0（200.0–1200.0） | 5.00（5.00–10.00） | 2.0（2.0–4.0） | 5 | 1 张自评表 |"
    )
    assert "| –" not in "".join(lines)
    assert "| – | – |" in list(table(timings[1:2]))[2]


def test_the_page_names_no_machine() -> None:
    text = markdown([(FILES, [Timing("selfeval", (1.0,), Work(3, 1, "张自评表"), 0)])], 1)
    assert "三页：2 个文件，3 页。" in text
    assert not re.search(r"/\w+/|a\.pdf", text)


def test_every_reader_of_text_has_its_line() -> None:
    known = " ".join(contenders())
    assert {n for n in reader.names() if n not in known} <= {"scan"}


def test_a_form_stands_in_the_middle_of_a_report(tmp_path: Path) -> None:
    (form,) = sets.short(1)
    files = sets.reports(tmp_path, [form], 1, 5)
    (path,) = files.paths
    document = pypdfium2.PdfDocument(path)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    assert ["自评表" in "".join(text.split()) for text in texts] == [False, False, True, False, False]


def test_a_third_of_the_mix_is_accused() -> None:
    accused = {form.path for form in sets.forms() if form.accused}
    paths = sets.mix(sets.forms()).paths
    assert 3 * sum(path in accused for path in paths) == len(paths) > 9


def test_contenders_find_the_same_pages_in_real_files() -> None:
    files = sets.born_digital(sets.short())
    some = {name: run for name, run in contenders().items() if name in (FLOOR, "selfeval", BARE)}
    timings = measure(files, some, 1, lambda _name, _files: 0)
    assert [t.work.pages for t in timings] == [3, 3, 3]
    assert [t.work.found for t in timings if t.name == "selfeval"] == [3]


def test_memory_is_that_of_a_process_of_its_own() -> None:
    files = sets.born_digital(sets.short(1))
    assert 5 * 2**20 < peak(FLOOR, files) < 200 * 2**20


def test_the_readme_quotes_the_results() -> None:
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## 速度\n")[1].split("\n## ")[0]
    quoted = [line for line in section.splitlines() if line.startswith("| ")]
    assert len(quoted) > 5
    assert [line for line in quoted if line not in results.splitlines()] == []
