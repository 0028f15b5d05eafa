"""Text as a cell of a workbook can hold it, and printed figures as numbers that look as printed."""

from __future__ import annotations

import re
from decimal import Decimal

from audit.exports.csv import is_formula, printable

_MOST = 16_000  # characters; Excel takes 32,767 UTF-16 units
_CUT = "……（其余略）"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]{1,8}))?(%?)")
_MOST_DIGITS = 15  # more than a double keeps


def text(value: str) -> str:
    """What can stand in a cell: no control characters or halves of one, and not too long."""
    clean = printable(value)
    if len(clean) > _MOST:
        clean = clean[:_MOST] + _CUT
    # XlsxWriter takes such a text for formatted XML of its own and writes it unescaped.
    return f"{clean} " if clean.startswith("<r>") and clean.endswith("</r>") else clean


def guarded(value: str) -> bool:
    """Whether a spreadsheet would run the text as a formula once somebody edits its cell."""
    return is_formula(value)


def number(value: str) -> tuple[Decimal, str] | None:
    """A figure as a spreadsheet's number, and the format that shows it as printed; None for all other text.

    0930 stays text, and so does what a double would not keep.
    """
    found = _NUMBER.fullmatch(value)
    if found is None:
        return None
    bare = value.rstrip("%").replace(",", "")
    digits = bare.lstrip("-0.").replace(".", "")
    if len(digits) > _MOST_DIGITS or (not digits and bare.startswith("-")):
        return None
    decimals, percent = found[1] or "", found[2]
    shape = ("#,##0" if "," in value else "0") + ("." + "0" * len(decimals) if decimals else "") + percent
    return Decimal(bare) / (100 if percent else 1), shape
