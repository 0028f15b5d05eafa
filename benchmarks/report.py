"""Timings → Markdown, without a word about the machine but its number of processors."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from statistics import median

from benchmarks.contenders import BARE, FLOOR
from benchmarks.measure import Timing
from benchmarks.sets import Set

_ENGINES = ("pypdfium2", "pdfplumber", "pdfminer.six", "camelot-py", "playa-pdf", "PyMuPDF")
_HEADINGS = ("对象", "页/秒", "毫秒/页", f"速度，{BARE} 为 1", "用时，只取文字为 1", "内存峰值 MB", "得到")


def markdown(results: Iterable[tuple[Set, Sequence[Timing]]], rounds: int) -> str:
    """The whole page, one table a set."""
    return "\n".join(_lines(results, rounds)) + "\n"


def _lines(results: Iterable[tuple[Set, Sequence[Timing]]], rounds: int) -> Iterator[str]:
    yield "# 速度与内存"
    yield ""
    yield "由 `python -m benchmarks` 写出，请勿手改。同一次运行、同一进程、同样的文件；各对象轮流读取，每轮换一个先读，"
    yield f"共 {rounds} 轮。数字为中位数，括号内为最小–最大；两列比值逐轮与同一轮的对方相比。内存各在新进程中另测。"
    yield ""
    yield f"Python {platform.python_version()}，{os.cpu_count()} 个处理器，单进程；{_versions()}。"
    for files, timings in results:
        yield ""
        yield f"## {files.name}"
        yield ""
        yield f"{files.says}：{len(files.paths)} 个文件，{timings[0].work.pages} 页。"
        yield ""
        yield from table(timings)


def table(timings: Sequence[Timing]) -> Iterator[str]:
    """A line a contender; ratios only where what they refer to has run, too."""
    by_name = {t.name: t for t in timings}
    bare, floor = by_name.get(BARE), by_name.get(FLOOR)
    yield f"| {' | '.join(_HEADINGS)} |"
    yield "| --- |" + " ---: |" * (len(_HEADINGS) - 1)
    for each in timings:
        pages = each.work.pages
        faster = _spread([b / s for b, s in zip(bare.seconds, each.seconds, strict=True)], 2) if bare else "–"
        longer = _spread([s / f for s, f in zip(each.seconds, floor.seconds, strict=True)], 1) if floor else "–"
        cells = (
            each.name,
            f"{pages / median(each.seconds):.1f}",
            _spread([1000 * s / pages for s in each.seconds], 1),
            faster,
            longer,
            f"{each.peak / 2**20:.0f}",
            f"{each.work.found} {each.work.unit}",
        )
        yield f"| {' | '.join(cells)} |"


def _spread(values: Sequence[float], digits: int) -> str:
    low, middle, high = (f"{v:.{digits}f}" for v in (min(values), median(values), max(values)))
    return middle if low == high else f"{middle}（{low}–{high}）"


def _versions() -> str:
    return "、".join(f"{name} {_version(name)}" for name in _ENGINES if _version(name))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
