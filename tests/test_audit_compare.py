"""`selfeval compare`: forms are found again, and each finding and figure is said to be what it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from audit.cli import main
from audit.compare import write as comparing
from audit.compare.match import Known, matched
from audit.store import schema
from audit.store.decisions import Decision, Key, Opinion, decide
from normalize.record import Indicator, SelfEvaluation
from tests.kept import file, kept
from tests.notation import form, fund, indicator

ROADS = indicator(
    level1="产出指标",
    level2="数量指标",
    level3="养护里程",
    target="≥30公里",
    actual="24公里",
    weight="50",
    score="50",
    reason="",
)
TRAVEL = indicator(
    level1="效益指标",
    level2="社会效益指标",
    level3="群众出行",
    target="≥90%",
    actual="95%",
    weight="40",
    score="40",
    reason="",
)
NEXT = indicator(
    level1="产出指标",
    level2="质量指标",
    level3="验收合格率",
    target="100%",
    actual="100%",
    weight="0",
    score="0",
    reason="",
)


def sheet(
    rows: Sequence[Indicator] = (ROADS, TRAVEL),
    rate: str = "55%",
    score: str = "5",
    total: str = "95",
    name: str = "农村道路养护",
    **cells: str,
) -> SelfEvaluation:
    """A form of 100 points whose rate is 50 % and whose roads are six short."""
    money = fund(
        label="年度资金总额",
        initial_budget="120",
        annual_budget="120",
        executed="60",
        weight="10",
        rate=rate,
        score=score,
    )
    about = {"year": "2023", "project_name": name, "department": "交通局", "implementing_unit": "公路站", **cells}
    return form(**about, funds=(money,), indicators=tuple(rows), total_weight="100", total_score=total)


def compared(
    tmp_path: Path, old: SelfEvaluation, new: SelfEvaluation, renamed: str = "重新报送.pdf"
) -> list[dict[str, str]]:
    was = kept(tmp_path / "old", file("自评表.pdf", old))
    now = kept(tmp_path / "new", file(renamed, new))
    comparing.compare(was, now, now)
    return rows_of(now)


def rows_of(out: Path) -> list[dict[str, str]]:
    with (out / comparing.CSV).open(encoding="utf-8-sig", newline="") as listed:
        return list(csv.DictReader(listed))


def kinds(rows: Sequence[dict[str, str]], code: str) -> list[str]:
    return [row["变化"] for row in rows if row["规则编号"] == code]


def test_what_was_put_right_is_fixed_and_says_the_value_now(tmp_path: Path) -> None:
    rows = compared(tmp_path, sheet(), sheet(rate="50%"))
    (fixed,) = [row for row in rows if row["规则编号"] == "F02"]
    assert (fixed["变化"], fixed["原填报值"], fixed["原复核值"], fixed["现填报值"]) == ("已改正", "55%", "50%", "50%")
    assert (fixed["文件"], fixed["原文件"]) == ("重新报送.pdf", "自评表.pdf")


def test_what_was_left_is_still_there_and_what_came_is_new(tmp_path: Path) -> None:
    rows = compared(tmp_path, sheet(), sheet(total="97"))
    assert kinds(rows, "I01") == ["仍存在"]
    assert kinds(rows, "F02") == ["仍存在"]
    assert kinds(rows, "S02") == ["新出现"]
    assert {row["说明"].partition("。")[0] for row in rows if row["变化"] == "仍存在"} == {"填报值没有改动"}


def test_a_figure_that_changed_says_whether_it_was_asked_for(tmp_path: Path) -> None:
    more = replace(TRAVEL, actual=replace(TRAVEL.actual, text="99%"))  # type: ignore[type-var]
    rows = compared(tmp_path, sheet(), sheet((ROADS, more), rate="50%"))
    changed = {row["字段"]: row for row in rows if row["变化"] == "数据变动"}
    assert set(changed) == {"funds[0].rate", "indicators[1].actual"}
    assert changed["funds[0].rate"]["说明"] == "与原 F02 有关"
    assert changed["indicators[1].actual"]["说明"] == "原表此处没有问题，请核实改动的依据"
    assert (changed["indicators[1].actual"]["原填报值"], changed["indicators[1].actual"]["现填报值"]) == ("95%", "99%")


def test_the_same_figure_in_other_glyphs_has_not_changed(tmp_path: Path) -> None:
    same = replace(TRAVEL, actual=replace(TRAVEL.actual, text="９５ ％"))  # type: ignore[type-var]
    rows = compared(tmp_path, sheet(), sheet((ROADS, same)))
    assert "数据变动" not in {row["变化"] for row in rows}


def test_a_row_put_in_front_moves_nothing(tmp_path: Path) -> None:
    rows = compared(tmp_path, sheet(), sheet((NEXT, ROADS, TRAVEL)))
    (still,) = [row for row in rows if row["规则编号"] == "I01"]
    assert (still["变化"], still["字段"]) == ("仍存在", "indicators[1].score")
    assert [row["说明"] for row in rows if row["变化"] == "数据变动"] == ["新增的指标行"]


def test_a_row_that_is_gone_is_no_cure(tmp_path: Path) -> None:
    rows = compared(tmp_path, sheet((NEXT, ROADS, TRAVEL)), sheet((NEXT, TRAVEL)))
    (fixed,) = [row for row in rows if row["规则编号"] == "I01"]
    assert fixed["变化"] == "已改正"
    assert fixed["说明"].startswith("这一行已经删去，请核实")
    assert "指标行已经删去" in [row["说明"] for row in rows if row["变化"] == "数据变动"]


def test_a_finding_that_goes_though_nobody_touched_its_cells_is_doubted(tmp_path: Path) -> None:
    then = file("自评表.pdf", sheet())
    was = kept(tmp_path / "old", then)
    silent = replace(then.forms[0], findings=())
    now = kept(tmp_path / "new", replace(then, sha256="another", forms=(silent,)))
    comparing.compare(was, now, now)
    (fixed,) = [row for row in rows_of(now) if row["规则编号"] == "F02"]
    assert fixed["说明"].startswith("相关单元格没有改动")


def test_forms_of_one_side_only_are_listed(tmp_path: Path) -> None:
    was = kept(tmp_path / "old", file("a.pdf", sheet()), file("b.pdf", sheet(name="桥梁改造", year="2022")))
    now = kept(tmp_path / "new", file("a.pdf", sheet()), file("c.pdf", sheet(name="隧道照明", year="2021")))
    done = comparing.compare(was, now, now)
    assert (done.both, done.same, done.added, done.missing) == (1, 1, 1, 1)
    rows = rows_of(now)
    assert {row["项目名称"] for row in rows if row["变化"] == "新报送"} == {"隧道照明"}
    (missing,) = [row for row in rows if row["变化"] == "未再报送"]
    assert (missing["项目名称"], missing["文件"], missing["原文件"]) == ("桥梁改造", "", "b.pdf")
    assert missing["说明"].startswith("原有 错误 ")


def test_what_reviewers_said_of_the_old_stands_beside_it(tmp_path: Path) -> None:
    then = file("自评表.pdf", sheet())
    was = kept(tmp_path / "old", then)
    db = schema.opened(was)
    decide(db, Key(then.sha256, 1, "F02", "funds[0].rate"), Decision(Opinion.FALSE, "=口径不同", "张", 0.0))
    db.close()
    now = kept(tmp_path / "new", file("新.pdf", sheet()))
    done = comparing.compare(was, now, now)
    (row,) = [row for row in rows_of(now) if row["规则编号"] == "F02"]
    assert (row["变化"], row["原复核意见"], row["原备注"]) == ("仍存在", "误报", "'=口径不同")
    assert done.refuted == 1


def known(id_: int, **about: str) -> Known:
    usual = {"name": f"{id_}.pdf", "sha256": f"s{id_}", "year": "2023", "project_name": "养护", "unit": "公路站"}
    return Known(id=id_, file=id_, form=1, **{"project_code": "", **usual, **about})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"sha256": "x", "project_name": "甲"}, {"sha256": "x", "project_name": "甲"}),
        ({"project_code": "51000021R000000019951", "project_name": "甲"}, {"project_code": "51000021R000000019951"}),
        ({"project_name": "51000021R000000019951-甲"}, {"project_code": "51000021R000000019951", "project_name": "乙"}),
        ({"project_name": "５号 线（二期）"}, {"project_name": "5号线(二期)"}),
        ({"unit": "[155]公路站"}, {"unit": "公路站"}),
        ({"year": ""}, {}),
        ({"unit": "公路处"}, {"unit": "公路站"}),
        ({"name": "甲/表.pdf", "project_name": "旧名"}, {"name": "乙/表.pdf", "project_name": "新名"}),
    ],
    ids=["content", "code", "glued code", "width", "unit's code", "no year", "unit renamed", "same file"],
)
def test_a_form_is_found_again(old: dict[str, str], new: dict[str, str]) -> None:
    others = [known(8, project_name="别的", unit="别处")]
    assert matched([known(1, **old), *others], [known(2, **new)]) == {2: 1}


def test_forms_that_nothing_tells_apart_are_not_guessed() -> None:
    before = [known(1, unit="甲站"), known(2, unit="乙站")]
    assert matched(before, [known(3, unit="丙站")]) == {}


def test_duplicates_go_by_their_file() -> None:
    before = [known(1, name="a.pdf"), known(2, name="b.pdf")]
    after = [known(3, name="b.pdf"), known(4, name="a.pdf")]
    assert matched(before, after) == {3: 2, 4: 1}


def test_the_sheet_holds_what_the_list_holds_and_no_formula(tmp_path: Path) -> None:
    evil = sheet(name="=1+2", implementing_unit="@SUM(A1)", rate="50%")
    rows = compared(tmp_path, sheet(name="=1+2", implementing_unit="@SUM(A1)"), evil)
    book = load_workbook(tmp_path / "new" / comparing.XLSX)
    assert book.sheetnames == ["汇总", "对比"]
    heads, *cells = book["对比"].iter_rows()
    at = {str(head.value): index for index, head in enumerate(heads)}
    assert [cell[at["变化"]].value for cell in cells] == [row["变化"] for row in rows]
    assert {cell[at["项目名称"]].value for cell in cells} == {"=1+2"}
    assert {cell.data_type for line in cells for cell in line if cell.value is not None} <= {"s", "n"}
    assert all(row["项目名称"] == "'=1+2" for row in rows)


def test_the_same_audits_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for _ in range(2):
        compared(tmp_path, sheet(), sheet(rate="50%"))
        written.append([(tmp_path / "new" / name).read_bytes() for name in (comparing.CSV, comparing.XLSX)])
    assert written[0] == written[1]


def test_the_command_says_what_came_of_it(tmp_path: Path) -> None:
    was = kept(tmp_path / "old", file("自评表.pdf", sheet()))
    now = kept(tmp_path / "new", file("新.pdf", sheet(rate="50%")), interrupted=True)
    ran = CliRunner().invoke(main, ["compare", str(was), str(now), "-o", str(was)])
    assert ran.exit_code == 0, ran.output
    assert "两次都有的自评表 1 张" in ran.output and "已改正：错误 1 条" in ran.output
    assert "注意：现审核没有做完" in ran.output
    assert (was / comparing.CSV).is_file() and not (now / comparing.CSV).exists()


def test_the_command_refuses_one_folder_twice_and_one_without_an_audit(tmp_path: Path) -> None:
    was = kept(tmp_path / "old", file("自评表.pdf", sheet()))
    assert CliRunner().invoke(main, ["compare", str(was), str(was)]).exit_code == 2
    ran = CliRunner().invoke(main, ["compare", str(was), str(tmp_path)])
    assert ran.exit_code == 2 and "还没有运行过审核" in ran.output
