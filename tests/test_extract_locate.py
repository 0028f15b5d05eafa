"""Which pages are worth reading, and what is said of files that can't be opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Dictionary, Encryption, Name, Pdf
from PIL import Image
from reportlab.lib.utils import ImageReader

from extract.errors import Damaged, EmptyFile, Encrypted, ExtractError, NotAPdf, Unreadable
from extract.locate import Survey, survey
from extract.reader import Reader, load
from tests.drawn import Pen, drawn

WORDS = ("项目名称", "主管部门", "一级指标", "分值", "得分")
XS = [50.0, 200.0, 400.0, 545.0]
HEAD = [["项目名称", "主管部门", "实施单位"], ["一级指标", "分值", "得分"]]


def form(pen: Pen, ys: tuple[float, ...] = (100.0, 130.0, 160.0)) -> None:
    pen.table(XS, ys)
    pen.words(XS, ys, HEAD)


def prose(pen: Pen) -> None:
    for i in range(30):
        pen.text(60, 80 + 20 * i, "本年度预算执行情况总体良好，各项工作按计划推进。")


def goes_on(pen: Pen) -> None:
    pen.text(60, 40, "体育局 2021 年")
    pen.table([50, 80, 545], [60, 700])
    pen.text(100, 100, "场馆全年开放，公益活动如期举办。")


def picture(pen: Pen) -> None:
    image = ImageReader(Image.new("L", (60, 80), 200))
    pen.c.drawImage(image, 0, 0, 595, 842)


def picture_with_hidden_text(pen: Pen) -> None:
    picture(pen)
    text = pen.c.beginText(60, 700)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    for _ in range(6):
        text.textLine("项目名称主管部门一级指标分值得分")
    pen.c.drawText(text)


def looked_at(tmp_path: Path, *pages: Callable[[Pen], None]) -> Survey:
    def draw(pen: Pen) -> None:
        for page in pages:
            page(pen)
            pen.c.showPage()

    return survey(drawn(tmp_path / "seen.pdf", draw), WORDS)


def test_a_form_within_a_report_is_found_and_little_else(tmp_path: Path) -> None:
    def table(pen: Pen) -> None:
        prose(pen)
        pen.table([50, 300], [700, 720, 740])

    seen = looked_at(tmp_path, prose, table, form, goes_on, goes_on, prose, table, prose)
    assert seen == Survey(8, (3, 4, 5), ())


def test_a_row_alone_on_the_last_page_is_not_lost(tmp_path: Path) -> None:
    def total(pen: Pen) -> None:
        pen.table(XS, [60, 80])
        pen.words(XS, [60, 80], [["总分", "100", "98"]])

    assert looked_at(tmp_path, form, total, prose).candidates == (1, 2)


def test_a_form_that_begins_at_the_foot_of_the_page_before(tmp_path: Path) -> None:
    def foot(pen: Pen) -> None:
        pen.text(60, 100, "关于报送的通知")
        pen.table(XS, [740, 770, 800])
        pen.words(XS, [740, 770], [["项目名称", "全民健身", ""]])

    def rest(pen: Pen) -> None:
        form(pen, (40, 70, 100))

    assert looked_at(tmp_path, prose, foot, rest).candidates == (2, 3)


def test_headings_wrapped_and_with_radicals_are_found(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table(XS, [100, 160])
        pen.words(XS, [100, 160], [["项目\n名称", "主管\n部门", "分 值"]])

    assert looked_at(tmp_path, draw).candidates == (1,)


@pytest.mark.parametrize("scan", [picture, picture_with_hidden_text])
def test_pages_that_are_pictures_are_named(scan: Callable[[Pen], None], tmp_path: Path) -> None:
    assert looked_at(tmp_path, form, scan) == Survey(2, (1,), (2,))


def test_a_form_with_a_picture_behind_it_is_no_scan(tmp_path: Path) -> None:
    def both(pen: Pen) -> None:
        picture(pen)
        form(pen)
        prose(pen)

    assert looked_at(tmp_path, both) == Survey(1, (1,), ())


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return drawn(tmp_path / "good.pdf", form)


def empty(good: Path) -> None:
    good.write_bytes(b"")


def text_file(good: Path) -> None:
    good.write_text("不是 PDF", encoding="utf-8")


def word_file(good: Path) -> None:
    good.write_bytes(b"PK\x03\x04" + b"\0" * 100)


def cut_short(good: Path) -> None:
    good.write_bytes(good.read_bytes()[:400])


def locked(good: Path) -> None:
    with Pdf.open(good, allow_overwriting_input=True) as pdf:
        pdf.save(good, encryption=Encryption(user="geheim", owner="geheim"))


def gone(good: Path) -> None:
    good.unlink()


def pipe(good: Path) -> None:
    good.unlink()
    os.mkfifo(good)


TROUBLES: list[tuple[Callable[[Path], None], type[ExtractError]]] = [
    (empty, EmptyFile),
    (text_file, NotAPdf),
    (word_file, NotAPdf),
    (cut_short, Damaged),
    (locked, Encrypted),
    (gone, Unreadable),
    (pipe, Unreadable),
]


@pytest.mark.parametrize(("spoil", "error"), TROUBLES, ids=lambda v: getattr(v, "__name__", ""))
def test_a_file_that_cannot_be_read_says_why(
    spoil: Callable[[Path], None], error: type[ExtractError], good: Path, text_reader: Reader
) -> None:
    spoil(good)
    with pytest.raises(error) as surveyed:
        survey(good, WORDS)
    assert any("\u4e00" <= char <= "\u9fff" for char in surveyed.value.reason)
    with pytest.raises(error):
        list(text_reader.read(good, [1]))


def owner_locked(good: Path) -> None:
    with Pdf.open(good, allow_overwriting_input=True) as pdf:
        pdf.save(good, encryption=Encryption(user="", owner="geheim"))


def after_little_junk(good: Path) -> None:
    good.write_bytes(b"HTTP/1.1 200 OK\r\n\r\n" + good.read_bytes())


def after_much_junk(good: Path) -> None:
    good.write_bytes(b"\0" * 5000 + good.read_bytes())


def named_in_another_encoding(good: Path) -> None:
    good.rename(os.fsdecode(os.fsencode(good.parent) + b"/\xb1\xea.pdf"))


@pytest.mark.parametrize("change", [owner_locked, after_little_junk, after_much_junk])
def test_a_file_that_can_be_read_is(change: Callable[[Path], None], good: Path, text_reader: Reader) -> None:
    change(good)
    assert survey(good, WORDS) == Survey(1, (1,), ())
    (page,) = text_reader.read(good, [1])
    assert len(page.grids[0].cells) == 6


def test_a_name_that_is_no_utf8_opens(good: Path, text_reader: Reader) -> None:
    odd = Path(os.fsdecode(os.fsencode(good.parent) + b"/\xb1\xea.pdf"))
    good.rename(odd)
    assert survey(odd, WORDS) == Survey(1, (1,), ())
    assert [page.number for page in text_reader.read(odd, [1])] == [1]


def test_a_page_that_alone_is_broken_is_named(good: Path) -> None:
    # pdfium puts another font in place of one that is broken.
    with Pdf.open(good, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Resources.Font = Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type0))
        pdf.save(good)
    with pytest.raises(Damaged, match="第 1 页"):
        list(load("pdfplumber").read(good, [1]))
