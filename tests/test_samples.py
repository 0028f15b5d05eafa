"""The samples beside the checkout, where there are any, against their truth."""

from __future__ import annotations

import pytest

from tests.audited import ROOT, audited
from tests.truth import Truth, load, misses, result_of

SAMPLES = ROOT.parent / "shared" / "samples"
TRUTHS = load(SAMPLES / "truth.jsonl") if (SAMPLES / "truth.jsonl").is_file() else []

pytestmark = pytest.mark.skipif(not TRUTHS, reason="there are no samples beside this checkout")


@pytest.mark.parametrize("truth", TRUTHS, ids=[truth.name for truth in TRUTHS])
def test_a_sample_is_read_and_judged_as_its_truth_says(truth: Truth) -> None:
    found = misses(truth, result_of(audited(SAMPLES), truth))
    assert not found, "\n".join(found)
