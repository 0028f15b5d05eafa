"""The one interface of all readers, and the list of those there are: each module of `readers/` holds one."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from extract import readers
from extract.grid import Page


class Reader(Protocol):
    """Turns pages of a PDF into grids. Stateless: one instance serves any number of files."""

    @property
    def name(self) -> str:
        """What the reports call it."""
        ...

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        """The pages (numbers from 1, ascending), one at a time, in order.

        Raises `ExtractError` when the file can't be read. A page without rules comes with no grids.
        """
        ...


@dataclass(frozen=True, slots=True)
class Later:
    """A reader whose engine is only loaded when it is first asked: some take seconds to load and are seldom asked."""

    name: str

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        return load(self.name).read(path, pages)


def names() -> tuple[str, ...]:
    """The readers there are, in alphabetical order."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(readers.__path__)))


def load(name: str) -> Reader:
    """The reader of that name; raises `LookupError` naming those there are."""
    if name not in names():
        raise LookupError(f"no reader {name!r}; there are: {', '.join(names())}")
    reader: Reader = import_module(f"extract.readers.{name}").READER
    return reader
