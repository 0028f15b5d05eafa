"""Results come back from the database as they went in, and from no database that is not ours."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.limits import Limits
from audit.pipeline import Options
from audit.result import FileResult, FormResult, Source, Verdict
from audit.store import schema
from audit.store.fingerprint import fingerprint
from audit.store.packing import Unusable, packed, unpacked
from audit.store.schema import NAME, StoreError
from audit.store.store import Sighting
from extract.geometry import BBox, Place
from normalize.record import Fund, Indicator, Reported, SelfEvaluation
from normalize.template import load as load_templates
from tests.audited import ROOT, options
from tests.audited import audited as fixtures
from tests.faulty import Faulty, crash
from tests.pretended import audited, filled, opened
from validate import policy
from validate.finding import Finding, Level
from validate.recompute import Recomputed

TEXT = st.text(max_size=8)
POINTS = st.floats(allow_nan=False)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
PLACES = st.tuples(st.builds(Place, st.integers(1, 9), st.builds(BBox, POINTS, POINTS, POINTS, POINTS)))
CELLS = st.none() | st.builds(Reported, TEXT, PLACES | st.just(()), TEXT)
FUNDS = st.builds(Fund, label=CELLS, executed=CELLS, rate=CELLS, indent=POINTS)
INDICATORS = st.builds(Indicator, level1=CELLS, target=CELLS, actual=CELLS, score=CELLS)
RECORDS = st.builds(
    SelfEvaluation, st.integers(1, 99), st.tuples(st.integers(1, 99)), TEXT, TEXT, title=CELLS, year=CELLS,
    funds=st.tuples(FUNDS), indicators=st.tuples(INDICATORS, INDICATORS), notes=CELLS, defects=st.tuples(TEXT),
)  # fmt: skip
PATHS = st.none() | TEXT
FINDINGS = st.builds(Finding, TEXT, st.sampled_from(Level), PATHS, TEXT, TEXT, TEXT, TEXT, st.tuples(TEXT), TEXT)
FORMS = st.builds(
    FormResult, RECORDS, st.tuples(FINDINGS),
    st.builds(Recomputed, st.none() | DECIMALS, st.none() | DECIMALS, st.booleans(), DECIMALS),
    st.dictionaries(st.tuples(TEXT, PATHS), st.sampled_from(Verdict), max_size=3),
)  # fmt: skip
RESULTS = st.builds(
    FileResult, TEXT, TEXT, st.integers(0, 9999), st.lists(FORMS, max_size=2).map(tuple), st.tuples(FINDINGS), TEXT,
    st.tuples(st.integers(1, 9)), st.tuples(TEXT), st.booleans(),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RESULTS)
def test_a_result_comes_back_as_it_was(result: FileResult) -> None:
    assert unpacked(packed(result)) == result


def test_the_results_of_real_files_come_back_as_they_were() -> None:
    for result in fixtures(ROOT / "fixtures"):
        assert unpacked(packed(result)) == result


def test_what_no_output_can_hold_is_replaced() -> None:
    odd = "前\ud800后"
    record = SelfEvaluation(1, (1,), "t", "r", title=Reported(odd))
    finding = Finding("S02", Level.ERROR, odd, odd, "", "", odd)
    form = FormResult(record, (finding,), Recomputed(None, None, False, 0), {("S02", odd): Verdict.ASK})  # type: ignore[arg-type]
    back = unpacked(packed(FileResult("甲", forms=(form,), journal=(odd,))))
    (kept,) = back.forms
    assert kept.record.title == Reported("前\ufffd后")
    assert kept.verdict(kept.findings[0]) is Verdict.ASK
    assert back.journal == ("前\ufffd后",)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_result_are_refused(content: bytes) -> None:
    with pytest.raises(Unusable):
        unpacked(content)


def test_a_result_with_a_flipped_bit_or_cut_short_is_refused() -> None:
    content = packed(FileResult("甲", forms=(), journal=("一", "二")))
    for cut in range(len(content)):
        with pytest.raises(Unusable):
            unpacked(content[:cut])
    refused = 0
    for at in range(len(content)):
        try:
            unpacked(content[:at] + bytes([content[at] ^ 16]) + content[at + 1 :])
        except Unusable:
            refused += 1
    assert refused >= len(content) - 2  # two bits of the head say how hard it was compressed


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The output folder of a run."""
    audited(filled(tmp_path / "in", 一="修路,县交通局,2021"), tmp_path / "out")
    return tmp_path / "out"


def write(path: Path, *statements: str) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()


def garble(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + os.urandom(5000))


