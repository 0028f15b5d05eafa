"""What stands in a form and has no field: said in the form's remarks, never dropped silently."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from extract.grid import Cell
from normalize.figures import is_blank_figure
from normalize.headings import Column
from normalize.rows import Row
from normalize.template import Templates, key

_LONGEST = 16  # characters of a label that a remark repeats
_MOST = 8
_SECTION = re.compile(r"[一二三四五六七八九十]{1,2}、.{1,20}$")


def columns(found: Sequence[Column], kind: str) -> list[str]:
    """The headings without a field."""
    return [f"{kind}“{_short(c.heading)}”" for c in found if c.field is None and c.heading]


def labels(row: Row, placed: Collection[Cell]) -> list[str]:
    """The labels of a row whose cells hold label, value, label, value …, but for the cells that are placed.

    A row that holds a single text (a title, 一、基本情况) and a label at the side of a block say nothing of their own.
    """
    rest = [(cell, text) for cell, text in row.words if cell.rowspan == 1 and cell not in placed]
    if not rest or len(row.words) < 2:
        return []
    runs: list[list[str]] = []
    edge = None
    for cell, text in rest:
        if edge is None or abs(cell.bbox.x0 - edge) > 1:
            runs.append([])
        runs[-1].append(text)
        edge = cell.bbox.x1
    # Pairs of label and value, or one label with several texts beside it.
    paired = [len(run) % 2 == 0 and not any(map(is_blank_figure, run[::2])) for run in runs]
    named = [label for run, pairs in zip(runs, paired, strict=True) for label in (run[::2] if pairs else run[:1])]
    return [f"“{_short(key(label))}”" for label in named]


def remark(items: Iterable[str]) -> tuple[str, ...]:
    """One remark on all of it, the first named; () where there is nothing."""
    each = tuple(dict.fromkeys(items))
    if not each:
        return ()
    more = f" 等 {len(each)} 处" if len(each) > _MOST else ""
    return (f"未能归入字段的内容：{'、'.join(each[:_MOST])}{more}",)


def texts(row: Row) -> list[str]:
    """How a row that belongs to no part begins; the name of a section (四、绩效指标完成情况) is no loss."""
    return [f"“{_short(text)}”" for _, text in row.words[:1] if len(row.words) > 1 or not _SECTION.match(text)]


def goal_columns(row: Row, placed: Collection[Cell], templates: Templates) -> list[str]:
    """The headings beside those of the goals that name no goal and no points."""
    rest = [t for cell, t in row.words if cell.rowspan == 1 and cell not in placed and not templates.field("goals", t)]
    return [f"“{_short(key(text))}”" for text in rest]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
