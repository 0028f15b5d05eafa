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
from audit.exports.xlsx.values import guarded, number, text

_MOST_ROWS = 1_048_576  # of a sheet
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
_LINE, _MOST_LINES = 14.0, 25
_ORDER = [HEADINGS.index(heading) for heading in _WIDTHS]
_FILLS = {
    Kind.STILL: "#F8D7DA",
    Kind.NEW: "#FCE4D6",
    Kind.FIXED: "#E2F0D9",
    Kind.CHANGED: "#FFF6D6",
    Kind.ADDED: "#DDEBF7",
    Kind.MISSING: "#E7E6E6",
}
_NUMBERS = (
    *("表序", "页码", "年度", "原表序", "原页码"),
    *("原填报值", "原复核值", "现填报值", "现复核值"),
)
_COMMON = {
    "font_name": "宋体",
    "font_size": 10,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#BFBFBF",
}


class Sheet:
    """The workbook, open to take rows; closed and on the disk when the block ends."""

    def __init__(self, file: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(file, options)
        self._book.set_properties({"title": "两次审核的对比", "created": datetime(2000, 1, 1)})
        self._head = self._book.add_format({**_COMMON, "bold": True, "bg_color": "#D9E1F2", "valign": "vcenter"})
        self._fills = {kind: self._book.add_format({**_COMMON, "bg_color": fill}) for kind, fill in _FILLS.items()}
        self._looks: dict[tuple[str, bool], Any] = {}
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
        self._list.set_row(self._at, _height(row))
        for column, (heading, at) in enumerate(zip(_WIDTHS, _ORDER, strict=True)):
            if heading == "变化":
                self._list.write_string(self._at, column, row[at], self._fills[Kind(row[at])])
            else:
                self._write(self._list, self._at, column, row[at], heading in _NUMBERS)
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
            self._write(sheet, at, 0, unit or "（未填）", False)
            for column, kind in enumerate(Kind, 1):
                sheet.write_number(at, column, kinds.get(kind, 0), self._look("", False))
        if counts:
            sheet.autofilter(0, 0, len(counts), len(Kind))

    def _write(self, sheet: Any, row: int, column: int, value: str, may_be_number: bool) -> None:
        """A figure as a number that looks as printed; all else as text that no edit turns into a formula."""
        figure = number(value) if may_be_number else None
        if figure:
            sheet.write_number(row, column, figure[0], self._look(figure[1], False))
        else:
            sheet.write_string(row, column, text(value), self._look("", guarded(value)))

    def _look(self, shape: str, quoted: bool) -> Any:
        key = (shape, quoted)
        if key not in self._looks:
            about = {"num_format": shape} if shape else {}
            self._looks[key] = self._book.add_format({**_COMMON, **about, "quote_prefix": quoted})
        return self._looks[key]

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


def _height(row: Sequence[str]) -> float:
    """In points, so that wrapped cells show whole: LibreOffice does not find it out by itself."""
    lines = (_lines(row[at], width) for at, width in zip(_ORDER, _WIDTHS.values(), strict=True))
    return min(max(lines), _MOST_LINES) * _LINE


def _lines(text: str, width: int) -> int:
    return sum(1 + sum(1 if char.isascii() else 2 for char in line) // (width - 1) for line in text.split("\n"))


def _page(sheet: Any) -> None:
    """A4 landscape, one page wide, headings on each page."""
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
