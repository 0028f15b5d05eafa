"""Spoiled fixtures through the audit: always a row, never a fault of ours, within time and memory.

    python -m tests.fuzz --mutants 20000 --seed 1 --jobs 2 [--first 0] [--keep FOLDER]

tells how they came out, and which of them show a fault; those are written into FOLDER to be looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from audit import workers
from audit.exports import csv, jsonl
from audit.limits import Limits
from audit.pipeline import OUR_FAULT, Options, audit_file
from audit.result import FileResult, Source
from audit.rows import DISCREPANCY_HEADINGS, FORM_HEADINGS, discrepancies, forms
from extract.reader import Later
from tests.audited import options
from tests.mutants import mutant

LIMITS = Limits(pages=200, seconds=20, memory_mb=1024)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: its status, what is wrong with how the audit took it, the limit that ended it."""

    number: int
    status: str
    seconds: float
    trouble: str = ""
    limit: str = ""


def fuzz(mutants: range, seed: int, jobs: int) -> Iterator[Outcome]:
    """The outcomes as they come."""
    for _, outcome in workers.run(mutants, partial(_tried, seed=seed), _lost, jobs, LIMITS):
        yield outcome


def _lost(number: int, cause: str) -> Outcome:
    """A process that was killed at a limit is no fault; one that died otherwise is."""
    if "--max-" in cause:
        return Outcome(number, "超限", LIMITS.seconds, limit=cause)
    return Outcome(number, "崩溃", LIMITS.seconds, cause)


def _tried(number: int, seed: int) -> Outcome:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mutant.pdf"
        path.write_bytes(mutant(seed, number))
        began = time.monotonic()
        result = audit_file(Source(str(path), f"{number}.pdf"), _options(number))
        seconds = time.monotonic() - began
    status = result.forms[0].status if result.forms else result.status
    return Outcome(number, status.value, seconds, trouble(result))


@cache
def _usual() -> Options:
    return replace(options(), limits=LIMITS)


def _options(number: int) -> Options:
    """Every eighth mutant goes all the way; the others are read by one reader, mostly the first."""
    usual = _usual()
    if number % 8 == 0:
        return usual
    reader = {1: "pdfplumber", 2: "pdfplumber", 3: "camelot"}.get(number % 8, "pdfium")
    scanner = usual.scanner if number % 8 == 4 else None
    return replace(usual, reader=Later(reader), confirmers=(), scanner=scanner)


def trouble(result: FileResult) -> str:
    """What is wrong with a result: a fault of ours, no row, a figure without a place, a cell that is no text."""
    if result.unread.startswith(OUR_FAULT):
        return "\n".join((result.unread, *result.journal))
    rows = list(forms(result))
    if len(rows) != max(1, len(result.forms)):
        return f"{len(rows)} rows for {len(result.forms)} forms"
    if result.unread and result.forms:
        return "both read and unread"
    for table, headings in ((rows, FORM_HEADINGS), (list(discrepancies(result, {})), DISCREPANCY_HEADINGS)):
        for row in table:
            if len(row) != len(headings) or not all(isinstance(csv.cell(text), str) for text in row):
                return f"no row of the table: {row}"
    for form in result.forms:
        json.dumps(jsonl.record(result, form.record), ensure_ascii=False).encode("utf-8", "replace")
        for path, field in form.record.walk():
            if field is not None and field.text.strip() and not field.places:
                return f"{path} says {field.text!r} and stands nowhere"
            if field is not None and any(not 1 <= place.page <= result.pages for place in field.places):
                return f"{path} stands on no page of the file"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="with 1 all is done in this process, which may die of it")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    ends: Counter[str] = Counter()
    slowest, faults, began = 0.0, 0, time.monotonic()
    for outcome in fuzz(range(given.first, given.first + given.mutants), given.seed, given.jobs):
        ends[outcome.status] += 1
        slowest = max(slowest, outcome.seconds)
        if outcome.limit:
            print(f"#{outcome.number}: {outcome.limit}", flush=True)
        if outcome.trouble:
            faults += 1
            print(f"#{outcome.number}: {outcome.trouble}", flush=True)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{given.seed}-{outcome.number}.pdf").write_bytes(mutant(given.seed, outcome.number))
    told = ", ".join(f"{status} {count}" for status, count in ends.most_common())
    took = time.monotonic() - began
    print(f"{given.mutants} mutants in {took:.0f} s, slowest {slowest:.1f} s: {told}; {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
