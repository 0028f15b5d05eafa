"""CSV for spreadsheets and scripts: UTF-8 with BOM (Excel shows Chinese only then), RFC 4180, CRLF."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

# OWASP, CSV Injection: what begins with these is run as a formula, by some programs also full-width.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?[0-9]+(,[0-9]{3})*(\.[0-9]+)?%?")


def head(headings: Sequence[str]) -> bytes:
    """The beginning of a table."""
    return codecs.BOM_UTF8 + _lines([headings])


def lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of a table under these headings. Raises `ValueError` for one that does not fit."""
    shown = []
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"{len(row)} cells under {len(headings)} headings")
        shown.append([cell(value) for value in row])
    return _lines(shown)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def cell(value: str) -> str:
    """The text of a cell without control characters, and with an apostrophe before what would be a formula.

    A number stays one, signed or not. Line breaks inside a cell stay; a tab becomes a space.
    """
    clean = printable(value)
    bare = clean.lstrip()
    if is_formula(clean):
        return f"'{bare}"
    return bare if bare != clean and clean[0] == "\n" else clean


def printable(value: str) -> str:
    """The text without control characters, but with its line breaks."""
    if value.isprintable():
        return value
    return "".join(_clean(char) for char in value.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula(value: str) -> bool:
    """Whether a spreadsheet would run the text; spaces before it don't count, and a number is none."""
    bare = value.lstrip()
    return bare.startswith(_FORMULA) and not _NUMBER.fullmatch(bare)


def _clean(char: str) -> str:
    if char == "\n":
        return char
    if char == "\t":
        return " "
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return "" if unicodedata.category(char) == "Cc" else char
