"""The instructions of a content stream, read in one sweep.

pdfminer's parser looks at a stream byte by byte, which is most of the time that it takes over a page. What usual
producers write needs one regular expression; whatever is not plainly that is left to pdfminer.
"""

from __future__ import annotations

import re
from typing import Any

from pdfminer.psparser import LIT, PSLiteral, literal_name

Instruction = tuple[str, list[Any]]

_MOST = 4_000_000  # bytes: a longer stream takes too much memory read in one go
_END = rb"(?![^\0\t\n\f\r ()<>\[\]{}/%])"  # nothing follows that would belong to the same word
_PLAIN = rb"[^()\\\r]"
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:"
    rb"([-+]?(?:\d+(?:\.\d*)?|\.\d+))" + _END + rb"|([A-Za-z'\"][A-Za-z0-9*]*)" + _END + rb"|<([0-9A-Fa-f\s]*)>"
    rb"|\((" + _PLAIN + rb"*(?:(?:\\[^\r]|\(" + _PLAIN + rb"*\))" + _PLAIN + rb"*)*)\)"
    rb"|/([^\0\t\n\f\r ()<>\[\]{}/%#]*)" + _END + rb"|(\[|<<)|(\]|>>)|(%[^\r\n]*)|([^\0\t\n\f\r ]))"
)
_NUMBER, _WORD, _HEX, _STRING, _NAME, _OPENING, _CLOSING, _COMMENT = range(1, 9)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_TRUTH = {b"true": True, b"false": False}
_LEFT_OUT = (b"BI", b"ID", b"EI", b"null")  # images within the content, and what pdfminer has no value for


def instructions(data: bytes) -> list[Instruction] | None:
    """Operators with their operands, in order, as pdfminer would have them; None where it must read them itself."""
    if len(data) > _MOST:
        return None
    found: list[Instruction] = []
    stack: list[tuple[bytes, list[Any]]] = []
    operands: list[Any] = []
    for match in _TOKEN.finditer(data):
        kind = match.lastindex
        if kind == _NUMBER:
            word = match[_NUMBER]
            operands.append(float(word) if b"." in word else int(word))
        elif kind == _WORD:
            word = match[_WORD]
            if word in _TRUTH:
                operands.append(_TRUTH[word])
            elif stack or word in _LEFT_OUT:
                return None
            else:
                found.append((word.decode("ascii"), operands))
                operands = []
        elif kind == _HEX:
            digits = b"".join(match[_HEX].split())
            if len(digits) % 2:
                return None
            operands.append(bytes.fromhex(digits.decode("ascii")))
        elif kind == _STRING:
            word = match[_STRING]
            operands.append(_ESCAPE.sub(_escaped, word) if b"\\" in word else word)
        elif kind == _NAME:
            try:
                operands.append(LIT(match[_NAME].decode("utf-8")))
            except UnicodeDecodeError:
                return None
        elif kind == _OPENING:
            stack.append((match[_OPENING], operands))
            operands = []
        elif kind == _CLOSING:
            made = _closed(stack, match[_CLOSING], operands)
            if made is None:
                return None
            operands = stack.pop()[1]
            operands.append(made)
        elif kind != _COMMENT:
            return None
    return None if stack else found


def _closed(stack: list[tuple[bytes, list[Any]]], mark: bytes, inside: list[Any]) -> list[Any] | dict[str, Any] | None:
    """The array or dictionary that ends here; None where none does."""
    opened = stack[-1][0] if stack else b""
    if (opened, mark) == (b"[", b"]"):
        return inside
    if (opened, mark) != (b"<<", b">>") or len(inside) % 2 or not all(isinstance(k, PSLiteral) for k in inside[::2]):
        return None
    return {literal_name(key): value for key, value in zip(inside[::2], inside[1::2], strict=True)}


def _escaped(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    return bytes((int(sign, 8) & 0xFF,)) if sign[0] in b"01234567" else _ESCAPED.get(sign, sign)
