"""The workbook as a whole, written to as the files come, with the same bytes for the same results."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from audit.exports.xlsx import overview
from audit.exports.xlsx.indicators import indicators
from audit.exports.xlsx.links import base, to_page
from audit.exports.xlsx.lists import DISCREPANCIES, FORMS, INDICATORS, picked
from audit.exports.xlsx.overview import Overview
from audit.exports.xlsx.sheet import MOST_ROWS, Styles, Table
from audit.result import FileResult
from audit.rows import DISCREPANCY_HEADINGS, FORM_HEADINGS, discrepancies, forms
from audit.store.decisions import Decision, Key
from validate.policy import Policy

ROOM = ".audit.xlsx.rows"  # in the output folder
_CREATED = datetime(2000, 1, 1)  # any day, but always the same
_EXCEL_2019 = 191029  # that calculates: an older one makes Excel ask on closing whether to save
_PAGE = DISCREPANCY_HEADINGS.index("页码")


class Book:
    """Takes files one by one; none of them stays in memory."""

    def __init__(self, workbook: Workbook, out: Path, policy: Policy, most_rows: int) -> None:
        styles = Styles(workbook)
        self.workbook, self.styles, self.out, self.policy = workbook, styles, out, policy
        self.overview = Overview()
        self.first = workbook.add_worksheet(overview.NAME)
        self.found = Table(workbook, styles, "差异", DISCREPANCIES, most_rows)
        self.forms = Table(workbook, styles, "表单", FORMS, most_rows)
        self.indicators = Table(workbook, styles, "指标", INDICATORS, most_rows)

    def add(self, place: str, file: FileResult, decided: Mapping[Key, Decision]) -> None:
        """The rows of a file that lies at `place` (see `Source`), with what reviewers decided."""
        link = base(place, self.out)
        self.overview.add(file)
        for row in discrepancies(file, decided):
            self.found.add(_DISCREPANCY(row), to_page(link, _first(row[_PAGE])))
        for row in forms(file):
            self.forms.add(_FORM(row), to_page(link, _first(row[_PAGE])))
        for form in file.forms:
            for page, row in indicators(file, form, self.policy):
                self.indicators.add(row, to_page(link, page))

    def close(self) -> None:
        self.overview.write(self.first, self.styles)
        for table in (self.found, self.forms, self.indicators):
            table.close()
        self.workbook.set_calc_mode("auto", _EXCEL_2019)
        self.workbook.calc_on_load = False
        try:
            self.workbook.close()
        except FileCreateError as error:
            raise error.args[0] from error  # which is the OSError


_DISCREPANCY = picked(DISCREPANCIES, DISCREPANCY_HEADINGS)
_FORM = picked(FORMS, FORM_HEADINGS)


class _Target:
    """Where the workbook goes. Once a disk has failed, the zip file that is thrown away may write no more: it would
    complain where nobody can answer."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.failed = False

    def write(self, content: bytes) -> int:
        if self.failed:
            return len(content)
        try:
            return self.file.write(content)
        except OSError:
            self.failed = True
            raise

    def tell(self) -> int:
        return 0 if self.failed else self.file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0 if self.failed else self.file.seek(offset, whence)

    def flush(self) -> None:
        if not self.failed:
            self.file.flush()


@contextmanager
def writing(target: IO[bytes], out: Path, policy: Policy, most_rows: int = MOST_ROWS) -> Iterator[Book]:
    """A workbook that stands in `target` once the block has ended well; its links start in the folder `out`.

    A sheet takes `most_rows`, its heading among them; then it goes on in another. Rows wait in a folder in `out`
    until then. Raises `OSError`.
    """
    with _room(out) as room:
        workbook = Workbook(_Target(target), {"constant_memory": True, "tmpdir": str(room)})
        workbook.use_zip64()
        workbook.set_properties({"title": "项目支出绩效自评表审核结果", "created": _CREATED})
        try:
            book = Book(workbook, out, policy, most_rows)
            yield book
            book.close()
        finally:
            # After a failure there is nothing to finish, though XlsxWriter would try to when it is thrown away.
            workbook.fileclosed = True
            for sheet in workbook.worksheets():
                with suppress(OSError):  # a disk that is full can't take what is left to write
                    sheet._opt_close()


@contextmanager
def _room(out: Path) -> Iterator[Path]:
    """A folder that is empty at first and gone in the end; what a killed run left in it is cleared away."""
    room = out / ROOM
    if room.is_symlink():
        room.unlink()
    elif room.exists():
        shutil.rmtree(room)
    room.mkdir()
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _first(pages: str) -> int:
    """Of 3-5 it is 3; a file without a form opens at its first."""
    return int(pages.partition("-")[0] or 1)
