"""All that the page shows of one finding, or of one form: its words, its page, its record, who said what."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace

from audit.result import FormResult, Verdict
from audit.review import cases, desk
from audit.review.cases import Case
from audit.review.desk import Refused
from audit.review.paper import DPI, Papers, Unseen, Wanted
from audit.review.table import Section, Spot, sections, spots_of
from audit.store import decisions
from audit.store.decisions import Correction, Decision
from validate.places import said

_PLACES = 3  # copies of a file that are tried
_VERDICTS = {
    Verdict.BOTH.value: "两种引擎各读一遍，文字相同",
    Verdict.ASK.value: "两次读取不一致，或页面上看到的不同：请对照下图",
    Verdict.ONCE.value: "只读过一次",
    Verdict.HAND.value: "依据复核人更正的文字",
    "": "",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page: `kind` is claim or evidence; `title` says what stands there."""

    spot: Spot
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as shown: its size in points, the boxes on it; `why` says in Chinese why it can't be shown."""

    file: int
    sha256: str
    page: int
    pages: tuple[int, ...]
    last: int
    width: float = 0.0
    height: float = 0.0
    marks: tuple[Mark, ...] = ()
    why: str = ""
    case: int = 0
    dpi: tuple[int, ...] = DPI


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cell that a finding rests on."""

    path: str
    name: str
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Detail:
    """What is shown. `case` is None for a form without a finding in question; `why` says what keeps it from more."""

    case: Case | None = None
    meaning: str = ""
    evidence: tuple[Evidence, ...] = ()
    history: tuple[Decision, ...] = ()
    then: str = ""
    number: int = 0
    sha256: str = ""
    name: str = ""
    nth: int = 0
    form: int = 0
    project_name: str = ""
    unit: str = ""
    totals: tuple[str, str, str] = ("", "", "")
    remarks: str = ""
    others: tuple[Case, ...] = ()
    sections: tuple[Section, ...] = ()
    corrections: tuple[tuple[str, Correction], ...] = ()
    sheet: Sheet | None = None
    why: str = ""


def of(db: sqlite3.Connection, papers: Papers, case_id: int, form_id: int) -> Detail:
    """The finding of that number, or else the form; an empty one where neither is there any more."""
    case = cases.case(db, case_id) if case_id else None
    form_id = (case.form or 0) if case else form_id
    row = db.execute(
        "SELECT m.file, m.form, i.sha256, i.name, m.project_name, m.implementing_unit, m.claimed_total, m.total_low,"
        " m.total_high, m.remarks FROM forms m JOIN files i ON i.id = m.file WHERE m.id = ?",
        (form_id,),
    ).fetchone()
    if row is None:
        return _of_file(db, papers, case) if case else Detail(why="这一条已不在结果中" if case_id or form_id else "")
    file_id, nth, sha256, name, project, unit, *totals, remarks = row
    try:
        form = next((f for f in desk.result(db, file_id).forms if f.record.form == nth), None)
        why = "" if form else "这张表已不在结果中；请刷新页面"
    except Refused as error:
        form, why = None, str(error)
    mine = {k.path: c for k, c in decisions.corrections(db, sha256).items() if k.form == nth}
    others = tuple(cases.of_form(db, form_id))
    record = form.record if form else None
    return replace(
        _about(db, case),
        evidence=_evidence(db, form, case),
        sha256=sha256,
        name=name,
        nth=nth,
        form=form_id,
        project_name=project,
        unit=unit,
        totals=(totals[0], totals[1], totals[2]),
        remarks=remarks,
        others=others,
        sections=sections(form, others, mine) if form else (),
        corrections=tuple((said(record, path), each) for path, each in mine.items()) if record else (),
        sheet=sheet(db, papers, file_id, (case.page if case else None) or _first(db, form_id), case_id, form),
        why=why,
    )


def sheet(
    db: sqlite3.Connection, papers: Papers, file: int, page: int, case_id: int, form: FormResult | None = None
) -> Sheet:
    """A page of a file, with the boxes of a finding of that file. Raises `Refused`."""
    row = db.execute("SELECT sha256, pages FROM files WHERE id = ?", (file,)).fetchone()
    if row is None:
        raise Refused("这个文件已不在结果中；请刷新页面")
    sha256, last = row
    case = cases.case(db, case_id) if case_id else None
    if case and case.file == file and form is None and case.form:
        with suppress(Refused):  # the page can be seen all the same
            form = next((f for f in desk.result(db, file).forms if f.record.form == case.nth), None)
    pages = form.record.pages if form else (page,)
    try:
        width, height = papers.size(
            wanted(db, sha256, page),
        )
    except Unseen as error:
        return Sheet(file, sha256, page, pages, last, why=str(error), case=case_id)
    marks = tuple(mark for mark in _marks(db, form, case) if mark.spot.page == page)
    return Sheet(file, sha256, page, pages, last, width, height, marks, case=case_id)


def wanted(db: sqlite3.Connection, sha256: str, page: int) -> Wanted:
    """A page of a file that was audited: no other file can be asked for."""
    rows = db.execute("SELECT place FROM files WHERE sha256 = ? AND sha256 <> '' LIMIT ?", (sha256, _PLACES))
    return Wanted(tuple(os.fsdecode(place) for (place,) in rows), sha256, page)


def _of_file(db: sqlite3.Connection, papers: Papers, case: Case) -> Detail:
    """A finding on a whole file; a picture where the file has pages."""
    (pages,) = db.execute("SELECT pages FROM files WHERE id = ?", (case.file,)).fetchone()
    page = sheet(db, papers, case.file, 1, case.id) if pages else None
    return replace(_about(db, case), sha256=case.sha256, name=case.name, sheet=page)


def _about(db: sqlite3.Connection, case: Case | None) -> Detail:
    """What was said of the finding, and when."""
    if case is None:
        return Detail()
    past = tuple(decisions.history(db, case.key))
    last = next((each for each in past if not each.undone), None)
    then = last.recomputed if last and last.opinion and last.recomputed != case.recomputed else ""
    return Detail(case, _VERDICTS.get(case.verdict, ""), history=past, then=then, number=last.number if last else 0)


def _evidence(db: sqlite3.Connection, form: FormResult | None, case: Case | None) -> tuple[Evidence, ...]:
    if form is None or case is None:
        return ()
    found = []
    for path in _paths(db, case):
        try:
            field = form.record.get(path)
        except KeyError:
            continue
        if field is not None:
            page = field.places[0].page if field.places else form.record.pages[0]
            found.append(Evidence(path, said(form.record, path), field.text, page))
    return tuple(found)


def _marks(db: sqlite3.Connection, form: FormResult | None, case: Case | None) -> list[Mark]:
    """Evidence first, so that the claim is drawn over it."""
    if form is None or case is None:
        return []
    marks = [
        Mark(spot, "evidence", said(form.record, path))
        for path in _paths(db, case)
        if path != case.path
        for spot in spots_of(form.record, path)
    ]
    return marks + [Mark(spot, "claim", case.place) for spot in spots_of(form.record, case.path)]


def _paths(db: sqlite3.Connection, case: Case) -> list[str]:
    (evidence,) = db.execute("SELECT evidence FROM findings WHERE id = ?", (case.id,)).fetchone()
    return [each["path"] for each in json.loads(evidence)]


def _first(db: sqlite3.Connection, form: int) -> int:
    (pages,) = db.execute("SELECT pages FROM forms WHERE id = ?", (form,)).fetchone()
    first: int = json.loads(pages)[0]
    return first
