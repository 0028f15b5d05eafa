"""The sheet 汇总: what was audited, then counts and points by rule and by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from audit.exports.xlsx.sheet import MOST_ROWS, Styles, for_paper
from audit.exports.xlsx.values import guarded
from audit.exports.xlsx.values import text as cell_text
from audit.result import FileResult, FormResult, Status
from audit.rows import text
from validate.finding import Finding, Level
from validate.rule import catalogue

NAME = "汇总"
_NO_FORM = ("（没有自评表或无法读取的文件）", "")
_NO_UNIT = "（未填实施单位）"
_LONGEST = 100  # characters of a unit's name
_SUMS = ("错误", "疑点", "提示", "单项得分差额", "总分差额")
_TOUCHED = "涉及自评表"
_FORMS = ("自评表", "有差异", "待人工", "通过")
_COLUMNS = (*_SUMS, _TOUCHED, *_FORMS)
_WIDTHS = (36, 30, 8, 8, 8, 13, 10, 11, 9, 9, 9)
_HINTS = (
    "错误：算术不符或违反硬性规定。疑点：需要人工判断。提示：供参考，不计为问题。",
    "差额 = 填报值 − 复核值，单位为分，只计错误和疑点，正数为多计。",
    "看明细请翻到后面各页：点“页码”打开原文件，点标题旁的箭头筛选。",
    "复核意见和备注请在复核页面（selfeval review）中填写；直接写在本表中的，再次审核时会被覆盖。",
)
_Key = tuple[str, str, str]  # unit, department, rule: "" for what is no rule's


@dataclass(slots=True)
class Overview:
    """Sums gathered file by file: no more of them than units times rules, however many findings."""

    files: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    sums: dict[_Key, list[Decimal]] = field(default_factory=dict)

    def add(self, file: FileResult) -> None:
        self.files += 1
        for finding in file.findings:
            self._count(_NO_FORM, finding)
        if not file.forms:
            self.statuses[file.status] += 1
        for form in file.forms:
            unit = _unit(form)
            self.statuses[form.status] += 1
            self._sum((*unit, ""), "自评表", 1)
            self._sum((*unit, ""), form.status.value, 1)
            for code in {finding.code for finding in form.findings}:
                self._sum((*unit, code), _TOUCHED, 1)
            for finding in form.findings:
                self._count(unit, finding)

    def _count(self, unit: tuple[str, str], finding: Finding) -> None:
        key = (*unit, finding.code)
        self._sum(key, finding.level.value, 1)
        cell = (finding.path or "").rpartition(".")[2]
        if finding.level is not Level.INFO and finding.difference and cell in ("score", "total_score"):
            self._sum(key, "总分差额" if cell == "total_score" else "单项得分差额", Decimal(finding.difference))

    def _sum(self, key: _Key, what: str, value: Decimal | int) -> None:
        self.sums.setdefault(key, [Decimal(0)] * len(_COLUMNS))[_COLUMNS.index(what)] += value

    def by_rule(self) -> list[tuple[object, ...]]:
        """A row each rule that spoke, in the order of the catalogue, and one of all of them."""
        sums = self._grouped("rule")[[*_SUMS, _TOUCHED]]
        spoke = [rule for rule in catalogue() if rule.code in sums.index]
        rows = [(f"{rule.code} {rule.name}", rule.citation.value, *sums.loc[rule.code]) for rule in spoke]
        return [*rows, ("合计", "", *sums[[*_SUMS]].sum())] if rows else []

    def by_unit(self) -> list[tuple[object, ...]]:
        """A row each unit: those with most 错误 first, then with most 疑点."""
        sums = self._grouped("unit", "department")[[*_SUMS, *_FORMS]].reset_index()
        sums = sums.sort_values(["错误", "疑点", "unit", "department"], ascending=[False, False, True, True])
        return [tuple(row) for row in sums.itertuples(index=False)]

    def _grouped(self, *by: str) -> pd.DataFrame:
        rows = [(*key, *sums) for key, sums in self.sums.items()]
        # As objects, for the sum of Decimals is exact.
        frame = pd.DataFrame(rows, columns=["unit", "department", "rule", *_COLUMNS], dtype=object)
        return frame.groupby(list(by))[list(_COLUMNS)].sum()

    def write(self, sheet: Worksheet, styles: Styles) -> None:
        """Fills the sheet from its top; a row once written can't be changed."""
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        for_paper(sheet, NAME)
        plain = styles.get(text_wrap=False, border=0)
        sheet.set_row(0, 26)
        title = styles.get(bold=True, font_size=16, text_wrap=False, border=0)
        sheet.write_string(0, 0, "项目支出绩效自评表审核汇总", title)
        for at, line in enumerate((self._read(), *_HINTS), 1):
            sheet.write_string(at, 0, line, plain)
        at = _block(sheet, styles, len(_HINTS) + 3, ("规则", "依据", *_SUMS, _TOUCHED), self.by_rule())
        units = self.by_unit()
        top = at + 1
        room = MOST_ROWS - top - 2
        at = _block(sheet, styles, top, ("实施单位", "主管部门", *_SUMS, *_FORMS), units[:room])
        if units:
            sheet.autofilter(top, 0, at - 1, len(_SUMS) + len(_FORMS) + 1)
        if len(units) > room:
            sheet.write_string(at, 0, f"其余 {len(units) - room} 个单位见“表单”", plain)

    def _read(self) -> str:
        said = "，".join(
            f"{status.value} {self.statuses[status]} {'张' if status in _OF_FORMS else '个文件'}"
            for status in Status
            if self.statuses[status]
        )
        forms = sum(self.statuses[status] for status in _OF_FORMS)
        return f"审核了 {self.files} 个 PDF 文件，自评表 {forms} 张{'：' if said else ''}{said}。"


_OF_FORMS = (Status.PASSED, Status.DIFFERS, Status.UNSURE)


def _unit(form: FormResult) -> tuple[str, str]:
    unit, department = text(form.record.implementing_unit).strip(), text(form.record.department).strip()
    return unit[:_LONGEST] or _NO_UNIT, department[:_LONGEST]


def _block(
    sheet: Worksheet, styles: Styles, top: int, headings: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> int:
    """A table with its headings; gives the row below it."""
    middle = {"valign": "vcenter"}
    for place, heading in enumerate(headings):
        sheet.write_string(top, place, heading, styles.heading())
    at = top + 1
    for row in rows:
        for place, value in enumerate(row):
            if isinstance(value, str):
                shown = cell_text(value)
                sheet.write_string(at, place, shown, styles.get(**middle, quote_prefix=guarded(shown)))
            elif value:
                whole = headings[place] not in ("单项得分差额", "总分差额")
                sheet.write_number(at, place, value, styles.get(**middle, num_format="0" if whole else "0.00"))
            else:
                sheet.write_blank(at, place, None, styles.get(**middle))
        at += 1
    return at
