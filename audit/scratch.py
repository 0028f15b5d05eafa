"""Temporary files that do not outlive their use, however it ends.

They lie in the system's temporary folder (TMPDIR moves it), for OUT may be a slow share, and machines of a cluster
don't have it. Each is locked while its process lives; the system drops the lock at any death, and the next process
to need a temporary file removes those that nobody holds.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl

_PREFIX = "selfeval-fetched-"


@contextmanager
def temporary() -> Iterator[IO[bytes]]:
    """An empty file, open for writing, under its `name`; raises OSError."""
    _swept(os.getpid())
    file = _locked()
    try:
        yield file
    finally:
        with suppress(OSError):  # a disk that is full can't take what is left to write
            file.close()
        with suppress(OSError):
            Path(file.name).unlink()


def sweep() -> None:
    """Removes what dead processes of this user left behind."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _remove(entry.path)


@cache
def _swept(_process: int) -> None:
    sweep()


def _locked() -> IO[bytes]:
    while True:
        number, name = tempfile.mkstemp(".pdf", _PREFIX)
        os.close(number)
        file = Path(name).open("r+b")  # noqa: SIM115 - whoever asked closes it
        if _held(file):
            return file
        file.close()


def _held(file: IO[bytes]) -> bool:
    """Whether the file is ours: between its making and its lock another process may have swept it away."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # no locks here; then nobody sweeps either
    return os.fstat(file.fileno()).st_nlink > 0


def _remove(path: str) -> None:
    if sys.platform == "win32":
        Path(path).unlink()  # which fails as long as anybody has it open
        return
    with Path(path).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        Path(path).unlink()
