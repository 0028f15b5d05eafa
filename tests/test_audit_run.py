"""What a run reads, what it takes from an earlier one, and that its outputs don't tell the difference."""

from __future__ import annotations

import os
import random
import shutil
import tracemalloc
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit import inputs, run
from audit.limits import Limits
from audit.publish import publish
from audit.store.settings import Settings
from tests.audited import options
from tests.pretended import Ended, Pool, audited, filled, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two forms of one project, one of another, a file without a form, one that can't be read."""
    forms = {"一": "修路,县交通局,2021", "二": "修路,县交通局,2021,重报", "三": "修桥,县交通局,2021"}
    return filled(tmp_path / "in", **forms, 四="没有表", 五="损坏")


def text(ended: Ended, name: str) -> str:
    return ended.outputs[name].decode("utf-8-sig")


def test_a_second_run_reads_nothing_and_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    first = audited(folder, tmp_path / "out")
    second = audited(folder, tmp_path / "out")
    assert len(first.pool.read) == 5
    assert sorted(first.pool.confirmed) == ["一.pdf", "二.pdf"]
    assert second.pool.read == second.pool.confirmed == []
    assert second.outputs == first.outputs
    assert (first.outcome.known, second.outcome.known) == (0, 5)


def test_only_what_changed_is_read(folder: Path, tmp_path: Path) -> None:
    audited(folder, tmp_path / "out")
    filled(folder, 三="修渠,县水利局,2021", 六="造林,县林业局,2021")
    (folder / "四.pdf").unlink()
    os.utime(folder / "五.pdf", ns=(1, 1))
    second = audited(folder, tmp_path / "out")
    assert sorted(second.pool.read) == ["三.pdf", "六.pdf"]
    assert second.outputs == audited(folder, tmp_path / "fresh").outputs
    assert "四.pdf" not in text(second, "forms.csv")


def test_a_file_that_moved_is_known_by_its_content(folder: Path, tmp_path: Path) -> None:
    audited(folder, tmp_path / "out")
    moved = tmp_path / "elsewhere"
    shutil.copytree(folder, moved)
    (moved / "三.pdf").rename(moved / "七.pdf")
    second = audited(moved, tmp_path / "out")
    assert second.pool.read == []
    assert second.outputs == audited(moved, tmp_path / "fresh").outputs
    assert "七.pdf" in text(second, "records.jsonl")


def test_files_out_of_sight_for_a_run_are_not_read_again(folder: Path, tmp_path: Path) -> None:
    audited(folder, tmp_path / "out")
    audited(filled(tmp_path / "empty"), tmp_path / "out")
    assert audited(folder, tmp_path / "out").pool.read == []


@pytest.mark.parametrize("seed", range(5))
def test_no_order_shows_in_the_outputs(folder: Path, tmp_path: Path, seed: int) -> None:
    shuffled = Pool(lambda tasks: random.Random(seed).sample(tasks, len(tasks)))
    assert audited(folder, tmp_path / "a", shuffled).outputs == audited(folder, tmp_path / "b").outputs


@pytest.mark.parametrize("done", range(8))
def test_an_interrupted_run_goes_on_where_it_was(folder: Path, tmp_path: Path, done: int) -> None:
    whole = audited(folder, tmp_path / "whole")
    first = audited(folder, tmp_path / "out", Pool(stop_after=done))
    second = audited(folder, tmp_path / "out")
    assert first.outcome.interrupted == (done < 7)
    assert first.outcome.done == min(done, 5)
    assert len(text(first, "forms.csv").splitlines()) == 1 + min(done, 5)
    assert sorted(first.pool.read + second.pool.read) == sorted(whole.pool.read)
    assert sorted(first.pool.confirmed + second.pool.confirmed) == ["一.pdf", "二.pdf"]
    assert second.outputs == whole.outputs


def test_what_was_lost_by_a_fault_of_ours_is_tried_again(tmp_path: Path) -> None:
    folder = filled(tmp_path / "in", 一="故障", 二="损坏", 三="超时")
    audited(folder, tmp_path / "out")
    assert audited(folder, tmp_path / "out").pool.read == ["一.pdf"]


