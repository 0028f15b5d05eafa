"""`selfeval review` in a real browser: what a reviewer does with it, and what a hostile PDF can do to it."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from audit.cli import main
from tests.audited import ROOT
from tests.drawn import drawn
from tests.hostile_form import form
from tests.reviewing import browser, reviewed
from tests.truth import load

ACCUSED = next(
    (truth.name, finding)
    for truth in load(ROOT / "fixtures" / "truth.jsonl")
    for finding in truth.file["findings"]
    if finding["rule"] == "F03" and finding["level"] == "error" and truth.file["forms"] == 1
)
OTHER = next(
    truth.name
    for truth in load(ROOT / "fixtures" / "truth.jsonl")
    if truth.name != ACCUSED[0] and {"I01", "I04"} <= {finding["rule"] for finding in truth.file["findings"]}
)
SCRIPT = "<script>document.title='ran'</script>"
IMAGE = '"><img src=x onerror="document.title=\'ran\'">'
MARKED = "</textarea><b id=mark>x</b>{{7*7}}"
HOSTILE = [
    ["项目名称", "", SCRIPT, "", "", "", "", ""],
    ["主管部门", "", IMAGE, "", "实施单位", MARKED, "", ""],
    ["项目资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["（万元）", "年度资金总额", "100", "100", "50", "10", "90%", "10"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "数量指标", SCRIPT, "≥10个", "5个", "50", "50", ""],
    ["效益指标", "社会效益指标", IMAGE, "≥90%", "50%", "20", "20", ""],
    ["总分", "", "", "", "", "100", "99", ""],
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def audit(folder: Path, out: Path) -> None:
    result = CliRunner().invoke(main, ["audit", str(folder), "-o", str(out), "--jobs", "1", "--quiet"])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two files that are accused, and where they were audited to."""
    folder = tmp_path_factory.mktemp("报送")
    for name in (ACCUSED[0], OTHER):
        shutil.copy(ROOT / "fixtures" / name, folder)
    audit(folder, folder.parent / "审核")
    return folder, folder.parent / "审核"


def opened(chromium: Browser, address: str) -> Page:
    page = chromium.new_page(viewport={"width": 1300, "height": 850})
    page.set_default_timeout(15_000)
    page.goto(address)
    return page


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "discrepancies.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def name(page: Page, who: str) -> None:
    page.locator("#who").fill(who)
    page.locator("#who").press("Enter")


def boxed(path: Path, page: Page) -> str:
    """The text that pdfplumber sees on the page of the file where the browser shows the box of the claim."""
    box = page.locator("#marks rect.claim").bounding_box()
    whole = page.locator(".sheet svg image").bounding_box()
    assert box and whole
    number = page.locator(".sheet").get_attribute("data-page")
    with pdfplumber.open(path) as pdf:
        paper = pdf.pages[int(number or 0) - 1]
        scale = float(paper.width) / whole["width"]
        x0, top = (box["x"] - whole["x"]) * scale, (box["y"] - whole["y"]) * scale
        cut = (x0, top, x0 + box["width"] * scale, top + box["height"] * scale)
        return "".join(paper.crop(cut, strict=False).extract_text().split())


