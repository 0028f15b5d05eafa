"""Work for the pool that does to its process whatever its task says."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

_MEGABYTE = 1024 * 1024
_KEPT: list[bytearray] = []
_FAULTS: dict[str, Callable[[str], object]] = {
    "exit": lambda _: os._exit(7),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "segfault": lambda _: ctypes.string_at(0),
    "abort": lambda _: os.abort(),
    "raise": lambda _: os.environ["NO SUCH KEY"],
    "leave": lambda _: sys.exit(3),
    "slow": lambda _: time.sleep(0.5),
    "sleep": lambda _: time.sleep(60),
    "regex": lambda _: re.fullmatch("(a|a)*b", "a" * 40),  # holds on to the interpreter until the end of time
    "usleep": lambda _: ctypes.CDLL(None).usleep(60_000_000),
    "bomb": lambda _: [bytearray(10 * _MEGABYTE) for _ in range(100_000)],
    "crumbs": lambda _: [[n] for n in range(10**9)],
    "take": lambda size: len(bytearray(int(size) * _MEGABYTE)),
    "keep": lambda size: _KEPT.append(bytearray(b"x") * (int(size) * _MEGABYTE)),
}


def work(task: str) -> object:
    """`fault` or `fault:argument`; gives the task in capitals."""
    fault, _, argument = task.rstrip("!").partition(":")
    if fault == "pid":
        return os.getpid()
    if fault == "print":
        print("noise")
        sys.stderr.write("noise")
        os.write(1, b"noise")
    if fault == "here":  # says which process it is before it hangs
        Path(argument, str(os.getpid())).touch()
        re.fullmatch("(a|a)*b", "a" * 40)
    if fault == "malloc":
        _starve()
    if fault == "unhandable":
        return lambda: None  # a function without a name can't be pickled
    if fault in _FAULTS:
        _FAULTS[fault](argument)
    return task.upper()


def _starve() -> None:
    """Takes memory in C until there is none, and then does as C++ does."""
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    while library.malloc(10 * _MEGABYTE):
        pass
    library.abort()


def lost(task: str, cause: str) -> object:
    return f"lost {task}: {cause}"


def again(task: str, cause: str) -> object:
    """What is done on the second attempt: some faults come again."""
    if task.endswith("!"):
        work(task)
    return f"again {task}: {cause}"
