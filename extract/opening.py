"""Opening a PDF with pdfium, and what is wrong with a file that won't open."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from extract.errors import Damaged, EmptyFile, Encrypted, ExtractError, NotAPdf, Unreadable

_HEADER = b"%PDF-"
_SEARCHED = 65_536  # bytes in which a header is looked for; pdfium itself looks in the first 1,024
_KINDS = (
    (b"PK\x03\x04", "Word、Excel、WPS、OFD 或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word、Excel 或 WPS 文档"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"<", "网页或 XML 文件"),
)


@contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed afterwards. Raises the `ExtractError` that says why it can't be opened."""
    document = _load(path, header(path))
    try:
        if len(document) == 0:
            raise Damaged("文件里没有任何页面")
        yield document
    finally:
        document.close()


def header(path: Path) -> int:
    """The byte at which the PDF begins: mailers and web servers put junk before it.

    Raises `Unreadable`, `EmptyFile` or `NotAPdf`.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("不是普通文件（文件夹、管道或设备）")
        if status.st_size == 0:
            raise EmptyFile("文件为空（0 字节）")
        with path.open("rb") as file:
            head = file.read(_SEARCHED)
    except FileNotFoundError as error:
        raise Unreadable("文件已不存在，或链接所指的文件不存在") from error
    except PermissionError as error:
        raise Unreadable("没有读取此文件的权限") from error
    except OSError as error:
        raise Unreadable(f"操作系统无法读取文件（{error.strerror or type(error).__name__}）") from error
    except ValueError as error:  # a NUL in the name
        raise Unreadable("文件名无法识别") from error
    start = head.find(_HEADER)
    if start < 0:
        raise NotAPdf(f"不是 PDF 文件{_kind(head)}")
    return start


def _load(path: Path, start: int) -> pypdfium2.PdfDocument:
    if start > 1024:
        source: bytes | pdfium.FPDF_DOCUMENT = path.read_bytes()[start:]
    else:
        # Not by pypdfium2's own way: names that are no UTF-8 must open too.
        source = pdfium.FPDF_LoadDocument(os.fsencode(path), None)
        if not source:
            raise _failure(pdfium.FPDF_GetLastError())
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise _failure(pdfium.FPDF_GetLastError()) from error


def _failure(code: int) -> ExtractError:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return Encrypted("文件已加密，需要打开密码")
    if code == pdfium.FPDF_ERR_SECURITY:
        return Encrypted("文件使用了无法识别的加密方式")
    if code == pdfium.FPDF_ERR_FILE:
        return Unreadable("操作系统无法读取文件")
    return Damaged("文件结构损坏或不完整，无法打开")


def _kind(head: bytes) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((name for magic, name in _KINDS if text.startswith(magic)), None)
    return f"，内容看来是{kind}" if kind else ""