def test_a_file_that_could_not_be_opened_is_tried_again(tmp_path: Path) -> None:
    folder = filled(tmp_path / "in", 一="损坏")

    class Vanishing(Pool):
        def __call__(self, *given: Any, **more: Any) -> Generator[tuple[int, Any], None, None]:
            for done in super().__call__(*given, **more):
                (folder / "一.pdf").rename(tmp_path / "away")
                yield done

    audited(folder, tmp_path / "out", Vanishing())
    (tmp_path / "away").rename(folder / "一.pdf")
    assert audited(folder, tmp_path / "out").pool.read == ["一.pdf"]


def test_wider_limits_repeat_only_what_was_cut_short(folder: Path, tmp_path: Path) -> None:
    filled(folder, 六="超时")
    usual = Limits()
    audited(folder, tmp_path / "out", limits=usual)
    wider = audited(folder, tmp_path / "out", limits=replace(usual, seconds=999))
    assert sorted(wider.pool.read) == ["五.pdf", "六.pdf"]
    assert len(audited(folder, tmp_path / "out", limits=replace(usual, pages=1)).pool.read) == 6


def test_another_policy_reads_anew_and_another_choice_of_rules_does_not(folder: Path, tmp_path: Path) -> None:
    first = audited(folder, tmp_path / "out")
    chosen = audited(folder, tmp_path / "out", select=("S", "X"))
    assert chosen.pool.read == []
    assert "D02" in text(first, "discrepancies.csv")
    assert "D02" not in text(chosen, "discrepancies.csv")
    assert audited(folder, tmp_path / "out").outputs == first.outputs
    assert len(audited(folder, tmp_path / "out", fingerprint="g").pool.read) == 5


def test_a_finding_over_the_directory_is_confirmed_anew_when_it_says_something_else(
    folder: Path, tmp_path: Path
) -> None:
    first = audited(folder, tmp_path / "out")
    assert text(first, "discrepancies.csv").count("X01") == 2
    filled(folder, 六="修路,县交通局,2021,再报")
    second = audited(folder, tmp_path / "out")
    assert second.pool.read == ["六.pdf"]
    assert sorted(second.pool.confirmed) == ["一.pdf", "二.pdf", "六.pdf"]
    (folder / "六.pdf").unlink()
    (folder / "二.pdf").unlink()
    third = audited(folder, tmp_path / "out")
    assert third.pool.read == third.pool.confirmed == []
    assert "X01" not in text(third, "discrepancies.csv")


def test_a_confirmation_that_was_lost_asks_a_person_and_is_tried_again(folder: Path, tmp_path: Path) -> None:
    first = audited(folder, tmp_path / "out", Pool(doubt=True))
    rows = [line for line in text(first, "discrepancies.csv").splitlines() if "X01" in line]
    assert all("待人工" in row and "复核读取未成功：超时" in row for row in rows) and len(rows) == 2
    assert sorted(audited(folder, tmp_path / "out").pool.confirmed) == ["一.pdf", "二.pdf"]


def test_a_large_group_names_a_few_of_its_forms(tmp_path: Path) -> None:
    folder = filled(tmp_path / "in", **{f"表{n}": "修路,县交通局,2021" for n in range(300)})
    said = text(audited(folder, tmp_path / "out"), "discrepancies.csv")
    assert said.count("X01") == 300
    assert said.count("等 299 张") == 300
    assert max(map(len, said.splitlines())) < 500


def test_no_number_of_files_fills_the_memory(tmp_path: Path) -> None:
    """Held all at once, what these files say would take three times as much."""
    long = "很长的项目名称" * 7_000
    folder = filled(tmp_path / "in", **{f"表{n}": f"{n}{long},县交通局,2021" for n in range(200)})
    audited(folder, tmp_path / "warm-up")
    tracemalloc.start()
    (tmp_path / "out").mkdir()
    try:
        with opened(tmp_path / "out") as kept:
            run.audit(inputs.find([folder], tmp_path / "out"), options(), kept, Pool())
            assert publish(kept, tmp_path / "out", Settings(options().policy)).forms == 200
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 200 * 2 * len(long) > 18_000_000
    assert peak < 6_000_000
