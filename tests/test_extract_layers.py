"""What a layer holds is read while it is switched on, by every reader, and not at all while it is off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream

from extract.named import LAYERS, named
from extract.reader import Reader
from tests.drawn import Pen, drawn, rows

XS, YS = [50.0, 200.0, 350.0], [100.0, 160.0]
FIGURE = b"BT /F 10 Tf 260 712 Td (77) Tj ET"
RULE = b"0.5 w 50 716 m 350 716 l S"
Paint = Callable[[Pdf, Dictionary, bytes], None]


def marked(file: Pdf, group: Dictionary, content: bytes) -> None:
    file.pages[0].Resources.Properties = Dictionary(Layer=group)
    file.pages[0].contents_add(b"/OC /Layer BDC q " + content + b" Q EMC")


def members(file: Pdf, group: Dictionary, content: bytes) -> None:
    marked(file, file.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([group]))), content)


def in_form(file: Pdf, group: Dictionary, content: bytes) -> None:
    """The layer is named by the form that is painted."""
    page = file.pages[0]
    inner = Stream(file, content, Type=Name.XObject, Subtype=Name.Form, OC=group)
    inner.BBox, inner.Resources = page.MediaBox, Dictionary(Font=page.Resources.Font)
    outer = Stream(file, b"/Inner Do", Type=Name.XObject, Subtype=Name.Form)
    outer.BBox, outer.Resources = page.MediaBox, Dictionary(XObject=Dictionary(Inner=file.make_indirect(inner)))
    page.Resources.XObject = Dictionary(Outer=file.make_indirect(outer))
    page.contents_add(b"q /Outer Do Q")


def off(group: Dictionary) -> Dictionary:
    return Dictionary(OFF=Array([group]))


def off_by_default(_group: Dictionary) -> Dictionary:
    return Dictionary(BaseState=Name.OFF)


def on(group: Dictionary) -> Dictionary:
    return Dictionary(ON=Array([group]))


def on_by_name(group: Dictionary) -> Dictionary:
    return Dictionary(BaseState=Name.OFF, ON=Array([group]))


def layered(path: Path, paint: Paint, state: Callable[[Dictionary], Dictionary], content: bytes = FIGURE) -> Path:
    """A table of two cells, and more content in a layer."""

    def draw(pen: Pen) -> None:
        pen.table(XS, YS)
        pen.words(XS, YS, [["预算数", "75.07"]])

    with Pdf.open(drawn(path, draw), allow_overwriting_input=True) as file:
        helvetica = file.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        file.pages[0].Resources.Font["/F"] = helvetica
        group = file.make_indirect(Dictionary(Type=Name.OCG, Name="old"))
        file.Root.OCProperties = Dictionary(OCGs=Array([group]), D=state(group))
        paint(file, group, content)
        file.save(path)
    return path


@pytest.mark.parametrize("state", [off, off_by_default])
@pytest.mark.parametrize("paint", [marked, members, in_form])
@pytest.mark.parametrize("content", [FIGURE, RULE], ids=["figure", "rule"])
def test_what_is_switched_off_is_not_read(
    tmp_path: Path, text_reader: Reader, paint: Paint, state: Callable[[Dictionary], Dictionary], content: bytes
) -> None:
    (page,) = text_reader.read(layered(tmp_path / "off.pdf", paint, state, content), [1])
    assert rows(page.grids[0]) == [["预算数", "75.07"]]
    assert page.lines == ()


@pytest.mark.parametrize("state", [on, on_by_name])
@pytest.mark.parametrize("paint", [marked, members, in_form])
def test_what_is_switched_on_is_read(
    tmp_path: Path, text_reader: Reader, paint: Paint, state: Callable[[Dictionary], Dictionary]
) -> None:
    (page,) = text_reader.read(layered(tmp_path / "on.pdf", paint, state), [1])
    (texts,) = rows(page.grids[0])
    assert texts[0] == "预算数"
    assert texts[1].split() == ["75.07", "77"]


def may_have_layers(path: Path) -> bool:
    return LAYERS in named(path).names


def test_layers_are_found_however_the_file_is_packed(tmp_path: Path) -> None:
    plain = layered(tmp_path / "plain.pdf", marked, off)
    assert may_have_layers(plain)
    with Pdf.open(plain) as file:
        file.save(tmp_path / "packed.pdf", object_stream_mode=ObjectStreamMode.generate)
    assert b"OCProperties" not in (tmp_path / "packed.pdf").read_bytes()
    assert may_have_layers(tmp_path / "packed.pdf")
    spelt = plain.read_bytes().replace(b"/OCProperties", b"/#4fC#50roperties")
    (tmp_path / "spelt.pdf").write_bytes(spelt)
    assert may_have_layers(tmp_path / "spelt.pdf")


def test_a_file_without_layers_is_known_for_it(tmp_path: Path) -> None:
    path = drawn(tmp_path / "plain.pdf", lambda pen: pen.table(XS, YS))
    assert not may_have_layers(path)
    with Pdf.open(path) as file:
        file.save(tmp_path / "packed.pdf", object_stream_mode=ObjectStreamMode.generate)
    assert not may_have_layers(tmp_path / "packed.pdf")
