"""What a file may take, and what is said of one that takes more; a deadline within a deadline."""

from __future__ import annotations

import time

import pytest

from audit.deadline import TimeIsUp, within
from audit.limits import Exceeded, Limits, out_of_memory, out_of_time, starved
from extract.errors import OverLimit


@pytest.mark.parametrize(
    ("said", "option", "figure"),
    [
        (str(out_of_time(90)), "--max-seconds", "90 秒"),
        (str(out_of_time(0.5)), "--max-seconds", "0.5 秒"),
        (str(out_of_memory(512)), "--max-memory", "512 MB"),
    ],
)
def test_a_limit_is_named_with_the_option_that_raises_it(said: str, option: str, figure: str) -> None:
    assert option in said
    assert figure in said


def test_limits_are_inclusive() -> None:
    limits = Limits(pages=3, size_mb=1)
    limits.check_pages(3)
    limits.check_size(1024 * 1024)
    with pytest.raises(OverLimit, match=r"4 页.*--max-pages"):
        limits.check_pages(4)
    with pytest.raises(OverLimit, match=r"1 MB 的限额.*--max-size"):
        limits.check_size(1024 * 1024 + 1)


def test_both_attempts_keep_within_the_limit() -> None:
    assert sum(Limits(seconds=10).attempts) == 10
    assert min(Limits(seconds=10).attempts) > 0


def test_a_sentence_that_names_a_limit_is_told_from_others() -> None:
    assert isinstance(out_of_time(1), Exceeded)
    assert not isinstance(str(out_of_time(1)), Exceeded)


@pytest.mark.parametrize(
    ("error", "so"),
    [
        (MemoryError(), True),
        (RuntimeError("Exception during initialization: std::bad_alloc"), True),
        (RuntimeError("OpenCV(4.10) Error: Insufficient memory"), True),
        (OSError(12, "Cannot allocate memory"), True),
        (RuntimeError("bad operand"), False),
    ],
)
def test_engines_tell_of_memory_in_their_own_words(error: Exception, so: bool) -> None:
    assert starved(error) is so


def test_the_inner_of_two_deadlines_rings_first() -> None:
    with within(5):
        began = time.monotonic()
        with pytest.raises(TimeIsUp), within(0.1):
            time.sleep(2)
        assert time.monotonic() - began < 1
        time.sleep(0.1)


def test_the_outer_of_two_deadlines_rings_through_the_inner() -> None:
    began = time.monotonic()
    with pytest.raises(TimeIsUp), within(0.2):
        try:
            with within(5):
                time.sleep(2)
        except TimeIsUp:
            pass  # as the second reading does, which takes it for its own
        time.sleep(2)
    assert time.monotonic() - began < 1


def test_the_outer_deadline_goes_on_when_the_inner_work_is_done() -> None:
    began = time.monotonic()
    with pytest.raises(TimeIsUp), within(0.3):
        with within(5):
            pass
        time.sleep(2)
    assert 0.2 < time.monotonic() - began < 1


def test_nothing_rings_afterwards() -> None:
    with within(0.2), within(0.1):
        pass
    time.sleep(0.3)
