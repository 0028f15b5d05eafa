# ruff: noqa: ARG002 - signatures are pdfminer's
"""A pdfminer device that keeps what a person sees: glyphs with ink, rules, in paint order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees, hypot
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import MATRIX_IDENTITY, Matrix, apply_matrix_pt, mult_matrix

from extract.geometry import BBox
from extract.glyph import FAINT, Glyph, lightness
from extract.rule import THICK, Rule, from_fill, from_outline
from extract.shapes import around, bounds, clipped, drawn, frame, rectangle, segments, subpaths, within
from extract.text import mend

_ASCENT = 0.88  # of the em box above the baseline, as CJK fonts have it: fonts' own figures are often wrong
_INVISIBLE = (3, 7)  # text rendering modes without ink
_OUTLINED = (1, 5)


@dataclass(frozen=True, slots=True)
class _Hand:
    """How a string is written: the direction in degrees clockwise, the font size in points, the points that a unit
    along the line is, colour and opacity."""

    angle: float
    size: float
    along: float
    color: tuple[float, float, float]
    alpha: float


class State(PDFGraphicState):
    """pdfminer's graphics state with what it leaves out: opacity, blending, clipping."""

    def __init__(self) -> None:
        super().__init__()
        self.fill_alpha = 1.0
        self.stroke_alpha = 1.0
        self.blend = False
        self.clip: BBox | None = None

    def copy(self) -> State:
        twin = State()
        twin.__dict__.update(self.__dict__)
        return twin


class Canvas(PDFTextDevice):
    """Collects what is painted, in order."""

    def __init__(self, manager: PDFResourceManager, paper: BBox) -> None:
        super().__init__(manager)
        self.paper = paper
        self.rules: list[Rule] = []
        self.off = 0  # depth of marked content that belongs to a hidden layer
        self._glyphs: list[tuple[int, Glyph]] = []
        self._covers: list[tuple[int, BBox]] = []
        self._order = 0
        self._mode = 0
        self._texts: dict[tuple[PDFFont, int], str] = {}
        self._hand = _Hand(0.0, 1.0, 1.0, (0.0, 0.0, 0.0), 1.0)

    @property
    def _matrix(self) -> Matrix:
        return self.ctm or MATRIX_IDENTITY

    def seen(self) -> list[Glyph]:
        """The glyphs that nothing opaque was painted over later."""
        covers = [(order, box) for order, box in self._covers if box.width > THICK and box.height > THICK]
        orders = [order for order, _ in covers]
        return [
            glyph
            for order, glyph in self._glyphs
            if not any(box.holds(glyph.x, glyph.y) for _, box in covers[bisect_right(orders, order) :])
        ]

    def render_string(self, textstate: PDFTextState, seq: Any, ncs: PDFColorSpace, graphicstate: Any) -> None:
        self._mode = textstate.render
        if self.ctm is not None:
            self._hand = _hand(mult_matrix(textstate.matrix, self.ctm), textstate.fontsize, self._mode, graphicstate)
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: Any,
    ) -> float:
        step = font.char_width(cid) * fontsize * scaling
        self._order += 1
        if self._mode in _INVISIBLE or self.off:
            return step
        text = self._text(font, cid)
        if text:
            glyph = self._glyph(text, matrix, font, fontsize, rise, step, cid)
            clip = graphicstate.clip
            if clip is None or clip.holds(glyph.x, glyph.y):
                self._glyphs.append((self._order, glyph))
        return step

    def _text(self, font: PDFFont, cid: int) -> str:
        key = (font, cid)
        if key not in self._texts:
            try:
                raw = font.to_unichr(cid)
            except PDFUnicodeNotDefined:
                raw = "\ufffd"
            self._texts[key] = mend(raw, str(font.fontname))
        return self._texts[key]

    def _glyph(
        self,
        text: str,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        rise: float,
        step: float,
        cid: int,
    ) -> Glyph:
        a, b, c, d, e, f = matrix
        hand = self._hand
        vertical = font.is_vertical()
        if vertical:
            shift = font.char_disp(cid)
            vx, vy = shift if isinstance(shift, tuple) else (None, 880)
            left = -(fontsize * 0.5 if vx is None else vx * fontsize * 0.001)
            high = (1000 - vy) * fontsize * 0.001 + rise
            p, q, r, s = left, high + step, left + fontsize, high
        else:
            p, q, r, s = 0.0, rise - (1 - _ASCENT) * fontsize, step, rise + _ASCENT * fontsize
        x0, y0, x1, y1 = a * p + c * q + e, b * p + d * q + f, a * r + c * s + e, b * r + d * s + f
        box = BBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        across = round(hand.angle / 90) % 2 == 1
        wide = abs(step) * hand.along
        return Glyph(
            text,
            box,
            c * rise + e if across else d * rise + f,
            hand.size if hand.size >= 0.3 * wide else wide,
            box.height if across or vertical else box.width,
            hand.angle,
            vertical,
            hand.color,
            hand.alpha,
        )

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        self._order += 1
        if self.off:
            return
        stroke = stroke and _ink(graphicstate.scolor, graphicstate.scs, graphicstate.stroke_alpha)
        inked = fill and _ink(graphicstate.ncolor, graphicstate.ncs, graphicstate.fill_alpha)
        scale = hypot(*self._matrix[:2])
        broad = graphicstate.linewidth * scale > THICK + 1
        found: list[Rule] = []
        box = drawn(path, self._matrix)
        if box is not None and not (stroke and broad):
            found.extend(from_outline(box) if stroke else from_fill(box) if inked else ())
            boxes: list[BBox | None] = [box]
        else:
            boxes = self._outlined(path, stroke and not broad, inked and not stroke, found)
        if fill and len(boxes) == 1 and boxes[0] and graphicstate.fill_alpha >= 1 and not graphicstate.blend:
            self._cover(boxes[0], graphicstate)
        self.rules.extend(r for rule in found if (r := clipped(rule, graphicstate.clip)))

    def _outlined(self, path: Sequence[Any], lined: bool, filled: bool, found: list[Rule]) -> list[BBox | None]:
        """The boxes of a path's parts, None for those that are none; its rules are added to those `found`."""
        parts = subpaths(path)
        shapes = [[(op, [apply_matrix_pt(self._matrix, p) for p in pts]) for op, pts in part] for part in parts]
        boxes = [rectangle(shape) for shape in shapes]
        for shape, box in zip(shapes, boxes, strict=True):
            if lined:
                found.extend(from_outline(box) if box else segments(shape))
            if filled:
                thin = bounds(shape)
                found.extend(from_fill(thin) if thin and len(shape) > 2 else ())
        if filled and len(boxes) == 2 and boxes[0] and boxes[1]:
            found.extend(frame(boxes[0], boxes[1]))
        return boxes

    def render_image(self, name: str, stream: PDFStream) -> None:
        self._order += 1

    def picture(self, stream: PDFStream, state: State) -> None:
        """An image: opaque ones hide the text painted before."""
        seen_through = any(stream.get_any((key,)) for key in ("SMask", "Mask", "ImageMask", "IM"))
        if self.off or seen_through or state.fill_alpha < 1 or state.blend:
            return
        points = [apply_matrix_pt(self._matrix, corner) for corner in ((0, 0), (1, 0), (1, 1), (0, 1))]
        self._cover(around(points), state)

    def _cover(self, box: BBox, state: State) -> None:
        shown = within(box, state.clip)
        if shown is not None:
            self._covers.append((self._order, shown))


