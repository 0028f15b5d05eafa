"""A source as a local file, and what tells cheaply that it is the file of the last time."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.limits import Limits
from audit.result import Source
from extract.errors import Unreadable


class Changed(Unreadable):
    remedy = "请待文件传完、不再改动后重新审核"


@contextmanager
def fetched(source: Source, limits: Limits) -> Iterator[Path]:  # noqa: ARG001 - for copies
    """The file as a local path, for as long as the block runs; raises `Unreadable` where there is none.

    A file that changes meanwhile raises `Changed`: nobody knows which of its states was read.
    """
    path = Path(source.place)
    before = _mark(path)
    try:
        yield path
    except Exception as error:
        if before and _mark(path) != before:
            raise Changed(_CHANGED) from error
        raise
    if before and _mark(path) != before:
        raise Changed(_CHANGED)


_CHANGED = "文件在审核期间被改动或移走"


def stamp(source: Source) -> str | None:
    """Equal stamps, equal content; None where nothing is known without reading it."""
    try:
        found = Path(source.place).stat()
    except OSError:
        return None
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}"


def _mark(path: Path) -> tuple[int, int] | None:
    """What every change of a regular file moves; inode numbers do not last on every network drive."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None
