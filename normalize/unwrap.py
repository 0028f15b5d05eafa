"""Wrapped lines of a cell → the text its author typed.

Chinese lines join without a space. Between two Latin letters the width decides: a word that the cell's edge broke
joins without a space, two words that merely stand on two lines get one. A printed space stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.grid import Cell, TextLine

# What producers leave between a cell's rule and its text at most, in points: Word's and LibreOffice's default.
_PADDING = 5.4


def unwrap(cells: Sequence[Cell]) -> str:
    """The lines of a cell as one text; several cells are the parts of one that a page break split, in order."""
    text = ""
    before: tuple[TextLine, Cell] | None = None
    for cell in cells:
        for line in cell.lines:
            if before is not None:
                text += _glue(text, line.text, *before)
            text += line.text
            before = line, cell
    return text.strip()


def room(line: TextLine, cell: Cell) -> float:
    """How much of the cell's width the line leaves free, in units of its own character size."""
    padding = min(other.bbox.x0 for other in cell.lines) - cell.bbox.x0
    free = cell.bbox.width - line.bbox.width - 2 * min(max(padding, 0.0), _PADDING)
    return free / max(line.bbox.height, 1.0)


def _glue(before: str, after: str, line: TextLine, cell: Cell) -> str:
    """What stands between a text whose last line this is, and the next line."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    left, right = before[-1], after[0]
    if not (left.isascii() and right.isascii()):
        return ""
    if left.isalpha() and right.isalpha():
        # A Latin letter is about half as wide as the line is high: had one more fitted, it would stand there.
        return "" if room(line, cell) < 0.6 else " "
    return " " if left in ",;:!?)" and right.isalpha() else ""
