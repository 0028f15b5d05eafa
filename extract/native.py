"""pdfium's functions for tight loops: bare addresses in, bare numbers out.

pypdfium2's own prototypes check and wrap each argument, which costs several times what most of these calls take.
All pass pointers and indices as machine words and write what they find at an address given; `numpy` looks at the
same memory. Callers keep the document, the page and the memory alive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from ctypes import PYFUNCTYPE, c_float, c_int, c_size_t, c_void_p, cast
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def _call(name: str, result: Any, arguments: int) -> Callable[..., Any]:
    # An index goes as a word: its upper half is not looked at, and words convert faster than ints.
    return PYFUNCTYPE(result, *[c_void_p] * arguments)(cast(getattr(raw, name), c_void_p).value or 0)


def address(handle: Any) -> int:
    """Where a pypdfium2 handle points to."""
    return cast(handle, c_void_p).value or 0


char_count = _call("FPDFText_CountChars", c_int, 1)
char_text = _call("FPDFText_GetText", c_int, 4)
char_unicode = _call("FPDFText_GetUnicode", c_int, 2)
char_object = _call("FPDFText_GetTextObject", c_size_t, 2)
char_box = _call("FPDFText_GetLooseCharBox", c_int, 3)
char_matrix = _call("FPDFText_GetMatrix", c_int, 3)
char_unmapped = _call("FPDFText_HasUnicodeMapError", c_int, 2)
char_generated = _call("FPDFText_IsGenerated", c_int, 2)

page_count = _call("FPDFPage_CountObjects", c_int, 1)
page_object = _call("FPDFPage_GetObject", c_size_t, 2)
form_count = _call("FPDFFormObj_CountObjects", c_int, 1)
form_object = _call("FPDFFormObj_GetObject", c_size_t, 2)
kind = _call("FPDFPageObj_GetType", c_int, 1)
bounds = _call("FPDFPageObj_GetBounds", c_int, 5)
matrix = _call("FPDFPageObj_GetMatrix", c_int, 2)
fill_color = _call("FPDFPageObj_GetFillColor", c_int, 5)
stroke_color = _call("FPDFPageObj_GetStrokeColor", c_int, 5)
stroke_width = _call("FPDFPageObj_GetStrokeWidth", c_int, 2)
has_transparency = _call("FPDFPageObj_HasTransparency", c_int, 1)
clip_path = _call("FPDFPageObj_GetClipPath", c_size_t, 1)
clip_count = _call("FPDFClipPath_CountPaths", c_int, 1)
clip_points = _call("FPDFClipPath_CountPathSegments", c_int, 2)
clip_point = _call("FPDFClipPath_GetPathSegment", c_size_t, 3)
draw_mode = _call("FPDFPath_GetDrawMode", c_int, 3)
path_count = _call("FPDFPath_CountSegments", c_int, 1)
path_point = _call("FPDFPath_GetPathSegment", c_size_t, 2)
point_at = _call("FPDFPathSegment_GetPoint", c_int, 3)
point_kind = _call("FPDFPathSegment_GetType", c_int, 1)
point_closes = _call("FPDFPathSegment_GetClose", c_int, 1)
text_mode = _call("FPDFTextObj_GetTextRenderMode", c_int, 1)
text_size = _call("FPDFTextObj_GetFontSize", c_int, 2)
text_font = _call("FPDFTextObj_GetFont", c_size_t, 1)
font_name = _call("FPDFFont_GetBaseFontName", c_int, 3)

mark_count = _call("FPDFPageObj_CountMarks", c_int, 1)
mark = _call("FPDFPageObj_GetMark", c_size_t, 2)
mark_name = _call("FPDFPageObjMark_GetName", c_int, 4)
set_active = _call("FPDFPageObj_SetIsActive", c_int, 2)
remove_from_page = _call("FPDFPage_RemoveObject", c_int, 2)
destroy = _call("FPDFPageObj_Destroy", None, 1)
remove_from_form = _call("FPDFFormObj_RemoveObject", c_int, 2)

TEXT, PATH, IMAGE, FORM = (
    raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM,
)  # fmt: skip


def words(call: Callable[..., Any], number: int, *each: Iterable[int]) -> Ints:
    """What the call gives for each of `number` handles."""
    return np.fromiter(map(call, *each), np.int64, number)


def floats(call: Callable[..., Any], handles: Sequence[int], width: int, parts: int = 1) -> Floats:
    """What the call writes for each handle: a row of `width` floats, at `parts` addresses."""
    return _written(call, np.float32, width, parts, handles).astype(np.float64)


def ints(call: Callable[..., Any], handles: Sequence[int], width: int, parts: int = 1) -> Ints:
    """The same of integers."""
    return _written(call, np.uint32, width, parts, handles).astype(np.int64)


def of_chars(call: Callable[..., Any], text: int, chars: Sequence[int], width: int) -> Floats:
    """What the call writes for each character of a text page: a row of `width` floats."""
    return _written(call, np.float32, width, 1, chars, repeat(text)).astype(np.float64)


def _written(
    call: Callable[..., Any], kind: Any, width: int, parts: int, each: Sequence[int], *before: Iterable[int]
) -> npt.NDArray[Any]:
    out = np.zeros((len(each), width), kind)
    start, step = out.ctypes.data, 4 * width
    end, gap = start + step * len(each), step // parts
    places = (range(start + gap * part, end + gap * part, step) for part in range(parts))
    deque(map(call, *before, each, *places), 0)
    return out


def matrix_of(thing: int) -> tuple[float, float, float, float, float, float]:
    """The matrix of a page object; identity when it has none."""
    values = (c_float * 6)(1, 0, 0, 1, 0, 0)
    matrix(thing, address(values))
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def usual(values: Floats) -> float:
    """The median, the upper one of two; several times as fast as `numpy.median`."""
    return float(np.sort(values)[len(values) // 2])
