"""A page's content by playa: as objects for camelot, and as signs and filled boxes in the order of painting."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any

from playa.miner import LTChar, LTContainer, LTPage, LTRect, process_object

from extract.eye import Color, Sign
from extract.geometry import BBox
from extract.text import mend

_CID = "(cid:"
_NAMED = ("Separation", "DeviceN", "Indexed", "Pattern", "Lab")
_INKLESS = (3, 7)  # text rendering modes


def layout(page: Any, box: tuple[float, float, float, float], rotation: int) -> LTPage:
    """playa's objects in points from the bottom left of what is displayed: the crop box, turned."""
    page.mediabox = box
    page.set_initial_ctm("page", rotation)
    wide, high = box[2] - box[0], box[3] - box[1]
    content = LTPage(page.page_idx + 1, (0, 0, high, wide) if rotation % 180 else (0, 0, wide, high))
    for each in page:
        content.extend(process_object(each))
    return content


def _leaves(container: Any) -> Iterator[Any]:
    for each in container:
        if isinstance(each, LTContainer):
            yield from _leaves(each)
        else:
            yield each


def painted(content: LTPage) -> tuple[list[Sign], list[tuple[int, BBox]]]:
    """The signs and the filled boxes of a page, numbered together in the order of painting."""
    height = content.bbox[3]
    signs, fills = [], []
    for order, each in enumerate(_leaves(content)):
        if isinstance(each, LTChar):
            signs.append(_sign(each, order, height))
        elif isinstance(each, LTRect) and each.fill:
            fills.append((order, BBox(each.x0, height - each.y1, each.x1, height - each.y0)))
    return signs, fills


def turn(content: LTPage) -> int:
    """Quarter turns clockwise that make most of the text read left to right."""
    ways = [_way(each) for each in _leaves(content) if isinstance(each, LTChar)]
    way = max((1, 2, 3), key=ways.count)
    return -way % 4 if 2 * ways.count(way) > len(ways) else 0


def _way(char: LTChar) -> int | None:
    a, b = char.matrix[0], char.matrix[1]
    if min(abs(a), abs(b)) > 0.05 * max(abs(a), abs(b)):
        return None
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b < 0 else 3


def _sign(char: LTChar, order: int, height: float) -> Sign:
    text = char.get_text()
    text = "\ufffd" if text.startswith(_CID) else mend(text, char.fontname)
    downwards = char.adv < 0
    way = _way(char)
    size = char.height if way in (0, 2) else char.width
    x0, y0, x1, y1 = char.bbox if downwards else _em_box(char, size)
    color = None if char.render_mode in _INKLESS else _color(char)
    return Sign(text, BBox(x0, height - y1, x1, height - y0), size, 1 if downwards and way == 0 else way, color, order)


def _em_box(char: LTChar, size: float) -> tuple[float, float, float, float]:
    """From the baseline, as CJK fonts have it: the ascent and descent that fonts name are often wrong."""
    a, b, c, d, e, f = char.matrix
    em = size / (hypot(c, d) or 1.0)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (0, char.adv) for y in (-0.12 * em, 0.88 * em)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _color(char: LTChar) -> Color:
    """Red, green, blue of one to four components; black for spaces in which they mean something else."""
    if char.ncs.name in _NAMED:
        return (0.0, 0.0, 0.0)
    values = [float(v) for v in char.non_stroking_color.values]
    if len(values) == 1:
        return (values[0], values[0], values[0])
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        cyan, magenta, yellow, key = values
        return ((1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key))
    return (0.0, 0.0, 0.0)
