"""Mending single characters that a person cannot tell apart from common ones. Nothing else is changed.

Radicals and compatibility ideographs become the ideograph printed alike; signs of the Symbol and Wingdings
fonts, which Word writes as private-use code points, become the sign they print; what has no ink and no width
goes. Full-width digits, letters and punctuation stay.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Pairs of radical and ideograph where Unicode's own folding has none, or one that mainland fonts don't print.
_RADICALS = (
    "⺀冫⺁厂⺄乙⺅亻⺆冂⺇几⺉刂⺊卜⺋㔾⺌小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵"
    "⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫罒⺬示⺭礻⺮竹⺯糸⺰纟⺱罓⺲罒⺳罓⺶羊⺷羊⺸羋⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹"
    "⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⼾户⾭青⿈黄"
    # One glyph in Noto Sans CJK SC, so that browsers may write the first for the second.
    "㬵胶〜～∕／‒–"
)
# Adobe's Symbol encoding: the signs that stand in figures.
_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xA5: "∞",
    0xB7: "·", 0xA2: "′", 0xB2: "″", 0xBC: "…", 0x2D: "-", 0xE5: "∑", 0xAE: "→",
}  # fmt: skip
_SYMBOL |= {code: chr(code) for code in b"0123456789%()+,./:;<=> "}
# Wingdings: ticks and boxes.
_WINGDINGS = {
    0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0x6E: "■",
    0x6C: "●", 0x75: "◆", 0x76: "❖", 0xA7: "▪", 0xD8: "➢", 0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xAB: "★",
    0x20: " ",
}  # fmt: skip
_WINGDINGS_2 = {
    0x52: "☑", 0x53: "☒", 0x54: "☒", 0x50: "✓", 0x4F: "✗", 0xA3: "□", 0x2A: "□", 0xA2: "■", 0x97: "●",
    0x98: "●", 0x99: "○", 0x20: " ",
}  # fmt: skip
_PRIVATE = 0xF000
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Controls, soft hyphen, zero-width and direction marks, byte order mark.
_INKLESS: tuple[Iterable[int], ...] = (
    range(0x20),
    range(0x7F, 0xA0),
    (0xAD, 0x034F, 0x061C, 0xFEFF),
    range(0x200B, 0x2010),
)
_INKLESS += (range(0x2028, 0x202F), range(0x2060, 0x2070))


def _common() -> dict[int, str]:
    table: dict[int, str] = {}
    for block in (range(0x2E80, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)):
        for code in block:
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    table |= {ord(odd): plain for odd, plain in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
    for inkless in _INKLESS:
        table |= dict.fromkeys(inkless, "")
    table |= {ord(space): " " for space in _SPACES}
    return table


_COMMON = _common()
_BY_FONT = {
    name: _COMMON | {_PRIVATE + code: sign for code, sign in signs.items()}
    for name, signs in (
        ("symbol", _WINGDINGS | _SYMBOL),
        ("wingdings", _WINGDINGS),
        ("wingdings2", _WINGDINGS_2),
        ("", _WINGDINGS_2 | _WINGDINGS | _SYMBOL),
    )
}
# A Wingdings font without a ToUnicode map gives its bare codes, which no reader can mean as letters.
_BY_FONT["wingdings"] |= _WINGDINGS
_BY_FONT["wingdings2"] |= _WINGDINGS_2


def _family(font: str) -> str:
    name = font.lower().replace(" ", "").replace("-", "")
    if "wingdings2" in name:
        return "wingdings2"
    if "wingdings" in name:
        return "wingdings"
    return "symbol" if "symbol" in name and "segoe" not in name else ""


def mend(text: str, font: str = "") -> str:
    """The text with look-alikes made common; `font`, where known, tells Symbol signs from Wingdings ones.

    Every kind of white space becomes a plain space; zero-width, soft-hyphen and control characters go.
    """
    if text.isascii() and text.isprintable() and not font:
        return text
    return text.translate(_BY_FONT[_family(font)])


def signs(font: str = "") -> Mapping[int, str]:
    """What `mend` puts for which code points; "" for what has no ink."""
    return _BY_FONT[_family(font)]


@lru_cache(4096)
def is_garbage(char: str) -> bool:
    """Whether a mended character can't be what is printed: no mapping, private use, control, unassigned."""
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs")
