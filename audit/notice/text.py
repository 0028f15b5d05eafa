"""Text out of a PDF as it can stand in a letter and in a file's name."""

from __future__ import annotations

import re
import unicodedata

from audit.exports.csv import printable

_NO_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")  # would show a figure backwards
_NO_NAME = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 180  # bytes of a name; most disks take 255, and another program may add to it


def plain(text: str) -> str:
    """Without characters that Word can't hold, or that turn the reading direction; line breaks stay."""
    return _TURNING.sub("", _NO_XML.sub("\ufffd", printable(text)))


def file_name(text: str) -> str:
    """The text as the name of a file on every system, without an ending; "" where nothing is left of it."""
    shown = "".join(char for char in plain(text) if unicodedata.category(char)[0] not in "CZ" or char == " ")
    name = _NO_NAME.sub("_", shown)
    while len(name.encode()) > _LONGEST:
        name = name[:-1]
    name = name.strip(" .")
    return f"_{name}" if _DEVICES.fullmatch(name) else name
