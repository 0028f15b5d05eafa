"""The examples of a rule's manual page, read back into forms: the page is the rule's test.

    不符（错误，复核值 0.00）：one line that says why        or        相符：…
      资金　名称=年度资金总额；全年预算数=75.07；执行率=（空）
      指标　三级指标=举办会议；年度指标值=1 场；实际完成值=0场
      表　年度=2021；总分=95.7
      文件　原因=已加密；页数=3

One row of the form a line, cells as heading=text, a continuation indented twice. A cell that is not named
doesn't exist in the layout; （空） is a blank one. Where a rule looks at several forms, each 表 begins one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from normalize.record import Fund, Indicator, Reported, SelfEvaluation

SECTIONS = ("检查内容", "依据", "示例", "说明")
_HEAD = re.compile(r"(不符|相符)(?:（(.+?)）)?：(.+)")
_FUND = dict(
    zip(
        ("名称", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", "原因"),
        ("label", "initial_budget", "annual_budget", "executed", "weight", "rate", "score", "reason"),
        strict=True,
    )
)
_INDICATOR = {
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "level3",
    "指标性质": "nature",
    "年度指标值": "target",
    "度量单位": "unit",
    "实际完成值": "actual",
    "分值": "weight",
    "得分": "score",
    "偏差原因": "reason",
}
_FORM = {
    "标题": "title",
    "年度": "year",
    "项目名称": "project_name",
    "主管部门": "department",
    "实施单位": "implementing_unit",
    "金额单位": "money_unit",
    "预期目标": "expected_goal",
    "实际完成情况": "actual_goal",
    "总分值": "total_weight",
    "总分": "total_score",
    "等级": "grade",
    "结论": "conclusion",
    "其他说明": "notes",
}


@dataclass
class Example:
    """One example: what is claimed of it, and what it is made of."""

    flagged: bool
    said: str
    title: str
    forms: list[tuple[str, SelfEvaluation]] = field(default_factory=list)
    file: dict[str, str] | None = None


def sections(manual: str) -> dict[str, str]:
    """The page's sections by heading, the summary line under ""."""
    parts: dict[str, list[str]] = {"": []}
    now = ""
    for line in manual.strip().splitlines():
        if line.strip() in SECTIONS:
            now = line.strip()
            parts[now] = []
        else:
            parts[now].append(line)
    return {key: "\n".join(lines).strip("\n") for key, lines in parts.items()}


def examples(manual: str) -> list[Example]:
    """Every example of a manual page, in order; raises `ValueError` for a line that is not in the notation."""
    found: list[Example] = []
    for line in _joined(sections(manual)["示例"]):
        head = _HEAD.fullmatch(line)
        if head:
            found.append(Example(head[1] == "不符", head[2] or "", head[3]))
        elif line.startswith("  ") and found:
            _add(found[-1], *line.strip().split("　", 1))
        else:
            raise ValueError(f"not in the notation: {line!r}")
    return found


def form(**cells: Any) -> SelfEvaluation:
    """A form of plain texts: form(year="2021", funds=[Fund(...)])."""
    base = SelfEvaluation(form=1, pages=(1,), template="", reader="")
    values: dict[str, Any] = {k: Reported(v) if isinstance(v, str) else v for k, v in cells.items()}
    return replace(base, **values)


def indicator(**cells: str | None) -> Indicator:
    return Indicator(**{k: None if v is None else Reported(v) for k, v in cells.items()})


def fund(**cells: str | None) -> Fund:
    return Fund(**{k: None if v is None else Reported(v) for k, v in cells.items()})  # type: ignore[arg-type]


def _joined(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("    "):
            lines[-1] += line.strip()
        elif line.strip():
            lines.append(line)
    return lines


def _add(example: Example, kind: str, cells: str) -> None:
    texts = {}
    for each in cells.split("；"):
        key, _, value = each.partition("=")
        texts[key] = "" if value == "（空）" else value
    if kind == "文件":
        example.file = texts
        return
    if kind == "表" or not example.forms:
        example.forms.append((texts.pop("文件名", "") if kind == "表" else "", form()))
    name, record = example.forms[-1]
    if kind == "表":
        defects = tuple(texts.pop("缺陷").split("、")) if "缺陷" in texts else ()
        record = replace(form(**{_FORM[k]: v for k, v in texts.items()}), defects=defects)
    elif kind == "资金":
        record = replace(record, funds=(*record.funds, fund(**{_FUND[k]: v for k, v in texts.items()})))
    elif kind == "指标":
        row = indicator(**{_INDICATOR[k]: v for k, v in texts.items()})
        record = replace(record, indicators=(*record.indicators, row))
    else:
        raise ValueError(f"no such row: {kind}")
    example.forms[-1] = (name, record)
