"""Every clause of the contract, its planted cases and their look-alikes; what a finding rests on and says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.record import Fund, Indicator, SelfEvaluation
from tests.clauses import COSTS, FUNDS, PARTS, SPENT, TOTALS
from tests.clauses_indicators import FIGURES, WORDS
from tests.notation import form, fund, indicator
from validate.finding import Finding, Level
from validate.policy import load
from validate.rule import check_form

POLICY = load()
_MARKS = {Level.ERROR: "!", Level.WARNING: "?", Level.INFO: "."}
_FUND = ("initial_budget", "annual_budget", "executed", "weight", "rate", "score", "reason")
_INDICATOR = ("target", "actual", "weight", "score", "reason", "nature", "unit")
_LEVEL1 = {"满意度": "满意度指标", "社会效益": "效益指标"}


def built(short: str) -> SelfEvaluation:
    """The form that a row of the contract writes in short."""
    funds: list[Fund] = []
    rows: list[Indicator] = []
    cells: dict[str, str] = {"year": "2021", "money_unit": "万元"}
    for line in short.split("¶"):
        head, *texts = line[2:].split("|")
        if line[0] == "=":
            field, _, text = head.partition(" ")
            cells[field] = text
        elif line[0] == "F":
            row = fund(label=head.removeprefix("+"), **_named(_FUND, texts))
            funds.append(replace(row, indent=12.0 if head.startswith("+") else 0.0))
        elif line[0] == "I":
            kind, _, name = head.partition(" ")
            levels = {"level1": _LEVEL1.get(kind, "产出指标"), "level2": f"{kind}指标", "level3": name}
            rows.append(indicator(**levels, **_named(_INDICATOR, texts)))
        else:
            own = {"level1": head, "level2": "质量指标", "level3": "甲", "target": "优", "actual": "良"}
            rows.append(indicator(**own, **_named(("weight", "score"), texts)))
    return form(**cells, funds=tuple(funds), indicators=tuple(rows))


def _named(names: tuple[str, ...], texts: list[str]) -> dict[str, str | None]:
    return {name: None if text == "~" else text for name, text in zip(names, texts, strict=False)}


def _said(finding: Finding) -> str:
    return f"{finding.code}{_MARKS[finding.level]} {_short(finding.path or '-')}"


def _short(path: str) -> str:
    return path.replace("funds[", "f").replace("indicators[", "i").replace("].", ".").replace("l_budget", "l")


SECTIONS = [("F", FUNDS), ("I", FIGURES), ("I", WORDS), ("I", COSTS), ("SGD", TOTALS)]
# A form of which a row shows only a part is incomplete (D03), and its weights make no 100 (S01).
APART = {"S01", "D03"}
ROWS = [
    pytest.param(families, clause, f"{SPENT}¶{short}" if rows is COSTS else short, said, id=clause)
    for families, rows in SECTIONS
    for clause, short, said in rows
]


@pytest.mark.parametrize(("families", "clause", "short", "said"), ROWS)
def test_clause(families: str, clause: str, short: str, said: str) -> None:
    aside = APART - {clause[:3]}
    found = [f for f in check_form(built(short), POLICY) if f.code[0] in families and f.code not in aside]
    assert sorted(map(_said, found)) == sorted(said.split(", ") if said else [])


@pytest.mark.parametrize(
    ("short", "code", "evidence"),
    [
        ("F 总额|120¶F 财政拨款|100¶F 其他|10", "F01", "f0.initial f1.initial f2.initial"),
        ("F 总额|1|100|80|~|90%", "F02", "f0.rate f0.annual f0.executed"),
        ("F 总额|1|100|80|10|80%|9", "F03", "f0.score f0.weight f0.annual f0.executed f0.rate"),
        ("F 总额|1|100|120", "F04", "f0.executed f0.annual"),
        ("I 数量 甲|5次|3次|5|6|x", "I03", "i0.score i0.weight"),
        ("I 数量 甲|5|3次|5|5|x|≥|次", "I01", "i0.score i0.weight i0.target i0.actual i0.nature i0.unit"),
        ("I 质量 甲|优|未完成|5|5|x", "I02", "i0.score i0.weight i0.target i0.actual"),
        ("I 质量 甲|优|良|5|4|", "I04", "i0.reason i0.score i0.weight"),
        ("I 数量 甲|5|3|5|5||≥|次", "I04", "i0.reason i0.actual i0.target i0.nature i0.unit"),
        ("I 数量 甲|5|9|5|5||≥|次", "I05", "i0.reason i0.target i0.actual i0.nature i0.unit"),
        ("I 数量 甲|5|9场|5|5|x|≥|次", "I07", "i0.actual i0.target i0.unit"),
        (f"{SPENT}¶I 成本 甲|75.07|75.07|5|5", "I09", "i0.actual i0.target f0.executed f0.annual"),
        (f"{SPENT}¶L 甲|80|80¶= total_weight 100", "S01", "total_weight f0.weight i0.weight"),
        (
            f"{SPENT}¶I 甲 甲|1|1|45|80¶I 甲 乙|1|1|40|~¶= total_weight 100",
            "S01",
            "total_weight f0.weight i0.weight i1.weight",
        ),
        (
            f"{SPENT}¶L 甲|80|80¶= total_score 100",
            "S02",
            "total_score f0.score i0.score f0.weight f0.annual f0.executed",
        ),
        ("L 产出（50分）|20|1¶L 产出（50分）|25|1", "S04", "i0.level1 i0.weight i1.weight"),
        ("= total_score 97¶= grade 良", "S05", "grade total_score"),
    ],
)
def test_a_finding_names_every_cell_it_rests_on(short: str, code: str, evidence: str) -> None:
    (found,) = (f for f in check_form(built(short), POLICY) if f.code == code)
    assert [_short(path) for path in found.evidence] == evidence.split()


@pytest.mark.parametrize(
    ("short", "code", "expected", "difference", "says"),
    [
        ("F 总额|162.111|75.07|72.55|~|98.64%", "F02", "96.64%", "2.00", "72.55 ÷ 75.07 = 96.64 %"),
        ("F 总额|162.111|75.07|72.55|~|44.75%", "F02", "96.64%", "-51.89", "年初预算数作分母"),
        ("F 总额|162.111|75.07|72.55|~|98.64%", "F02", "96.64%", "2.00", "72.55 ÷ 162.111 = 44.75 %"),
        ("F 总额|~|75.07|72.55|10|~|9", "F03", "9.66", "-0.66", "取整到整数分"),
        ("F 总额|~|75.07|72.55|10|~|6.96", "F03", "9.66", "-2.70", "72.55 ÷ 75.07 = 96.64 %"),
        ("F 总额|~|75.07|72.55|10|~|6.66", "F03", "9.66", "-3.00", "应得 9.66 分"),
        ("F 总额|~|100|80|10|~|10", "F03", "8.00", "2.00", "照抄了分值"),
        ("F 总额|~|100|120|10|~|9", "F03", "10.00", "-1.00", "超过 100 % 按 100 % 计"),
        ("F 总额|35.5¶F 拨款|355000", "F01", "355000.0", "-354964.5", "元与万元混用"),
        ("F 总额|100¶F 拨款|80¶F 其他|30", "F01", "110", "-10", "80 + 30 = 110"),
        ("F 总额|80¶F 拨款|80¶F 其他|30", "F01", "110", "-30", "没有计入“其他”"),
        ("F 总额|1.92¶F 拨款|1.29", "F01", "1.29", "0.63", "颠倒"),
        ("F 总额|~|35.5|355000", "F04", "≤ 35.5", "354964.5", "元与万元混用"),
        ("I 数量 甲|160条|96条|8|8", "I01", "4.80", "3.20", "照抄了分值"),
        ("I 数量 甲|160条|96条|8|8", "I01", "4.80", "3.20", "8 × 96 ÷ 160"),
        ("I 时效 甲|9月|11月|5|5", "I01", "< 5", "0.00", "迟于目标日期"),
        ("I 质量 甲|优|未举办|2|2", "I02", "< 1.2", "0.80", "没有做成"),
        ("I 质量 甲|优|基本完成|6|5.5", "I02", "≤ 4.80", "0.70", "80 %"),
        (f"{SPENT}¶I 成本 甲|≤75.07万元|75.07万元|5|5", "I09", "72.55", "2.52", "全年执行数 72.55"),
        (f"{SPENT}¶I 成本 甲|75.07|75|5|5", "I09", "72.55", "2.45", "全年执行数 72.55"),
        (f"{PARTS}¶= total_score 86.0", "S02", "95.70", "-9.70", "没有计入预算执行率得分"),
        (f"{PARTS}¶= total_score 67.7", "S02", "95.70", "-28.00", "没有计入三级指标「甲」"),
        (f"{PARTS}¶= total_score 103.7", "S02", "95.70", "8.00", "两次"),
        (f"{SPENT}¶L 甲|50.5|50¶L 乙|40|40¶= total_weight 100", "S01", "100.5", "-0.5", "与总分栏的 100 不符"),
        ("L 产出（50分）|45|1", "S04", "45", "5", "相差 5 分"),
        ("= total_score 97¶= grade 良", "S05", "优", "", "90 分（含）以上"),
    ],
)
def test_a_finding_says_how_it_came_about(short: str, code: str, expected: str, difference: str, says: str) -> None:
    (found,) = (f for f in check_form(built(short), POLICY) if f.code == code)
    assert (found.expected, found.difference) == (expected, difference)
    assert says in found.message
