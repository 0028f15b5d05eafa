"""records.jsonl: one form a line, every field with its text and boxes."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from audit.result import FileResult
from normalize.record import Fund, Indicator, Reported, SelfEvaluation

# Keys of the record that come in a form of their own, or stay inside.
_HEAD = ("form", "pages", "template", "reader")
_INSIDE = ("goal_points", "defects", "remarks")


def lines(file: FileResult) -> bytes:
    """Each form of the file as one line of JSON with its line break."""
    entries = (json.dumps(record(file, form.record), ensure_ascii=False) for form in file.forms)
    return "".join(f"{entry}\n" for entry in entries).encode("utf-8", "replace")


def record(file: FileResult, form: SelfEvaluation) -> dict[str, Any]:
    """One form as JSON values. Boxes are points from the page's top left, to 0.1."""
    entry: dict[str, Any] = {
        "file": file.name,
        "sha256": file.sha256,
        "form": form.form,
        "pages": list(form.pages),
        "template": form.template,
        "reader": form.reader,
    }
    for field in fields(form):
        if field.name in ("funds", "indicators"):
            entry[field.name] = [_row(row) for row in getattr(form, field.name)]
        elif field.name not in (*_HEAD, *_INSIDE):
            entry[field.name] = _field(getattr(form, field.name))
    return entry


def _row(row: Fund | Indicator) -> dict[str, Any]:
    names = (field.name for field in fields(row))
    return {name: _field(getattr(row, name)) for name in names if name != "indent"}


def _field(field: Reported | None) -> dict[str, Any] | None:
    if field is None:
        return None
    boxes = [
        {
            "page": p.page,
            "bbox": [_tenth(p.bbox.x0), _tenth(p.bbox.top), _tenth(p.bbox.x1), _tenth(p.bbox.bottom)],
        }
        for p in field.places
    ]
    return {"text": field.text, "boxes": boxes}


def _tenth(points: float) -> float:
    return round(points, 1) + 0.0  # adding zero turns -0.0 into 0.0
