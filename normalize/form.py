"""A form's rows → one `SelfEvaluation`: what each part says becomes a field that keeps its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from extract.grid import Page
from normalize import surroundings, unplaced
from normalize.columns import Record
from normalize.figures import points
from normalize.headings import Column
from normalize.record import Fund, GoalPoints, Indicator, Reported, SelfEvaluation
from normalize.rows import Slot, reported
from normalize.sections import SCORES, Sections
from normalize.shown import shown
from normalize.stitch import FormRows, forms
from normalize.template import Templates

_HEADER = ("project_name", "project_code", "department", "implementing_unit", "project_leader", "phone")
_SHARED = ("weight", "score")
_INDICATOR = tuple(f.name for f in fields(Indicator))
_FUND = tuple(f.name for f in fields(Fund) if f.name != "indent")


def read_forms(pages: Iterable[Page], templates: Templates, reader: str) -> tuple[SelfEvaluation, ...]:
    """The self-evaluation forms on the pages of one file, in order. Tables that are none are passed over."""
    askew: dict[int, Page] = {}
    found = (evaluate(form, templates, reader) for form in forms(_noted(pages, askew), templates))
    records = [f for f in found if f is not None]
    return tuple(replace(shown(f, askew), form=n) for n, f in enumerate(records, 1))


def _noted(pages: Iterable[Page], askew: dict[int, Page]) -> Iterator[Page]:
    """The pages, those that lie askew or sideways noted by their number."""
    for page in pages:
        if page.lean or page.turn:
            askew[page.number] = replace(page, grids=(), lines=())
        yield page


def evaluate(form: FormRows, templates: Templates, reader: str) -> SelfEvaluation | None:
    """The record of one form; None when the rows are no self-evaluation, or an empty one that nobody filled in."""
    parts = Sections(form.rows, templates)
    title = surroundings.title(form, parts, templates)
    if not _is_form(form, parts, title, templates):
        return None
    money = tuple(_fund(r, parts) for r in parts.funds)
    rows = [r for r in parts.indicators if not _is_leftover(r, templates)]
    score = _score_field(rows, parts)
    record = SelfEvaluation(
        form=1,
        pages=form.pages,
        template=templates.choose(_main(parts), _names(parts.fund_columns), title.text if title else ""),
        reader=reader,
        title=title,
        year=surroundings.year(form, parts, title),
        money_unit=surroundings.money_unit(form, parts),
        funds=money,
        expected_goal=reported(parts.goals.get("expected_goal")),
        actual_goal=reported(parts.goals.get("actual_goal")),
        indicators=tuple(_indicator(r, score) for r in rows),
        total_weight=reported(parts.total.get("weight")),
        total_score=reported(parts.total.get(score)) or _labelled(parts, "total_score"),
        goal_points=_goal_points(parts),
        remarks=unplaced.remark(parts.unplaced),
    )
    record = replace(record, **_header(parts), **_closing(parts, templates))
    if _is_empty(record):
        return None
    return replace(record, defects=_defects(record, parts))


def _is_form(form: FormRows, parts: Sections, title: Reported | None, templates: Templates) -> bool:
    named = "project_name" in parts.header or "project_name" in parts.inline
    names = _main(parts)
    indicators = bool(parts.indicators) and ("actual" in names or (title is not None and "score" in names))
    if title is None and surroundings.is_other_table(form, parts, templates):
        return False
    if indicators:
        return title is not None or named or bool(parts.funds)
    return named and bool(parts.funds) and (title is not None or "actual_goal" in parts.goals)


def _is_empty(record: SelfEvaluation) -> bool:
    figures = [getattr(f, name) for f in record.funds for name in ("initial_budget", "annual_budget", "executed")]
    named = record.project_name is not None and record.project_name.text
    return not (named or record.indicators or any(f is not None and f.text for f in figures))


def _header(parts: Sections) -> dict[str, Any]:
    return {name: _labelled(parts, name) for name in _HEADER}


def _labelled(parts: Sections, name: str) -> Reported | None:
    """The value beside or behind a label of the header block."""
    if name in parts.header:
        return reported(parts.header[name]) if parts.header[name] else None
    cell = parts.inline.get(name)
    return surroundings.behind_label(cell) if cell is not None else None


def _fund(row: Record, parts: Sections) -> Fund:
    merged = {f for f in (*_SHARED, "rate") if row.inherits(f)}
    got = {f: None if f in merged else reported(row.slots.get(f)) for f in _FUND}
    starts = [c.lines[0].bbox.x0 for r in parts.funds for c in r.slots.get("label", ()) if c.lines]
    own = [c.lines[0].bbox.x0 for c in row.slots.get("label", ()) if c.lines]
    return Fund(**got, indent=own[0] - min(starts) if own else 0.0)


def _indicator(row: Record, score: str) -> Indicator:
    slots: dict[str, Slot | None] = {f: row.slots.get(f) for f in _INDICATOR} | {"score": row.slots.get(score)}
    merged = {f for f in _SHARED if row.inherits(score if f == "score" else f)}
    return Indicator(**{f: None if f in merged else reported(slots[f]) for f in _INDICATOR})


def _goal_points(parts: Sections) -> GoalPoints | None:
    """The points of the goal block; a block whose label prints some, but that has no cell for them, says that much."""
    if not parts.goal_points and not parts.goal_label_points:
        return None
    return GoalPoints(reported(parts.goal_points.get("weight")), reported(parts.goal_points.get("score")))


def _is_leftover(row: Record, templates: Templates) -> bool:
    """Whether a row names no indicator: what the empty form printed there, or nothing at all."""
    values = ("target", "actual", *SCORES, "weight")
    if not templates.is_leftover(row.text("level3")):
        return False
    return all(templates.is_leftover(row.text(f)) or row.inherits(f) for f in values)


def _score_field(rows: Sequence[Record], parts: Sections) -> str:
    """Of several columns of scores the one that sums to its total, or else to the total of the header block.

    Where none does, the first whose scores mostly stay within the weights: others are on a scale of their own.
    """
    executed = points(parts.funds[0].text("score")) if parts.funds else None
    goals = points(_text(parts.goal_points.get("score")))
    apart = sum((p.value for p in (executed, goals) if p is not None), Decimal(0))
    heading = _labelled(parts, "total_score")
    within = []
    for name in SCORES:
        both = [(points(r.text(name)), points(r.text("weight"))) for r in rows if name in r.slots]
        own = [points(r.text(name)) for r in rows if name in r.slots and not r.inherits(name)]
        sums = sum((s.value for s in own if s is not None), Decimal(0))
        printed = points(_text(parts.total.get(name))) or (points(heading.text) if heading else None)
        if printed is not None and own and printed.value in (sums, sums + apart):
            return name
        kept = [score.value <= weight.value for score, weight in both if score and weight]
        if both and 2 * sum(kept) >= len(kept):
            within.append(name)
    return within[0] if within else SCORES[0]


def _text(slot: Slot | None) -> str:
    found = reported(slot)
    return found.text if found else ""


def _closing(parts: Sections, templates: Templates) -> dict[str, Any]:
    """What stands below the total."""

    def value(name: str) -> Reported | None:
        if name in parts.tail:
            return reported(parts.tail[name])
        cell = parts.inline.get(name)
        return surroundings.behind_label(cell) if cell is not None else None

    grade, conclusion = reported(parts.total.get("grade")) or value("grade"), value("conclusion")
    if grade is None and conclusion is not None and templates.is_grade(conclusion.text):
        grade, conclusion = conclusion, None
    return {"grade": grade or _labelled(parts, "grade"), "conclusion": conclusion, "notes": value("notes")}


def _defects(record: SelfEvaluation, parts: Sections) -> tuple[str, ...]:
    found = []
    if not record.funds:
        found.append("没有项目资金部分")
    if not record.indicators:
        found.append("没有绩效指标部分")
    elif _is_cut_off(record, parts):
        found.append("指标表没有总分行，已读出的分值不足 100 分，末尾可能缺页")
    return tuple(found)


def _is_cut_off(record: SelfEvaluation, parts: Sections) -> bool:
    if parts.has_total or record.total_score is not None or parts.tail or "score" not in _main(parts):
        return False
    printed = [*(f.weight for f in record.funds[:1]), *(i.weight for i in record.indicators)]
    weights = [w for w in (points(p.text) for p in printed if p is not None) if w is not None]
    return bool(weights) and sum((w.value for w in weights), Decimal(0)) < 100


def _main(parts: Sections) -> list[str]:
    """The columns of the indicator table; of several, those of the one that says most."""
    named = [_names(columns) for columns in parts.tables]
    return max(named, key=lambda names: ("actual" in names, "target" in names, len(names)), default=[])


def _names(columns: Sequence[Column]) -> list[str]:
    return [c.field for c in columns if c.field is not None]
