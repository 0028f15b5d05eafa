"""An opened file and its loaded pages, shared by whoever looks at it in turn.

Loading a page and its text is most of what a look costs, so the survey and the fast reader work on the same: as
long as a file is `shared`, asking for it again gives what is open already. At most `_KEPT` pages are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from extract.native import address
from extract.opening import opened
from extract.sheet import Sheet, sheet

_KEPT = 12  # pages, each up to some megabytes
_FILLED = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded page with its text page and how it lies."""

    page: pypdfium2.PdfPage
    text: pypdfium2.PdfTextPage
    lie: Sheet

    @property
    def page_address(self) -> int:
        return address(self.page.raw)

    @property
    def text_address(self) -> int:
        return address(self.text.raw)

    def close(self) -> None:
        self.text.close()
        self.page.close()


class Document:
    """An open file; `page` raises `pypdfium2.PdfiumError` for a page that can't be loaded."""

    def __init__(self, path: Path, file: pypdfium2.PdfDocument) -> None:
        self.path = path
        self._file = file
        self._loaded: dict[int, Loaded] = {}

    def __len__(self) -> int:
        return len(self._file)

    def page(self, index: int) -> Loaded:
        """The page (from 0), with filled fields and typed notes made part of its content."""
        if index not in self._loaded:
            while len(self._loaded) >= _KEPT:
                self.drop(next(iter(self._loaded)))
            self._loaded[index] = self._load(index)
        return self._loaded[index]

    def _load(self, index: int) -> Loaded:
        page = self._file[index]
        if _flatten(page):
            page.close()
            page = self._file[index]
        return Loaded(page, page.get_textpage(), sheet(page))

    def drop(self, index: int) -> None:
        """Closes a page that is not needed any more."""
        loaded = self._loaded.pop(index, None)
        if loaded is not None:
            loaded.close()

    def close(self) -> None:
        for index in list(self._loaded):
            self.drop(index)


_open: list[Document] = []


@contextmanager
def shared(path: Path) -> Iterator[Document]:
    """The file, opened now or by an enclosing `shared` of the same path. Raises `ExtractError`."""
    for document in _open:
        if document.path == path:
            yield document
            return
    with opened(path) as file:
        document = Document(path, file)
        _open.append(document)
        try:
            yield document
        finally:
            _open.remove(document)
            document.close()


def _flatten(page: pypdfium2.PdfPage) -> bool:
    """Paints filled fields and typed notes, which a person sees, into the page (in memory), and nothing else."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    others = [index for index in range(count) if _subtype(page, index) not in _FILLED]
    if len(others) == count:
        return False
    for index in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page, index)
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _subtype(page: pypdfium2.PdfPage, index: int) -> int:
    annot = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        return int(pdfium.FPDFAnnot_GetSubtype(annot))
    finally:
        pdfium.FPDFPage_CloseAnnot(annot)
