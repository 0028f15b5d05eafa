"""Chinese numerals → integers (一本, 十二项, 三千五百)."""

from __future__ import annotations

_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}

NUMERAL = "[零〇一二两三四五六七八九十百千万亿]+"
"""Every text that may be a numeral matches this; not every match is one (`integer` decides)."""


def integer(text: str) -> int | None:
    """The number that a Chinese numeral spells; None when the characters make none (十一一, 万, 一二三)."""
    if not text:
        return None
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) == 4 else None  # a year: 二〇二一
    total = section = digit = 0
    last = 10**9
    pending = False
    for char in text:
        if char in _DIGITS:
            if pending:
                return None
            digit, pending = _DIGITS[char], _DIGITS[char] > 0
        elif char in _TENS:
            if _TENS[char] >= last or (digit == 0 and char != "十"):
                return None
            last = _TENS[char]
            section += (digit or 1) * last
            digit, pending = 0, False
        elif char in "万亿":
            now = section + digit
            if char == "万":
                if now == 0 or total % 10**8:
                    return None
                total += now * 10**4
            else:
                if total + now == 0 or total >= 10**8:
                    return None
                total = (total + now) * 10**8
            section = digit = 0
            pending, last = False, 10**9
        else:
            return None
    return total + section + digit
