"""The rows of comparison.csv and of its sheet. Headings are public interface."""

from __future__ import annotations

from audit.compare.change import Change, Kind
from audit.store.published import File, Form
from validate.rule import catalogue

HEADINGS = (
    *("变化", "文件", "表序", "页码", "年度", "项目名称", "主管部门", "实施单位"),
    *("规则编号", "规则名称", "级别", "字段", "位置"),
    *("原填报值", "原复核值", "现填报值", "现复核值", "说明"),
    *("原文件", "原表序", "原页码", "原复核意见", "原备注"),
)


def row(change: Change, old: tuple[Form, File] | None, new: tuple[Form, File] | None) -> tuple[str, ...]:
    """The change of a form, or of one that is only in one of the audits, under `HEADINGS`."""
    there = new or old
    assert there is not None
    form = there[0]
    before, now = change.before, change.now
    finding = now or before
    was, says = (before.printed if before else change.was), (now.printed if now else change.says)
    code = finding.code if finding else ""
    told = [change.note, now.derivation if now else before.derivation if before else ""]
    if change.kind is Kind.FIXED and before:
        told = [change.note, f"原问题：{before.derivation}"]
    return (
        change.kind.value,
        *_where(new, change.pages[1]),
        form.year,
        form.project_name,
        form.department,
        form.implementing_unit,
        code,
        next((rule.name for rule in catalogue() if rule.code == code), ""),
        finding.level if finding else "",
        change.path or "",
        change.place,
        was,
        before.recomputed if before else "",
        says,
        now.recomputed if now else "",
        "。".join(part.rstrip("。") for part in told if part),
        *_where(old, change.pages[0]),
        before.opinion.value if before else "",
        before.remark if before else "",
    )


def _where(side: tuple[Form, File] | None, page: int | None) -> tuple[str, str, str]:
    if side is None:
        return "", "", ""
    return side[1].name, str(side[0].form), str(page or side[0].pages[0])