def foreign(path: Path) -> None:
    path.unlink()
    write(path, "CREATE TABLE mine (a)")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.write_bytes(b"not a database, for sure" * 100), "已损坏"),
        (garble, "已损坏"),
        (lambda path: path.write_bytes(path.read_bytes()[:9000]), "已损坏"),
        (lambda path: write(path, "PRAGMA user_version = 99"), "更新版本"),
        (lambda path: write(path, "CREATE TABLE other (a)"), "已损坏，或不是"),
        (lambda path: write(path, "CREATE TRIGGER t AFTER INSERT ON plan BEGIN DELETE FROM seen; END"), "表结构不符"),
        (lambda path: write(path, "UPDATE results SET content = x'00'"), "已损坏"),
        (foreign, "已损坏，或不是"),
    ],
)
def test_a_database_that_is_not_ours_or_damaged_is_refused_and_left_alone(
    out: Path, harm: Callable[[Path], object], said: str
) -> None:
    harm(out / NAME)
    there = (out / NAME).read_bytes()
    outputs = {path.name: path.read_bytes() for path in out.glob("*.csv")}
    with pytest.raises(StoreError, match=said) as raised:
        audited(out.parent / "in", out)
    assert NAME in str(raised.value)
    assert said == "已损坏" or (out / NAME).read_bytes() == there
    assert {path.name: path.read_bytes() for path in out.glob("*.csv")} == outputs


def test_a_second_audit_of_the_same_folder_is_refused(out: Path) -> None:
    with opened(out):
        assert schema.is_held(out)
        with pytest.raises(StoreError, match="另一个审核正在写入"), opened(out):
            pass
    assert not schema.is_held(out)
    with opened(out):
        pass


def test_the_tables_hold_what_the_lists_hold_and_where_it_stands(out: Path) -> None:
    db = sqlite3.connect(out / NAME)
    db.row_factory = sqlite3.Row
    (file,) = db.execute("SELECT * FROM files")
    assert file["name"] == "一.pdf"
    assert os.fsdecode(file["place"]).endswith("一.pdf")
    (form,) = db.execute("SELECT * FROM forms")
    assert (form["file"], form["project_name"], form["total_high"]) == (file["id"], "修路", "< 92.1")
    (finding,) = db.execute("SELECT * FROM findings")
    assert finding["form"] == form["id"]
    assert (finding["path"], finding["page"], finding["verdict"]) == ("total_score", 1, "双读一致")
    assert finding["listed"] == 1
    assert finding["boxes"] == '[{"page": 1, "bbox": [10.0, 20.0, 30.5, 40.0]}]'
    db.close()


def test_rules_left_out_of_the_lists_stay_in_the_tables(out: Path) -> None:
    audited(out.parent / "in", out, select=("D",))
    db = sqlite3.connect(out / NAME)
    assert list(db.execute("SELECT code, listed FROM findings")) == [("S02", 0)]
    db.close()


def test_what_no_run_can_use_is_let_go(out: Path) -> None:
    for name in ("g", "h"):
        audited(out.parent / "in", out, fingerprint=name)
    db = sqlite3.connect(out / NAME)
    assert [row[0] for row in db.execute("SELECT fingerprint FROM results")] == ["h"]
    db.close()


def test_the_database_tells_no_password_of_a_server(tmp_path: Path) -> None:
    place = "sftp://user:geheim@host/a.pdf"
    signed = "https://host/b.pdf?token=geheim"
    with opened(tmp_path) as kept:
        kept.begin([(Sighting(Source(p, p[-5:]), "s", None), None) for p in (place, signed)])
    assert b"geheim" not in (tmp_path / NAME).read_bytes()
    assert b"//host/a.pdf" in (tmp_path / NAME).read_bytes()


@pytest.mark.parametrize(
    "changed",
    [
        lambda o: replace(o, policy=replace(o.policy, copied_goal=o.policy.copied_goal / 2)),
        lambda o: replace(o, templates=replace(o.templates, words=("别的",))),
        lambda o: replace(o, scanner=None),
        lambda o: replace(o, confirmers=o.confirmers[:1]),
        lambda o: replace(o, reader=Faulty(o.reader, crash, "a.pdf")),
    ],
)
def test_whatever_shapes_a_result_is_in_its_fingerprint(changed: Callable[[Options], Options]) -> None:
    assert fingerprint(changed(options())) != fingerprint(options())


def test_a_fingerprint_lasts(tmp_path: Path) -> None:
    """Caches that fill while an audit runs are no part of it, nor is the order of a set."""
    fresh = replace(options(), templates=load_templates(tmp_path), policy=policy.load())
    used = options()
    used.templates.field("funds", "执行率")
    assert fingerprint(fresh) == fingerprint(used)
    assert Limits() == Limits()
