"""Every file of `fixtures/` against its truth, and against what each stage said of it before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audit.result import Source
from tests import snapshots
from tests.audited import ROOT, audited, options
from tests.truth import Truth, load, misses, result_of

FIXTURES = ROOT / "fixtures"
GOLDEN = ROOT / "tests" / "golden"
TRUTHS = load(FIXTURES / "truth.jsonl")
STAGES = ("grid", "record", "findings")


@pytest.mark.parametrize("truth", TRUTHS, ids=[truth.name for truth in TRUTHS])
def test_a_fixture_is_read_and_judged_as_its_truth_says(truth: Truth) -> None:
    found = misses(truth, result_of(audited(FIXTURES), truth))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("truth", TRUTHS, ids=[truth.name for truth in TRUTHS])
def test_no_stage_says_anything_new_of_a_fixture(truth: Truth, golden: Callable[[str, str], None]) -> None:
    result = result_of(audited(FIXTURES), truth)
    texts = (
        snapshots.grids(Source(str(FIXTURES / truth.name), truth.name), options()),
        snapshots.records(result),
        snapshots.findings(result),
    )
    for stage, text in zip(STAGES, texts, strict=True):
        golden(f"{truth.name}.{stage}.txt", text)


def test_every_golden_text_belongs_to_a_fixture() -> None:
    known = {f"{truth.name}.{stage}.txt" for truth in TRUTHS for stage in STAGES}
    there = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.txt")}
    assert there <= known


def test_every_file_in_the_fixtures_has_a_truth() -> None:
    assert {result.name for result in audited(FIXTURES)} == {truth.name for truth in TRUTHS}
