"""One contender in a process of its own: `python -m benchmarks.peak NAME FILE...` prints its peak memory in bytes."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from benchmarks.contenders import contenders

_STATUS = Path("/proc/self/status")


def highest() -> int:
    """The most memory this process ever held, in bytes."""
    if _STATUS.exists():
        # Linux's getrusage also counts what the parent held when it started this process.
        line = next(each for each in _STATUS.read_text().splitlines() if each.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    contenders()[sys.argv[1]]([Path(each) for each in sys.argv[2:]])
    print(highest())
