"""An opened file and its loaded pages, shared by whoever looks at it in turn.

Loading a page and its text is most of what a look costs, so the survey and the fast reader work on the same: as
long as a file is `shared`, asking for it again gives what is open already. At most `_KEPT` pages are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_uint
from functools import cached_property
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from extract.errors import Unreadable
from extract.layers import remove_hidden
from extract.named import ATTACHED, LAUNCH, LAYERS, SCRIPT, named
from extract.native import address
from extract.objects import Objects, walk
from extract.opening import opened
from extract.sheet import sheet

_CARRIED = {
    SCRIPT: "文件带有脚本（JavaScript），没有运行",
    LAUNCH: "文件带有启动其他程序的指令，没有执行",
    ATTACHED: "文件带有附件，没有打开",
}
_KEPT = 12  # pages, each up to some megabytes
_FILLED = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)


class Loaded:
    """A loaded page: its text page, how it lies, and its objects once somebody asks for them.

    Who asks for objects asks before looking at the text: where there are layers, what those switched off hold is
    only then taken off the page.
    """

    def __init__(self, page: pypdfium2.PdfPage, layered: bool = False) -> None:
        self.page = page
        self.text = page.get_textpage()
        self.lie = sheet(page)
        self.text_address = address(self.text.raw)
        self.page_address = address(page.raw)
        self._layered = layered

    @cached_property
    def objects(self) -> Objects:
        """Those of the page that show. Raises `TooDense`, and `Damaged` where layers can't be drawn."""
        if self._layered:
            self.text.close()
            remove_hidden(self.page)
            self.text = self.page.get_textpage()
            self.text_address = address(self.text.raw)
        return walk(self.page_address, self.lie.matrix)

    def close(self) -> None:
        self.text.close()
        self.page.close()


class Document:
    """An open file; `page` raises `pypdfium2.PdfiumError` for a page that can't be loaded."""

    def __init__(self, path: Path, file: pypdfium2.PdfDocument) -> None:
        self.path = path
        self._file = file
        self._named = named(path)
        self._layered = LAYERS in self._named.names or not self._named.whole
        self._loaded: dict[int, Loaded] = {}

    @property
    def carried(self) -> tuple[str, ...]:
        """In Chinese, what the file holds that does something; nothing of it was run or opened."""
        return tuple(said for name, said in _CARRIED.items() if name in self._named.names)

    def saves(self) -> list[int]:
        """Where each version of the file ends, in bytes from its beginning: one, or more where changes were added."""
        count = pdfium.FPDF_GetTrailerEnds(self._file.raw, None, 0)
        ends = (c_uint * count)()
        pdfium.FPDF_GetTrailerEnds(self._file.raw, ends, count)
        return list(ends)

    @property
    def is_dynamic(self) -> bool:
        """Whether it is an XFA form whose pages are made when it is opened: what stands in the file asks to wait."""
        return bool(pdfium.FPDF_GetFormType(self._file.raw) == pdfium.FORMTYPE_XFA_FULL)

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
        return Loaded(page, self._layered)

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
        try:
            document = Document(path, file)
        except (OSError, ValueError) as error:  # it vanished or was emptied since it was opened
            raise Unreadable("文件在读取时消失或改变") from error
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
