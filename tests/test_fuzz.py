"""A small budget of spoiled fixtures in every run; many more by hand (`python -m tests.fuzz`)."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from audit.pipeline import audit_file
from audit.result import FileResult, Source
from extract.geometry import BBox, Place
from normalize.record import Reported, SelfEvaluation
from tests.audited import ROOT, options
from tests.fuzz import LIMITS, Outcome, fuzz, trouble
from tests.hostile_raw import PASSED
from tests.mutants import mutant
from tests.pretended import form

SEED, MUTANTS = 2026, range(1, 151)


@cache
def outcomes() -> tuple[Outcome, ...]:
    return tuple(fuzz(MUTANTS, SEED, jobs=2))


def test_every_mutant_comes_to_a_result() -> None:
    assert sorted(outcome.number for outcome in outcomes()) == list(MUTANTS)


def test_no_mutant_shows_a_fault() -> None:
    assert [outcome for outcome in outcomes() if outcome.trouble] == []


def test_no_mutant_takes_longer_than_it_may() -> None:
    assert max(outcome.seconds for outcome in outcomes()) <= LIMITS.seconds


def test_mutants_are_neither_all_broken_nor_all_whole() -> None:
    """Else they would try nothing but the opening of files, or nothing at all."""
    counts = Counter(outcome.status for outcome in outcomes())
    assert counts["无法读取"] > 10
    assert counts["有差异"] + counts["通过"] > 40


def test_a_number_stands_for_one_file() -> None:
    assert [mutant(SEED, number) for number in range(20)] == [mutant(SEED, number) for number in range(20)]
    assert len({mutant(SEED, number) for number in range(20)}) == 20


def test_an_untouched_fixture_has_nothing_wrong() -> None:
    path = ROOT / "fixtures" / PASSED.name
    assert trouble(audit_file(Source(str(path), path.name), options())) == ""


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (FileResult("a.pdf", unread="程序故障：KeyError", journal=("Traceback",)), "KeyError"),
        (FileResult("a.pdf", pages=1, forms=(form("甲", "乙", "2021"),), unread="损坏"), "both read and unread"),
        (FileResult("a.pdf", pages=0, forms=(form("甲", "乙", "2021"),)), "stands on no page"),
    ],
)
def test_what_is_wrong_with_a_result_is_seen(result: FileResult, said: str) -> None:
    assert said in trouble(result)


def test_a_figure_without_a_place_is_seen() -> None:
    made = form("甲", "乙", "2021")
    nowhere = SelfEvaluation(1, (1,), "generic", "pdfium", total_score=Reported("95.7"))
    placed = SelfEvaluation(
        1, (1,), "generic", "pdfium", total_score=Reported("95.7", (Place(1, BBox(0, 0, 1, 1)),))
    )  # fmt: skip
    results = [
        FileResult("a.pdf", pages=1, forms=(type(made)(record, (), made.recomputed),)) for record in (nowhere, placed)
    ]
    assert [bool(trouble(result)) for result in results] == [True, False]
