"""Readers that fail in every way a reader can, put in where the real one stands."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.errors import Damaged
from extract.grid import Page
from extract.reader import Reader


def crash() -> None:
    raise KeyError("no such object")


def damaged() -> None:
    raise Damaged("页面内容已损坏")


def out_of_memory() -> None:
    raise MemoryError


def recurse() -> None:
    recurse()


def leave() -> None:
    sys.exit(1)


def die() -> None:
    os._exit(9)


def starve() -> None:
    """As an engine in C does that gets no more memory."""
    os.abort()


def stick() -> None:
    """Hangs in C, where no timer of Python's rings."""
    ctypes.CDLL(None).usleep(60_000_000)


def nothing() -> None:
    return


@dataclass
class Faulty:
    """Reads as `inner` does, but on a file of that name does `fault` before its last page and stops there."""

    inner: Reader
    fault: Callable[[], None]
    on: str
    name: str = "faulty"

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        if path.name != self.on:
            yield from self.inner.read(path, pages)
            return
        yield from self.inner.read(path, pages[:-1])
        self.fault()
