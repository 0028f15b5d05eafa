"""Small files that unfold: bombs, floods, loops within a page, sheets the size of a town."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.hostile_raw import bomb, changed, laden, one_page, stream

Build = Callable[[Path], None]
MIB = 1 << 20


def data(make: Callable[[], bytes]) -> Build:
    def build(path: Path) -> None:
        path.write_bytes(make())

    return build


def _onto(file: Pdf, name: str, thing: Stream) -> None:
    resources = file.pages[0].Resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject[f"/{name}"] = thing


def _form(file: Pdf, content: bytes, inner: Dictionary | None = None) -> Stream:
    made = Stream(file, content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
    made.Resources = inner or Dictionary()
    return made


def form_in_itself(path: Path) -> None:
    def change(file: Pdf) -> None:
        thing = file.make_indirect(_form(file, b"/Me Do"))
        thing.Resources = Dictionary(XObject=Dictionary(Me=thing))
        _onto(file, "Me", thing)

    laden(path, b"/Me Do", change)


def forms_in_a_ring(path: Path) -> None:
    def change(file: Pdf) -> None:
        one, two = (file.make_indirect(_form(file, b"/A Do /B Do")) for _ in range(2))
        one.Resources = two.Resources = Dictionary(XObject=Dictionary(A=one, B=two))
        _onto(file, "A", one)

    laden(path, b"/A Do", change)


def billion_laughs(path: Path) -> None:
    """Forms that each paint the next one ten times: 10^9 lines."""

    def change(file: Pdf) -> None:
        inner = file.make_indirect(_form(file, b"0 0 m 9 9 l S " * 10))
        for _ in range(8):
            inner = file.make_indirect(_form(file, b"/N Do " * 10, Dictionary(XObject=Dictionary(N=inner))))
        _onto(file, "N", inner)

    laden(path, b"/N Do", change)


def deep_forms(path: Path) -> None:
    """Forms nested ten thousand deep."""

    def change(file: Pdf) -> None:
        inner = file.make_indirect(_form(file, b"0 0 m 9 9 l S"))
        for _ in range(10_000):
            inner = file.make_indirect(_form(file, b"/N Do", Dictionary(XObject=Dictionary(N=inner))))
        _onto(file, "N", inner)

    laden(path, b"/N Do", change)


def bomb_page(times: int, size: int = 1024 * MIB) -> Build:
    """A page whose content is blanks, deflated one or more times."""
    return data(lambda: one_page(bomb(size, times=times), f"/Filter [{'/FlateDecode ' * times}]"))


def bomb_beside_a_form(path: Path) -> None:
    """A good form, and more blanks than memory painted after it."""

    def change(file: Pdf) -> None:
        thing = Stream(file, b"")
        thing.write(bomb(1024 * MIB, times=2), filter=Array([Name.FlateDecode] * 2))
        page = file.pages[0]
        page.Contents = Array([page.Contents, file.make_indirect(thing)])

    laden(path, b"", change)


def map_bomb(path: Path) -> None:
    """Fonts whose ToUnicode maps unfold to a gigabyte."""

    def change(file: Pdf) -> None:
        for font in file.pages[0].Resources.Font.values():
            font.ToUnicode = Stream(file, b"")
            font.ToUnicode.write(bomb(1024 * MIB), filter=Name.FlateDecode)

    laden(path, b"", change)


def flood(one: bytes, times: int, after: bytes = b"") -> Build:
    """A good form, and one piece of content many times over after it."""

    def build(path: Path) -> None:
        def change(file: Pdf) -> None:
            page = file.pages[0]
            thing = Stream(file, one * times + after)
            old = page.Contents
            page.Contents = Array([*(old if isinstance(old, Array) else [old]), file.make_indirect(thing)])

        laden(path, b"", change)

    return build


def strokes(count: int) -> Build:
    """A good form scribbled over with short strokes, each a path of its own."""
    lines = b"".join(
        f"{20 + k * 37 % 550} {20 + k * 53 % 800} m {35 + k * 37 % 550} {20 + k * 53 % 800} l S\n".encode()
        for k in range(min(count, 20_000))
    )
    return flood(lines, max(1, count // 20_000))


def cells(across: int, down: int) -> Build:
    """A page ruled into very many cells, with the words of a form on it."""

    def make() -> bytes:
        xs = [10 + 575 * k / across for k in range(across + 1)]
        ys = [10 + 820 * k / down for k in range(down + 1)]
        rules = [f"{x:.3f} 10 m {x:.3f} 830 l S" for x in xs] + [f"10 {y:.3f} m 585 {y:.3f} l S" for y in ys]
        return "\n".join(("0.1 w", *rules)).encode()

    return lambda path: laden(path, make())


def one_long_path(path: Path) -> None:
    """A good form after a path of a quarter of a million corners, which hides nothing."""
    corners = " ".join(f"{20 + k * 37 % 550} {20 + k * 53 % 800} l" for k in range(250_000))
    laden(path, f"0.2 w 20 20 m {corners} S".encode(), before=True)


def boxed(media: str, more: str = "") -> Build:
    """A page of that size, ruled and written on."""
    words = b"BT /F 12 Tf 72 720 Td (a form) Tj ET 50 50 m 500 50 l 500 500 l 50 500 l s"
    font = {10: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
    page = f"/MediaBox {media} {more} /Resources << /Font << /F 10 0 R >> >>"
    return data(lambda: one_page(words, page=page, more=font))


def sized(media: list[object], **more: object) -> Build:
    """A good form on a sheet of that size."""

    def change(file: Pdf) -> None:
        page = file.pages[0]
        page.MediaBox = Array(media)
        for key, value in more.items():
            page[f"/{key}"] = Array(value) if isinstance(value, list) else value

    return changed(change)


def huge_picture(bits: int) -> Build:
    """A page that is one grey picture of 30,000 × 30,000 pixels."""
    side = 30_000
    entries = (
        f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent {bits} "
        "/ColorSpace /DeviceGray /Filter /FlateDecode"
    )
    page = "/Resources << /XObject << /I 10 0 R >> >>"
    paint = b"595 0 0 842 0 0 cm /I Do"
    return data(lambda: one_page(paint, page=page, more={10: stream(bomb(side * side * bits // 8, b"\0"), entries)}))
