"""Where a field is: by its path for programs, in words for people (三级指标「组织出访团组」得分)."""

from __future__ import annotations

import re

from normalize.record import Fund, Indicator, Reported, SelfEvaluation

_PATH = re.compile(r"(funds|indicators)\[(\d+)\]\.(\w+)")
_FORM = {
    "title": "表名",
    "year": "年度",
    "project_name": "项目名称",
    "project_code": "项目编码",
    "department": "主管部门",
    "implementing_unit": "实施单位",
    "project_leader": "项目负责人",
    "phone": "联系电话",
    "money_unit": "金额单位",
    "expected_goal": "年度总体目标 预期目标",
    "actual_goal": "年度总体目标 实际完成情况",
    "total_weight": "总分 分值",
    "total_score": "总分 得分",
    "grade": "评价等级",
    "conclusion": "评价结论",
    "notes": "其他需要说明事项",
}
_FUND = {
    "label": "项目",
    "initial_budget": "年初预算数",
    "annual_budget": "全年预算数",
    "executed": "全年执行数",
    "weight": "分值",
    "rate": "执行率",
    "score": "得分",
    "reason": "原因",
}
_INDICATOR = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "nature": "指标性质",
    "target": "年度指标值",
    "unit": "度量单位",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因分析及改进措施",
}
_LONGEST = 30


def cell(record: SelfEvaluation, path: str) -> Reported | None:
    """The field at a path, None where the layout has no such cell; raises `KeyError` for a path of no form."""
    found = _PATH.fullmatch(path)
    if found is None:
        if path not in _FORM:
            raise KeyError(path)
        field: Reported | None = getattr(record, path)
        return field
    rows: tuple[Fund | Indicator, ...] = record.funds if found[1] == "funds" else record.indicators
    if int(found[2]) >= len(rows) or found[3] not in (_FUND if found[1] == "funds" else _INDICATOR):
        raise KeyError(path)
    value: Reported | None = getattr(rows[int(found[2])], found[3])
    return value


def said(record: SelfEvaluation, path: str | None) -> str:
    """The place in words; "" for a finding on the whole form."""
    if path is None:
        return ""
    found = _PATH.fullmatch(path)
    if found is None:
        return _FORM.get(path, path)
    index, field = int(found[2]), found[3]
    if found[1] == "funds":
        return f"{fund_name(record, index)} {_FUND.get(field, field)}"
    if field in ("level1", "level2"):
        reported = cell(record, path)
        return f"{_INDICATOR[field]}「{_short(reported.text)}」" if reported else _INDICATOR[field]
    return f"{indicator_name(record, index)}{_INDICATOR.get(field, field)}"


def heading(table: str, field: str) -> str:
    """What a column is called; `table` is funds or indicators."""
    return (_FUND if table == "funds" else _INDICATOR)[field]


def fund_name(record: SelfEvaluation, index: int) -> str:
    """年度资金总额 for the first row (whatever colon is printed), its label for the others."""
    label = record.funds[index].label
    return (label.text.strip(" ：:") if label else "") or f"资金第 {index + 1} 行"


def indicator_name(record: SelfEvaluation, index: int) -> str:
    """三级指标「…」, or the lowest label the row has, or its number."""
    row = record.indicators[index]
    for field, reported in (("level3", row.level3), ("level2", row.level2), ("level1", row.level1)):
        if reported is not None and reported.text.strip():
            return f"{_INDICATOR[field]}「{_short(reported.text)}」"
    return f"指标第 {index + 1} 行"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
