"""How far the run is, on a terminal and in a file; and the log, whose lines nobody can forge."""

from __future__ import annotations

import io
import json
import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from audit import progress
from audit.journal import Lines, line
from audit.progress import Pace, duration
from audit.store.state import CONFIRMING
from tests.pretended import Pool, audited, filled


def test_the_rate_counts_what_was_read_in_this_run() -> None:
    pace = Pace(planned=100, known=40, done=50, seconds=5)
    assert pace.rate == 2
    assert pace.left == 25
    assert pace.said() == "每秒 2.0 个，约剩 25 秒"
    assert Pace(100, 40, 40, 5).left is None
    assert Pace(100, 0, 1, 60).said() == "每分钟 1.0 个，约剩 1 小时 39 分"
    assert Pace(3, 0, 3, 1).said() == "每秒 3.0 个"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 秒"), (59.4, "59 秒"), (61, "1 分 01 秒"), (90000, "25 小时 00 分")]
)
def test_a_time_span_is_said_for_people(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def shown(tmp_path: Path, terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=120)
    folder = filled(tmp_path / "in", 一="修路,县交通局,2021", 二="修路,县交通局,2021,重报", 三="损坏")
    with progress.shown(console, quiet=False) as watch:
        audited(folder, tmp_path / "out", watch=watch)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_file_that_is_no_terminal_gets_a_line_for_each_file(tmp_path: Path) -> None:
    lines = shown(tmp_path, terminal=False).splitlines()
    assert lines == [
        "[1/3] 一.pdf：1 张自评表，错误 1，疑点 0，提示 0",
        "[2/3] 三.pdf：无法读取",
        "[3/3] 二.pdf：1 张自评表，错误 1，疑点 0，提示 0",
        f"{CONFIRMING}：2 个文件",
    ]
    assert shown(tmp_path, terminal=False).splitlines() == ["3 个文件与上次相同，不再读取"]


def test_an_interrupt_is_answered_at_once(tmp_path: Path) -> None:
    console = Console(file=io.StringIO())
    folder = filled(tmp_path / "in", 一="损坏", 二="没有表")
    with progress.shown(console, quiet=False) as watch:
        audited(folder, tmp_path / "out", Pool(stop_after=1), watch=watch)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().splitlines()[1].startswith("已中断，正在写出")


def test_now_and_then_a_line_says_how_long_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_EVERY_SECONDS", 0.0)
    lines = shown(tmp_path, terminal=False).splitlines()
    assert lines[3].startswith("读取 2/3，每秒") and "约剩" in lines[3]
    assert lines[3].endswith("错误 2 条，疑点 0 条，无法读取 1 个")


def test_a_terminal_shows_a_bar_with_its_rate_and_no_names(tmp_path: Path) -> None:
    text = shown(tmp_path, terminal=True)
    assert "读取" in text and CONFIRMING in text
    assert "2/2" in text and "每秒" in text
    assert "一.pdf" not in text


def test_a_log_is_one_object_a_line(tmp_path: Path) -> None:
    log = logging.getLogger("selfeval.test")
    handler = Lines(tmp_path / "log.jsonl")
    log.addHandler(handler)
    try:
        log.error("file", extra={"facts": {"file": '一"\n{"event": "forged"}\r\u2028\x1b[2J\u202e.pdf', "n": 1}})
    finally:
        log.removeHandler(handler)
        handler.close()
    text = (tmp_path / "log.jsonl").read_text(encoding="utf-8")
    (only,) = text.splitlines()
    assert only.isprintable()
    entry = json.loads(only)
    assert list(entry) == ["time", "level", "event", "file", "n"]
    assert (entry["level"], entry["event"]) == ("error", "file")
    assert entry["file"].startswith('一"\n{"event"')


@given(st.text(alphabet=st.characters(codec=None)))
def test_no_text_makes_a_line_of_its_own(text: str) -> None:
    said = line({"said": text})
    assert len(said.splitlines()) == 1
    assert not set(said) & {chr(code) for code in (*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), 0x200F)}
    said.encode()
    assert json.loads(said) == {"said": text}


def test_half_a_line_of_a_killed_run_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"time": "2021', encoding="utf-8")
    handler = Lines(path)
    handler.emit(logging.makeLogRecord({"msg": "begin", "levelname": "INFO"}))
    handler.close()
    half, whole = path.read_text(encoding="utf-8").splitlines()
    assert half == '{"time": "2021'
    assert json.loads(whole)["event"] == "begin"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_log_that_cannot_be_written_any_more_does_not_end_the_run() -> None:
    handler = Lines(Path("/dev/full"))
    for _ in range(2):
        handler.emit(logging.makeLogRecord({"msg": "begin", "levelname": "INFO"}))
    assert handler.broken == os.strerror(28)
