"""Rows that a page break split become one again, and cells merged over a page break stay one.

At a page break producers draw rules, so the two parts of a row look like two rows. What tells: a row has one
weight and one score, so two parts that both print one are two rows; a text goes on only after a line that the
cell's edge broke; and a part that lacks the figures that rows have is no row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.grid import Cell
from normalize.columns import Record
from normalize.rows import Slot, bare
from normalize.template import Templates
from normalize.unwrap import room

_LEVELS = ("level1", "level2")
_SHARED = ("weight", "score")
_SINGLE = ("nature", "unit")   # too short to be broken: two of them are two rows
_FIGURE = re.compile(r"^[≥≤><=＞＜＝≧≦]*[0-9０-９]+[0-9０-９,.，．]*[^0-9.,]{0,5}$")


def rejoin(
    records: Sequence[Record], figures: Sequence[str], texts: Sequence[str], templates: Templates
) -> list[Record]:
    """The records with the parts of each split row joined; `figures` and `texts` name the fields of this table."""
    kept: list[Record] = []
    links: dict[Cell, Slot] = {}
    for record in records:
        if record.row.resumes and kept:
            before = kept[-1]
            if _goes_on(before, record, figures, texts):
                for field in {*before.slots, *record.slots}:
                    _link(links, before.slots.get(field, ()), record.slots.get(field, ()))
                kept[-1] = replace(before, slots=_merged(before, record))
                continue
            _carry(links, before, record, templates)
        kept.append(record)
    if not links:
        return kept
    return [replace(r, slots={f: _follow(links, slot) for f, slot in r.slots.items()}) for r in kept]


def _goes_on(before: Record, after: Record, figures: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether `after` is the rest of `before`."""
    if any(before.text(f) and after.text(f) for f in (*figures, *_SINGLE)):
        return False
    has = [any(r.text(f) for f in figures) for r in (before, after)]
    lacking = has[0] != has[1]
    # A reason may hold paragraphs: beside figures that are missing, its short last line says nothing.
    told = [f for f in texts if not (lacking and f == "reason")]
    both = [f for f in told if before.text(f) and after.text(f)]
    if not all(_text_goes_on(before.slots[f], after.slots[f], lacking) for f in both):
        return False
    if lacking:
        return True
    if all(has):
        return bool(both)
    return bool(both) or not any(after.text(f) for f in texts) or not any(before.text(f) for f in texts)


def _text_goes_on(before: Slot, after: Slot, lacking: bool) -> bool:
    cell = next(c for c in reversed(before) if c.lines)
    line = cell.lines[-1]
    rest = next(c for c in after if c.lines).lines[0].text
    free = room(line, cell)
    if _FIGURE.match(bare(cell)) and _FIGURE.match(re.sub(r"\s+", "", rest)):
        return lacking and free < 0.5
    # What did not fit was one character, a character with the punctuation that may not begin a line, or a word.
    word = re.match(r"[!-~]+", rest)
    needed = 0.55 * len(word.group()) if word else 1.0
    return free < needed + (1.3 if lacking else 0.6)


def _carry(links: dict[Cell, Slot], before: Record, after: Record, templates: Templates) -> None:
    """Cells that go on over the page break although the rows are two."""
    for field in _LEVELS:
        old, new = before.slots.get(field), after.slots.get(field)
        if not old or not new or not _label_goes_on(before.text(field), after.text(field), templates):
            break
        _link(links, old, new)
    shared = [f for f in _SHARED if f in after.slots and f in before.slots]
    named = after.text("actual") or after.text("target")
    blank = shared and named and not any(after.text(f) for f in shared)
    # 其中 opens the parts of the row above: they have no points of their own.
    blank = blank and not after.text("level3").startswith("其中")
    for field in shared:
        merged = before.slots[field][0].rowspan > 1
        goes_on = (blank or merged) and not after.text(field)
        comes_late = merged and not before.text(field)
        if goes_on or comes_late:
            _link(links, before.slots[field], after.slots[field])
    old, new = before.slots.get("reason"), after.slots.get("reason")
    if old and new and old[0].rowspan > 1 and new[0].rowspan > 1 and not after.text("reason"):
        _link(links, old, new)


def _label_goes_on(before: str, after: str, templates: Templates) -> bool:
    if not before or not after or after in ("指标", "标"):
        return True
    return not templates.is_whole_level(before) and templates.is_whole_level(before + after)


def _merged(before: Record, after: Record) -> dict[str, Slot]:
    return {f: (*before.slots.get(f, ()), *after.slots.get(f, ())) for f in {*before.slots, *after.slots}}


def _link(links: dict[Cell, Slot], old: Slot, new: Slot) -> None:
    """From now on the old and the new cells are parts of one."""
    joined = (*_follow(links, old), *new)
    for cell in joined:
        links[cell] = joined


def _follow(links: dict[Cell, Slot], slot: Slot) -> Slot:
    """The slot with every cell replaced by all the parts of the cell that it belongs to, each once."""
    parts = [part for cell in slot for part in links.get(cell, (cell,))]
    return tuple(dict.fromkeys(parts))
