"""What is compared. Each gets the paths of PDFs, does its work on all their pages and says how much it found.

Engines are imported when they are called: in a process that measures memory there must be no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

from extract import reader


@dataclass(frozen=True, slots=True)
class Work:
    """What was done: pages gone through, and what came of it (characters, tables or forms)."""

    pages: int
    found: int
    unit: str


Run = Callable[[Sequence[Path]], Work]
FLOOR = "pdfium 只取文字"
BARE = "pdfplumber extract_tables"
_NOT_FIRST = ("pdfium", "scan")  # the usual first reader has its own line; the scan reader reads pictures only


def contenders() -> dict[str, Run]:
    """All that can run here, by name; PyMuPDF only where it is installed."""
    runs: dict[str, Run] = {
        FLOOR: _text,
        "selfeval": partial(_audit, first="pdfium", confirm=False),
        "selfeval，疑点双读": partial(_audit, first="pdfium", confirm=True),
    }
    for name in reader.names():
        if name not in _NOT_FIRST:
            runs[f"selfeval，只用 {name}"] = partial(_audit, first=name, confirm=False)
    runs[BARE] = _pdfplumber
    runs["camelot lattice vector"] = partial(_camelot, engine="vector")
    runs["camelot lattice（默认）"] = partial(_camelot, engine="combined")
    if find_spec("pymupdf"):
        runs["PyMuPDF find_tables"] = _pymupdf
    return runs


def _text(paths: Sequence[Path]) -> Work:
    pypdfium2 = import_module("pypdfium2")
    pages = characters = 0
    for path in paths:
        with closing(pypdfium2.PdfDocument(path)) as document:
            for page in document:
                with closing(page), closing(page.get_textpage()) as text:
                    characters += len(text.get_text_range())
                pages += 1
    return Work(pages, characters, "字")


def _audit(paths: Sequence[Path], first: str, confirm: bool) -> Work:
    pipeline, options = import_module("audit.pipeline"), _options(first, confirm)
    source = import_module("audit.result").Source
    pages = forms = 0
    for path in paths:
        result = pipeline.audit_file(source(str(path), path.name), options)
        if result.unread:
            raise RuntimeError(f"{path.name}：{result.unread}")
        pages += result.pages
        forms += len(result.forms)
    return Work(pages, forms, "张自评表")


@cache
def _options(first: str, confirm: bool) -> Any:
    templates, policy = import_module("normalize.template").load(), import_module("validate.policy").load()
    usual = import_module("audit.pipeline").standard(templates, policy)
    return replace(usual, reader=reader.load(first), confirmers=usual.confirmers if confirm else ())


def _pdfplumber(paths: Sequence[Path]) -> Work:
    pdfplumber = import_module("pdfplumber")
    pages = tables = 0
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                tables += len(page.extract_tables())
                page.close()  # or its memory grows with the pages
                pages += 1
    return Work(pages, tables, "张表格")


def _camelot(paths: Sequence[Path], engine: str) -> Work:
    """`camelot.read_pdf(path, pages="all")`, by the class below it that also tells how many pages there were."""
    handlers = import_module("camelot.handlers")
    pages = tables = 0
    for path in paths:
        with handlers.PDFHandler(path, pages="all") as handler:
            tables += len(handler.parse(flavor="lattice", engine=engine))
            pages += len(handler.pages)
    return Work(pages, tables, "张表格")


def _pymupdf(paths: Sequence[Path]) -> Work:
    pymupdf = import_module("pymupdf")
    pages = tables = 0
    for path in paths:
        with pymupdf.open(path) as document, redirect_stdout(StringIO()):  # it prints advertisements
            for page in document:
                tables += sum(1 for table in page.find_tables().tables if table.extract())
                pages += 1
    return Work(pages, tables, "张表格")
