"""`selfeval notice`: who gets which document, what stands in it, and what is left alone."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from audit.cli import main
from audit.notice import write as noticing
from audit.notice.figures import execution, outputs
from audit.notice.text import file_name, plain
from audit.notice.units import units
from audit.notice.write import Choice, Written
from audit.result import FileResult, Verdict
from audit.store import schema
from audit.store.decisions import Decision, Key, Opinion, decide
from audit.store.published import published
from normalize.record import SelfEvaluation
from tests.kept import file, kept
from tests.notation import form, fund, indicator
from validate import policy
from validate.finding import Finding, Level

ROADS = indicator(
    level1="产出指标",
    level2="数量指标",
    level3="养护里程",
    target="≥30公里",
    actual="24公里",
    weight="90",
    score="90",
    reason="",
)


def sheet(rate: str = "55%", unit: str = "公路站", name: str = "农村道路养护", **cells: str) -> SelfEvaluation:
    """A form whose rate is 45.45 % and whose roads are six short of thirty."""
    money = fund(label="年度资金总额", initial_budget="120", annual_budget="110", executed="50", weight="10", rate=rate)
    about = {"year": "2023", "project_name": name, "department": "交通局", "implementing_unit": unit, **cells}
    return form(**about, money_unit="万元", funds=(money,), indicators=(ROADS,))


def read(path: Path) -> str:
    """All text of a document, cells cut by |."""
    document = Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += ["|".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def said_of(out: Path, result: FileResult, code: str, opinion: Opinion, remark: str = "") -> None:
    (finding,) = [f for f in result.forms[0].findings if f.code == code]
    db = schema.opened(out)
    decide(db, Key(result.sha256, 1, code, finding.path), Decision(opinion, remark, "张", 0.0))
    db.close()


def written(out: Path, choice: Choice | None = None) -> tuple[Written, dict[str, str]]:
    done = noticing.write(out, choice or Choice())
    return done, {path.stem: read(path) for path in sorted((out / noticing.FOLDER).glob("*.docx"))}


def test_a_unit_gets_all_that_was_found_and_what_it_rests_on(tmp_path: Path) -> None:
    out = kept(tmp_path, file("公路站/自评表.pdf", sheet()))
    _, texts = written(out)
    text = texts["公路站"]
    for part in (
        "公路站：",
        "2023 年度",
        "公路站/自评表.pdf",
        "第 1 页",
        "55%",
        "45%",
        "50 ÷ 110",
        "依据：财预〔2020〕10号第十六条",
    ):
        assert part in text, part
    assert "养护里程|≥30公里|24公里|未达到（80.00%）" in text
    assert "农村道路养护（万元）|120|110|50|-8.33%|55%|45.45%|41.67%" in text
    assert "单位说明" in text and "单位答复：" in text


def test_each_unit_has_its_own_and_nothing_of_another(tmp_path: Path) -> None:
    one, two = sheet(unit="甲站（盖章）", name="甲项目"), sheet(unit="[155]乙站", name="乙项目")
    same = sheet(unit="乙 站", name="丙项目")
    _, texts = written(kept(tmp_path, file("1.pdf", one), file("2.pdf", two), file("3.pdf", same)))
    assert set(texts) == {"甲站", "乙站"}
    assert "甲项目" in texts["甲站"] and "乙项目" not in texts["甲站"]
    assert "乙项目" in texts["乙站"] and "丙项目" in texts["乙站"]


def test_by_department_there_is_one_for_all_its_units(tmp_path: Path) -> None:
    out = kept(tmp_path, file("1.pdf", sheet(unit="甲站")), file("2.pdf", sheet(unit="乙站")))
    _, texts = written(out, Choice(by_department=True))
    assert set(texts) == {"交通局"}


def test_what_a_reviewer_refuted_is_left_out(tmp_path: Path) -> None:
    result = file("自评表.pdf", sheet())
    out = kept(tmp_path, result)
    said_of(out, result, "F02", Opinion.FALSE)
    done, texts = written(out)
    assert "执行率计算错误" not in texts["公路站"] and "定量指标得分与完成值不符" in texts["公路站"]
    assert done.refuted == 1
    assert "标为“误报”的 1 条没有写入" in noticing.said(done, out)


def test_what_is_not_sure_accuses_nobody(tmp_path: Path) -> None:
    result = file("自评表.pdf", sheet())
    unsure = replace(result.forms[0], verdicts={("F02", "funds[0].rate"): Verdict.ASK})
    out = kept(tmp_path, replace(result, forms=(unsure,)))
    done, texts = written(out)
    before, _, after = texts["公路站"].partition("需核实的内容")
    assert "需更正或说明的问题" in before and after
    assert [notice.unsure for notice in done.notices] == [1]
    assert "selfeval review" in noticing.said(done, out)
    said_of(out, result, "F02", Opinion.TRUE)
    _, texts = written(out)
    assert "需核实的内容" not in texts["公路站"] and "执行率计算错误" in texts["公路站"]


def test_what_a_reviewer_leaves_open_is_asked(tmp_path: Path) -> None:
    result = file("自评表.pdf", sheet())
    out = kept(tmp_path, result)
    said_of(out, result, "F02", Opinion.OPEN, "请附批复")
    _, texts = written(out)
    assert "需核实的内容" in texts["公路站"] and "复核备注：请附批复" in texts["公路站"]
    _, texts = written(out, Choice(remarks=False))
    assert "请附批复" not in texts["公路站"]


def test_a_unit_with_nothing_to_answer_gets_none_unless_asked_for(tmp_path: Path) -> None:
    right = replace(ROADS, actual=replace(ROADS.actual, text="31公里"))  # type: ignore[type-var]
    out = kept(tmp_path, file("自评表.pdf", replace(sheet(rate="45%"), indicators=(right,))))
    done, texts = written(out)
    assert (texts, done.silent) == ({}, 1)
    assert "没有需要发出的意见书" in noticing.said(done, out)
    _, texts = written(out, Choice(everyone=True))
    assert "本意见不需答复" in texts["公路站"] and "单位答复" not in texts["公路站"]


def closed(name: str) -> FileResult:
    why = "文件没有审核：文件为空。"
    return FileResult(
        name, f"s{name}", findings=(Finding("D01", Level.ERROR, None, "", "", "", why),), unread="文件为空"
    )


def test_a_file_that_could_not_be_read_goes_to_whom_its_folder_belongs(tmp_path: Path) -> None:
    files = (
        file("交通/自评表.pdf", sheet()),
        closed("交通/空.pdf"),
        closed("公路站/另一个.pdf"),
        closed("散放.pdf"),
    )
    _, texts = written(kept(tmp_path, *files))
    assert "交通/空.pdf" in texts["公路站"] and "公路站/另一个.pdf" in texts["公路站"]
    assert set(texts) == {"公路站", "未归入单位"} and "散放.pdf" in texts["未归入单位"]


def test_what_somebody_worked_on_stays_and_what_nobody_needs_goes(tmp_path: Path) -> None:
    both = (file("1.pdf", sheet(unit="甲站")), file("2.pdf", sheet(unit="乙站")))
    out = kept(tmp_path, *both)
    written(out)
    path = out / noticing.FOLDER / "甲站.docx"
    document = Document(str(path))
    document.add_paragraph("手写的一句")
    document.core_properties.modified = document.core_properties.modified.replace(year=2026)
    document.save(str(path))
    kept(tmp_path, both[0])
    done, texts = written(out)
    assert done.edited == [path] and done.gone == 1
    assert "手写的一句" in texts["甲站"] and set(texts) == {"甲站"}
    assert "甲站.docx" in noticing.said(done, out)


def test_the_same_lists_give_the_same_bytes(tmp_path: Path) -> None:
    out = kept(tmp_path, file("自评表.pdf", sheet()))
    written(out)
    path = out / noticing.FOLDER / "公路站.docx"
    once = path.read_bytes()
    path.unlink()
    written(out)
    assert path.read_bytes() == once


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "a\x00\x0b\x1bb",
        "\ud800\ufffe",
        "abc\u202e321",
        "]]>&amp;<w:p/>",
        "=cmd|' /C calc'!A0",
    ],
    ids=["script", "controls", "surrogate", "turned", "markup", "formula"],
)
def test_text_of_a_form_stays_text(tmp_path: Path, evil: str) -> None:
    out = kept(tmp_path, file("自评表.pdf", sheet(name=evil, unit=f"站{evil}")))
    _, texts = written(out)
    (text,) = texts.values()
    assert plain(evil).strip().replace("\ud800", "\ufffd") in text
    (path,) = (out / noticing.FOLDER).glob("*.docx")
    with zipfile.ZipFile(path) as packed:
        content = packed.read("word/document.xml").decode()
    assert "<script" not in content and "w:hyperlink" not in content and "\u202e" not in content


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("公路站/一队", "公路站_一队"),
        ("con", "_con"),
        (" 站. ", "站"),
        ("a\nb", "ab"),
        ("..", ""),
        ("站" * 200, "站" * 60),
    ],
)
def test_a_name_is_one_that_every_disk_takes(name: str, shown: str) -> None:
    assert file_name(name) == shown


def test_names_that_a_disk_takes_for_the_same_get_numbers(tmp_path: Path) -> None:
    _, texts = written(kept(tmp_path, file("1.pdf", sheet(unit="A:站")), file("2.pdf", sheet(unit="a?站"))))
    assert {name.casefold() for name in texts} == {"a_站", "a_站-2"}


def test_outputs_are_those_below_the_label_with_sign_and_unit() -> None:
    rows = (
        indicator(
            level1="产出指标", level3="里程", nature="≥", target="30", unit="公里", actual="31", weight="50", score="50"
        ),
        indicator(
            level1="产出指标",
            level3="质量",
            nature="定性",
            target="优",
            unit="",
            actual="未实施",
            weight="1",
            score="1",
        ),
        indicator(
            level1="效益指标", level3="出行", nature="≥", target="90", unit="%", actual="95", weight="40", score="40"
        ),
    )
    found = outputs(form(indicators=rows), policy.load())
    assert [(each.name, each.planned, each.done, each.outcome) for each in found] == [
        ("里程", "≥30公里", "31公里", "达到"),
        ("质量", "优", "未实施", "未完成"),
    ]


def test_rates_that_cannot_be_worked_out_are_dashes() -> None:
    spent = execution(form(funds=(fund(label="总额", initial_budget="0", annual_budget="—", executed="5"),)))
    assert spent is not None
    assert (spent.adjusted, spent.on_annual, spent.on_initial) == ("—", "—", "—")
    assert execution(form()) is None


def test_forms_without_a_unit_go_to_the_department_and_else_to_nobody(tmp_path: Path) -> None:
    out = kept(tmp_path, file("1.pdf", sheet(unit="—")), file("2.pdf", sheet(unit="", department="/")))
    with published(out) as lists:
        assert [unit.name for unit in units(lists.forms(), lists.files())] == ["交通局", ""]


def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    out = kept(tmp_path / "out", file("自评表.pdf", sheet()), interrupted=True)
    ran = CliRunner().invoke(main, ["notice", str(out)])
    assert ran.exit_code == 0, ran.output
    assert "写了 1 份意见书" in ran.output and "下一步" in ran.output and "没有做完" in ran.output
    missing = CliRunner().invoke(main, ["notice", str(tmp_path)])
    assert missing.exit_code == 2 and "还没有运行过审核" in missing.output
