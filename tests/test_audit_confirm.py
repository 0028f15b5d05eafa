"""Nobody is accused on one reading: whatever a reader gets wrong, no false 错误 is marked 双读一致."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.check import check
from audit.confirm import Confirmer
from audit.result import FormResult, Verdict
from extract.grid import Page
from extract.locate import survey
from extract.reader import Reader, load
from normalize.form import read_forms
from normalize.template import load as templates
from tests.audited import ROOT
from tests.faulty import Faulty, crash, damaged, nothing
from tests.misreading import Change, Hanging, Misreading, Remembering, blank, without_row, wrong_digit
from validate import policy
from validate.finding import Level

RIGHT = Remembering(load("pdfplumber"), "right")
OTHER = Remembering(load("pdfplumber"), "other")
FILES = {
    "clean": ROOT / "fixtures/白石区卫生健康局/疫苗冷链设备购置.pdf",
    "wrong": ROOT / "fixtures/青禾县农业农村局/衔接资金 到户产业发展.pdf",
    "pages": ROOT / "fixtures/青禾县生态环境局/乡镇污水处理设施运行维护.pdf",
}


@cache
def count(path: Path) -> int:
    return survey(path, templates().words).pages


def audit(path: Path, first: Reader, *confirmers: Reader, seconds: float = 60) -> tuple[FormResult, ...]:
    numbers = range(1, count(path) + 1)
    pages = {page.number: page for page in first.read(path, numbers)}
    forms = [check(r, policy.load()) for r in read_forms(pages.values(), templates(), first.name)]
    return Confirmer(confirmers, templates(), policy.load(), seconds=seconds).confirm(path, forms, pages)


def errors(forms: tuple[FormResult, ...], *verdicts: Verdict) -> set[tuple[str, str | None, str]]:
    return {
        (f.code, f.path, f.claimed)
        for form in forms
        for f in form.findings
        if f.level in (Level.ERROR, Level.WARNING) and form.verdict(f) in verdicts
    }


def true_errors(path: Path) -> set[tuple[str, str | None, str]]:
    return errors(audit(path, RIGHT), *Verdict)


def test_two_readings_that_agree_confirm_each_other() -> None:
    forms = audit(FILES["wrong"], RIGHT, OTHER)
    assert errors(forms, Verdict.BOTH) == true_errors(FILES["wrong"])
    assert true_errors(FILES["wrong"])


def test_without_a_second_reader_the_finding_says_that_it_was_read_once() -> None:
    forms = audit(FILES["wrong"], RIGHT)
    assert errors(forms, Verdict.ONCE) == true_errors(FILES["wrong"])


CHANGES = st.one_of(st.integers(0, 200).map(wrong_digit), st.integers(0, 60).map(without_row), st.just(blank))
HELPERS = ("right", "crash", "damaged", "nothing", "none")


def reader(kind: str, path: Path) -> tuple[Reader, ...]:
    faults = {"crash": crash, "damaged": damaged, "nothing": nothing}
    if kind == "none":
        return ()
    return (OTHER,) if kind == "right" else (Faulty(OTHER, faults[kind], path.name),)


@settings(max_examples=80, deadline=None)
@given(
    file=st.sampled_from(sorted(FILES)),
    change=CHANGES,
    second=st.sampled_from(HELPERS),
    third=st.sampled_from(HELPERS),
)
def test_a_misreading_is_never_confirmed(file: str, change: Change, second: str, third: str) -> None:
    path = FILES[file]
    forms = audit(path, Misreading(RIGHT, change), *reader(second, path), *reader(third, path))
    assert errors(forms, Verdict.BOTH) <= true_errors(path)


@settings(max_examples=40, deadline=None)
@given(file=st.sampled_from(sorted(FILES)), change=CHANGES)
def test_two_of_three_readers_overrule_the_first(file: str, change: Change) -> None:
    path = FILES[file]
    third = Remembering(OTHER, "third")
    for form in audit(path, Misreading(RIGHT, change), OTHER, third):
        assert Verdict.ASK not in form.verdicts.values()


@settings(max_examples=40, deadline=None)
@given(file=st.sampled_from(sorted(FILES)), change=CHANGES)
def test_a_misreading_second_reader_neither_hides_nor_invents(file: str, change: Change) -> None:
    path = FILES[file]
    forms = audit(path, RIGHT, Misreading(OTHER, change))
    assert true_errors(path) <= errors(forms, *Verdict)
    assert errors(forms, Verdict.BOTH) <= true_errors(path)


def test_where_two_readings_part_both_texts_are_told() -> None:
    path = FILES["wrong"]
    plain = audit(path, RIGHT)[0]
    target = next(f for f in plain.findings if f.level is Level.ERROR and any(ch.isdigit() for ch in f.claimed))
    page = next(iter(RIGHT.read(path, [1])))
    cells = [c for g in page.grids for c in g.cells if any(ch.isdigit() for ch in c.text)]
    field = plain.record.get(str(target.path))
    assert field is not None
    nth = next(i for i, c in enumerate(cells) if c.bbox == field.places[0].bbox)
    (form, *_) = audit(path, RIGHT, Misreading(OTHER, wrong_digit(nth)))
    told = next(f for f in form.findings if (f.code, f.path) == (target.code, target.path))
    assert form.verdict(told) is Verdict.ASK
    assert f"right 读作“{field.text}”" in told.message
    assert "misreading 读作“" in told.message


@pytest.mark.parametrize("lost", [4, 8, 12])
def test_rows_that_only_the_second_reading_saw_are_told_of_the_form(lost: int) -> None:
    """What is found on them has no place in the record that is reported, and must not point to one."""

    def shorter(page: Page) -> Page:
        for _ in range(lost):
            page = without_row(-1)(page)
        return page

    (form, *_) = audit(FILES["wrong"], Misreading(RIGHT, shorter), OTHER)
    known = {path for path, _ in form.record.walk()}
    assert {path for f in form.findings for path in (f.path, *f.evidence) if path is not None} <= known
    told = [f for f in form.findings if f.path is None and f.code[0] in "FIS"]
    assert told and all(form.verdict(f) is Verdict.ASK for f in told)


def test_a_second_reader_that_hangs_costs_its_time_and_no_finding() -> None:
    forms = audit(FILES["wrong"], RIGHT, Hanging(), seconds=0.3)
    assert errors(forms, Verdict.ASK) == true_errors(FILES["wrong"])
    assert "没有读完" in forms[0].findings[0].message


def test_a_second_reader_that_cannot_open_the_file_is_named() -> None:
    path = FILES["wrong"]
    forms = audit(path, RIGHT, Faulty(OTHER, damaged, path.name))
    assert all("页面内容已损坏" in f.message for f in forms[0].findings if f.level is Level.ERROR)
