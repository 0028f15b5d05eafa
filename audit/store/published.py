"""What an output folder holds since it was last written out, for whoever comes after the audit."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audit.result import FileResult
from audit.review.corrected import corrected
from audit.store import schema, settings, state
from audit.store.decisions import WHOLE_FILE, Key, Opinion, corrections, latest
from audit.store.packing import Unusable, unpacked
from audit.store.schema import StoreError
from audit.store.settings import Settings
from audit.store.state import COMPLETE
from normalize.record import SelfEvaluation


@dataclass(frozen=True, slots=True)
class File:
    """A file as listed. `unread` says in Chinese why it could not be read; `scanned` are pages left unread."""

    id: int
    name: str
    sha256: str
    unread: str
    scanned: tuple[int, ...]
    result: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form as listed; the texts are those of forms.csv. `form` counts from 1 in its file."""

    id: int
    file: int
    form: int
    pages: tuple[int, ...]
    year: str
    project_name: str
    department: str
    implementing_unit: str
    claimed_total: str
    total_low: str
    total_high: str
    errors: int
    warnings: int
    hints: int
    status: str
    remarks: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding as listed, with what a reviewer said of it; the texts are those of discrepancies.csv.

    `path` is None for one on a whole form or file, `page` where there is none; `evidence` are paths it rests on.
    """

    code: str
    level: str
    path: str | None
    place: str
    page: int | None
    evidence: tuple[str, ...]
    printed: str
    recomputed: str
    verdict: str
    citation: str
    derivation: str
    opinion: Opinion
    remark: str


_FILE = "id, name, sha256, unread, scanned, result"
_FORM = (
    "id, file, form, pages, year, project_name, department, implementing_unit, claimed_total, total_low, total_high,"
    " errors, warnings, hints, status, remarks"
)
_FINDING = "code, level, path, place, page, evidence, printed, recomputed, verdict, citation, derivation"


class Published:
    """The lists of one folder as they were at one moment. Methods raise `StoreError`."""

    def __init__(self, folder: Path, db: sqlite3.Connection, made_with: Settings, complete: bool) -> None:
        self.path = folder / schema.NAME
        self.db = db
        self.made_with = made_with
        self.complete = complete
        self._last: tuple[int, FileResult] | None = None

    def files(self) -> Iterator[File]:
        """All, in the order of the lists."""
        return (_file(row) for row in self._rows(f"SELECT {_FILE} FROM files ORDER BY id"))

    def file(self, id_: int) -> File:
        return next(_file(row) for row in self._rows(f"SELECT {_FILE} FROM files WHERE id = ?", id_))

    def forms(self) -> Iterator[Form]:
        """All, in the order of the lists."""
        return (_form(row) for row in self._rows(f"SELECT {_FORM} FROM forms ORDER BY id"))

    def form(self, id_: int) -> Form:
        return next(_form(row) for row in self._rows(f"SELECT {_FORM} FROM forms WHERE id = ?", id_))

    def of_form(self, form: Form, file: File) -> list[Listed]:
        """The findings on a form that the lists hold, in their order."""
        rows = self._rows(f"SELECT {_FINDING} FROM findings WHERE form = ? AND listed ORDER BY id", form.id)
        return list(self._listed(rows, file, form.form))

    def of_file(self, file: File) -> list[Listed]:
        """Those on the file as a whole."""
        where = "file = ? AND form IS NULL AND listed"
        return list(self._listed(self._rows(f"SELECT {_FINDING} FROM findings WHERE {where}", file.id), file))

    def record(self, form: Form, file: File) -> SelfEvaluation:
        """The form as read, and as reviewers corrected it."""
        if self._last is None or self._last[0] != file.id:
            self._last = (file.id, self._read(file))
        return next(each.record for each in self._last[1].forms if each.record.form == form.form)

    def _read(self, file: File) -> FileResult:
        for (content,) in self._rows("SELECT content FROM results WHERE id = ?", file.result):
            try:
                whole = replace(unpacked(content), name=file.name)
            except Unusable as error:
                raise StoreError(schema.damaged(self.path, str(error))) from error
            with schema.told(self.path):
                by_hand = corrections(self.db, file.sha256)
            return corrected(whole, by_hand, self.made_with.policy)
        raise StoreError(schema.damaged(self.path, "缺少读取结果"))

    def _listed(self, rows: Iterator[Any], file: File, form: int = WHOLE_FILE) -> Iterator[Listed]:
        with schema.told(self.path):
            decided = latest(self.db, file.sha256)
        for code, level, path, place, page, evidence, *texts in rows:
            said = decided.get(Key(file.sha256, form, code, path))
            opinion, remark = (said.opinion, said.remark) if said else (Opinion.NONE, "")
            rests_on = tuple(each["path"] for each in json.loads(evidence))
            yield Listed(*(code, level, path, place, page, rests_on, *texts, opinion, remark))

    def _rows(self, query: str, *given: object) -> Iterator[Any]:
        with schema.told(self.path):
            for row in self.db.execute(query, given):  # noqa: UP028 - that would close the cursor too late
                yield row


@contextmanager
def published(folder: Path) -> Iterator[Published]:
    """The lists of an output folder; an audit that writes them meanwhile changes nothing. Raises `StoreError`."""
    with schema.told(folder / schema.NAME):
        db = schema.to_look(folder)
        try:
            db.execute("BEGIN")
            made_with, last = settings.read(db), state.read(db)
            if made_with is None:
                raise StoreError(f"{folder} 中还没有写出过结果；请先（再次）运行 selfeval audit")
            yield Published(folder, db, made_with, last is not None and last.phase == COMPLETE)
        finally:
            db.close()


def _file(row: Sequence[Any]) -> File:
    id_, name, sha256, unread, scanned, result = row
    return File(id_, name, sha256, unread, tuple(json.loads(scanned)), result)


def _form(row: Sequence[Any]) -> Form:
    id_, file, form, pages, *rest = row
    return Form(id_, file, form, tuple(json.loads(pages)), *rest)
