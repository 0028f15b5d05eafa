"""The store → the outputs, file by file, so that no number of files fills the memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audit.exports import csv, files, jsonl
from audit.exports.html.totals import Totals
from audit.exports.xlsx import book
from audit.result import FileResult
from audit.review.corrected import corrected
from audit.rows import DISCREPANCY_HEADINGS, FORM_HEADINGS, discrepancies, forms
from audit.store import settings
from audit.store.decisions import corrections, latest
from audit.store.lists import Lists
from audit.store.settings import Settings
from audit.store.state import WRITING
from audit.store.store import Store
from audit.summary import Tally
from validate.finding import Finding
from validate.rule import selected


def publish(store: Store, out: Path, made_with: Settings, totals: Totals | None = None) -> Tally:
    """Writes all outputs of the run into the folder, and gives what they come to.

    Rules left out are not reported, yet count in what is recomputed. What reviewers decided stands beside the
    findings, and forms are as they corrected them. `totals` takes in what the plots of the report show. Either every
    output is replaced or none. Raises `OSError` and `StoreError`.
    """
    tally = Tally()
    store.phase(WRITING)
    paths = tuple(out / name for name in ("discrepancies.csv", "forms.csv", "records.jsonl", "audit.xlsx"))

    def listed(finding: Finding) -> bool:
        return bool(selected((finding,), made_with.select, made_with.ignore))

    with (
        files.replacing(*paths) as (found, counted, records, sheets),
        store.changing() as db,
        book.writing(sheets, out, made_with.policy) as workbook,
    ):
        lists = Lists(db, listed)
        lists.clear()
        settings.write(db, made_with)
        found.write(csv.head(DISCREPANCY_HEADINGS))
        counted.write(csv.head(FORM_HEADINGS))
        for origin, read in store.files():
            file = corrected(read, corrections(db, read.sha256), made_with.policy)
            decided = latest(db, file.sha256)
            lists.add(origin, file, decided)
            reported = _narrowed(file, made_with)
            found.write(csv.lines(DISCREPANCY_HEADINGS, discrepancies(reported, decided)))
            counted.write(csv.lines(FORM_HEADINGS, forms(reported)))
            records.write(jsonl.lines(reported))
            workbook.add(origin.place, reported, decided)
            tally.add(reported)
            if totals is not None:
                totals.add(reported)
    return tally


def _narrowed(file: FileResult, made_with: Settings) -> FileResult:
    chosen = made_with.select, made_with.ignore
    kept = (replace(f, findings=selected(f.findings, *chosen)) for f in file.forms)
    return replace(file, forms=tuple(kept), findings=selected(file.findings, *chosen))
