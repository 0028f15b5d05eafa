"""A table of the workbook: headings that stay in sight, filters, colours, links, a page set up for printing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from audit.exports.xlsx.values import guarded, number, text

MOST_ROWS = 1_048_576  # of a sheet, Excel's limit
_MOST_LINK = 255  # characters in a formula's text, Excel's limit
_SHORT = 16  # characters: what is longer reads better from the left
_LINE = 15.0  # points that a line takes in the font below, or in what stands in for it
_TALLEST = 400.0  # points of a row; Excel's limit is 409
_BASE = {
    "font_name": "宋体",
    "font_size": 10,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#BFBFBF",
}
_TINTS = {
    "错误": ("#9C0006", "#FFC7CE"),
    "疑点": ("#7F4F00", "#FFEB9C"),
    "提示": ("#1F4E79", "#DDEBF7"),
    "通过": ("#006100", "#C6EFCE"),
    "有差异": ("#9C0006", "#FFC7CE"),
    "待人工": ("#7F4F00", "#FFEB9C"),
    "无表": ("#404040", "#D9D9D9"),
    "无法读取": ("#FFFFFF", "#9C0006"),
    "属实": ("#9C0006", "#FFC7CE"),
    "误报": ("#404040", "#D9D9D9"),
    "待核": ("#7F4F00", "#FFEB9C"),
}


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    FIGURE = "as printed; a number where it is nothing else"
    COUNT = "a number; nothing is shown for 0"
    WORD = "a word or code, some with a colour of their own"
    PAGE = "pages, the link to the first of them"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in digits of the usual font: a Chinese character takes two. What is not `printed` stands behind what is;
    `hidden` is for programs."""

    heading: str
    width: float
    kind: Kind = Kind.TEXT
    printed: bool = True
    hidden: bool = False


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **what: object) -> Format:
        """A format like that of all cells in lists, but for what is given."""
        key = tuple(what.items())
        if key not in self._made:
            self._made[key] = self.book.add_format({**_BASE, **what})
        return self._made[key]

    def heading(self) -> Format:
        return self.get(bold=True, bg_color="#D9E1F2", align="center", valign="vcenter")

    def word(self, value: str) -> Format:
        if value not in _TINTS:
            return self.get(align="center")
        ink, paper = _TINTS[value]
        return self.get(font_color=ink, bg_color=paper, align="center")


class Table:
    """Rows under fixed headings; goes on in another sheet where one is full."""

    def __init__(
        self, book: Workbook, styles: Styles, name: str, columns: Sequence[Column], most_rows: int = MOST_ROWS
    ) -> None:
        self.book = book
        self.styles = styles
        self.name = name
        self.columns = columns
        self.most_rows = most_rows
        self.sheets: list[Worksheet] = []
        self.at = 0
        self._begin()

    def add(self, row: Sequence[str], link: str) -> None:
        """A row as texts in the order of the columns; `link` is where its pages lead, "" for nowhere."""
        if self.at + 1 >= self.most_rows:
            self._end()
            self._begin()
        self.at += 1
        self._make_room(row)
        for place, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            if column.kind is Kind.PAGE:
                self._page(place, value, link)
            elif value and column.kind is Kind.FIGURE:
                self._figure(place, value)
            elif column.kind is Kind.COUNT:
                self._count(place, value)
            elif value:
                style = self.styles.word(value) if column.kind is Kind.WORD else self.styles.get()
                self._text(place, value, style)

    def close(self) -> None:
        """To be called once, after the last row."""
        self._end()

    def _begin(self) -> None:
        number = len(self.sheets) + 1
        sheet = self.book.add_worksheet(self.name if number == 1 else f"{self.name}({number})")
        self.sheets.append(sheet)
        self.at = 0
        self._make_room([column.heading for column in self.columns])
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width, self.styles.get(), {"hidden": column.hidden})
            sheet.write_string(0, place, column.heading, self.styles.heading())
        sheet.freeze_panes(1, 0)
        sheet.set_zoom(90)
        for_paper(sheet, self.name)
        sheet.repeat_rows(0)

    def _end(self) -> None:
        sheet = self.sheets[-1]
        sheet.autofilter(0, 0, self.at, len(self.columns) - 1)
        sheet.print_area(0, 0, self.at, sum(column.printed for column in self.columns) - 1)

    def _make_room(self, row: Sequence[str]) -> None:
        """Sets how high the row is, for LibreOffice does not look."""
        pairs = zip(self.columns, row, strict=True)
        most = max(lines(value, column.width) for column, value in pairs if not column.hidden)
        sheet = self.sheets[-1]
        sheet.set_row(self.at, min(most * _LINE + 2, _TALLEST))
        sheet.row_info.pop(self.at - 2, None)  # written out by now, and XlsxWriter would keep it

    def _text(self, place: int, value: str, style: Format) -> None:
        shown = text(value)
        if guarded(shown):
            style = self.styles.get(quote_prefix=True)
        self.sheets[-1].write_string(self.at, place, shown, style)

    def _figure(self, place: int, value: str) -> None:
        found = number(value)
        if found is None:
            self._text(place, value, self.styles.get(align="right") if len(value) < _SHORT else self.styles.get())
        else:
            style = self.styles.get(align="right", num_format=f"{found[1]}_ ")  # with a little room behind it
            self.sheets[-1].write_number(self.at, place, found[0], style)

    def _count(self, place: int, value: str) -> None:
        if value != "0":
            self.sheets[-1].write_number(self.at, place, int(value), self.styles.get(align="center"))

    def _page(self, place: int, value: str, link: str) -> None:
        sheet, shown = self.sheets[-1], value or ("打开" if link else "")
        if not link or len(link) > _MOST_LINK:
            self._text(place, value, self.styles.get(align="center"))
            return
        # A formula, as Excel takes only 65,530 real links a sheet, and XlsxWriter keeps all of them in memory.
        style = self.styles.get(align="center", font_color="#0563C1", underline=1)
        figure = int(shown) if shown.isascii() and shown.isdigit() else None
        label = f'"{shown}"' if figure is None else str(figure)
        formula = f'=HYPERLINK("{link}",{label})'
        sheet.write_formula(self.at, place, formula, style, shown if figure is None else figure)


def for_paper(sheet: Worksheet, name: str) -> None:
    """A4 across, all columns on a page, its number below."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{name}&R第 &P 页，共 &N 页")


def lines(value: str, width: float) -> int:
    """How many lines a text takes in a column, a little too many rather than too few."""
    if 2 * len(value) <= width and "\n" not in value:
        return 1
    # A byte of GBK is half as wide as a Chinese character.
    return sum(max(1, math.ceil(len(line.encode("gbk", "replace")) / width)) for line in value.split("\n"))
