"""The log: one line of JSON an event; and what the engines say while a file is read, kept for it."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

# A broken file can make an engine repeat one warning for every object in it.
_MOST_LINES = 100
_OURS = ("extract.", "normalize.", "validate.", "audit.")
# What a terminal or an editor takes for a line break, a command or a change of direction, beside what JSON escapes.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]")


class Lines(logging.FileHandler):
    """Appends to a file, one line of JSON an event: time, level, event, and what `extra={"facts": …}` holds.

    No text, wherever it is from, makes a line of its own. Raises `OSError` when the file can't be written to; when
    that happens later, the log ends and `broken` says why: the audit goes on.
    """

    def __init__(self, path: Path) -> None:
        cut = _ends_within_a_line(path)
        super().__init__(path, encoding="utf-8")
        self.broken = ""
        if cut and self.stream:
            self.stream.write("\n")

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return line({"time": when, "level": record.levelname.lower(), "event": record.getMessage(), **facts})

    def emit(self, record: logging.LogRecord) -> None:
        if not self.broken:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - as logging has it
        error = sys.exc_info()[1]
        self.broken = str(getattr(error, "strerror", None) or error)
        with suppress(OSError):  # what is left over can't be written either
            self.close()


def logging_to(path: Path | None) -> Lines | None:
    """Lets the log of the audit go to a file, or nowhere. Raises `OSError`."""
    log = logging.getLogger("selfeval")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.handlers[:] = [logging.NullHandler()]
    handler = Lines(path) if path else None
    if handler:
        log.addHandler(handler)
    return handler


def _ends_within_a_line(path: Path) -> bool:
    """Whether a run that was killed left half a line."""
    if not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def line(entry: dict[str, object]) -> str:
    """The entry as one line of JSON, whatever its texts hold."""
    text = json.dumps(entry, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


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
