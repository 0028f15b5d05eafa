"""What files are called in reports: printable, in a natural order, the same for no two of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

_DRIVE = re.compile(r"^[A-Za-z]:")
_UTF8_OF_CJK = 0x800  # the first character that takes three bytes in UTF-8


def natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sorting key that puts 2 before 10, folder by folder; the name itself decides between equals."""
    return tuple(part for folder in name.split("/") for part in (*_parts(folder), (-1, 0, ""))), name


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    # int() refuses numbers of thousands of digits, which a hostile archive may hold.
    for digits, words in re.findall(r"([0-9]{1,255})|([^0-9]+)", text):
        yield (0, int(digits), "") if digits else (1, 0, words.casefold())


def readable_name(name: str) -> str:
    r"""A file's name as it can stand in a report: bytes that are no UTF-8 as \xb5, line breaks as \n.

    The backslash itself is doubled, so that two names never become one.
    """
    return "".join(_readable(char) for char in name)


def _readable(char: str) -> str:
    if char == "\\":
        return "\\\\"
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{ord(char):04x}"
    return char


def unique(names: Iterable[str]) -> Iterator[str]:
    """The names, a number behind those that stood before: a.pdf, a.pdf#2."""
    listed = list(names)
    taken = set(listed)
    numbers: dict[str, Iterator[int]] = {}
    for name in listed:
        if name not in numbers:
            numbers[name] = count(2)
            yield name
            continue
        other = next(each for n in numbers[name] if (each := f"{name}#{n}") not in taken)
        taken.add(other)
        yield other


def prefixes(paths: Sequence[Sequence[str]]) -> list[str]:
    """What goes in front of the names below each path, given by its parts: nothing for a single one.

    Otherwise as many of its last parts as tell all of them apart; the same path given twice keeps one prefix.
    """
    if len(paths) == 1:
        return [""]
    different = len({tuple(path) for path in paths})
    for length in range(1, max(map(len, paths), default=0) + 1):
        found = ["/".join(path[-length:]) for path in paths]
        if len(set(found)) == different:
            return found
    return ["/".join(path) for path in paths]


def inside(name: str) -> str:
    """The name of an archive's member as one below the archive, whatever it pretends: no drive, no root, no `..`."""
    parts = _DRIVE.sub("", name).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def encoding(raw: bytes) -> str:
    """How names were written that don't say so: by a Mac (utf-8), a Chinese Windows (gb18030), or DOS (cp437).

    `raw` holds the names of a whole archive, for one program wrote them. Chinese in UTF-8 is nothing else by
    chance, while two bytes of GBK may well be one letter of UTF-8 (D2 BB is 一 and һ).
    """
    utf8, gbk = _decoded(raw, "utf-8"), _decoded(raw, "gb18030")
    if any(ord(char) >= _UTF8_OF_CJK for char in utf8):
        return "utf-8"
    foreign = [char for char in gbk if ord(char) > 0x7F]
    # An accent of DOS and the ASCII letter behind it make a rare character of GBK, hardly a common one of GB2312.
    if sum(bool(char.encode("gb2312", "ignore")) for char in foreign) * 2 > len(foreign):
        return "gb18030"
    return "utf-8" if utf8 else "cp437"


def _decoded(raw: bytes, code: str) -> str:
    try:
        return raw.decode(code)
    except UnicodeDecodeError:
        return ""
