"""report.html: everything that was found, one picture a spot, nothing that acts, and no more than can be mailed."""

from __future__ import annotations

import base64
import io
import re
import shutil
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape
from PIL import Image
from playwright.sync_api import Browser

from audit import inputs, run, workers
from audit.exports.html import report
from audit.exports.html.totals import Totals
from audit.limits import Limits
from audit.publish import publish
from audit.store import store
from audit.store.fingerprint import fingerprint
from audit.store.settings import Settings
from tests.audited import ROOT, options
from tests.drawn import drawn
from tests.hostile_form import form
from tests.reviewing import browser

SCRIPT = "<script>document.title='ran'</script>"
IMAGE = '"><img src=x onerror="document.title=\'ran\'">'
ROWS = [
    ["项目名称", "", SCRIPT, "", "", "", "", ""],
    ["主管部门", "", IMAGE, "", "实施单位", "</style>{{7*7}}", "", ""],
    ["项目资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["（万元）", "年度资金总额", "100", "100", "50", "10", "90%", "10"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "数量指标", IMAGE, "≥10个", "5个", "50", "50", ""],
    ["效益指标", "社会效益指标", SCRIPT, "≥90%", "50%", "20", "20", ""],
    ["总分", "", "", "", "", "100", "99", ""],
]


class Elements(HTMLParser):
    """Which elements a page has, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def addresses(self) -> set[str]:
        names = ("href", "src", "xlink:href", "action", "data", "srcset", "poster", "formaction")
        return {value or "" for _, attributes in self.found for name, value in attributes.items() if name in names}


def audited(folder: Path, out: Path, jobs: int = 1, changed: bool = False) -> str:
    """The report on a folder; `changed` moves every file on the disk before pictures are cut."""
    chosen = options()
    out.mkdir(exist_ok=True)
    with store.opened(out, fingerprint(chosen), chosen.limits) as kept:
        found = inputs.find([folder], out)
        pool = partial(workers.run, jobs=jobs, limits=chosen.limits)
        outcome = run.audit(found, chosen, kept, pool)
        if changed:
            for path in folder.iterdir():
                path.write_bytes(path.read_bytes() + b"\n%")
        totals = Totals()
        tally = publish(kept, out, Settings(chosen.policy), totals)
        gathered = report.Gathered(tally, totals, outcome)
        report.write(kept, out, gathered, pool, chosen.limits, found.sources)
    return (out / report.NAME).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real form with findings over several pages, one that means harm, and a file that can't be read."""
    made = tmp_path_factory.mktemp("报送")
    shutil.copy(next((ROOT / "fixtures" / "北京市知识产权局").glob("*.pdf")), made / "甲.pdf")
    drawn(made / "乙.pdf", form(ROWS))
    (made / "丙.pdf").write_bytes(b"")
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return audited(folder, folder.parent / "out")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def test_the_report_holds_every_finding_with_a_picture(page: str, folder: Path) -> None:
    with store.opened(folder.parent / "out", "", Limits()) as kept:
        known = list(kept.rows("SELECT code, derivation, boxes FROM findings WHERE form IS NOT NULL"))
    assert len(known) > 10
    assert page.count('<div class="finding ') == len(known)
    assert page.count("<svg ") >= sum(boxes != "[]" for *_, boxes in known)
    assert "图略" not in page
    assert all(f"<p>{escape(derivation)}</p>" in page for _, derivation, _ in known)
    assert "文件为空（0 字节）" in page
    assert "3 个 PDF 文件，找到 2 张自评表" in page


def test_pictures_are_webp_and_each_is_in_the_file_once(page: str) -> None:
    contents = re.findall(r'href="data:image/webp;base64,([^"]+)"', page)
    assert len(contents) > 3
    assert len(set(contents)) == len(contents)
    for content in contents:
        with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
            assert picture.format == "WEBP"
            assert picture.width > 100
    names = set(re.findall(r'<image id="(p\d+)"', page))
    assert set(re.findall(r'<use href="#(p\d+)"', page)) <= names


def test_nothing_in_the_report_acts_or_leads_elsewhere(page: str) -> None:
    elements = Elements(page)
    assert not {tag for tag, _ in elements.found} & {
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "link",
        "base",
        "img",
    }
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    inside = re.compile(r"#[\w-]+|data:image/webp;base64,[\w+/=]+|http://127\.0\.0\.1:\d+/form/\d+")
    assert all(inside.fullmatch(address) for address in elements.addresses())
    targets = {attributes.get("id") for _, attributes in elements.found}
    assert {address[1:] for address in elements.addresses() if address.startswith("#")} <= targets
    assert "url(http" not in page
    policy = next(a["content"] for tag, a in elements.found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page


def test_a_browser_shows_it_and_runs_nothing(page: str, folder: Path, chromium: Browser) -> None:
    tab = chromium.new_page(viewport={"width": 1200, "height": 900})
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((folder.parent / "out" / report.NAME).as_uri())
    assert tab.title() == "绩效自评表审核报告"
    assert not said
    hints = tab.locator(".finding.hint")
    assert hints.first.is_visible()
    tab.locator("#show-hint").uncheck()
    assert not hints.first.is_visible()
    assert tab.locator(".finding.error").first.is_visible()
    tab.set_viewport_size({"width": 380, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 380
    tab.close()
    assert page


def test_the_same_input_gives_the_same_bytes_from_any_number_of_processes(
    page: str, folder: Path, tmp_path: Path
) -> None:
    assert audited(folder, tmp_path / "again", jobs=2) == page


def test_a_file_that_changed_since_gets_no_picture(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    drawn(tmp_path / "in" / "甲.pdf", form(ROWS))
    page = audited(tmp_path / "in", tmp_path / "out", changed=True)
    assert '<div class="finding ' in page
    assert "<image" not in page
