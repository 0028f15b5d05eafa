"""`python -m audit.outpost`: a process beside a Dask worker that keeps the ones which may be killed.

A Dask worker under its nanny may have no children of `multiprocessing`, for it is one itself and a daemon; any process
may start a program. Jobs come in over standard input and results go out over standard output, both pickled: whoever
started this program is the only one at the other end. When that one ends, so does the outpost, and all below it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from queue import SimpleQueue
from typing import IO, Any

from audit.limits import Limits
from audit.workers import Crew


@dataclass(frozen=True, slots=True)
class Job:
    """Some tasks of a run, with what is to be done with them."""

    tasks: tuple[Any, ...]
    work: Callable[[Any], Any]
    lost: Callable[[Any, str], Any]
    again: Callable[[Any, str], Any] | None
    limits: Limits


class Outpost:
    """The near end, in the process of the Dask worker."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([sys.executable, "-m", "audit.outpost"], stdin=pipe, stdout=pipe)

    def ask(self, job: bytes) -> bytes:
        """The results of a pickled `Job`, pickled, in the order of its tasks. Raises OSError, EOFError."""
        assert self._process.stdin and self._process.stdout
        _send(self._process.stdin, job)
        return _received(self._process.stdout)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def main() -> None:
    """The far end."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    jobs: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(source, jobs), daemon=True).start()
    with ExitStack() as stack:
        crew: Crew | None = None
        while True:
            job: Job = pickle.loads(jobs.get())
            if crew is None or crew.limits != job.limits:
                stack.close()
                crew = stack.enter_context(Crew(1, job.limits))
            results = dict(crew.run(job.tasks, job.work, job.lost, job.again))
            _send(sink, pickle.dumps([results[at] for at in range(len(job.tasks))]))


def _listen(source: IO[bytes], jobs: SimpleQueue[bytes]) -> None:
    """Ends the process with whoever gives it work, also in the middle of a job."""
    try:
        while True:
            jobs.put(_received(source))
    except EOFError:
        os._exit(0)


def _send(sink: IO[bytes], message: bytes) -> None:
    sink.write(len(message).to_bytes(8, "big"))
    sink.write(message)
    sink.flush()


def _received(source: IO[bytes]) -> bytes:
    """The next message; raises EOFError where there is none any more."""
    size = source.read(8)
    message = source.read(int.from_bytes(size, "big")) if len(size) == 8 else b""
    if len(size) < 8 or len(message) < int.from_bytes(size, "big"):
        raise EOFError
    return message


if __name__ == "__main__":
    main()
