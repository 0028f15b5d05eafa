"""The store → the outputs, file by file, so that no number of files fills the memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audit.exports import csv, files, jsonl
from audit.result import FileResult
from audit.rows import DISCREPANCY_HEADINGS, FORM_HEADINGS, discrepancies, forms
from audit.store.decisions import latest
from audit.store.lists import Lists
from audit.store.state import WRITING
from audit.store.store import Store
from audit.summary import Tally
from validate.finding import Finding
from validate.rule import selected


def publish(store: Store, out: Path, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Tally:
    """Writes all outputs of the run into the folder, and gives what they come to.

    `select` and `ignore` are codes of rules or their beginnings (F, S01); they choose what is reported, not what is
    recomputed. Either every output is replaced or none. Raises `OSError` and `StoreError`.
    """
    tally = Tally()
    store.phase(WRITING)
    paths = (out / "discrepancies.csv", out / "forms.csv", out / "records.jsonl")

    def listed(finding: Finding) -> bool:
        return bool(selected((finding,), select, ignore))

    with files.replacing(*paths) as (found, counted, records), store.changing() as db:
        lists = Lists(db, listed)
        lists.clear()
        found.write(csv.head(DISCREPANCY_HEADINGS))
        counted.write(csv.head(FORM_HEADINGS))
        for origin, file in store.files():
            decided = latest(db, file.sha256)
            lists.add(origin, file, decided)
            reported = _narrowed(file, select, ignore)
            found.write(csv.lines(DISCREPANCY_HEADINGS, discrepancies(reported, decided)))
            counted.write(csv.lines(FORM_HEADINGS, forms(reported)))
            records.write(jsonl.lines(reported))
            tally.add(reported)
    return tally


def _narrowed(file: FileResult, select: Sequence[str], ignore: Sequence[str]) -> FileResult:
    kept = (replace(f, findings=selected(f.findings, select, ignore)) for f in file.forms)
    return replace(file, forms=tuple(kept), findings=selected(file.findings, select, ignore))
