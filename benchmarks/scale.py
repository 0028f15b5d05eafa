"""`python -m benchmarks.scale`: the real command on thousands of files, watched from outside, and killed on the way.

The files are the fixtures many times over, each with a name and a digest of its own. Prints files a second and the
memory of the parent and its workers as the run goes on; with `--kills` the same run is killed with -9 at random
moments, started again each time, and must end with the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psutil

from benchmarks.contenders import BARE, contenders
from benchmarks.measure import quiet
from benchmarks.sets import FIXTURES, forms

OUTPUTS = ("discrepancies.csv", "forms.csv", "records.jsonl")
_EVERY = 1.0  # seconds between looks at the memory
_SHOWN = 8  # moments of a run whose memory is printed
_MB = 2**20


@dataclass(frozen=True, slots=True)
class Moment:
    """What was held at a moment of a run: seconds since its start, bytes of the parent and of the largest worker."""

    seconds: float
    parent: int
    worker: int


def main() -> int:
    """0 when all went well, 1 when a killed run ended with other bytes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("folder", type=Path, help="where files and outputs go; must not exist")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=psutil.cpu_count() or 1)
    parser.add_argument("--kills", type=int, default=0, help="also run it again, killed so many times")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    source, whole, torn = (given.folder / name for name in ("files", "whole", "torn"))
    multiply(source, given.files)
    print(f"{given.files} files, {given.jobs} jobs, bare loop {_bare():.1f} files/s", flush=True)
    seconds, moments = watched(source, whole, given.jobs, given.folder / "whole.log")
    print(f"whole run: {seconds:.0f} s, {given.files / seconds:.1f} files/s; {memory(moments)}", flush=True)
    if not given.kills:
        return 0
    random_ = random.Random(given.seed)
    killed(source, torn, given.jobs, given.folder / "torn.log", sorted(_shares(random_, given.kills)), seconds)
    again = count_read(given.folder / "torn.log") - given.files
    differing = [name for name in OUTPUTS if (whole / name).read_bytes() != (torn / name).read_bytes()]
    print(f"killed {given.kills} times: {again} files read again; differing outputs: {differing or 'none'}")
    return 1 if differing else 0


def multiply(folder: Path, count: int) -> None:
    """Copies of the fixtures in folders of a thousand, a comment at the end of each: same meaning, other digest."""
    originals = sorted(path for path in FIXTURES.rglob("*") if path.suffix.lower() == ".pdf")
    for number in range(count):
        original = originals[number % len(originals)]
        path = folder / f"{number // 1000:03}" / f"{number:06} {original.name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(original.read_bytes() + f"\n% {number}\n".encode())


def _bare(count: int = 60) -> float:
    """Files a second of a plain loop over `extract_tables`, on files that it can open."""
    paths = [form.path for form in islice(forms(), count)]
    run = contenders()[BARE]
    with quiet():
        run(paths[:3])
        begin = time.perf_counter()
        run(paths)
        return len(paths) / (time.perf_counter() - begin)


def _command(source: Path, out: Path, jobs: int, log: Path) -> Sequence[str]:
    program = (sys.executable, "-c", "from audit.cli import main; main()")
    return (*program, "audit", str(source), "-o", str(out), "--jobs", str(jobs), "--quiet", "--log-file", str(log))


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def watched(source: Path, out: Path, jobs: int, log: Path) -> tuple[float, list[Moment]]:
    """Seconds of an undisturbed run, and what it held on the way."""
    begin = time.perf_counter()
    moments: list[Moment] = []
    process = _started(_command(source, out, jobs, log))
    while process.poll() is None:
        moments += _held(process.pid, time.perf_counter() - begin)
        time.sleep(_EVERY)
    if process.returncode not in (0, 3):
        raise RuntimeError(f"the audit ended with {process.returncode}")
    return time.perf_counter() - begin, moments


def _held(pid: int, seconds: float) -> Iterator[Moment]:
    try:
        parent = psutil.Process(pid)
        workers = [child.memory_info().rss for child in parent.children(recursive=True)]
        yield Moment(seconds, parent.memory_info().rss, max(workers, default=0))
    except psutil.NoSuchProcess:
        return


def memory(moments: Sequence[Moment]) -> str:
    """The peaks, and what was held in equal steps of the run."""
    step = max(1, len(moments) // _SHOWN)
    course = ", ".join(f"{m.parent // _MB}/{m.worker // _MB}" for m in moments[::step])
    peaks = max(m.parent for m in moments) // _MB, max(m.worker for m in moments) // _MB
    return f"peak of the parent {peaks[0]} MB, of a worker {peaks[1]} MB; over time {course}"


def _shares(random_: random.Random, count: int) -> Iterator[float]:
    for _ in range(count):
        yield random_.uniform(0.01, 0.99)


def killed(source: Path, out: Path, jobs: int, log: Path, shares: Sequence[float], seconds: float) -> None:
    """The run, killed with -9 after each of the given shares of its usual time, until one comes to its end."""
    before = 0.0
    for share in shares:
        process = _started(_command(source, out, jobs, log))
        try:
            process.wait((share - before) * seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        before = share
    if _started(_command(source, out, jobs, log)).wait() not in (0, 3):
        raise RuntimeError("the last run did not end well")


def count_read(log: Path) -> int:
    """How many files were read according to a log; a line that a kill cut off counts for nothing."""
    count = 0
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            count += json.loads(line).get("event") == "file"
        except ValueError:
            continue
    return count


if __name__ == "__main__":
    sys.exit(main())
