"""The real command on a folder, in processes of its own, and what it wrote."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.audited import ROOT

_LOOK_SECONDS = 0.2
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Run:
    """How a run ended; `peak_mb` is the most that any of its processes held at a time, as far as was seen."""

    code: int
    out: str
    err: str
    seconds: float
    peak_mb: float
    forms: list[dict[str, str]]
    discrepancies: list[dict[str, str]]
    records: list[dict[str, Any]]
    written: set[str] = field(default_factory=set)

    def form(self, name: str) -> dict[str, str]:
        """The only row of a file."""
        (row,) = [row for row in self.forms if row["文件"] == name]
        return row

    def findings(self, name: str) -> list[dict[str, str]]:
        return [row for row in self.discrepancies if row["文件"] == name]


def commanded(path: Path, *options: object, jobs: int = 1) -> Run:
    """`selfeval audit PATH` with its outputs in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as kept:
        out = Path(kept) / "out"
        arguments = ["audit", path, "-o", out, "--jobs", jobs, *options]
        command = [sys.executable, "-c", "from audit.cli import main; main()", *map(str, arguments)]
        began = time.monotonic()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT
        ) as process:
            peak = _Peak(process.pid)
            said, complained = process.communicate()
        assert (out / "forms.csv").is_file(), complained
        return Run(
            process.returncode,
            said,
            complained,
            time.monotonic() - began,
            peak.stop(),
            _rows(out / "forms.csv"),
            _rows(out / "discrepancies.csv"),
            [json.loads(line) for line in (out / "records.jsonl").read_text(encoding="utf-8").splitlines()],
            {each.relative_to(out).as_posix() for each in out.rglob("*")},
        )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class _Peak:
    """Looks at the memory of a process and its children until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            try:
                each = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for process in each:
                try:
                    self._most = max(self._most, process.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most / _MIB
