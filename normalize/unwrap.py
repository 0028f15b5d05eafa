"""Wrapped lines of a cell → the text its author typed.

Chinese lines join without a space. Between two Latin characters the width decides: a word or number that the
cell's edge broke joins without a space, two words that merely stand on two lines get one. A printed space stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.geometry import BBox
from extract.grid import TextLine

# Padding that producers put between a cell's rule and its text, in points; Word's default is 5.4.
_MOST_PADDING = 9.0


def unwrap(lines: Sequence[TextLine], box: BBox) -> str:
    """The lines, top to bottom, as one text. `box` is the cell's, in the same points as the lines'."""
    text = ""
    for index, line in enumerate(lines):
        if index:
            text += _glue(text, line.text, room(lines[index - 1], lines, box))
        text += line.text
    return " ".join(text.split(" ")).strip() if text else ""


def room(line: TextLine, lines: Sequence[TextLine], box: BBox) -> float:
    """How much of the cell's width the line leaves free, in units of its own character size."""
    padding = min((other.bbox.x0 for other in lines), default=box.x0) - box.x0
    free = box.width - line.bbox.width - 2 * min(max(padding, 0.0), _MOST_PADDING)
    return free / max(line.bbox.height, 1.0)


def is_full(line: TextLine, lines: Sequence[TextLine], box: BBox) -> bool:
    """Whether a line may have been broken by the cell's edge: one more Chinese character would hardly fit."""
    return room(line, lines, box) < 1.6


def _glue(before: str, after: str, free: float) -> str:
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    left, right = before[-1], after[0]
    if not (left.isascii() and right.isascii()):
        return ""
    if left.isdigit() and right.isdigit():
        return ""
    if left.isalnum() and right.isalnum():
        # A Latin character is about half as wide as the line is high: had one more fitted, it would stand there.
        return "" if free < 0.6 and len(_last_word(before)) > 1 else " "
    return " " if left in ",;:!?)" and right.isalpha() else ""


def _last_word(text: str) -> str:
    tail = ""
    for char in reversed(text):
        if not (char.isascii() and char.isalnum()):
            break
        tail = char + tail
    return tail
