"""`python -m benchmarks`: measures everything and writes RESULTS.md; `--smoke` only tries everything out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import sets
from benchmarks.contenders import contenders
from benchmarks.measure import Timing, UnequalWorkError, measure, peak
from benchmarks.report import markdown

RESULTS = Path(__file__).parent / "RESULTS.md"
_OURS = "selfeval"
_ROUNDS = 3


def main() -> int:
    """0 when all contenders did the same work, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a few files, one round; prints, writes nothing")
    parser.add_argument("--scans", action="store_true", help="also time scanned forms (our own reader only)")
    parser.add_argument("--rounds", type=int, help=f"how often each contender reads each set (default {_ROUNDS})")
    given = parser.parse_args()
    rounds = given.rounds or (1 if given.smoke else _ROUNDS)
    try:
        with TemporaryDirectory() as folder:
            results = list(_measured(Path(folder), given.smoke, given.scans, rounds))
    except UnequalWorkError as error:
        print(error, file=sys.stderr)
        return 1
    text = markdown(results, rounds)
    print(text)
    if not given.smoke:
        RESULTS.write_text(text, encoding="utf-8", newline="\n")
    return 0


def _measured(folder: Path, smoke: bool, scans: bool, rounds: int) -> list[tuple[sets.Set, list[Timing]]]:
    chosen = [
        sets.born_digital(sets.short() if smoke else sets.forms()),
        sets.mix(sets.short() if smoke else sets.forms()),
        sets.reports(folder, sets.short(1), 1, 5) if smoke else sets.reports(folder, sets.forms()),
    ]
    results = [(files, measure(files, contenders(), rounds, peak)) for files in chosen]
    if scans:
        files = sets.scans(folder, sets.short(1) if smoke else sets.forms()[:3])
        ours = {name: run for name, run in contenders().items() if name == _OURS}
        results.append((files, measure(files, ours, rounds, peak)))
    return results


if __name__ == "__main__":
    sys.exit(main())