def test_a_reviewer_finds_sees_decides_corrects_and_finds_it_all_kept(
    chromium: Browser, submitted: tuple[Path, Path]
) -> None:
    folder, out = submitted
    with reviewed(out) as address:
        page = opened(chromium, address)
        name(page, "王丽")
        many = page.locator("li.row").count()
        assert many == len(rows(out))

        # Filter, and open the finding: its box lies on the page where the claim is printed.
        page.locator("select[name=code]").select_option("F03")
        expect(page.locator("li.row")).to_have_count(1)
        expect(page.locator("article.finding h2")).to_contain_text("F03")
        expect(page.locator(".figures .printed")).to_have_text(ACCUSED[1]["claimed"])
        expect(page.locator("#marks rect.claim")).to_be_in_viewport()
        page.wait_for_function("document.querySelector('.sheet image').getBBox().width > 0")
        assert boxed(folder / Path(ACCUSED[0]).name, page) == ACCUSED[1]["claimed"]
        picture = page.request.get(f"{address}{page.locator('.sheet image').get_attribute('href')}")
        assert picture.headers["content-type"] == "image/webp"
        page.keyboard.press("+")
        assert boxed(folder / Path(ACCUSED[0]).name, page) == ACCUSED[1]["claimed"]

        # Decide by keyboard, with a remark; take one decision back.
        page.keyboard.press("r")
        page.keyboard.type("=已电话核实")
        page.keyboard.press("Escape")
        page.keyboard.press("1")
        expect(page.locator("li.row.chosen .opinion")).to_have_text("属实")
        expect(page.locator("#decided")).to_have_text("1")
        page.goto(address)
        page.keyboard.press("j")
        expect(page.locator("li.row").nth(1)).to_have_class(re.compile("chosen"))
        page.keyboard.press("2")
        expect(page.locator("li.row .opinion", has_text="误报")).to_have_count(1)
        page.keyboard.press("u")
        expect(page.locator("#toast")).to_have_text("已撤销")
        expect(page.locator("li.row .opinion", has_text="误报")).to_have_count(0)
        expect(page.locator("#decided")).to_have_text("1")

        # Correct a cell that was misread: its finding is gone.
        page.locator("select[name=code]").select_option("I01")
        accused = sum(row["规则编号"] == "I01" for row in rows(out))
        expect(page.locator("li.row")).to_have_count(accused)
        expect(page.locator("article.finding h2")).to_contain_text("I01")
        was = page.locator("td.here").get_attribute("data-text")
        right = page.locator(".figures .recomputed").inner_text()
        page.keyboard.press("e")
        page.locator("td textarea").fill(right)
        page.locator("td textarea").press("Enter")
        expect(page.locator(".correction")).to_contain_text(f"从“{was}”更正为“{right}”")
        expect(page.locator("li.row")).to_have_count(accused - 1)

        # After a reload all is kept.
        page.goto(f"{address}?opinion=属实")
        expect(page.locator("li.row .opinion")).to_have_text(["属实"])
        expect(page.locator("#remark")).to_have_value("=已电话核实")
        assert page.locator("#who").input_value() == "王丽"

        # What she said goes into the tables, without another reading.
        page.locator("#rewrite").click()
        expect(page.locator("#toast")).to_contain_text("已写入")
        said = [(row["规则编号"], row["复核意见"], row["备注"]) for row in rows(out) if row["复核意见"]]
        assert said == [("F03", "属实", "'=已电话核实")]
        left = [row for row in rows(out) if row["规则编号"] == "I01"]
        assert len(left) == accused - 1
        page.close()

    # A later audit keeps it, too.
    audit(folder, out)
    assert [row["复核意见"] for row in rows(out) if row["规则编号"] == "F03"] == ["属实"]
    assert len([row for row in rows(out) if row["规则编号"] == "I01"]) == len(left)


def test_text_of_a_pdf_and_of_a_reviewer_stays_text(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    drawn(folder / "<img src=x onerror=alert(1)>.pdf", form(HOSTILE))
    audit(folder, tmp_path / "out")
    with reviewed(tmp_path / "out") as address:
        page = opened(chromium, address)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        name(page, SCRIPT)
        page.locator("#remark").fill(IMAGE)
        page.keyboard.press("Escape")
        page.locator("[data-decide=属实]").click()
        expect(page.locator("li.row .opinion", has_text="属实")).to_have_count(1)
        for row in page.locator("li.row").all():
            row.click()
            expect(row).to_have_class(re.compile("chosen"))
        cell = page.locator("td.cell", has_text="<script>").first
        cell.dblclick()
        page.locator("td textarea").fill(SCRIPT + MARKED)
        page.locator("td textarea").press("Enter")
        expect(page.locator(".correction")).to_contain_text(MARKED)
        page.locator("#words").fill(IMAGE)
        page.locator("#words").press("Enter")
        page.wait_for_load_state()
        assert page.title() != "ran"
        assert page.locator("#mark, img").count() == 0
        assert page.locator("script").count() == 1
        assert all(url.startswith(address) for url in asked)
        page.close()


def test_a_stranger_on_the_network_needs_the_token(chromium: Browser, submitted: tuple[Path, Path]) -> None:
    with reviewed(submitted[1], "--token", "一个很长很长的口令abc") as address:
        base = address.partition("login")[0]
        stranger = chromium.new_context()
        page = stranger.new_page()
        page.goto(base)
        expect(page.locator("input[name=token]")).to_be_visible()
        page.locator("input[name=token]").fill("guess")
        page.locator("button").click()
        expect(page.locator(".bad")).to_contain_text("口令不对")
        page.locator("input[name=token]").fill("一个很长很长的口令abc")
        page.locator("button").click()
        expect(page.locator("li.row").first).to_be_visible()
        assert "token" not in page.url
        stranger.close()
