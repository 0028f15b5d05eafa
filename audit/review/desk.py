"""What a reviewer says, into audit.db and at once into its lists. Every change is whole or not made at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from audit.exports.csv import printable
from audit.result import FileResult, FormResult
from audit.review.cases import Case, of_key
from audit.review.corrected import corrected
from audit.store import decisions, schema, settings
from audit.store.decisions import CellKey, Correction, Decision, Key
from audit.store.lists import Lists
from audit.store.packing import Unusable, unpacked
from audit.store.schema import StoreError
from audit.store.settings import Settings
from normalize.record import Reported
from validate.finding import Finding
from validate.rule import selected

_WAIT_SECONDS = 3
_GONE = "这一条已不在结果中（可能刚被更正或重新审核）；请刷新页面"


class Refused(Exception):  # noqa: N818 - named for what becomes of the change
    """A change that can't be made; the text says in Chinese why, and what to do."""


@contextmanager
def at_desk(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of an output folder to look into and to change. Raises `StoreError`."""
    if not (folder / schema.NAME).is_file():
        raise StoreError(f"{folder} 中没有 {schema.NAME}：请先运行 selfeval audit")
    db = schema.opened(folder)
    try:
        with schema.told(folder / schema.NAME):
            db.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")
            yield db
    finally:
        db.close()


@contextmanager
def _changing(db: sqlite3.Connection) -> Iterator[None]:
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        raise Refused("审核正在写出结果，暂时存不进去；请稍候再试") from error
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def decide(db: sqlite3.Connection, key: Key, decision: Decision, seen: int) -> Decision:
    """Keeps the decision. `seen` is the number of the one that the reviewer knew, 0 for none: where somebody else
    decided meanwhile it is `Refused`."""
    if not key.sha256:
        raise Refused("这个文件的内容没有读到，无法记下意见")
    with _changing(db):
        cases = of_key(db, key)
        if not cases:
            raise Refused(_GONE)
        last = decisions.latest(db, key.sha256).get(key)
        if last is not None and last.number != seen and last.who != decision.who:
            raise Refused(f"{last.who} 刚刚判为“{last.opinion.value or '未判定'}”；请看过再定")
        kept = replace(decision, recomputed=cases[0].recomputed)
        number = decisions.decide(db, key, kept)
        _mark(db, cases, kept)
    return replace(kept, number=number)


def correct(db: sqlite3.Connection, key: CellKey, text: str, shown: str, who: str, at: float) -> None:
    """Keeps what a person reads in a cell and checks the form anew. `shown` is what the reviewer saw there, without
    what nobody can see."""
    with _changing(db):
        made_with = _made_with(db)
        row = db.execute("SELECT id FROM files WHERE sha256 = ? ORDER BY id", (key.sha256,)).fetchone()
        if row is None:
            raise Refused(_GONE)
        file = _loaded(db, row[0])
        read = _field(file, key)
        now = _field(_as_corrected(db, file, made_with), key)
        if printable(now.text) != shown:
            raise Refused(f"这一格刚刚被改为“{now.text}”；请刷新页面再看")
        decisions.correct(db, key, Correction(text, read.text, read.places, who, at))
        _anew(db, key.sha256, key.form, made_with)


def undo(db: sqlite3.Connection, who: str) -> Key | CellKey:
    """Takes back the last thing that somebody decided or corrected; gives what it was."""
    with _changing(db):
        what = decisions.undo(db, who)
        if what is None:
            raise Refused("没有可以撤销的操作")
        if isinstance(what, CellKey):
            _anew(db, what.sha256, what.form, _made_with(db))
        else:
            _mark(db, of_key(db, what), decisions.latest(db, what.sha256).get(what))
    return what


def result(db: sqlite3.Connection, file: int) -> FileResult:
    """A listed file, with its forms as corrected. Raises `Refused`."""
    return _as_corrected(db, _loaded(db, file), _made_with(db))


def _mark(db: sqlite3.Connection, cases: list[Case], decision: Decision | None) -> None:
    said = (decision.opinion.value, decision.remark) if decision else ("", "")
    for case in cases:
        db.execute("UPDATE findings SET opinion = ?, remark = ? WHERE id = ?", (*said, case.id))


def _anew(db: sqlite3.Connection, sha256: str, nth: int, made_with: Settings) -> None:
    """Lists a form anew, in every copy of its file."""

    def listed(finding: Finding) -> bool:
        return bool(selected((finding,), made_with.select, made_with.ignore))

    lists = Lists(db, listed)
    decided = decisions.latest(db, sha256)
    for (id_,) in list(db.execute("SELECT id FROM files WHERE sha256 = ? ORDER BY id", (sha256,))):
        file = _as_corrected(db, _loaded(db, id_), made_with)
        for (form_id,) in list(db.execute("SELECT id FROM forms WHERE file = ? AND form = ?", (id_, nth))):
            db.execute("DELETE FROM findings WHERE form = ?", (form_id,))
            db.execute("DELETE FROM forms WHERE id = ?", (form_id,))
            lists.form(form_id, id_, file, _form(file, nth), decided)


def _loaded(db: sqlite3.Connection, file: int) -> FileResult:
    """A listed file as the program read it."""
    content = "coalesce(c.content, r.content)"
    row = db.execute(
        f"SELECT f.name, {content} FROM files f JOIN results r ON r.id = f.result"
        " LEFT JOIN crossed c ON c.id = f.crossed WHERE f.id = ?",
        (file,),
    ).fetchone()
    if row is None:
        raise Refused(_GONE)
    try:
        return replace(unpacked(row[1]), name=row[0])
    except Unusable as error:
        raise Refused(f"audit.db 中这个文件的结果已损坏（{error}）；请重新审核") from error


def _as_corrected(db: sqlite3.Connection, file: FileResult, made_with: Settings) -> FileResult:
    return corrected(file, decisions.corrections(db, file.sha256), made_with.policy)


def _made_with(db: sqlite3.Connection) -> Settings:
    found = settings.read(db)
    if found is None:
        raise Refused("这里的结果由旧版本写成；请再运行一次 selfeval audit")
    return found


def _form(file: FileResult, nth: int) -> FormResult:
    found = next((form for form in file.forms if form.record.form == nth), None)
    if found is None:
        raise Refused(_GONE)
    return found


def _field(file: FileResult, key: CellKey) -> Reported:
    try:
        field = _form(file, key.form).record.get(key.path)
    except KeyError:
        field = None
    if field is None:
        raise Refused("这张表没有这一格")
    return field
