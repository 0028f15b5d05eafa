"""A form with cells as a person read them: what is checked anew, and what stays as the readers left it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from audit.check import check
from audit.pipeline import audit_file
from audit.result import FileResult, FormResult, Source, Verdict
from audit.review.corrected import corrected, corrected_form
from audit.store import migration, schema
from audit.store.decisions import CellKey, Correction, Decision, Key, Opinion, correct, corrections, decide, latest
from extract.geometry import BBox, Place
from normalize.record import Reported
from tests.audited import ROOT, options
from tests.pretended import audited, filled
from tests.truth import load
from validate.finding import Finding, Level

FORM = next(
    (truth.name, finding)
    for truth in load(ROOT / "fixtures" / "truth.jsonl")
    for finding in truth.file["findings"]
    if finding["rule"] == "I01" and finding["level"] == "error" and truth.file["forms"] == 1
)
RULES = options().policy


@cache
def read() -> FormResult:
    """A form that claims too much in one of its rows, confirmed word for word."""
    name, _finding = FORM
    file = audit_file(Source(str(ROOT / "fixtures" / name), name), replace(options(), confirmers=()))
    form = check(file.forms[0].record, RULES)
    return replace(form, verdicts={(f.code, f.path): Verdict.BOTH for f in form.findings if f.level is not Level.INFO})


def correction(form: FormResult, path: str, text: str) -> dict[str, Correction]:
    field = form.record.get(path)
    assert field is not None
    return {path: Correction(text, field.text, field.places, "王丽", 0.0)}


def keys(form: FormResult) -> set[tuple[str, str | None]]:
    return {(finding.code, finding.path) for finding in form.findings}


def test_a_finding_on_a_misread_cell_goes_and_the_others_stay_as_confirmed() -> None:
    form = read()
    path, right = FORM[1]["path"], FORM[1]["expected"]
    mended = corrected_form(form, correction(form, path, right), RULES)
    assert ("I01", path) in keys(form) - keys(mended)
    assert mended.record.get(path) == replace(form.record.get(path) or Reported(""), text=right)
    kept = [f for f in mended.findings if path not in f.evidence and f.level is not Level.INFO]
    assert kept
    assert all(mended.verdict(f) is Verdict.BOTH and f in form.findings for f in kept)
    sums = [f for f in mended.findings if path in f.evidence and f.level is not Level.INFO]
    assert sums, "the sum no longer comes out as printed"
    assert all(mended.verdict(f) is Verdict.HAND for f in sums)
    assert any("经人工更正" in remark for remark in mended.record.remarks)
    assert mended.recomputed == check(mended.record, RULES).recomputed


def test_what_the_readers_settled_among_them_is_not_raised_again() -> None:
    form = read()
    path = FORM[1]["path"]
    other = Finding("F02", Level.ERROR, "funds[0].rate", "1", "2", "", "另一次读取。", ("funds[0].rate",), "p")
    settled = next(f for f in form.findings if path not in f.evidence)
    across = Finding("X01", Level.WARNING, "project_name", "", "", "", "与别的表重复。", ("project_name",), "p")
    rest = tuple(f for f in form.findings if f is not settled)
    form = replace(form, findings=(*rest, other, across), verdicts={**form.verdicts, ("F02", other.path): Verdict.ASK})
    mended = corrected_form(form, correction(form, path, FORM[1]["expected"]), RULES)
    assert (settled.code, settled.path) not in keys(mended)
    assert other in mended.findings
    assert mended.verdict(other) is Verdict.ASK
    assert across in mended.findings
    cells = {**correction(form, "funds[0].rate", "3%"), **correction(form, "project_name", "别的")}
    mended = corrected_form(form, cells, RULES)
    assert other not in mended.findings
    assert across not in mended.findings


def test_a_merged_cell_is_corrected_on_each_of_its_rows_and_no_other() -> None:
    form = read()
    rows = form.record.indicators
    level = rows[0].level1
    assert level is not None
    merged = [at for at, row in enumerate(rows) if row.level1 == level]
    assert len(merged) > 1
    mended = corrected_form(form, correction(form, f"indicators[{merged[1]}].level1", "效益"), RULES)
    changed = [at for at, row in enumerate(mended.record.indicators) if row.level1 and row.level1.text == "效益"]
    assert changed == merged


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("indicators[0].score", Correction("7", "2", (Place(1, BBox(0, 0, 1, 1)),), "王丽", 0.0)),
        ("indicators[999].score", Correction("7", "2", (), "王丽", 0.0)),
        ("no such path", Correction("7", "2", (), "王丽", 0.0)),
        ("title", Correction("7", "别的表名", (), "王丽", 0.0)),
    ],
)
def test_a_correction_of_a_cell_that_is_not_there_any_more_is_named_and_not_used(path: str, wrong: Correction) -> None:
    form = read()
    mended = corrected_form(form, {path: wrong}, RULES)
    assert (mended.findings, mended.verdicts) == (form.findings, form.verdicts)
    assert replace(mended.record, remarks=()) == replace(form.record, remarks=())
    assert "未能采用" in mended.record.remarks[-1]


def test_a_correction_to_what_is_read_anyway_changes_nothing() -> None:
    form = read()
    path = FORM[1]["path"]
    text = (form.record.get(path) or Reported("")).text
    assert corrected_form(form, correction(form, path, text), RULES) == form


def test_a_correction_is_of_one_content_and_one_form() -> None:
    form, path = read(), FORM[1]["path"]
    file = FileResult("a.pdf", "f" * 64, 1, (form, replace(form, record=replace(form.record, form=2))))
    cells = correction(form, path, FORM[1]["expected"])
    assert corrected(file, {CellKey("0" * 64, 1, path): cells[path]}, RULES) is file
    both = corrected(file, {CellKey("f" * 64, 2, path): cells[path]}, RULES).forms
    assert both[0] is form
    assert both[1].record.get(path) != form.record.get(path)


def test_corrections_and_decisions_outlast_other_versions_of_the_file(tmp_path: Path) -> None:
    folder, out = filled(tmp_path / "in", 一="修路,县交通局,2021"), tmp_path / "out"
    audited(folder, out)
    with closing(schema.opened(out)) as db:
        (sha256,) = db.execute("SELECT sha256 FROM files").fetchone()
        place = (Place(1, BBox(10, 20, 30.5, 40)),)
        decide(db, Key(sha256, 1, "S02", "total_score"), Decision(Opinion.TRUE, "", "王丽", 1.0))
        correct(db, CellKey(sha256, 1, "project_name"), Correction("修大路", "修路", place, "王丽", 2.0))
    filled(tmp_path / "in", 一="修桥,县交通局,2021")
    assert "修大路" not in audited(folder, out, fingerprint="g").outputs["forms.csv"].decode()
    filled(tmp_path / "in", 一="修路,县交通局,2021")
    outputs = audited(folder, out, fingerprint="h").outputs
    assert "修大路" in outputs["forms.csv"].decode()
    assert "项目名称经人工更正：原读作“修路”" in outputs["forms.csv"].decode()
    assert '"text": "修大路"' in outputs["records.jsonl"].decode()
    with closing(schema.opened(out)) as db:
        assert len(latest(db)) == len(corrections(db)) == 1


def test_a_database_of_the_first_version_keeps_what_was_read(tmp_path: Path) -> None:
    folder, out = filled(tmp_path / "in", 一="修路,县交通局,2021"), tmp_path / "out"
    outputs = audited(folder, out).outputs
    first = made_first(out)
    with pytest.raises(schema.StoreError, match="旧版本"):
        schema.to_look(out)
    again = audited(folder, out)
    assert again.pool.read == []
    assert again.outputs == outputs
    with closing(schema.opened(out)) as db:
        assert db.execute("SELECT count(*) FROM findings").fetchone() == (1,)
        assert db.execute("PRAGMA user_version").fetchone()[0] == 2
    assert first == 1


def made_first(out: Path) -> int:
    """Puts the tables of version 1 in place of those there are; gives the version that the database then says."""
    with closing(sqlite3.connect(out / schema.NAME, isolation_level=None)) as db:
        for name in ("findings", "forms", "files", "settings", "decisions", "corrections"):
            db.execute(f"DROP TABLE {name}")
        for statement in migration.former(schema.TABLES):
            if not statement.startswith("CREATE INDEX") and statement.split()[2] in ("files", "forms", "findings"):
                db.execute(statement)
        there = {row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
        for statement in migration.former(schema.TABLES) - there:
            db.execute(statement)
        db.execute("PRAGMA user_version = 1")
        version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version
