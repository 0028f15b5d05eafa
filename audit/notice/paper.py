"""A Word document in the manner of an official letter: A4, 仿宋 for the text, tables with lines, pages numbered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from audit.notice.text import plain

_SONG, _FANG, _HEI = "宋体", "仿宋", "黑体"
_LATIN = "Times New Roman"
_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
)
_TWIPS = 567  # to the cm
# One day for all: a program that saves the document sets it on, and that tells an edited one (see `write`).
SAVED = datetime(2000, 1, 1)
_PACKED = (1980, 1, 1, 0, 0, 0)
CORE = "docProps/core.xml"


class Paper:
    """A document that is written from top to bottom."""

    def __init__(self, title: str) -> None:
        self._document = Document()
        _describe(self._document, title)
        _lay_out(self._document)
        _styles(self._document)

    def title(self, text: str) -> None:
        line = self._document.add_paragraph(plain(text), "Title")
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, text: str) -> None:
        self._document.add_paragraph(plain(text), "Heading 1")

    def line(self, text: str, indent: bool = True, right: bool = False) -> None:
        """A paragraph of the letter."""
        paragraph = self._document.add_paragraph(plain(text))
        paragraph.paragraph_format.first_line_indent = Pt(32) if indent else Pt(0)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def note(self, text: str) -> None:
        """Small print below a table."""
        self._document.add_paragraph(plain(text), "表注")

    def table(self, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A table with its headings on each page. `widths` in cm; a row of one cell goes over all columns."""
        table = self._document.add_table(0, len(heads), "Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(parse_xml(_MARGINS))  # the schema has an order
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        twips = [round(width * _TWIPS) for width in widths]
        # Built as XML, for python-docx takes time for each row that grows with the table.
        table._tbl.append(_row(heads, twips, "表头", head=True))
        for row in rows:
            texts, style = (row, "表文") if len(row) == len(heads) else (row[:1], "表目")
            table._tbl.append(_row(texts, twips if len(texts) > 1 else [sum(twips)], style, span=len(heads)))
        self._document.add_paragraph("", "表注")

    def reply(self, heading: str, signature: str) -> None:
        """A box to write into."""
        table = self._document.add_table(1, 1, "Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        row = table.rows[0]
        row.height = Cm(5.5)
        cell = row.cells[0]
        cell.paragraphs[0].style = "表目"
        cell.paragraphs[0].add_run(f"{heading}：")
        for line in ("", "", "", "", "", "", signature):
            cell.add_paragraph(line, "表目")
        cell.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._document.add_paragraph("", "表注")  # Word wants a paragraph behind a table

    def content(self) -> bytes:
        """The file: the same bytes for the same text."""
        raw = io.BytesIO()
        self._document.save(raw)
        packed = io.BytesIO()
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                about = zipfile.ZipInfo(name, _PACKED)
                about.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(about, old.read(name))
        return packed.getvalue()


def _row(texts: Sequence[str], twips: Sequence[int], style: str, head: bool = False, span: int = 1) -> Any:
    """A row that stays on one page; `head` repeats it on each, a single cell goes over `span` columns."""
    cells = []
    for text, wide in zip(texts, twips, strict=True):
        about = f'<w:tcW w:w="{wide}" w:type="dxa"/>'
        if span > 1 and len(texts) == 1:
            about += f'<w:gridSpan w:val="{span}"/>'
        if head:
            about += '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>'
        keep = "<w:keepNext/>" if len(texts) == 1 else ""
        lines = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>'
            f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
            for line in plain(text).split("\n")
        )
        cells.append(f"<w:tc><w:tcPr>{about}</w:tcPr>{lines}</w:tc>")
    again = "<w:tblHeader/>" if head else ""
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(cells)}</w:tr>")


def _describe(document: Any, title: str) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = "绩效自评复核意见", "", "", ""
    about.subject = plain(title)
    about.created = about.modified = SAVED
    about.revision = 1


def _lay_out(document: Any) -> None:
    """Margins after GB/T 9704 (党政机关公文格式)."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.2), Cm(3.0)
    section.left_margin, section.right_margin = Cm(2.6), Cm(2.5)
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)
    line.add_run(" —")


def _styles(document: Any) -> None:
    styles = document.styles
    _style(styles["Normal"], _FANG, 16, line=28)
    _style(styles["Title"], _SONG, 22, bold=True, line=34, after=14)
    _style(styles["Heading 1"], _HEI, 16, line=28, before=6)
    for borders in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        borders.getparent().remove(borders)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, font, size, bold in (
        ("表文", _SONG, 9, False),
        ("表头", _HEI, 9, False),
        ("表目", _SONG, 9.5, True),
        ("表注", _SONG, 9, False),
    ):
        style = styles.add_style(name, 1)
        style.base_style = styles["Normal"]
        _style(style, font, size, bold=bold)
    styles["表头"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _style(
    style: Any, font: str, size: float, bold: bool = False, line: float = 0, before: float = 0, after: float = 0
) -> None:
    """Sizes in points; `line` 0 is single spacing."""
    style.font.name, style.font.size, style.font.bold = _LATIN, Pt(size), bold
    style.font.italic, style.font.color.rgb = False, RGBColor(0, 0, 0)
    about = style.element.get_or_add_rPr()
    fonts = about.get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), font)
    for language in about.findall(qn("w:lang")):
        about.remove(language)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    about.append(language)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    spacing.line_spacing = Pt(line) if line else 1.0
