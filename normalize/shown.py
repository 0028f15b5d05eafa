"""Records of scans that lay askew: places of the levelled page → where they are displayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from extract.geometry import Place
from extract.grid import Page
from normalize.record import Fund, Indicator, Reported, SelfEvaluation


def shown(record: SelfEvaluation, askew: Mapping[int, Page]) -> SelfEvaluation:
    """The record with the places on the pages given where a person sees them."""
    if not askew:
        return record
    made: SelfEvaluation = _moved(record, askew)
    return made


def _moved(value: Any, askew: Mapping[int, Page]) -> Any:
    if isinstance(value, Reported):
        return replace(value, places=tuple(_seen(place, askew) for place in value.places))
    if isinstance(value, tuple):
        return tuple(_moved(each, askew) for each in value)
    if isinstance(value, SelfEvaluation | Fund | Indicator):
        return replace(value, **{f.name: _moved(getattr(value, f.name), askew) for f in fields(value)})
    return value


def _seen(place: Place, askew: Mapping[int, Page]) -> Place:
    page = askew.get(place.page)
    return place if page is None else Place(place.page, page.shown(place.bbox))
