"""Slips of character recognition that the form of a text gives away, and how alike two readings are."""

from __future__ import annotations

import re
import unicodedata

_CJK = r"[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f（），：；？！％“”‘’—…]"
_WIDE = str.maketrans("(),:;?!", "（），：；？！")
_FIGURE = re.compile(r"[≥≤<>=＝≧≦±+\-]?\s*[\d０-９][\d０-９\s.,．，]*(?:[%％]|[万亿]?元)?")
_BROKEN = re.compile(r"(?<=[\d.,．，])\s+(?=[\d.,．，%％])")
_EQUALS = re.compile(r"[二＝]\s*(?=\d+(?:[.．]\d+)?[%％]$)")
_LOST_SIGN = re.compile(r"[Z工乙之]\s*(?=\d)|2(?=\d\d(?:\.\d+)?[%％]$)")
_ROUND = re.compile(r"[OoQ〇](?=[\d.%％])|(?<=[\d.])[OoQ〇]")
_LONE_ZERO = re.compile(r"[OoQ〇]")


def mend(text: str) -> tuple[str, str]:
    """The text without the slips that are certain, and in Chinese why it can't be relied on, or ""."""
    text = _marks(text.strip())
    if _FIGURE.fullmatch(text):
        text = _BROKEN.sub("", text)
    text = _EQUALS.sub("=", text)
    if _LONE_ZERO.fullmatch(text):
        return "0", f"单独的“{text}”按数字 0 读"
    if len(text) <= 12 and _ROUND.search(text):
        return _ROUND.sub("0", text), f"“{text}”中的字母按数字 0 读"
    if len(text) <= 12 and _LOST_SIGN.match(text):
        return text, f"“{text}”的首字可能是 ≥ 或 ≤"
    return text, ""


def _marks(text: str) -> str:
    """Brackets and stops beside Chinese made full-width, as they are typed there."""
    text = re.sub(rf"(?<={_CJK})\s*[(),:;?!]|[(),:;?!]\s*(?={_CJK})", lambda m: m[0].strip().translate(_WIDE), text)
    text = re.sub(r"\(([^()（）]*)）", r"（\1）", text)
    text = re.sub(r"（([^()（）]*)\)", r"（\1）", text)
    # A bracket whose other half stands on another line is part of a wrapped Chinese text.
    return text if text.count("(") == text.count(")") else text.translate(str.maketrans("()", "（）"))


def has_figure(text: str) -> bool:
    """Whether the text holds a digit, or a sign that may be one badly read."""
    return any(c.isdigit() for c in text) or len(text) == 1


def same(one: str, other: str) -> bool:
    """Whether two readings say the same, whatever the width of their signs and the blanks between them."""
    return _bare(one) == _bare(other)


def digits(text: str) -> str:
    """The digits of a text and the points between them."""
    return "".join(re.findall(r"\d+(?:\.\d+)?|[≥≤<>=%]", _bare(text)))


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(str.maketrans("≧≦。，", "≥≤.,"))
    return "".join(folded.split())
