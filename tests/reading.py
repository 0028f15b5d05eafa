"""Forms drawn as text, read into records."""

from __future__ import annotations

from collections.abc import Sequence

from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import load
from tests.sheets import grid, page

NAME = "城区排水管网改造"


def read(
    rows: Sequence[Sequence[str]], *, columns: int, lines: Sequence[str] = ("项目支出绩效自评表",)
) -> SelfEvaluation:
    name = ["项目名称", NAME, *["<"] * (columns - 2)]
    (record,) = read_forms([page(grid([name, *rows], [70.0] * columns), lines=lines)], load(), "pdfplumber")
    return record


def first(record: SelfEvaluation) -> dict[str, str]:
    row = record.indicators[0]
    return {f: v.text for f in row.__dataclass_fields__ if (v := getattr(row, f)) is not None}
