"""Layers that are switched off: what they hold is taken off a page before anybody reads it.

pdfium lists and reads the objects of hidden layers like all others; only its drawing leaves them out. So whatever
belongs to a layer is drawn with and without it: what makes no difference, nobody sees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from ctypes import c_ulong, c_ushort, pointer, sizeof
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2

from extract import native
from extract.errors import Damaged, TooDense

_PIXELS = 700_000  # of a drawing: an A4 page at 85 dpi
_MOST = 200  # groups of one page that are looked at, a hundredth of a second each
_DEPTH = 6  # forms within forms


@dataclass(frozen=True, slots=True)
class _Thing:
    """An object of a page, and the form it stands in (0 for the page itself)."""

    handle: int
    form: int


def remove_hidden(page: pypdfium2.PdfPage) -> None:
    """Takes off the page (in memory) what belongs to a layer and doesn't show. Raises `TooDense` or `Damaged`.

    No text page may be open meanwhile.
    """
    groups: dict[int, list[_Thing]] = {}
    count = native.page_count(native.address(page.raw))
    things = [native.page_object(native.address(page.raw), index) for index in range(count)]
    _gather(groups, things, 0, 0)
    if len(groups) > _MOST:
        raise TooDense(f"有 {len(groups)} 组图层或嵌入内容，超过可以逐一查看的 {_MOST} 组")
    if not groups:
        return
    whole = _drawn(page)
    gone: set[int] = set()
    for group in groups.values():
        _switch(group, False)
        if np.array_equal(_drawn(page), whole):
            gone |= {thing.handle for thing in group}
        else:
            _switch(group, True)
    for thing in {thing.handle: thing for group in groups.values() for thing in group}.values():
        if thing.handle in gone and thing.form not in gone:
            _remove(page, thing)


def _gather(groups: dict[int, list[_Thing]], things: list[int], form: int, depth: int) -> None:
    """The objects by the layer they are marked with, and each form by itself: it may name a layer of its own."""
    for handle in things:
        for mark in _layers_of(handle):
            groups.setdefault(mark, []).append(_Thing(handle, form))
        if native.kind(handle) == native.FORM and depth < _DEPTH:
            groups.setdefault(handle, []).append(_Thing(handle, form))
            inner = [native.form_object(handle, index) for index in range(native.form_count(handle))]
            _gather(groups, inner, handle, depth + 1)


def _layers_of(handle: int) -> Iterator[int]:
    """The marks of an object that stand for a layer; objects of one layer share the mark."""
    for index in range(native.mark_count(handle)):
        mark = native.mark(handle, index)
        if mark and _is_layer(mark):
            yield mark


def _is_layer(mark: int) -> bool:
    name, written = (c_ushort * 4)(), c_ulong()
    native.mark_name(mark, native.address(name), sizeof(name), native.address(pointer(written)))
    return list(name[:3]) == [ord("O"), ord("C"), 0]


def _switch(group: list[_Thing], on: bool) -> None:
    for thing in group:
        native.set_active(thing.handle, on)


def _drawn(page: pypdfium2.PdfPage) -> npt.NDArray[np.uint8]:
    width, height = page.get_size()
    scale = math.sqrt(_PIXELS / max(1.0, width * height))
    try:
        drawn = page.render(scale=scale)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Damaged("页面无法绘制") from error
    with closing(drawn):
        return np.array(drawn.to_numpy())


def _remove(page: pypdfium2.PdfPage, thing: _Thing) -> None:
    if thing.form:
        removed = native.remove_from_form(thing.form, thing.handle)
    else:
        removed = native.remove_from_page(native.address(page.raw), thing.handle)
    if removed:
        native.destroy(thing.handle)  # nobody else owns it now
