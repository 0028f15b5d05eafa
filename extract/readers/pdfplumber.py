"""The reader on pdfplumber: pdfminer's glyphs, pdfplumber's table finder on cleaned rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.table import edges_to_intersections, intersections_to_cells

from extract.build import build
from extract.errors import Damaged, Encrypted
from extract.geometry import BBox
from extract.grid import Page
from extract.miner import hidden_layers, paint
from extract.opening import header
from extract.rule import SNAP, Rule


class PdfplumberReader:
    """Reads one page at a time and drops it before the next, so that memory stays flat."""

    name = "pdfplumber"

    def read(self, path: Path, pages: Sequence[int]) -> Iterator[Page]:
        """See `extract.reader.Reader`."""
        if not pages:
            return
        with self._opened(path, pages) as document:
            yield from self._pages(document, pages)

    @contextmanager
    def _opened(self, path: Path, pages: Sequence[int]) -> Iterator[Any]:
        start = header(path)
        with path.open("rb") as file:
            # pdfminer takes offsets from the first byte: whatever stands before the header must go.
            stream = BytesIO(file.read()[start:]) if start else file
            try:
                document = pdfplumber.open(stream, pages=list(pages))
            except Exception as error:
                # pdfminer raises dozens of built-in types on broken files
                if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
                    raise Encrypted("文件已加密，需要打开密码") from error
                raise Damaged(f"pdfminer 无法打开文件（{type(error).__name__}）") from error
            yield document

    def _pages(self, document: Any, pages: Sequence[int]) -> Iterator[Page]:
        try:
            sheets = {sheet.page_number: sheet for sheet in document.pages}
            hidden = hidden_layers(document.doc.catalog)
        except Exception as error:  # as above
            raise Damaged(f"pdfminer 无法读取页面目录（{type(error).__name__}）") from error
        for number in pages:
            if number not in sheets:
                raise Damaged(f"第 {number} 页不存在")
            try:
                painted = paint(sheets[number].page_obj, document.rsrcmgr, hidden)
            except Exception as error:  # as above; one page's content may break anything
                raise Damaged(f"第 {number} 页内容损坏，pdfminer 无法解析（{type(error).__name__}）") from error
            finally:
                sheets.pop(number).close()
            yield build(number, painted, boxes)


def boxes(rules: Sequence[Rule]) -> list[BBox]:
    """The cells that the rules of one table enclose, by pdfplumber's table finder."""
    found = intersections_to_cells(edges_to_intersections([_edge(r) for r in rules], SNAP, SNAP))
    return [BBox(float(x0), float(top), float(x1), float(bottom)) for x0, top, x1, bottom in found]


def _edge(rule: Rule) -> dict[str, Any]:
    x0, top, x1, bottom = (
        (rule.at, rule.start, rule.at, rule.end) if rule.vertical else (rule.start, rule.at, rule.end, rule.at)
    )
    return {
        "orientation": "v" if rule.vertical else "h",
        "object_type": "line",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


READER = PdfplumberReader()
