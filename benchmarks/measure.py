"""Timing in turns, and memory in processes of their own."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.contenders import Run, Work
from benchmarks.sets import Set

_ROOT = Path(__file__).parent.parent


class UnequalWorkError(Exception):
    """The contenders did not do the same work: their figures can't be compared."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A contender on a set: seconds of each round, in the order of the rounds; peak memory in bytes."""

    name: str
    seconds: tuple[float, ...]
    work: Work
    peak: int


def measure(
    files: Set,
    runs: Mapping[str, Run],
    rounds: int,
    peak: Callable[[str, Set], int],
    clock: Callable[[], float] = perf_counter,
) -> list[Timing]:
    """Every contender on all files of the set, once a round, beginning with another one each round.

    What a machine does besides then falls on all of them alike. A round goes before, untimed, so that importing
    and loading is in nobody's time. Raises `UnequalWorkError` where pages differ or nothing was found.
    """
    names = list(runs)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    work: dict[str, Work] = {}
    with quiet():
        for name in names:
            work[name] = runs[name](files.paths)
        _agreed(files, work)
        for turn in range(rounds):
            first = turn % len(names)
            for name in names[first:] + names[:first]:
                gc.collect()
                start = clock()
                runs[name](files.paths)
                seconds[name].append(clock() - start)
    return [Timing(name, tuple(seconds[name]), work[name], peak(name, files)) for name in names]


@contextmanager
def quiet() -> Iterator[None]:
    """Without what engines say about files: printing it would be timed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def _agreed(files: Set, work: Mapping[str, Work]) -> None:
    pages = {name: done.pages for name, done in work.items()}
    if len(set(pages.values())) != 1:
        raise UnequalWorkError(f"{files.name}: pages differ: {pages}")
    idle = [name for name, done in work.items() if not done.found]
    if idle:
        raise UnequalWorkError(f"{files.name}: nothing found by {', '.join(idle)}")


def peak(name: str, files: Set) -> int:
    """Bytes that a fresh process holds at most while the contender reads the set."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.peak", name, *map(str, files.paths)]
    done = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return int(done.stdout)
