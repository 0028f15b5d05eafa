"""A process that works for an audit does not outlive it, however the audit ends."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from audit.guard import TOO_BIG

ROOT = Path(__file__).parent.parent
AUDIT = """
import sys
from audit import workers
from tests.tasks import lost, work

if __name__ == "__main__":
    for _ in workers.run([sys.argv[1]] * 2, work, lost, 2):
        pass
"""
CEILING = """
import mmap, time
from audit import guard
from audit.limits import Limits

def touch(room):
    for at in range(0, len(room), mmap.PAGESIZE):
        room[at] = 1
    time.sleep(30)

if __name__ == "__main__":
    import multiprocessing

    def child():
        room = mmap.mmap(-1, 400 * 1024 * 1024)
        guard.settle()
        guard.attempt(touch, (room,), Limits(memory_mb=200))

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(20)
    print(process.exitcode)
    process.kill()
"""


def until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only its own timer ends what never lets Python run")
def test_nothing_outlives_a_killed_audit(tmp_path: Path) -> None:
    script = tmp_path / "audit_.py"
    script.write_text(AUDIT, encoding="utf-8")
    told = tmp_path / "told"
    told.mkdir()
    parent = subprocess.Popen(
        [sys.executable, str(script), f"here:{told}"], env={"PYTHONPATH": str(ROOT)}
    )
    try:
        assert until(lambda: len(list(told.iterdir())) == 2, 20)
        children = psutil.Process(parent.pid).children(recursive=True)
    finally:
        parent.kill()
        parent.wait()
    _, left = psutil.wait_procs(children, 3)
    for process in left:
        process.kill()
    assert not left


def test_a_process_ends_by_itself_long_after_its_time() -> None:
    """The last resort of one without a parent, in code that never lets Python run."""
    code = "import re; from audit import guard; from audit.limits import Limits\n"
    code += "guard.guarded(re.fullmatch, ('(a|a)*b', 'a' * 40), 1 - guard.GRACE_SECONDS, Limits())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=20)
    assert done.returncode == 1
    assert b"Timeout" in done.stderr


def test_memory_is_watched_where_the_system_keeps_no_limit(tmp_path: Path) -> None:
    """Pages that were reserved before are only taken when touched: no limit on addresses sees that."""
    script = tmp_path / "ceiling.py"
    script.write_text(CEILING, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(TOO_BIG)
