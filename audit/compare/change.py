"""What became of one form: its findings then and now, and the figures that are not what they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from audit.compare.align import Rows, row_of
from audit.store.published import Listed
from normalize.figures import folded, is_blank
from normalize.record import Reported, SelfEvaluation
from validate.places import said

_FIGURES = {
    "funds": ("initial_budget", "annual_budget", "executed", "weight", "rate", "score"),
    "indicators": ("target", "actual", "weight", "score"),
}
_ALONE = ("year", "money_unit", "total_weight", "total_score", "grade")


UNASKED = "原表此处没有问题，请核实改动的依据"


class Kind(StrEnum):
    """变化."""

    STILL = "仍存在"
    NEW = "新出现"
    FIXED = "已改正"
    CHANGED = "数据变动"
    ADDED = "新报送"
    MISSING = "未再报送"


@dataclass(frozen=True, slots=True)
class Version:
    """A form in one of the audits, with its findings."""

    found: Sequence[Listed]
    record: SelfEvaluation


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `now` are the finding then and now; for a figure the texts stand in `was` and `says`.

    path, place, page  where it is now, or was
    """

    kind: Kind
    path: str | None
    place: str
    before: Listed | None = None
    now: Listed | None = None
    was: str = ""
    says: str = ""
    note: str = ""
    pages: tuple[int | None, int | None] = field(default=(None, None))


def changes(old: Version, new: Version) -> Iterator[Change]:
    """Findings that are still there, new, or gone, in the order of the lists; then figures that changed."""
    rows = Rows(old.record, new.record)
    pairs = _paired(old, new, rows)
    then = {id(now): before for before, now in pairs}
    for now in new.found:
        before = then.get(id(now))
        if before is not None:
            yield _change(Kind.STILL, before, now, _still(before, now))
        else:
            yield _change(Kind.NEW, None, now, "")
    kept = {id(before) for before, _ in pairs}
    for before in old.found:
        if id(before) not in kept:
            yield _fixed(before, old.record, new.record, rows)
    yield from _figures(old, new, rows)


def _paired(old: Version, new: Version, rows: Rows) -> list[tuple[Listed, Listed]]:
    """The same rule on the same cell; then the same rule on a cell of the same name, for rows that were redrawn."""
    pairs: list[tuple[Listed, Listed]] = []
    left = list(new.found)
    rest = []
    for before in old.found:
        path = before.path and rows.now(before.path)
        same = (now for now in left if now.code == before.code and now.path == path)
        now = next(same, None) if path or before.path is None else None
        if now is None:
            rest.append(before)
        else:
            left = [each for each in left if each is not now]
            pairs.append((before, now))
    for before in rest:
        now = next((n for n in left if (n.code, n.place) == (before.code, before.place)), None)
        if now is not None:
            left = [each for each in left if each is not now]
            pairs.append((before, now))
    return pairs


def _change(kind: Kind, before: Listed | None, now: Listed | None, note: str) -> Change:
    there = now or before
    assert there is not None
    pages = (before.page if before else None, now.page if now else None)
    return Change(kind, there.path, there.place, before, now, note=note, pages=pages)


def _still(before: Listed, now: Listed) -> str:
    if folded(before.printed) == folded(now.printed):
        return "填报值没有改动"
    return "填报值已改动，问题仍在"


def _fixed(before: Listed, old: SelfEvaluation, new: SelfEvaluation, rows: Rows) -> Change:
    """Says how: a row that is simply gone, or cells that nobody touched, are for a person to look at."""
    change = _change(Kind.FIXED, before, None, "")
    if before.path and rows.now(before.path) is None:
        return replace(change, note="这一行已经删去，请核实是否应当删去")
    path = rows.now(before.path) if before.path else None
    says = _text(new, path)
    page = _page(new, path)
    paths = {before.path, *before.evidence} - {None}
    touched = any(_text(old, each) != _text(new, rows.now(each)) for each in paths if each)
    note = "" if touched or not paths else "相关单元格没有改动，两次审核的口径、规则或程序可能不同，请核实"
    return replace(change, says=says, note=note, pages=(before.page, page))


def _figures(old: Version, new: Version, rows: Rows) -> Iterator[Change]:
    concerned = {path: f.code for f in reversed(old.found) for path in (*f.evidence, f.path) if path}
    for path in _paths(new.record):
        before = rows.before(path)
        if before is None:
            continue
        was, says = _text(old.record, before), _text(new.record, path)
        if _same(was, says):
            continue
        code = concerned.get(before)
        note = f"与原 {code} 有关" if code else UNASKED
        pages = (_page(old.record, before), _page(new.record, path))
        yield Change(Kind.CHANGED, path, said(new.record, path), was=was, says=says, note=note, pages=pages)
    yield from _whole_rows(old.record, new.record, rows)


def _whole_rows(old: SelfEvaluation, new: SelfEvaluation, rows: Rows) -> Iterator[Change]:
    for index in range(len(new.indicators)):
        path = f"indicators[{index}].actual"
        if rows.before(path) is None:
            place = said(new, path).removesuffix("实际完成值")
            yield Change(Kind.CHANGED, path, place, note="新增的指标行", pages=(None, _page(new, path)))
    for index in range(len(old.indicators)):
        path = f"indicators[{index}].actual"
        if rows.now(path) is None:
            place = said(old, path).removesuffix("实际完成值")
            yield Change(Kind.CHANGED, None, place, note="指标行已经删去", pages=(_page(old, path), None))


def _paths(record: SelfEvaluation) -> Iterator[str]:
    """Those of the figures, in the form's order."""
    for path, _ in record.walk():
        at = row_of(path)
        if path in _ALONE or (at and path.rpartition(".")[2] in _FIGURES[at[0]]):
            yield path


def _same(one: str, other: str) -> bool:
    return folded(one) == folded(other) or (is_blank(one) and is_blank(other))


def _field(record: SelfEvaluation, path: str | None) -> Reported | None:
    try:
        return record.get(path) if path else None
    except KeyError:
        return None


def _text(record: SelfEvaluation, path: str | None) -> str:
    found = _field(record, path)
    return found.text if found else ""


def _page(record: SelfEvaluation, path: str | None) -> int | None:
    found = _field(record, path)
    return found.places[0].page if found and found.places else None
