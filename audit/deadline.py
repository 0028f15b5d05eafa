"""A limit on how long a piece of work may take, for code that runs in Python.

It interrupts Python code only: what hangs inside a C library is the business of the pool of workers.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SOON = 0.05  # seconds in which the inner work is left, so that it does not take the ring of the outer for its own


class TimeIsUp(BaseException):
    """Raised inside the work; no `Exception`, so that no handler of the work swallows it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises `TimeIsUp` in the body when it takes longer. Without effect outside of the main thread.

    One may stand in another: the outer one goes on counting, and rings when the inner one is left if not before.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TimeIsUp

    began = time.monotonic()
    before = signal.signal(signal.SIGALRM, ring)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    if 0 < left < seconds:
        signal.setitimer(signal.ITIMER_REAL, left)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - began), _SOON))
