"""A limit on how long a piece of work may take, for code that runs in Python.

It interrupts Python code only: what hangs inside a C library is the business of the pool of workers.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeIsUp(BaseException):
    """Raised inside the work; no `Exception`, so that no handler of the work swallows it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises `TimeIsUp` in the body when it takes longer. Without effect outside of the main thread."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
