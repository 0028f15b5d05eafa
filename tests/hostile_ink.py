"""A good form on whose page more stands than a person sees: hidden figures, switched-off layers, odd fonts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.hostile_raw import ACCUSED, laden

Build = Callable[[Path], None]
_FONT = "/Fhost"
# Where the form prints the figure that it is accused of: the hidden one goes into the same cell.
_FINDING = next(f for f in ACCUSED.file["findings"] if f["level"] == "error" and f["path"] in ACCUSED.forms[0]["where"])
_, _X0, _TOP, _X1, _BOTTOM = ACCUSED.forms[0]["where"][_FINDING["path"]][0]


def _fonts(file: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    file.pages[0].Resources.Font[_FONT] = file.make_indirect(font)


def _figure(file: Pdf, size: float = 9.0, off: float = 3.0) -> bytes:
    """The text 77 in the accused cell, a little right of what is printed there."""
    high = float(file.pages[0].MediaBox[3])
    return f"BT {_FONT} {size} Tf {_X1 + off} {high - _BOTTOM + 2} Td (77) Tj ET".encode()


def hidden(before: bytes, after: bytes = b"", size: float = 9.0, first: bool = False, off: float = 3.0) -> Build:
    """The figure between two pieces of content, painted before everything else or after it."""

    def build(path: Path) -> None:
        def change(file: Pdf) -> None:
            _fonts(file)
            content = b"q " + before + b" " + _figure(file, size, off) + b" " + after + b" Q"
            file.pages[0].contents_add(content, prepend=first)

        laden(path, b"", change)

    return build


def _white_box() -> bytes:
    return b"1 g 0 0 2000 2000 re f"


invisible = hidden(b"3 Tr")
clipping = hidden(b"7 Tr")
white = hidden(b"1 1 1 rg")
white_cmyk = hidden(b"0 0 0 0 k")
squeezed = hidden(b"0 Tz")
tiny = hidden(b"", size=0.3)
covered = hidden(b"", _white_box(), first=True)
off_page = hidden(b"1 0 0 1 5000 0 cm")
clipped = hidden(b"0 0 1 1 re W n")
clipped_away = hidden(b"0 0 m W n")


def _state(entries: Callable[[Pdf], Dictionary]) -> Build:
    """The figure painted under a graphics state."""

    def build(path: Path) -> None:
        def change(file: Pdf) -> None:
            _fonts(file)
            resources = file.pages[0].Resources
            if "/ExtGState" not in resources:
                resources.ExtGState = Dictionary()
            resources.ExtGState["/Ghost"] = entries(file)
            file.pages[0].contents_add(b"q /Ghost gs " + _figure(file) + b" Q")

        laden(path, b"", change)

    return build


clear = _state(lambda _file: Dictionary(ca=0, CA=0))


def _mask(file: Pdf) -> Dictionary:
    black = Stream(file, b"0 g 0 0 2000 2000 re f", Type=Name.XObject, Subtype=Name.Form)
    black.BBox = Array([0, 0, 2000, 2000])
    black.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=file.make_indirect(black)))


masked = _state(_mask)


def _layered(paint: Callable[[Pdf, Dictionary], None], state: Callable[[Dictionary], Dictionary]) -> Build:
    """The figure in an optional content group, with the document's default configuration."""

    def build(path: Path) -> None:
        def change(file: Pdf) -> None:
            _fonts(file)
            group = file.make_indirect(Dictionary(Type=Name.OCG, Name="旧版"))
            other = file.make_indirect(Dictionary(Type=Name.OCG, Name="旧版"))
            file.Root.OCProperties = Dictionary(OCGs=Array([group, other]), D=state(group))
            paint(file, group)

        laden(path, b"", change)

    return build


def _marked(file: Pdf, group: Dictionary) -> None:
    resources = file.pages[0].Resources
    resources.Properties = Dictionary(Ghost=group)
    file.pages[0].contents_add(b"/OC /Ghost BDC q " + _figure(file) + b" Q EMC")


def _member(file: Pdf, group: Dictionary) -> None:
    _marked(file, file.make_indirect(Dictionary(Type=Name.OCMD, OCGs=group, P=Name.AllOn)))


def _in_form(file: Pdf, group: Dictionary) -> None:
    """The layer is named by the form, not by the page."""
    page = file.pages[0]
    thing = Stream(file, _figure(file), Type=Name.XObject, Subtype=Name.Form, OC=group)
    thing.BBox, thing.Resources = page.MediaBox, Dictionary(Font=page.Resources.Font)
    if "/XObject" not in page.Resources:
        page.Resources.XObject = Dictionary()
    page.Resources.XObject["/Ghost"] = file.make_indirect(thing)
    page.contents_add(b"q /Ghost Do Q")


def _ruled(file: Pdf, group: Dictionary) -> None:
    """Rules through every cell of the form, in a layer that is off."""
    file.pages[0].Resources.Properties = Dictionary(Ghost=group)
    lines = " ".join(f"0 {y} m 2000 {y} l S {y} 0 m {y} 2000 l S" for y in range(0, 900, 9))
    file.pages[0].contents_add(b"/OC /Ghost BDC q 0.5 w 0 G " + lines.encode() + b" Q EMC")


def _off(group: Dictionary) -> Dictionary:
    return Dictionary(OFF=Array([group]))


def _all_off(_group: Dictionary) -> Dictionary:
    return Dictionary(BaseState=Name.OFF, ON=Array([]))


layer_off = _layered(_marked, _off)
layer_off_by_default = _layered(_marked, _all_off)
layer_of_members = _layered(_member, _off)
layer_of_a_form = _layered(_in_form, _off)
layer_of_rules = _layered(_ruled, _off)


def glyphless(path: Path) -> None:
    """Figures in a font whose glyphs are blank."""

    def change(file: Pdf) -> None:
        blank = Stream(file, b"500 0 0 0 0 0 d1")
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 1000, 1000]), FirstChar=55, LastChar=55,
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), Widths=Array([500]), CharProcs=Dictionary(seven=blank),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([55, Name.seven])),
        )  # fmt: skip
        file.pages[0].Resources.Font[_FONT] = file.make_indirect(font)
        file.pages[0].contents_add(b"q " + _figure(file) + b" Q")

    laden(path, b"", change)


def field(path: Path) -> None:
    """A filled field that shows nothing and has a value all the same."""

    def change(file: Pdf) -> None:
        high = float(file.pages[0].MediaBox[3])
        look = Stream(file, b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 30, 12]))
        made = file.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="score", V="77", F=4, AP=Dictionary(N=look),
                Rect=Array([_X1 + 3, high - _BOTTOM, _X1 + 33, high - _TOP]),
            )
        )  # fmt: skip
        file.pages[0].Annots = Array([made])
        file.Root.AcroForm = Dictionary(Fields=Array([made]))

    laden(path, b"", change)


def odd_map(name: str) -> Build:
    """A font that names a file as its character map."""

    def build(path: Path) -> None:
        def change(file: Pdf) -> None:
            info = Dictionary(Registry="Adobe", Ordering="GB1", Supplement=0)
            child = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/STSong"), CIDSystemInfo=info)
            font = Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/STSong"), Encoding=Name("/" + name),
                DescendantFonts=Array([file.make_indirect(child)]),
            )  # fmt: skip
            file.pages[0].Resources.Font[_FONT] = file.make_indirect(font)
            high = float(file.pages[0].MediaBox[3])
            file.pages[0].contents_add(f"q BT {_FONT} 9 Tf 20 {high - 12} Td <0001> Tj ET Q".encode())

        laden(path, b"", change)

    return build
