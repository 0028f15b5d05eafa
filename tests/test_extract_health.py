"""What the survey makes of text that no one can mean: it is looked at, never taken for a page without a form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Dictionary, Name, Pdf, Stream

from extract.errors import Dynamic
from extract.locate import survey
from tests.drawn import Pen, drawn

WORDS = ("项目名称", "主管部门", "一级指标", "分值", "得分")


def pages(tmp_path: Path, draw: Callable[[Pen], None]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The candidates and the scanned pages of a file."""
    seen = survey(drawn(tmp_path / "page.pdf", draw), WORDS)
    return seen.candidates, seen.scanned


def lines(text: str) -> Callable[[Pen], None]:
    def draw(pen: Pen) -> None:
        for row in range(36):
            pen.text(60, 80 + 20 * row, text, font="Helvetica")

    return draw


def test_chinese_whose_bytes_are_taken_one_by_one_is_looked_at(tmp_path: Path) -> None:
    latin = "项目支出绩效自评表项目名称".encode("gbk").decode("latin-1")
    assert pages(tmp_path, lines(latin)) == ((), (1,))


@pytest.mark.parametrize(
    "text",
    [
        "Meeting notes: nothing in here is a form.",
        "Où a été déposé l'élève zélé ? À côté, où rêvent les pâtres.",
        "Übergrößen für Öl, Äpfel und süße Bäckerei",
    ],
)
def test_another_language_is_no_garbled_text(tmp_path: Path, text: str) -> None:
    assert pages(tmp_path, lines(text)) == ((), ())


@pytest.mark.parametrize("target", ["0001", "FFFE"])
def test_a_font_that_says_nothing_of_its_signs_is_looked_at(tmp_path: Path, target: str) -> None:
    path = drawn(tmp_path / "mute.pdf", lines("xmmczgbm"))
    with Pdf.open(path, allow_overwriting_input=True) as file:
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /m def "
            f"1 begincodespacerange <00> <FF> endcodespacerange "
            f"{0x7B - 0x61} beginbfchar "
            + " ".join(f"<{code:02x}> <{target}>" for code in range(0x61, 0x7B))
            + " endbfchar endcmap end end"
        )
        for font in file.pages[0].Resources.Font.values():
            font.ToUnicode = Stream(file, cmap.encode())
        file.save(path)
    seen = survey(path, WORDS)
    assert (seen.candidates, seen.scanned) == ((), (1,))


def xfa(path: Path, draw: Callable[[Pen], None]) -> Path:
    with Pdf.open(drawn(path, draw), allow_overwriting_input=True) as file:
        packet = Stream(file, b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template/></xdp:xdp>')
        file.Root.NeedsRendering = True
        file.Root.AcroForm = Dictionary(Fields=[], XFA=packet)
        file.Root.Type = Name.Catalog
        file.save(path)
    return path


def test_a_form_that_only_adobe_can_show_is_named(tmp_path: Path) -> None:
    with pytest.raises(Dynamic, match="XFA"):
        survey(xfa(tmp_path / "xfa.pdf", lines("Please wait...")), WORDS)


def test_a_form_of_that_kind_whose_page_is_there_is_read(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        pen.table([50, 200, 400, 545], [100, 130])
        pen.words([50, 200, 400], [100, 130], [["项目名称", "主管部门", "分值"]])

    assert survey(xfa(tmp_path / "xfa.pdf", draw), WORDS).candidates == (1,)
