"""The command on a cluster, with a worker killed in the middle: the same bytes as on one machine."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.summary import OUTPUTS
from tests.audited import ROOT
from tests.clustered import ended, running

pytest.importorskip("distributed")
FOLDER = ROOT / "fixtures"


def command(out: Path, *options: str) -> list[str]:
    code = "from audit.cli import main; main()"
    return [sys.executable, "-c", code, "audit", str(FOLDER), "-o", str(out), "--quiet", *options]


def done(out: Path) -> int:
    """How many files have a result by now."""
    try:
        with sqlite3.connect(f"file:{out / 'audit.db'}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT count(result) FROM plan").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def test_a_worker_killed_in_the_middle_changes_no_byte(tmp_path: Path) -> None:
    home, away = tmp_path / "home", tmp_path / "away"
    local = subprocess.run(command(home), cwd=ROOT, capture_output=True, check=False)
    with (
        running(tmp_path, 2) as (address, crew),
        subprocess.Popen(command(away, "--scheduler", address), cwd=ROOT, stdout=subprocess.PIPE) as run,
    ):
        while run.poll() is None and not done(away):
            time.sleep(0.05)
        ended(crew[0])
        left = len(list(FOLDER.rglob("*.pdf"))) - done(away)
        said, _ = run.communicate(timeout=300)
    assert left > 0
    assert run.returncode == local.returncode == 3
    assert said.replace(str(away).encode(), b"") == local.stdout.replace(str(home).encode(), b"")
    for name in set(OUTPUTS) - {"audit.db"}:
        assert (away / name).read_bytes() == (home / name).read_bytes(), name
