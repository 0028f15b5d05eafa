"""Which characters the signs of a pdfium page stand for, mended as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import create_string_buffer
from functools import lru_cache
from itertools import repeat

import numpy as np

from extract import native
from extract.native import Ints
from extract.text import mend, signs

_LOST = 0xFFFD  # stands for a character whose meaning the file doesn't say
_BEYOND = 0xFFFF  # code points from here on are rare, and mended one by one
_HYPHENS = (0x02, 0xFFFE)  # how pdfium gives a hyphen at the end of a line


def code_points(text: int, number: int) -> Ints:
    """The code points of a text page as pdfium gives them."""
    buffer = np.zeros(number + 1, np.uint16)
    got = native.char_text(text, 0, number, buffer.ctypes.data) - 1
    codes = buffer[:number].astype(np.int64)
    if got != number or ((codes >= 0xD800) & (codes < 0xE000)).any():
        codes = native.words(native.char_unicode, number, repeat(text), range(number))
    codes[(codes == _HYPHENS[0]) | (codes == _HYPHENS[1])] = ord("-")
    return codes


def read_as(text: int, codes: Ints, chars: list[int], things: Sequence[int], run: Ints) -> Ints:
    """Code points, mended; 0 for a character without ink, U+FFFD for one without a meaning."""
    fonts = list(map(native.text_font, things))
    numbers = {font: i for i, font in enumerate(dict.fromkeys(fonts))}
    font_of = native.words(numbers.__getitem__, len(fonts), fonts)[run]
    mended = _table("")[np.minimum(codes, _BEYOND)]
    for font, number in numbers.items():
        name = _font_name(font) if font else ""
        if "symbol" in name.lower() or "dings" in name.lower():
            mine = font_of == number
            mended[mine] = _table(name)[np.minimum(codes[mine], _BEYOND)]
            font_of[mine] = -1
    # A code that a font doesn't map comes as its bare self: to be asked once for each font and code.
    kinds, firsts = np.unique(font_of << 32 | codes, return_index=True)
    for kind, i in zip(kinds.tolist(), firsts.tolist(), strict=True):
        if native.char_unmapped(text, chars[i]) and font_of[i] >= 0:
            mended[(font_of << 32 | codes) == kind] = _LOST
    if codes.max(initial=0) >= _BEYOND:
        for i in np.flatnonzero(codes >= _BEYOND).tolist():
            mended[i] = ord(mend(chr(codes[i])) or "\0") if codes[i] < 0x110000 else 0
    return mended


@lru_cache(16)
def _table(font: str) -> Ints:
    """For each code point up to `_BEYOND` the one a person reads; 0 for what has no ink."""
    table = np.arange(_BEYOND + 1)
    for code, sign in signs(font).items():
        if code < _BEYOND:
            table[code] = ord(sign or "\0")
    table[0xD800:0xE000] = table[0xFFFE] = 0
    return table


def _font_name(font: int) -> str:
    buffer = create_string_buffer(128)
    native.font_name(font, native.address(buffer), len(buffer))
    return buffer.value.decode("utf-8", "replace")
