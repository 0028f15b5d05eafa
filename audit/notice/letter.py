"""The notice to one unit: what was checked, execution, outputs, what was found, and what to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from audit.notice.gather import Material, Sheet
from audit.notice.paper import Paper
from audit.pipeline import said_pages
from audit.store.published import Form, Listed
from validate.rule import catalogue

_GAP = "　　　　"
_MOST_INLINE = 40  # rows of outputs before what was found; more of them go to the end
_NUMERALS = "一二三四五六七八九十"
_MATERIALS = ("序号", "项目名称", "年度", "文件、页码", "自评总分", "复核总分")
_EXECUTION = ("项目", "年初预算数", "全年预算数", "全年执行数", "预算调整率", "填报执行率", "执行率", "按年初预算")
_OUTPUTS = ("产出指标", "计划（年度指标值）", "完成（实际完成值）", "完成情况")
_FOUND = ("序号", "页码", "位置", "填报值", "复核值", "问题及依据", "单位说明")


def letter(material: Material, remarks: bool = True) -> bytes:
    """The notice as a Word file. `remarks` says whether it holds what reviewers remarked on findings."""
    paper = Paper(material.unit)
    sheets = material.sheets
    numerals = iter(_NUMERALS)
    numbers = count(1)
    rows = sum(len(sheet.outputs) for sheet in sheets)

    def heading(text: str) -> None:
        paper.heading(f"{next(numerals)}、{text}")

    _opening(paper, material)
    heading("复核材料")
    _materials(paper, material)
    if any(sheet.execution for sheet in sheets):
        heading("预算执行情况")
        _executions(paper, sheets)
    if rows:
        heading("产出完成情况")
        if rows <= _MOST_INLINE:
            _outputs(paper, sheets)
        else:
            paper.line(f"产出指标共 {rows} 项，计划与完成情况见文后附表。")
    if material.firm:
        heading("需更正或说明的问题")
        _findings(paper, [(sheet.form, sheet.firm) for sheet in sheets], numbers, remarks)
    if material.unsure:
        heading("需核实的内容")
        paper.line("以下各处印刷或扫描不清，或尚待核实，请对照原件核对；所列数字不作为结论。")
        _findings(paper, [(sheet.form, sheet.unsure) for sheet in sheets], numbers, remarks)
    if any(sheet.hints for sheet in sheets):
        heading("供参考（不计为问题，不需答复）")
        _hints(paper, sheets)
    heading("答复要求")
    _closing(paper, material)
    if rows > _MOST_INLINE:
        paper.heading("附表　产出指标完成情况")
        _outputs(paper, sheets)
    return paper.content()


def _opening(paper: Paper, material: Material) -> None:
    years = sorted({sheet.form.year for sheet in material.sheets if sheet.form.year.isdigit()})
    which = f"{'、'.join(years)} 年度" if years else ""
    paper.title("绩效自评复核意见")
    paper.line(f"{material.unit or _GAP * 3}：", indent=False)
    asked = "请按本意见逐条核对并答复。" if material.asks else "未发现需要更正或说明的问题。"
    paper.line(f"你单位报送的{which}项目支出绩效自评材料收悉。我们对表内数据作了复核，现将意见反馈如下，{asked}")


def _materials(paper: Paper, material: Material) -> None:
    rows = [
        (
            str(number),
            sheet.form.project_name or "（未填）",
            sheet.form.year,
            f"{sheet.file}\n{said_pages(sheet.form.pages)}",
            sheet.form.claimed_total or "—",
            _range(sheet.form),
        )
        for number, sheet in enumerate(material.sheets, 1)
    ]
    if rows:
        paper.table(_MATERIALS, (0.9, 4.3, 1.0, 5.4, 1.6, 2.7), rows)
    if material.unread:
        paper.line(f"另有 {len(material.unread)} 个文件未能复核，请按说明重新报送：")
        files = [(str(number), name, why) for number, (name, why) in enumerate(material.unread, 1)]
        paper.table(("序号", "文件", "说明"), (1.0, 6.0, 8.9), files)


def _range(form: Form) -> str:
    """The recomputed total for people."""
    low, high = form.total_low, form.total_high.replace("< ", "低于 ")
    if not low or not high:
        return "—"
    return low if low == high else f"{low} 至{'' if high.startswith('低于') else ' '}{high}"


def _executions(paper: Paper, sheets: Sequence[Sheet]) -> None:
    rows = []
    for sheet in sheets:
        spent = sheet.execution
        if spent is None:
            continue
        name = sheet.form.project_name or "（未填）"
        amounts = (spent.initial, spent.annual, spent.executed)
        rows.append(
            (
                f"{name}（{spent.unit}）" if spent.unit else name,
                *amounts,
                spent.adjusted,
                spent.claimed,
                spent.on_annual,
                spent.on_initial,
            )
        )
    paper.table(_EXECUTION, (3.2, 1.9, 1.9, 1.9, 1.8, 1.8, 1.6, 1.8), rows)
    paper.note(
        "预算调整率＝（全年预算数－年初预算数）÷年初预算数；执行率＝全年执行数÷全年预算数；"
        "“按年初预算”＝全年执行数÷年初预算数。"
    )


def _outputs(paper: Paper, sheets: Sequence[Sheet]) -> None:
    rows: list[tuple[str, ...]] = []
    for sheet in sheets:
        if sheet.outputs:
            rows.append((sheet.form.project_name or "（未填项目名称）",))
            rows.extend((each.name, each.planned, each.done, each.outcome) for each in sheet.outputs)
    paper.table(_OUTPUTS, (5.9, 3.6, 3.6, 2.8), rows)


def _findings(
    paper: Paper, found: Sequence[tuple[Form, Sequence[Listed]]], numbers: Iterator[int], remarks: bool
) -> None:
    rows: list[tuple[str, ...]] = []
    for form, findings in found:
        if findings:
            rows.append((form.project_name or "（未填项目名称）",))
        rows.extend(_finding(next(numbers), finding, remarks) for finding in findings)
    paper.table(_FOUND, (0.9, 0.9, 3.0, 1.9, 1.7, 5.1, 2.4), rows)


def _finding(number: int, finding: Listed, remarks: bool) -> tuple[str, ...]:
    return (
        str(number),
        str(finding.page or ""),
        finding.place or "整表",
        finding.printed or "（空）",
        finding.recomputed.replace("< ", "低于 ").replace("≤ ", "不高于 ") or "—",
        "\n".join(_said(finding, remarks)),
        "",
    )


def _said(finding: Listed, remarks: bool) -> Iterator[str]:
    yield f"【{finding.level}】{_names()[finding.code]}"
    yield finding.derivation
    if finding.citation not in ("", "–"):
        yield f"依据：{finding.citation}"
    if remarks and finding.remark:
        yield f"复核备注：{finding.remark}"


def _hints(paper: Paper, sheets: Sequence[Sheet]) -> None:
    """By form and rule, for there are many of them and none is to be answered."""
    rows: list[tuple[str, ...]] = []
    for sheet in sheets:
        by_rule: dict[str, list[Listed]] = {}
        for finding in sheet.hints:
            by_rule.setdefault(finding.code, []).append(finding)
        if by_rule:
            rows.append((sheet.form.project_name or "（未填项目名称）",))
        for code, findings in by_rule.items():
            where = "；".join(f"{f.place or '整表'}（第 {f.page} 页）" for f in findings)
            rows.append((_names()[code], where))
    paper.table(("内容", "位置"), (4.2, 11.7), rows)


def _closing(paper: Paper, material: Material) -> None:
    if material.asks:
        paper.line(
            f"请于{_GAP}年{_GAP[:2]}月{_GAP[:2]}日前，在“单位说明”栏逐条写明核对结果："
            "属填报错误的，更正自评表并重新报送；认为无误的，说明理由并附依据。"
        )
    else:
        paper.line("本意见不需答复，请存档备查。")
    paper.line(f"联系人：{_GAP}{_GAP}联系电话：{_GAP}")
    paper.line("")
    paper.line(f"（复核单位盖章）{_GAP}", right=True)
    paper.line(f"{_GAP}年{_GAP[:2]}月{_GAP[:2]}日", right=True)
    if material.asks:
        paper.line("")
        paper.reply("单位答复", f"负责人（签字）：{_GAP}{_GAP}（单位盖章）{_GAP}年{_GAP[:2]}月{_GAP[:2]}日")


def _names() -> dict[str, str]:
    return {rule.code: rule.name for rule in catalogue()}
