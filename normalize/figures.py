"""Printed numbers → Decimal, together with the decimals that are printed.

Full-width digits, thousands separators and spaces inside a number mean nothing. A number whose separators make no
sense (7,00.0,77) is not read at all: better silent than wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_GLYPHS = str.maketrans(
    {
        "\u3000": " ",
        "\u00a0": " ",
        "\uf0b3": "≥",  # Symbol font
        "\uf0a3": "≤",
        "≧": "≥",
        "⩾": "≥",
        "≦": "≤",
        "⩽": "≤",
        "﹥": ">",
        "﹤": "<",
        "﹦": "=",
        "═": "=",
        "﹪": "%",
        "−": "-",
        "〜": "~",
        "∼": "~",
    }
)
_PAIRS = ((">=", "≥"), ("=>", "≥"), ("≥=", "≥"), ("<=", "≤"), ("=<", "≤"), ("≤=", "≤"))
_DASHES = frozenset("-—–―─－‐‑/\\／＼ ")  # every glyph a blank is drawn with
_SPACE = re.compile(r"\s+")
NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(NUMBER)
_LONGEST = 24  # characters: longer ones are account numbers and the like, and would not stay exact
_SCALES = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8, "千": Decimal(1000), "百万": Decimal(10) ** 6}
_MONEY = re.compile(rf"[¥￥]?({NUMBER})(千|百万|万|亿)?(元|圆)?(?:人民币|整)?")
_POINTS = re.compile(rf"({NUMBER})(?:分|%)?")
_RATE = re.compile(rf"({NUMBER})(%|百分比)?")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number and how many decimals it is printed with (negative when only tens, hundreds … are)."""

    value: Decimal
    decimals: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; `yuan` is what one printed unit is worth in 元, None when the cell prints no unit."""

    value: Decimal
    decimals: int
    yuan: Decimal | None


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The text without white space, ASCII at half width, comparison signs as ≥ ≤ > < =."""
    plain = _SPACE.sub("", text.translate(_WIDTH).translate(_GLYPHS))
    for pair, sign in _PAIRS:
        plain = plain.replace(pair, sign)
    return plain


def is_blank(text: str) -> bool:
    """Whether a cell is empty or holds only — - / or a backslash."""
    return all(char in _DASHES or char.isspace() for char in text)


def is_blank_figure(text: str) -> bool:
    """Whether a cell for a figure or a reason is blank: 无 counts too."""
    return is_blank(text) or folded(text).rstrip("。.") == "无"


def printed(text: str) -> Printed | None:
    """A bare number, the whole of a folded text; None for anything else, and for one too long to be a figure."""
    if not _NUMBER.fullmatch(text):
        return None
    plain = text.replace(",", "")
    if len(plain) > _LONGEST:
        return None
    return Printed(Decimal(plain), len(plain.partition(".")[2]))


@lru_cache(maxsize=4096)
def points(text: str) -> Printed | None:
    """A weight, score or total: a number, perhaps with 分 or ％ after it; None when blank or not a number."""
    found = _POINTS.fullmatch(folded(text))
    return printed(found[1]) if found else None


@lru_cache(maxsize=4096)
def amount(text: str) -> Amount | None:
    """A cell of the funds table: a number, perhaps with its unit (3359.62万); None when blank or no number."""
    found = _MONEY.fullmatch(folded(text))
    number = printed(found[1]) if found else None
    if found is None or number is None:
        return None
    unit = _SCALES.get(found[2], Decimal(1)) if found[2] or found[3] else None
    return Amount(number.value, number.decimals, unit)


def rates(text: str) -> tuple[Printed, ...]:
    """What a printed rate can mean, as parts of 1: one reading with a per cent sign, two without.

    96.6 %, 96.6 and 0.966 are one rate: Printed(0.966, 3). 1, 1.0 and 100 % are too: Printed(1, 2). A bare 0 means
    no more than 0 %: it is not what truncating 0.8 gives.
    """
    found = _RATE.fullmatch(folded(text))
    number = printed(found[1]) if found else None
    if found is None or number is None:
        return ()
    percent = Printed(number.value.scaleb(-2), number.decimals + 2)
    if found[2]:
        return (percent,)
    if number.value in (0, 1):
        return (Printed(number.value, max(2, number.decimals)), percent)
    return (number, percent) if abs(number.value) <= 1 else (percent, number)
