"""What the engines say while a file is read, kept for the log instead of spilled over the terminal."""

from __future__ import annotations

import logging
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# A broken file can make an engine repeat one warning for every object in it.
_MOST_LINES = 100
_OURS = ("extract.", "normalize.", "validate.", "audit.")


class _Keeper(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.lines) < _MOST_LINES:
            self.lines.append(f"{record.name}: {record.getMessage()}")


@contextmanager
def kept() -> Iterator[list[str]]:
    """Gathers log records and Python warnings while the block runs; complete once it has ended."""
    lines: list[str] = []
    root = logging.getLogger()
    others = root.handlers[:]
    root.handlers[:] = [_Keeper(lines)]
    try:
        with warnings.catch_warnings(record=True) as heard:
            yield lines
        lines.extend(f"{w.category.__name__}: {w.message}" for w in heard[:_MOST_LINES])
    finally:
        root.handlers[:] = others


def trouble(error: BaseException) -> str:
    """An unexpected error in one line: its kind, what it says, the innermost line of ours it came by."""
    where = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_OURS):
            where = f"（{module} 第 {line} 行）"
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}{f' {said}' if said else ''}{where}"
