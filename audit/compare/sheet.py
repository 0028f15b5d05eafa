"""comparison.xlsx: what changed for each unit, and every change, row by row and never whole in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import IO, Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from audit.compare.change import Kind
from audit.compare.rows import HEADINGS
from audit.exports.csv import printable

_MOST_ROWS = 1_048_576  # of a sheet
_MOST_CHARS = 32_767  # of a cell
# Columns and how wide they are, in digits (a Chinese character takes two); what is printed comes first.
_PRINTED = {
    "变化": 10, "实施单位": 18, "项目名称": 22, "页码": 6, "级别": 6, "规则名称": 18, "位置": 24,
    "原填报值": 12, "原复核值": 10, "现填报值": 12, "现复核值": 10, "说明": 46,
}  # fmt: skip
_BESIDE = {
    "文件": 30, "表序": 6, "原文件": 30, "原表序": 8, "原页码": 8, "原复核意见": 11, "原备注": 20, "规则编号": 10,
    "年度": 7, "主管部门": 20, "字段": 22,
}  # fmt: skip
_WIDTHS = {**_PRINTED, **_BESIDE}
_ORDER = [HEADINGS.index(heading) for heading in _WIDTHS]
_FILLS = {
    Kind.STILL: "#F8D7DA",
    Kind.NEW: "#FCE4D6",
    Kind.FIXED: "#E2F0D9",
    Kind.CHANGED: "#FFF6D6",
    Kind.ADDED: "#DDEBF7",
    Kind.MISSING: "#E7E6E6",
}
_NUMBERS = ("表序", "页码", "年度", "原表序", "原页码")


class Sheet:
    """The workbook, open to take rows; closed and on the disk when the block ends."""

    def __init__(self, file: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(file, options)
        self._book.set_properties({"title": "两次审核的对比", "created": datetime(2000, 1, 1)})
        common = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
        self._plain = self._book.add_format({**common, "border_color": "#BFBFBF"})
        self._head = self._book.add_format({**common, "bold": True, "bg_color": "#D9E1F2", "valign": "vcenter"})
        self._fills = {
            kind: self._book.add_format({**common, "border_color": "#BFBFBF", "bg_color": fill})
            for kind, fill in _FILLS.items()
        }
        self._summary = self._book.add_worksheet("汇总")
        self._number = 0
        self._list, self._at = self._listing(), 1

    def __enter__(self) -> Sheet:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._book.close()
        except FileCreateError as wrapped:
            raise wrapped.args[0] from wrapped  # the OSError of a full disk

    def add(self, row: Sequence[str]) -> None:
        """A row under `HEADINGS`; a further sheet begins where one is full."""
        if self._at == _MOST_ROWS:
            self._close_list()
            self._list, self._at = self._listing(), 1
        for column, (heading, at) in enumerate(zip(_WIDTHS, _ORDER, strict=True)):
            text = row[at]
            look = self._fills[Kind(text)] if not column else self._plain
            if heading in _NUMBERS and text.isascii() and text.isdigit():
                self._list.write_number(self._at, column, int(text), look)
            else:
                self._list.write_string(self._at, column, printable(text)[:_MOST_CHARS], look)
        self._at += 1

    def summarise(self, counts: Mapping[str, Mapping[Kind, int]]) -> None:
        """By unit, how many changes there are of each kind; the last thing to write."""
        self._close_list()
        sheet = self._summary
        _page(sheet)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, len(Kind), 11)
        for column, heading in enumerate(("实施单位", *Kind)):
            sheet.write_string(0, column, heading, self._head)
        for at, (unit, kinds) in enumerate(counts.items(), 1):
            sheet.write_string(at, 0, printable(unit or "（未填）")[:_MOST_CHARS], self._plain)
            for column, kind in enumerate(Kind, 1):
                sheet.write_number(at, column, kinds.get(kind, 0), self._plain)
        if counts:
            sheet.autofilter(0, 0, len(counts), len(Kind))

    def _listing(self) -> Any:
        self._number += 1
        sheet = self._book.add_worksheet("对比" if self._number == 1 else f"对比({self._number})")
        _page(sheet)
        for column, (heading, width) in enumerate(_WIDTHS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, self._head)
        sheet.freeze_panes(1, 3)
        return sheet

    def _close_list(self) -> None:
        self._list.autofilter(0, 0, self._at - 1, len(_WIDTHS) - 1)
        self._list.print_area(0, 0, self._at - 1, len(_PRINTED) - 1)


def _page(sheet: Any) -> None:
    """A4 landscape, one page wide, headings on each page."""
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
