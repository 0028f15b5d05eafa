"""Two output folders → comparison.csv and comparison.xlsx, form by form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audit.compare.change import UNASKED, Change, Kind, Version, changes
from audit.compare.match import Known, matched
from audit.compare.rows import HEADINGS, row
from audit.compare.sheet import Sheet
from audit.exports import csv, files
from audit.store.decisions import Opinion
from audit.store.published import File, Form, Published, published
from validate.finding import Level

CSV, XLSX = "comparison.csv", "comparison.xlsx"
_Side = tuple[Form, File]


@dataclass(slots=True)
class Compared:
    """What came of it, and what to beware of.

    both, same, added, missing   forms: in both audits (in files that are the same), only in the new, only in the old
    refuted    findings still there that were marked 误报; `unasked` figures that changed though nothing was wrong
    levels     how loud the findings of each kind of change are
    """

    both: int = 0
    same: int = 0
    added: int = 0
    missing: int = 0
    refuted: int = 0
    unasked: int = 0
    levels: dict[Kind, Counter[str]] = field(default_factory=dict)
    kinds: Counter[Kind] = field(default_factory=Counter)
    units: dict[str, Counter[Kind]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def compare(old: Path, new: Path, out: Path) -> Compared:
    """Writes both outputs into `out`. Raises `OSError` and `StoreError`."""
    done = Compared()
    with published(old) as then, published(new) as now, files.replacing(out / CSV, out / XLSX) as (listed, book):
        done.warnings = _warnings(then, now)
        listed.write(csv.head(HEADINGS))
        with Sheet(book) as sheet:
            for change, before, after in _changes(then, now, done):
                line = row(change, before, after)
                listed.write(csv.lines(HEADINGS, [line]))
                sheet.add(line)
                _count(done, change, after or before)
            sheet.summarise(done.units)
    return done


def said(done: Compared, out: Path) -> str:
    """For the terminal."""
    return "\n".join(_lines(done, out)) + "\n"


def _changes(then: Published, now: Published, done: Compared) -> Iterator[tuple[Change, _Side | None, _Side | None]]:
    pairs = _pairs(then, now)
    for form in now.forms():
        after = (form, now.file(form.file))
        found = now.of_form(*after)
        if form.id not in pairs:
            done.added += 1
            for finding in found:
                yield (
                    Change(Kind.ADDED, finding.path, finding.place, now=finding, pages=(None, finding.page)),
                    None,
                    after,
                )
            continue
        former = then.form(pairs[form.id])
        before = (former, then.file(former.file))
        done.both += 1
        done.same += before[1].sha256 == after[1].sha256
        old = Version(then.of_form(*before), then.record(*before))
        for change in changes(old, Version(found, now.record(*after))):
            yield change, before, after
    matched_now = set(pairs.values())
    for former in then.forms():
        if former.id not in matched_now:
            done.missing += 1
            note = f"原有 错误 {former.errors} 条、疑点 {former.warnings} 条、提示 {former.hints} 条"
            yield Change(Kind.MISSING, None, "", note=note), (former, then.file(former.file)), None


def _pairs(then: Published, now: Published) -> dict[int, int]:
    """The ids of new forms with those of the old ones; records are only read where the content is another."""
    sides = []
    for mine, theirs in ((then, now), (now, then)):
        known = {file.sha256 for file in theirs.files()}
        sides.append(list(_known(mine, known)))
    return matched(sides[0], sides[1])


def _known(lists: Published, elsewhere: set[str]) -> Iterator[Known]:
    by_id = {file.id: file for file in lists.files()}
    for form in list(lists.forms()):
        file = by_id[form.file]
        code = "" if file.sha256 in elsewhere else _code(lists, form, file)
        unit = form.implementing_unit or form.department
        yield Known(form.id, file.id, file.name, file.sha256, form.form, form.year, form.project_name, code, unit)


def _code(lists: Published, form: Form, file: File) -> str:
    field = lists.record(form, file).project_code
    return field.text if field else ""


def _count(done: Compared, change: Change, side: _Side | None) -> None:
    unit = (side[0].implementing_unit or side[0].department) if side else ""
    done.kinds[change.kind] += 1
    done.refuted += change.kind is Kind.STILL and change.before is not None and change.before.opinion is Opinion.FALSE
    done.unasked += change.kind is Kind.CHANGED and change.note == UNASKED
    finding = change.now or change.before
    if finding:
        done.levels.setdefault(change.kind, Counter())[finding.level] += 1
    done.units.setdefault(unit, Counter())[change.kind] += 1


def _warnings(then: Published, now: Published) -> list[str]:
    """What makes the two audits hard to compare."""
    told = []
    one, other = then.made_with, now.made_with
    if (one.select, one.ignore) != (other.select, other.ignore):
        told.append("两次审核报告的规则范围不同（--select、--ignore），“已改正”“新出现”可能由此而来")
    if one.policy != other.policy:
        told.append("两次审核的政策口径不同（--policy），“已改正”“新出现”可能由此而来")
    for lists, which in ((then, "原"), (now, "现")):
        if not lists.complete:
            told.append(f"{which}审核没有做完，只比较已完成的文件")
    return told


def _lines(done: Compared, out: Path) -> Iterator[str]:
    yield from (f"注意：{warning}" for warning in done.warnings)
    same = f"（其中 {done.same} 张的文件没有改动）" if done.same else ""
    yield f"两次都有的自评表 {done.both} 张{same}，新报送 {done.added} 张，未再报送 {done.missing} 张。"
    for kind, what in ((Kind.FIXED, ""), (Kind.STILL, ""), (Kind.NEW, ""), (Kind.ADDED, "的表")):
        if done.kinds[kind] or kind is not Kind.ADDED:
            yield f"　{kind.value}{what}：{_by_level(done.levels.get(kind, Counter()))}"
    if done.refuted:
        yield f"　“仍存在”中有 {done.refuted} 条原来标为误报"
    unasked = f"，其中 {done.unasked} 处原表没有问题，请核实改动的依据" if done.unasked else ""
    yield f"　数据变动：{done.kinds[Kind.CHANGED]} 处{unasked}"
    yield "输出："
    yield f"　{out / XLSX}　按“变化”筛选；先看“仍存在”和“新出现”"
    yield f"　{out / CSV}　同样的内容，供程序使用"


def _by_level(counts: Mapping[str, int]) -> str:
    return "，".join(f"{level.value} {counts.get(level.value, 0)} 条" for level in Level)