def _hand(matrix: Matrix, fontsize: float, mode: int, state: Any) -> _Hand:
    a, b, c, d = matrix[:4]
    flow = 1 if fontsize >= 0 else -1
    stroked = mode in _OUTLINED
    return _Hand(
        degrees(atan2(b * flow, a * flow)) % 360,
        abs(fontsize) * hypot(c, d),
        hypot(a, b),
        _rgb(state.scolor, state.scs) if stroked else _rgb(state.ncolor, state.ncs),
        state.stroke_alpha if stroked else state.fill_alpha,
    )


def _ink(color: Any, space: PDFColorSpace, alpha: float) -> bool:
    return lightness(_rgb(color, space), alpha) < FAINT


def _rgb(color: Any, space: PDFColorSpace) -> tuple[float, float, float]:
    """A pdfminer colour as red, green, blue; black where it can't be known (patterns, palettes)."""
    parts = tuple(color) if isinstance(color, list | tuple) else (color,)
    if not all(isinstance(p, int | float) for p in parts) or space.name in ("Pattern", "Indexed", "Lab"):
        return (0.0, 0.0, 0.0)
    return _mixed(parts, space.name == "Separation")


@lru_cache(256)
def _mixed(parts: tuple[float, ...], inverse: bool) -> tuple[float, float, float]:
    numbers = [min(1.0, max(0.0, float(p))) for p in parts]
    if len(numbers) == 1:
        grey = 1 - numbers[0] if inverse else numbers[0]
        return (grey, grey, grey)
    if len(numbers) == 3:
        return (numbers[0], numbers[1], numbers[2])
    if len(numbers) == 4:
        left = 1 - numbers[3]
        return ((1 - numbers[0]) * left, (1 - numbers[1]) * left, (1 - numbers[2]) * left)
    return (0.0, 0.0, 0.0)
