"""Inside a process that works for others: one task at a time under its limits, and no life without a parent."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.process import BaseProcess
from typing import Any

import psutil

from audit import journal
from audit.limits import Limits, out_of_memory

# Windows has neither.
_resource: Any = import_module("resource") if os.name == "posix" else None
_fcntl: Any = import_module("fcntl") if os.name == "posix" else None
TOO_BIG = 77  # the exit code of a process that took more memory than it may
_LOOK_SECONDS = 0.25
GRACE_SECONDS = 15  # the parent ends a task that is late; this is for one that has lost its parent
_SWOLLEN = 1024**3  # bytes that a process may keep from task to task; all engines together hold half of it


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a task: its result, or in Chinese the `cause` of there being none.

    `swollen` says that the process kept so much memory that another had better take its place.
    """

    result: Any = None
    cause: str = ""
    swollen: bool = False


class _Ceiling:
    """How many bytes this process may hold; None between tasks."""

    bytes: int | None = None


def settle() -> None:
    """Called once in a new process: output goes nowhere, and the end comes at once.

    Interrupts of the terminal are the parent's business. A signal handler in Python would wait for a C call to
    return, hence the default one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    parent = multiprocessing.parent_process()
    if parent is not None:
        _die_with(parent.sentinel)
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _die_with(sentinel: int) -> None:
    """Has Linux end this process as soon as the other end of the pipe is closed: a thread of Python would have to
    wait for C code that never lets it run."""
    if sys.platform == "linux":
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        _fcntl.fcntl(sentinel, _fcntl.F_SETOWN, os.getpid())
        _fcntl.fcntl(sentinel, _fcntl.F_SETFL, _fcntl.fcntl(sentinel, _fcntl.F_GETFL) | os.O_ASYNC)


def guarded(work: Callable[..., Any], args: tuple[Any, ...], seconds: float, limits: Limits) -> Attempt:
    """`attempt` in a process of a pool, which ends by itself long after its time: its parent may be gone.

    The timer is one of C, for code that never lets Python run.
    """
    faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True, file=2)
    try:
        return attempt(work, args, limits)
    finally:
        faulthandler.cancel_dump_traceback_later()


def attempt(work: Callable[..., Any], args: tuple[Any, ...], limits: Limits) -> Attempt:
    """`work(*args)` within the limit on memory. Never raises but for interrupts and `TimeIsUp`."""
    try:
        with _memory(limits.memory):
            result = work(*args)
        return Attempt(result, swollen=psutil.Process().memory_info().rss > _SWOLLEN)
    except MemoryError:
        return Attempt(cause=out_of_memory(limits.memory_mb), swollen=True)
    except (Exception, SystemExit) as error:
        # Broad on purpose: whatever a task does, the next one gets its turn.
        return Attempt(cause=journal.trouble(error))


@contextmanager
def _memory(most: int) -> Iterator[None]:
    """Lets the process take `most` bytes beyond what it has: allocations fail, or where the system does not keep
    such a limit, `_watch` ends the process."""
    held = psutil.Process().memory_info()
    _Ceiling.bytes = held.rss + most
    try:
        with _address_space(held.vms + most):
            yield
    finally:
        _Ceiling.bytes = None


@contextmanager
def _address_space(most: int) -> Iterator[None]:
    """Lowers the soft limit while the block runs, where the system has one."""
    if _resource is None:
        yield
        return
    kind = _resource.RLIMIT_AS
    soft, hard = _resource.getrlimit(kind)
    wanted = min(each for each in (most, soft, hard) if each != _resource.RLIM_INFINITY)
    with suppress(ValueError, OSError):  # macOS refuses what it counts as in use already
        _resource.setrlimit(kind, (wanted, hard))
    try:
        yield
    finally:
        _resource.setrlimit(kind, (soft, hard))


def _watch(parent: BaseProcess) -> None:
    """Ends this process when its parent has ended, or when it holds more than it may."""
    me = psutil.Process()
    while parent.is_alive():
        most = _Ceiling.bytes
        if most is not None and me.memory_info().rss > most:
            os._exit(TOO_BIG)
        parent.join(_LOOK_SECONDS)
    os._exit(0)
