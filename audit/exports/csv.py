"""CSV for spreadsheets and scripts: UTF-8 with BOM (Excel shows Chinese only then), RFC 4180, CRLF."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from audit.exports import files

# OWASP, CSV Injection: what begins with these is run as a formula, by some programs also full-width.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?[0-9]+(,[0-9]{3})*(\.[0-9]+)?%?")


def write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes the table in one step. Raises `OSError`; `ValueError` for a row that does not fit."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"{len(row)} cells under {len(headings)} headings")
        writer.writerow([cell(value) for value in row])
    files.write(path, buffer.getvalue().encode("utf-8-sig"))


def cell(value: str) -> str:
    """The text of a cell without control characters, and with an apostrophe before what would be a formula.

    A number stays one, signed or not. Line breaks inside a cell stay; a tab becomes a space.
    """
    clean = "".join(_clean(char) for char in value.replace("\r\n", "\n").replace("\r", "\n"))
    bare = clean.lstrip()
    if bare.startswith(_FORMULA) and not _NUMBER.fullmatch(bare):
        return f"'{bare}"
    return bare if bare != clean and clean[0] == "\n" else clean


def _clean(char: str) -> str:
    if char == "\n":
        return char
    if char == "\t":
        return " "
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return "" if unicodedata.category(char) == "Cc" else char
