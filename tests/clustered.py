"""A Dask cluster on loopback: scheduler and workers as processes of their own, started as anybody would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.audited import ROOT


def started(*command: str, cwd: Path) -> subprocess.Popen[bytes]:
    # No configuration of whoever runs the tests.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DASK_")} | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *command], cwd=cwd, env=environment, stderr=subprocess.DEVNULL
    )


def ended(process: subprocess.Popen[bytes]) -> None:
    """A Dask worker with its nanny and all below; the outposts end by themselves."""
    below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.kill()
    process.wait()
    for each in below:
        if each.is_running():
            each.kill()


@contextmanager
def running(folder: Path, count: int, *options: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler with so many workers, and the processes of the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    scheduler = started("scheduler", "--host", address, "--dashboard-address", ":0", "--no-dashboard", cwd=folder)
    crew = [
        started("worker", address, "--name", f"w{n}", "--no-dashboard", "--nthreads", "1", *options, cwd=folder)
        for n in range(count)
    ]
    try:
        yield address, crew
    finally:
        for each in [*crew, scheduler]:
            ended(each)
