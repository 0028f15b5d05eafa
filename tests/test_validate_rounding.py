"""RULES §3 as properties: what rounding explains is never a mismatch, what it can't explain always is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.figures import Printed, rates
from tests.notation import form, fund
from validate.funds import table
from validate.rounding import (
    Fit,
    Interval,
    apart,
    exactly,
    explained,
    rounded,
    score_fit,
    stands_for,
    truncated,
)

amounts = st.decimals(min_value="-9999999", max_value="9999999", places=6)
positive = st.decimals(min_value="0.001", max_value="9999999", places=4)
decimals = st.integers(min_value=0, max_value=4)


@given(amounts, decimals)
def test_rounded_and_truncated_figures_are_explained(value: Decimal, k: int) -> None:
    for near in (rounded(value, k), truncated(value, k)):
        assert explained(Printed(near, k), exactly(value))


@given(amounts, decimals, st.sampled_from(["1.01", "-1.01", "2", "-2"]))
def test_a_figure_off_by_more_than_an_ulp_is_not(value: Decimal, k: int, off: str) -> None:
    ulp = Decimal(1).scaleb(-k)
    wrong = rounded(value, k) + Decimal(off) * ulp * 2
    assert not explained(Printed(wrong, k), exactly(value))


@given(amounts, decimals)
def test_no_more_than_an_ulp_is_explained(value: Decimal, k: int) -> None:
    span = stands_for(rounded(value, k), k)
    ulp = Decimal(1).scaleb(-k)
    printed = rounded(value, k)
    assert span.low >= printed - ulp
    assert span.high <= printed + ulp
    assert not span.meets(exactly(printed + ulp))
    assert not span.meets(exactly(printed - ulp))


@given(positive, positive, decimals, decimals, decimals)
def test_a_rate_from_unrounded_amounts_is_explained_by_the_printed_ones(
    part: Decimal, whole: Decimal, k: int, j: int, r: int
) -> None:
    shown = (rounded(part, k), rounded(whole, j))
    if shown[1] <= 0:
        return
    true = stands_for(shown[0], k)
    span = Interval(max(true.low, Decimal(0)), true.high, high_open=True).over(stands_for(shown[1], j))
    rate = rounded(Decimal(100) * part / whole, r)
    assert explained(Printed(rate, r), span.times(Decimal(100)))


@given(positive, positive, positive, positive)
def test_quotients_hold_every_quotient(a: Decimal, b: Decimal, c: Decimal, d: Decimal) -> None:
    above, below = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    span = above.over(below)
    for part in (a, b):
        for whole in (c, d):
            exact = Fraction(part) / Fraction(whole)
            assert Fraction(span.low) <= exact * (1 + Fraction(1, 10**20))
            assert exact <= Fraction(span.high) * (1 + Fraction(1, 10**20))


@given(amounts, amounts, amounts, amounts, st.booleans(), st.booleans())
def test_meets_is_symmetric_and_sees_the_edges(
    a: Decimal, b: Decimal, c: Decimal, d: Decimal, low_open: bool, high_open: bool
) -> None:
    one = Interval(min(a, b), max(a, b), low_open, high_open)
    other = Interval(min(c, d), max(c, d))
    assert one.meets(other) == other.meets(one)
    assert one.meets(exactly(one.high)) == (not high_open and not (low_open and one.low == one.high))


def test_open_edges_do_not_touch() -> None:
    assert not Interval(Decimal(1), Decimal(2), high_open=True).meets(exactly(Decimal(2)))
    assert not Interval(Decimal(1), Decimal(2), low_open=True).meets(exactly(Decimal(1)))
    assert Interval(Decimal(1), Decimal(2), low_open=True).meets(exactly(Decimal(2)))


@pytest.mark.parametrize(
    ("claim", "earned", "fit"),
    [
        ("9.7", "9.664", Fit.YES),
        ("9.6", "9.664", Fit.YES),
        ("9.67", "9.664", Fit.NO),
        ("10", "9.664", Fit.WHOLE_POINT),
        ("9", "9.91", Fit.WHOLE_POINT),
        ("5", "4.84", Fit.WHOLE_POINT),
        ("96", "95.7", Fit.WHOLE_POINT),
        ("10", "9.999", Fit.YES),
        ("8", "9.664", Fit.NO),
        ("10.0", "9.664", Fit.NO),
    ],
)
def test_scores_are_held_against_two_decimals_first(claim: str, earned: str, fit: Fit) -> None:
    number = Decimal(claim)
    assert score_fit(Printed(number, len(claim.partition(".")[2])), exactly(Decimal(earned))) is fit


def test_amounts_of_a_table_share_their_precision() -> None:
    record = form(
        funds=(
            fund(initial_budget="162.111", annual_budget="75.07", executed="72"),
            fund(initial_budget="162.111", annual_budget="75", executed="72"),
        )
    )
    amounts = table(record)
    assert amounts.decimals == 3
    total = amounts.rows[0].annual_budget
    assert total is not None
    assert total.true == Interval(Decimal("75.0695"), Decimal("75.071"), high_open=True)


def test_an_amount_with_a_unit_of_its_own_keeps_its_own_precision() -> None:
    record = form(money_unit="元", funds=(fund(annual_budget="58012.33", executed="5.8万"),))
    row = table(record).rows[0]
    assert row.executed is not None and row.annual_budget is not None
    assert row.executed.value == 58000
    assert row.executed.true.meets(row.annual_budget.true)


@pytest.mark.parametrize("text", ["96.6 %", "96.6％", "0.966", "96.6", "９６．６％"])
def test_spellings_of_one_rate(text: str) -> None:
    assert rates(text)[0] == Printed(Decimal("0.966"), 3)


@pytest.mark.parametrize("text", ["1", "1.0", "100%", "100", "1.00"])
def test_spellings_of_all_of_it(text: str) -> None:
    assert rates(text)[0].value == 1


@given(amounts, amounts, st.integers(min_value=0, max_value=3))
def test_a_recomputed_figure_is_never_printed_like_the_claim_it_differs_from(
    value: Decimal, claim: Decimal, k: int
) -> None:
    shown = apart(value, claim, k)
    assert shown != claim or abs(value - claim) <= Decimal("0.0001")
