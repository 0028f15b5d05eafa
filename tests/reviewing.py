"""The review page as it is started by hand, and a browser in front of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_MAIN = "from audit.cli import main; main()"


@contextmanager
def reviewed(out: Path, *arguments: str) -> Iterator[str]:
    """The address of `selfeval review OUT`, which is interrupted afterwards and has to end well."""
    command = [sys.executable, "-c", _MAIN, "review", str(out), "--port", "0", *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            assert "在浏览器中打开：http://" in said, said
            yield said.partition("：")[2].strip()
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
    assert server.returncode == 0


@contextmanager
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip("no chromium on this system")
    with sync_playwright() as engine:
        found = engine.chromium.launch(executable_path=_CHROMIUM, args=list(_OPTIONS))
        try:
            yield found
        finally:
            found.close()
