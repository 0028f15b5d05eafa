"""The workbook as a spreadsheet opens it: what stands where, numbers as numbers, and no text of a PDF at work."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from audit.check import check
from audit.exports.xlsx import book
from audit.exports.xlsx.sheet import MOST_ROWS, lines
from audit.result import FileResult
from audit.rows import DISCREPANCY_HEADINGS, FORM_HEADINGS
from audit.store.decisions import Decision, Key, Opinion
from extract.geometry import BBox, Place
from normalize.record import Fund, Indicator, Reported, SelfEvaluation
from validate import policy
from validate.finding import Finding, Level

SHEETS = ["汇总", "差异", "表单", "指标"]
FORMULA = '=HYPERLINK("http://x",1)'


def said(text: str, page: int = 1) -> Reported:
    return Reported(text, (Place(page, BBox(0, 0, 10, 10)),))


def record(project: str = "会议", unit: str = "县交通局", number: int = 1) -> SelfEvaluation:
    fund = Fund(said("年度资金总额"), said("100"), said("75.07"), said("72.55"), said("10"), said("96.64%"), said("10"))
    met = Indicator(
        said("产出指标"), said("数量指标"), said("举办会议"), None, said("≥10场"), None, said("11场", 2), said("40"),
        said("40", 2), said(""),
    )  # fmt: skip
    missed = Indicator(
        said("产出指标"), said("数量指标"), said("培训人数"), None, said("100人"), None, said("60人", 2), said("50"),
        said("50.0", 2), said("有事"),
    )  # fmt: skip
    return SelfEvaluation(
        number, (1, 2), "t", "r", title=said("自评表"), year=said("2021"), project_name=said(project),
        implementing_unit=said(unit), department=said("县政府"), money_unit=said("万元"), funds=(fund,),
        indicators=(met, missed), total_weight=said("100"), total_score=said("100"),
    )  # fmt: skip


def file(name: str = "甲.pdf", *records: SelfEvaluation) -> FileResult:
    return FileResult(name, "ab12", 2, tuple(check(each, policy.load()) for each in records or (record(),)))


def unread(name: str = "坏.pdf") -> FileResult:
    finding = Finding("D01", Level.ERROR, None, "", "", "", "文件已损坏", (), "")
    return FileResult(name, findings=(finding,), unread="文件已损坏")


def written(
    *files: FileResult, name: str = "甲.pdf", most_rows: int = MOST_ROWS, decided: dict[Key, Decision] | None = None
) -> bytes:
    """A workbook beside a folder `in`, in which the files are called `name`."""
    target = io.BytesIO()
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        out.mkdir()
        with book.writing(target, out, policy.load(), most_rows) as workbook:
            for each in files:
                workbook.add(f"{folder}/in/{name}", each, decided or {})
        assert not list(out.iterdir())
    return target.getvalue()


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet: Any) -> list[dict[str, Any]]:
    headings, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in others]


def cells(workbook: Any) -> Iterator[Any]:
    for sheet in workbook:
        yield from (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def cell(sheet: Any, heading: str, row: int = 2) -> Any:
    return next(sheet.cell(row, at + 1) for at, each in enumerate(sheet[1]) if each.value == heading)


def test_the_sheets_hold_every_column_of_the_lists() -> None:
    workbook = opened(written(file()))
    assert workbook.sheetnames == SHEETS
    assert {each.value for each in workbook["差异"][1]} == set(DISCREPANCY_HEADINGS)
    assert {each.value for each in workbook["表单"][1]} == set(FORM_HEADINGS)


@pytest.mark.parametrize("name", SHEETS[1:])
def test_headings_stay_in_sight_and_repeat_on_paper(name: str) -> None:
    sheet = opened(written(file()))[name]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_what_only_programs_need_is_hidden_and_not_printed() -> None:
    sheet = opened(written(file()))["差异"]
    hidden = [each.value for each in sheet[1] if sheet.column_dimensions[each.column_letter].hidden]
    last = re.search(r":\$([A-Z]+)\$", sheet.print_area)
    assert last and sheet[f"{last[1]}1"].value == "备注"
    assert hidden == ["字段"] or cell(sheet, "政策").column_letter  # openpyxl tells only the first of adjoining columns


def test_every_indicator_has_a_row_with_its_recomputed_score() -> None:
    budget, met, missed = rows(opened(written(file()))["指标"])
    assert (budget["一级指标"], budget["年度指标值"], budget["实际完成值"]) == ("预算执行", 75.07, 72.55)
    assert (budget["得分"], budget["复核得分"], budget["差额"], budget["规则编号"]) == (10, 9.66, 0.34, "F03")
    assert (met["序号"], met["得分"], met["复核得分"], met["差额"]) == (1, 40, 40, None)
    assert (met["级别"], met["规则编号"]) == ("提示", "S03")
    assert (missed["得分"], missed["复核得分"], missed["差额"], missed["级别"]) == (50, 30, 20, "错误")
    assert (missed["实施单位"], missed["三级指标"], missed["偏差原因分析及改进措施"]) == (
        "县交通局",
        "培训人数",
        "有事",
    )


def test_figures_are_numbers_that_look_as_printed() -> None:
    sheet = opened(written(file()))["指标"]
    shown = {name: cell(sheet, name, 4) for name in ("得分", "复核得分", "年度指标值")}
    assert (shown["得分"].value, shown["得分"].number_format.strip("_ ")) == (50, "0.0")
    assert (shown["复核得分"].data_type, shown["年度指标值"].data_type) == ("n", "s")


def test_a_row_leads_to_its_page() -> None:
    workbook = opened(written(file()))
    assert cell(workbook["指标"], "页码", 3).value == '=HYPERLINK("../in/甲.pdf#page=2",2)'
    assert cell(workbook["表单"], "页码").value == '=HYPERLINK("../in/甲.pdf#page=1","1-2")'
    first = cell(workbook["差异"], "页码")
    assert first.value == '=HYPERLINK("../in/甲.pdf#page=1",1)'
    assert first.font.underline == "single"


def test_a_file_without_a_form_can_be_opened_too() -> None:
    workbook = opened(written(unread()))
    assert cell(workbook["表单"], "页码").value == '=HYPERLINK("../in/甲.pdf#page=1","打开")'
    assert rows(workbook["表单"])[0]["状态"] == "无法读取"
    assert rows(workbook["差异"])[0]["说明"] == "文件已损坏"


def test_a_link_too_long_for_excel_is_left_out() -> None:
    sheet = opened(written(file(), name=f"{'长' * 250}/甲.pdf"))["表单"]
    assert cell(sheet, "页码").value == "1-2"


def test_what_a_reviewer_decided_stands_beside_the_finding() -> None:
    sheet = opened(written(file()))["差异"]
    first = rows(sheet)[0]
    key = Key("ab12", 1, first["规则编号"], first["字段"])
    decision = Decision(Opinion.FALSE, "=看过", "张", 0.0)
    decided = opened(written(file(), decided={key: decision}))["差异"]
    assert (rows(decided)[0]["复核意见"], rows(decided)[0]["备注"]) == ("误报", "=看过")
    assert rows(decided)[1]["复核意见"] is None


def test_the_summary_counts_by_rule_and_by_unit() -> None:
    sheet = opened(written(file("甲.pdf", record(), record("道路", "县水务局", 2)), unread()))["汇总"]
    found = {row[0]: row for row in sheet.iter_rows(values_only=True) if row[0]}
    assert found["审核了 2 个 PDF 文件，自评表 2 张：有差异 2 张，无法读取 1 个文件。"]
    assert found["I01 定量指标得分与完成值不符"][2:8] == (2, None, None, 40, None, 2)
    assert found["D01 文件无法读取"][2] == 1
    assert found["县交通局"][1] == "县政府"
    assert found["县交通局"][5] == found["县水务局"][5] == pytest.approx(20.34)
    assert found["县交通局"][7:] == (1, 1, None, None)
    assert found["合计"][5] == pytest.approx(40.68)
    assert found["（没有自评表或无法读取的文件）"][2] == 1


def test_points_are_summed_without_an_error_of_floats() -> None:
    content = written(*[file(f"{n}.pdf") for n in range(30)])
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert f"<v>{Decimal('20.34') * 30}</v>" in sheet


def test_an_empty_run_gives_a_workbook_all_the_same() -> None:
    workbook = opened(written())
    assert workbook.sheetnames == SHEETS
    assert workbook["汇总"]["A2"].value == "审核了 0 个 PDF 文件，自评表 0 张。"


@pytest.mark.parametrize(
    "text",
    [
        FORMULA, "+cmd|' /C calc'!A0", "-1+1", "@SUM(1)", "＝1", "{=1+1}", "<r>&bogus;</r>", "<r><t>a</t></r>",
        "</t></is></c>", "_x0041_", "a\x00b\x1b\x7f", "\ud800", "\ufffe\uffff", "'", '"', "]]>",
    ],
    ids=ascii,
)  # fmt: skip
def test_no_text_is_at_work_or_breaks_the_file(text: str) -> None:
    content = written(file(text or "x", record(text, text)))
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))
    workbook = opened(content)
    formulas = [each.value for each in cells(workbook) if each.data_type == "f"]
    assert formulas and all(each.startswith('=HYPERLINK("../in/甲.pdf') for each in formulas)
    shown = cell(workbook["差异"], "项目名称")
    assert shown.data_type == "s"
    assert shown.quotePrefix is (text in (FORMULA, "+cmd|' /C calc'!A0", "-1+1", "@SUM(1)", "＝1"))


def test_markup_that_xlsxwriter_would_take_for_its_own_reads_as_it_was() -> None:
    workbook = opened(written(file("甲.pdf", record("<r><t>a</t></r>"))))
    assert cell(workbook["差异"], "项目名称").value.rstrip() == "<r><t>a</t></r>"


def test_a_text_longer_than_a_cell_is_cut() -> None:
    value = cell(opened(written(file("甲.pdf", record("长" * 40_000))))["差异"], "项目名称").value
    assert len(value) < 32_767
    assert value.endswith("（其余略）")


@pytest.mark.parametrize("name", ['a","b")&cmd|\'/c calc\'!A0&("', "a#page=9?x", "100%", "a\nb", "b\\c"])
def test_a_name_can_not_break_out_of_its_link(name: str) -> None:
    formula = cell(opened(written(file(), name=f"{name}.pdf"))["表单"], "页码").value
    assert re.fullmatch(r'=HYPERLINK\("\.\./in/[^"#?\n\\]*\.pdf#page=1","1-2"\)', formula)


def test_a_full_sheet_goes_on_in_another() -> None:
    workbook = opened(written(*[file(f"{n}.pdf") for n in range(3)], most_rows=4))
    assert workbook.sheetnames[:4] == SHEETS
    assert "指标(2)" in workbook.sheetnames
    assert sum(len(rows(workbook[name])) for name in workbook.sheetnames if name.startswith("指标")) == 9
    assert [each.value for each in workbook["指标(3)"][1]] == [each.value for each in workbook["指标"][1]]
    assert workbook["指标(3)"].auto_filter.ref == workbook["指标(3)"].dimensions


def test_a_full_sheet_keeps_the_rows_that_it_can_take() -> None:
    workbook = opened(written(*[file(f"{n}.pdf") for n in range(2)], most_rows=4))
    assert [row["文件"] for row in rows(workbook["指标"])] == ["0.pdf"] * 3


def test_the_same_results_give_the_same_bytes() -> None:
    assert written(file(), unread()) == written(file(), unread())


class Full(io.BytesIO):
    """A disk without room."""

    def write(self, _content: Any) -> int:
        raise OSError(28, "No space left on device")


def test_a_failure_is_told_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), book.writing(Full(), tmp_path, policy.load()) as workbook:
        workbook.add("甲.pdf", file(), {})
    assert not list(tmp_path.iterdir())


def test_an_interrupt_leaves_no_temporary_file(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), book.writing(io.BytesIO(), tmp_path, policy.load()) as workbook:
        workbook.add("甲.pdf", file(), {})
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_what_a_killed_run_left_is_cleared_away_and_no_link_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine").write_bytes(b"")
    for left in (tmp_path / "other", tmp_path / "none"):
        (tmp_path / book.ROOM).symlink_to(left)
        with book.writing(io.BytesIO(), tmp_path, policy.load()) as workbook:
            workbook.add("甲.pdf", file(), {})
    (tmp_path / book.ROOM).mkdir()
    (tmp_path / book.ROOM / "tmp1").write_bytes(b"rows")
    with book.writing(io.BytesIO(), tmp_path, policy.load()):
        assert "tmp1" not in {path.name for path in (tmp_path / book.ROOM).iterdir()}
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["mine", "other"]


def test_rows_are_as_high_as_their_longest_text() -> None:
    assert lines("", 10) == lines("五个字以内", 10) == lines("0123456789", 10) == 1
    assert lines("十个字要占两行才放得下", 12) == 2
    assert lines("一行\n二行\n\n四行", 12) == 4
    sheet = opened(written(file("甲.pdf", record("很长的名称" * 12), record("短", number=2))))["指标"]
    assert sheet.row_dimensions[2].height > 3 * sheet.row_dimensions[5].height
