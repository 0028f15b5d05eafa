"""How a form, a directory and a file are put before the rules; and that no text in any cell breaks one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.notation import form, fund, indicator
from validate.finding import Finding, Level
from validate.policy import load
from validate.rule import FileFacts, catalogue, check_directory, check_file, check_form, selected
from validate.scoring import recompute

POLICY = load()


def test_codes_are_selected_by_their_beginning() -> None:
    found = [Finding(code, Level.ERROR, None, "", "", "", "") for code in ("F01", "F02", "I01")]
    assert [f.code for f in selected(found)] == ["F01", "F02", "I01"]
    assert [f.code for f in selected(found, select=["F"])] == ["F01", "F02"]
    assert [f.code for f in selected(found, select=["F", "I01"], ignore=["F02"])] == ["F01", "I01"]


def test_the_catalogue_holds_every_code_once_and_leaves_the_reserved_ones() -> None:
    codes = [rule.code for rule in catalogue()]
    assert len(codes) == len(set(codes))
    wanted = {"F01", "F02", "F03", "F04", "F05", "G01", "S01", "S02", "S03", "S04", "S05", "D01", "D02", "D03", "X01"}
    assert wanted | {f"I{i:02}" for i in range(1, 13)} <= set(codes)
    assert not {"X03", "X04", "X05"} & set(codes)


CELLS = st.sampled_from(
    [
        *(
            "",
            "—",
            "无",
            "0",
            "10",
            "100",
            "-5",
            "3.14",
            "96.6%",
            "1",
            "1,234.5",
            "12月",
            "2021.12",
            "≥5个",
            "≤0",
            "3-5次",
        ),
        *(
            "两次",
            "未完成",
            "没有发生事故",
            "基本完成",
            "9" * 30,
            "0.0000001",
            "7,00.0,77",
            "约 3 个",
            "200万",
            "28.40/株",
        ),
        *(
            "其中：小学",
            "……",
            "指标1：",
            "产出指标（50分）",
            "按收入性质分",
            "中央资金",
            "优",
            "2月30日",
            "≥",
            "100百分比",
            "%",
        ),
    ]
)
MAYBE = st.none() | CELLS
ROW = ("level1", "level2", "level3", "nature", "target", "unit", "actual", "weight", "score", "reason")
FUND = ("label", "initial_budget", "annual_budget", "executed", "weight", "rate", "score", "reason")
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(ROW, MAYBE)), max_size=4)
FUNDS = st.lists(st.fixed_dictionaries(dict.fromkeys(FUND, MAYBE)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(FUNDS, ROWS, MAYBE, MAYBE, MAYBE, st.sampled_from([None, "万元", "元", "？"]))
def test_no_form_breaks_a_rule(
    funds: list[dict[str, str | None]],
    rows: list[dict[str, str | None]],
    weight: str | None,
    score: str | None,
    grade: str | None,
    unit: str | None,
) -> None:
    cells = {"total_weight": weight, "total_score": score, "grade": grade, "money_unit": unit, "year": weight}
    record = form(
        funds=tuple(fund(**each) for each in funds), indicators=tuple(indicator(**each) for each in rows), **cells
    )
    found = check_form(record, POLICY)
    assert check_form(record, POLICY) == found
    total = recompute(record, POLICY, found)
    assert total.low is None or total.high is None or total.low <= total.high
    paths = dict(record.walk())
    for each in found:
        assert each.path is None or each.path in paths or getattr(record, each.path) is None
        assert all(paths.get(path) is not None for path in each.evidence[1:])
    check_directory([("甲.pdf", record), ("乙.pdf", record)], POLICY)


def test_files_and_directories_have_rules_of_their_own() -> None:
    assert [f.code for f in check_file(FileFacts("文件为空", "请重新提交", 0, 0), POLICY)] == ["D01"]
    assert [f.code for f in check_file(FileFacts(None, None, 3, 0), POLICY)] == ["D02"]
    assert check_file(FileFacts(None, None, 3, 1), POLICY) == ()
    record = form(year="2021", project_name="甲", implementing_unit="乙")
    found = check_directory([("一.pdf", record), ("二.pdf", form()), ("三.pdf", record)], POLICY)
    assert [(i, f.code, f.path) for i, f in found] == [(0, "X01", "project_name"), (2, "X01", "project_name")]
    assert "三.pdf" in found[0][1].message
