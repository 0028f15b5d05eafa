# ruff: noqa: N802, ARG002 - operators are named by the PDF reference, signatures by pdfminer
"""What pdfminer paints on a page, in displayed coordinates, hidden ink left out.

pdfminer's own layout objects drop the text rendering mode, opacity, clipping and paint order, which decide
whether a person sees a glyph; so this is an interpreter (and a device, `canvas`) of our own that keep them.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Matrix, apply_matrix_pt

from extract.canvas import Canvas, State
from extract.geometry import BBox
from extract.painted import Painted
from extract.shapes import around, corners, subpaths, within
from extract.tokens import instructions

# Its remarks on odd fonts reach the terminal otherwise; whoever wants them can still listen.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())


def paint(page: PDFPage, manager: PDFResourceManager, hidden: frozenset[int] = frozenset()) -> Painted:
    """Runs the page's content; `hidden` are the object numbers of layers switched off.

    Raises whatever pdfminer raises on broken content.
    """
    matrix, width, height = _displayed(page)
    canvas = Canvas(manager, BBox(0, 0, width, height))
    Interpreter(manager, canvas, hidden).render_contents(page.resources, page.contents, ctm=matrix)
    for annot in _shown_annotations(page):
        Interpreter(manager, canvas, hidden).paint_annotation(annot, matrix)
    return Painted(width, height, tuple(canvas.seen()), tuple(canvas.rules))


def hidden_layers(catalog: dict[str, Any]) -> frozenset[int]:
    """Object numbers of the optional content groups that are off when the file is opened."""
    properties = resolve1(catalog.get("OCProperties"))
    default = resolve1(properties.get("D")) if isinstance(properties, dict) else None
    if not isinstance(default, dict):
        return frozenset()
    base = resolve1(default.get("BaseState"))
    if isinstance(base, PSLiteral) and base.name == "OFF":
        return _groups(properties, "OCGs") - _groups(default, "ON")
    return _groups(default, "OFF")


def _groups(holder: dict[str, Any], key: str) -> frozenset[int]:
    listed = resolve1(holder.get(key))
    return frozenset(ref.objid for ref in listed or () if isinstance(ref, PDFObjRef))


def _displayed(page: PDFPage) -> tuple[Matrix, float, float]:
    """The matrix from user space to the page as displayed (origin top left, y down), its width and height."""
    media, crop = _sorted(page.mediabox), _sorted(page.cropbox)
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    if x1 - x0 < 1 or y1 - y0 < 1:
        x0, y0, x1, y1 = media
    wide, high = x1 - x0, y1 - y0
    turn = round(page.rotate / 90) % 4
    if turn == 1:
        return (0, 1, 1, 0, -y0, -x0), high, wide
    if turn == 2:
        return (-1, 0, 0, 1, x1, -y0), wide, high
    if turn == 3:
        return (0, -1, -1, 0, y1, x1), high, wide
    return (1, 0, 0, -1, -x0, y1), wide, high


def _sorted(box: Sequence[float]) -> tuple[float, float, float, float]:
    (x0, x1), (y0, y1) = sorted((box[0], box[2])), sorted((box[1], box[3]))
    return x0, y0, x1, y1


_FLAG_HIDDEN = 2 | 32  # ISO 32000-1 table 165: Hidden, NoView


def _shown_annotations(page: PDFPage) -> list[dict[str, Any]]:
    """Filled fields and typed notes: text a person sees on the page though it is not in its content."""
    out = []
    for ref in list_value(page.annots) if page.annots else ():
        annot = resolve1(ref)
        if not isinstance(annot, dict):
            continue
        kind = annot.get("Subtype")
        flags = resolve1(annot.get("F", 0))
        shown = isinstance(flags, int) and not flags & _FLAG_HIDDEN
        if shown and isinstance(kind, PSLiteral) and kind.name in ("Widget", "FreeText"):
            out.append(annot)
    return out


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter, with the operators it skips: gs, W, F, layers, and the matrix after a form."""

    def __init__(self, manager: PDFResourceManager, device: Canvas, hidden: frozenset[int]) -> None:
        super().__init__(manager, device)
        self.canvas = device
        self.hidden = hidden
        self.outer: State | None = None
        self.marks: list[bool] = []

    def dup(self) -> Interpreter:
        return Interpreter(self.rsrcmgr, self.canvas, self.hidden)

    def subinterp(self) -> PDFPageInterpreter:
        inner = super().subinterp()
        if isinstance(inner, Interpreter) and isinstance(self.graphicstate, State):
            inner.outer = self.graphicstate.copy()
        return inner

    def execute(self, streams: Sequence[object]) -> None:
        """As pdfminer does it, but for the parsing; a stream that is being executed already is left out."""
        found = [s for s in map(stream_value, streams) if s.objid is not None]
        fresh = [s for s in found if s.objid not in self.parent_stream_ids]
        read = instructions(b"\n".join(s.get_data() for s in fresh))
        if read is None:
            super().execute(streams)
            return
        self.stream_ids.clear()
        self.stream_ids.update(s.objid for s in fresh if s.objid is not None)
        for name, operands in read:
            count = _taken(name)
            self.argstack.extend(operands)
            if count is not None:
                taken = self.pop(count) if count else []
                if len(taken) == count:
                    getattr(self, _method(name))(*taken)

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.graphicstate = self.outer.copy() if self.outer else State()

    def paint_annotation(self, annot: dict[str, Any], ctm: Matrix) -> None:
        """Paints the normal appearance of an annotation into its rectangle (ISO 32000-1, 12.5.5)."""
        looks = resolve1(annot.get("AP"))
        normal = resolve1(looks.get("N")) if isinstance(looks, dict) else None
        if isinstance(normal, dict):
            chosen = annot.get("AS")
            normal = resolve1(normal.get(chosen.name)) if isinstance(chosen, PSLiteral) else None
        rect = resolve1(annot.get("Rect"))
        if not isinstance(normal, PDFStream) or not isinstance(rect, list) or len(rect) != 4:
            return
        box = _sorted([float(resolve1(v)) for v in list_value(normal.get("BBox", rect))])
        matrix = _matrix(list_value(normal.get("Matrix", [1, 0, 0, 1, 0, 0])))
        x0, y0, x1, y1 = _sorted([float(resolve1(v)) for v in rect])
        shown = around([apply_matrix_pt(matrix, p) for p in corners(BBox(*box))])
        sx = (x1 - x0) / shown.width if shown.width else 1.0
        sy = (y1 - y0) / shown.height if shown.height else 1.0
        place: Matrix = (sx, 0, 0, sy, x0 - shown.x0 * sx, y0 - shown.top * sy)
        whole = _times(_times(matrix, place), ctm)
        self.render_contents(dict_value(normal.get("Resources", {})), [normal], ctm=whole)

    def do_gs(self, name: Any) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        entry = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if not isinstance(entry, dict) or not isinstance(self.graphicstate, State):
            return
        fill, stroke, mode = (resolve1(entry.get(key)) for key in ("ca", "CA", "BM"))
        if isinstance(fill, int | float):
            self.graphicstate.fill_alpha = float(fill)
        if isinstance(stroke, int | float):
            self.graphicstate.stroke_alpha = float(stroke)
        if isinstance(mode, list) and mode:
            mode = resolve1(mode[0])
        if isinstance(mode, PSLiteral):
            self.graphicstate.blend = mode.name not in ("Normal", "Compatible")

    def do_W(self) -> None:
        if isinstance(self.graphicstate, State):
            parts = subpaths(self.curpath)
            points = [apply_matrix_pt(self.ctm, p) for part in parts for _, each in part for p in each]
            if points:
                nothing = BBox(-1, -1, -1, -1)
                self.graphicstate.clip = within(around(points), self.graphicstate.clip) or nothing

    def do_W_a(self) -> None:
        self.do_W()

    def do_F(self) -> None:
        self.do_f()

    def do_BMC(self, tag: Any) -> None:
        self._mark(False)

    def do_BDC(self, tag: Any, props: Any) -> None:
        names = resolve1(self.resources.get("Properties")) if self.resources else None
        group = names.get(props.name) if isinstance(names, dict) and isinstance(props, PSLiteral) else None
        self._mark(isinstance(tag, PSLiteral) and tag.name == "OC" and self._is_off(group))

    def do_EMC(self) -> None:
        if self.marks and self.marks.pop():
            self.canvas.off -= 1

    def _mark(self, off: bool) -> None:
        self.marks.append(off)
        self.canvas.off += off

    def _is_off(self, group: Any) -> bool:
        if isinstance(group, PDFObjRef) and group.objid in self.hidden:
            return True
        members = resolve1(group)
        inner = members.get("OCGs") if isinstance(members, dict) else None
        each = inner if isinstance(inner, list) else [inner] if inner else []
        return bool(each) and all(isinstance(g, PDFObjRef) and g.objid in self.hidden for g in each)

    def do_Do(self, xobjid_arg: Any) -> None:
        thing = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if isinstance(thing, PDFStream) and self._is_off(thing.get("OC")):
            return
        super().do_Do(xobjid_arg)
        self.canvas.set_ctm(self.ctm)
        kind = thing.get("Subtype") if isinstance(thing, PDFStream) else None
        if isinstance(kind, PSLiteral) and kind.name == "Image" and isinstance(self.graphicstate, State):
            self.canvas.picture(thing, self.graphicstate)


@cache
def _method(operator: str) -> str:
    return "do_" + operator.replace("*", "_a").replace('"', "_w").replace("'", "_q")


@cache
def _taken(operator: str) -> int | None:
    """How many operands an operator takes, as pdfminer finds it out; None for one that it does not know."""
    method = getattr(Interpreter, _method(operator), None)
    return None if method is None else method.__code__.co_argcount - 1


def _matrix(values: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(resolve1(v)) for v in values)
    return (a, b, c, d, e, f)


def _times(one: Sequence[float], other: Sequence[float]) -> Matrix:
    """First `one`, then `other`."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    x, y = e * p + f * r + t, e * q + f * s + u
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, x, y)
