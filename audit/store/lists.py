"""The tables files, forms and findings: what the outputs of the last run hold, and where on the page it stands."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence

from audit.result import FileResult, FormResult
from audit.rows import key, page, remarks, rule_of, score, text
from audit.store.decisions import Decision, Key
from audit.store.store import Origin
from normalize.record import SelfEvaluation
from validate.finding import Finding, Level
from validate.places import said

_CELLS = {"files": 10, "forms": 19, "findings": 21}
_INSERT = {name: f"INSERT INTO {name} VALUES ({', '.join('?' * count)})" for name, count in _CELLS.items()}


class Lists:
    """Fills the tables, file by file, inside a transaction of the caller's.

    `listed` says of a finding whether the lists that people get hold it: the tables hold all.
    """

    def __init__(self, db: sqlite3.Connection, listed: Callable[[Finding], bool]) -> None:
        self.db = db
        self.listed = listed

    def clear(self) -> None:
        for table in ("findings", "forms", "files"):
            self.db.execute(f"DELETE FROM {table}")

    def add(self, origin: Origin, file: FileResult, decided: Mapping[Key, Decision]) -> None:
        """Enters a file with what was decided of its findings."""
        status = "" if file.forms else file.status.value
        about = (file.name, os.fsencode(origin.place), file.sha256, file.pages, status, file.unread)
        id_ = self._insert("files", None, *about, _json(file.scanned), origin.result, origin.crossed)
        for finding in file.findings:
            self._finding(id_, None, finding, None, decided.get(key(file, None, finding)))
        for form in file.forms:
            self.form(None, id_, file, form, decided)

    def form(
        self, id_: int | None, file_id: int, file: FileResult, form: FormResult, decided: Mapping[Key, Decision]
    ) -> None:
        """Enters a form, under a number that it had before or under a new one (None)."""
        record, total = form.record, form.recomputed
        levels = [finding.level for finding in form.findings]
        id_ = self._insert(
            "forms",
            id_,
            file_id,
            record.form,
            _json(record.pages),
            text(record.year),
            text(record.project_name),
            text(record.department),
            text(record.implementing_unit),
            record.template,
            record.reader,
            text(record.total_score),
            score(total.low),
            score(total.high, "< " if total.high_open else ""),
            score(total.checkable),
            *(levels.count(level) for level in Level),
            form.status.value,
            remarks(file, form),
        )
        for finding in form.findings:
            self._finding(file_id, id_, finding, form, decided.get(key(file, form, finding)))

    def _finding(
        self,
        file_id: int,
        form_id: int | None,
        finding: Finding,
        form: FormResult | None,
        decision: Decision | None,
    ) -> None:
        record = form.record if form else None
        self._insert(
            "findings",
            None,
            file_id,
            form_id,
            finding.code,
            finding.level.value,
            finding.path,
            said(record, finding.path) if record else "",
            page(record, finding) if record else None,
            _json(_boxes(record, finding.path)),
            _json([{"path": path, "boxes": _boxes(record, path)} for path in finding.evidence]),
            finding.claimed,
            finding.expected,
            finding.difference,
            form.verdict(finding).value if form else "",
            rule_of(finding).citation.value,
            finding.message,
            finding.policy,
            self.listed(finding),
            unit(record) if record else "",
            decision.opinion.value if decision else "",
            decision.remark if decision else "",
        )

    def _insert(self, table: str, *row: object) -> int:
        id_ = self.db.execute(_INSERT[table], row).lastrowid
        assert id_ is not None
        return id_


def unit(record: SelfEvaluation) -> str:
    """Whose form it is: the 实施单位, or the 主管部门 where none is given."""
    return text(record.implementing_unit) or text(record.department)


def _boxes(record: SelfEvaluation | None, path: str | None) -> Sequence[dict[str, object]]:
    """Where a field is printed, in points from the top left of its page, unrounded."""
    field = record.get(path) if record and path else None
    places = field.places if field else ()
    return [{"page": p.page, "bbox": [p.bbox.x0, p.bbox.top, p.bbox.x1, p.bbox.bottom]} for p in places]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
