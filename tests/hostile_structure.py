"""Files that are no PDF, or whose structure is broken, looped or locked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from tests.hostile_raw import ACCUSED, bomb, changed, classic, fixture, laden, one_page, pdf, stream

Build = Callable[[Path], None]


def data(content: bytes) -> Build:
    def build(path: Path) -> None:
        path.write_bytes(content)

    return build


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


def cut(part: float) -> Build:
    """The beginning of a good file."""

    def build(path: Path) -> None:
        whole = fixture(ACCUSED).read_bytes()
        path.write_bytes(whole[: int(len(whole) * part)])

    return build


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
NO_PAGES = pdf({1: CATALOG, 2: b"<< /Type /Pages /Kids [] /Count 0 >>"})
NO_CATALOG = pdf({1: b"<< /Type /Catalog >>"})
LYING_COUNT = pdf({1: CATALOG, 2: b"<< /Type /Pages /Kids [] /Count 2147483647 >>"})
TREE_OF_ITSELF = pdf({1: CATALOG, 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})
TREE_IN_A_RING = pdf(
    {
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1000 >>",
        3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 1000 >>",
    }
)
PARENTS_IN_A_RING = pdf(
    {
        1: CATALOG,
        2: b"<< /Type /Pages /Parent 3 0 R /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        4: stream(b"0 0 m 9 9 l S"),
    }
)


def deep_tree(path: Path) -> None:
    """A page at the end of a long chain of nodes with one child each."""
    depth = 20_000
    objects = {1: CATALOG}
    for number in range(2, depth):
        objects[number] = f"<< /Type /Pages /Kids [{number + 1} 0 R] /Count 1 /Parent {number - 1} 0 R >>".encode()
    objects[depth] = f"<< /Type /Page /Parent {depth - 1} 0 R /MediaBox [0 0 595 842] >>".encode()
    path.write_bytes(pdf(objects))


def many_pages(path: Path) -> None:
    """Many blank pages in a small file."""
    count = 20_000
    whole = {
        1: CATALOG,
        2: f"<< /Type /Pages /Kids [{'3 0 R ' * count}] /Count {count} >>".encode(),
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    }
    path.write_bytes(pdf(whole))


SELF_REFERENCE = pdf({1: CATALOG, 2: b"2 0 R"})
LENGTH_OF_ITSELF = pdf(
    {
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        4: b"<< /Length 4 0 R >>\nstream\n0 0 m 9 9 l S\nendstream",
    }
)


def without_xref(path: Path) -> None:
    whole = classic()
    path.write_bytes(whole[: whole.rindex(b"xref\n", 0, whole.rindex(b"startxref"))] + b"%%EOF\n")


def wrong_startxref(path: Path) -> None:
    whole = fixture(ACCUSED).read_bytes()
    path.write_bytes(whole[: whole.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n")


def junk_before(path: Path) -> None:
    path.write_bytes(b"\r\n" + b"x" * 2000 + b"\r\n" + fixture(ACCUSED).read_bytes())


def xref_loop(path: Path) -> None:
    """The cross-reference table names itself as the one before it."""
    whole = pdf({1: CATALOG, 2: b"<< /Type /Pages /Kids [] /Count 0 >>"})
    start = whole.rindex(b"xref\n", 0, whole.rindex(b"startxref"))
    path.write_bytes(whole.replace(b"/Root 1 0 R", f"/Root 1 0 R /Prev {start}".encode()))


def xref_stream_bomb(path: Path) -> None:
    """A cross-reference stream of a hundred million entries."""
    body = bomb(200_000_000, b"\0")
    entries = "/Type /XRef /Size 100000000 /W [1 1 0] /Root 1 0 R /Filter /FlateDecode"
    head = b"%PDF-1.7\n1 0 obj\n" + CATALOG + b"\nendobj\n"
    path.write_bytes(
        head + b"9 0 obj\n" + stream(body, entries) + f"\nendobj\nstartxref\n{len(head)}\n%%EOF\n".encode()
    )


def object_stream_of_itself(path: Path) -> None:
    """An object stream that extends itself and holds its own number."""
    body = b"9 0 2 4 << >> << /Type /Pages /Kids [9 0 R] /Count 1 >>"
    entries = "/Type /ObjStm /N 2 /First 8 /Extends 9 0 R"
    path.write_bytes(pdf({1: CATALOG, 9: stream(body, entries)}))


def locked(user: str, owner: str, version: Literal[2, 3, 4, 6]) -> Build:
    def build(path: Path) -> None:
        with pikepdf.open(fixture(ACCUSED)) as file:
            strong = version >= 4
            file.save(
                path, encryption=pikepdf.Encryption(user=user, owner=owner, R=version, aes=strong, metadata=strong)
            )

    return build


def without_id(path: Path) -> None:
    """An owner's password only, and no /ID, which the key is made from."""
    locked("", "guanli", 3)(path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"/ID [", b"/Ie ["))


def unknown_lock(path: Path) -> None:
    content = one_page(b"0 0 m 9 9 l S").replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R")
    path.write_bytes(content.replace(b"xref\n", b"9 0 obj\n<< /Filter /Foxit.Secret /V 9 >>\nendobj\nxref\n", 1))


def xfa_only(path: Path) -> None:
    """A form that only Adobe's own program shows: the page says to wait."""
    words = b"BT /F 12 Tf 72 720 Td (Please wait... If this message is not eventually replaced) Tj ET"
    whole = one_page(words, page="/Resources << /Font << /F 10 0 R >> >>", more={
        10: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        11: stream(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template/></xdp:xdp>'),
    })  # fmt: skip
    entries = b"/Pages 2 0 R /NeedsRendering true /AcroForm << /Fields [] /XFA 11 0 R >> >>"
    path.write_bytes(whole.replace(b"/Pages 2 0 R >>", entries))


def _active(file: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS="while (true) app.alert('x');")
    launch = Dictionary(S=Name.Launch, F="/bin/sh", Win=Dictionary(F="cmd.exe", P="/c calc"))
    file.Root.OpenAction = script
    file.Root.AA = Dictionary(WC=launch)
    file.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script])))
    page = file.pages[0]
    page.AA = Dictionary(O=launch)
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 595, 842]), A=launch)])


active = changed(_active)


def _attached(file: Pdf) -> None:
    file.attachments["../../evil.exe"] = pikepdf.AttachedFileSpec(file, b"MZ" * 100, filename="../../evil.exe")
    file.attachments["a.pdf"] = pikepdf.AttachedFileSpec(file, fixture(ACCUSED).read_bytes(), filename="a.pdf")


attached = changed(_attached)


def calls_out(path: Path) -> None:
    """References to other files and machines, which nothing may follow."""

    def change(file: Pdf) -> None:
        spec = Dictionary(Type=Name.Filespec, FS=Name.URL, F="http://127.0.0.1:9/x")
        outer = pikepdf.Stream(file, b"", F=spec, FFilter=Name.FlateDecode)
        file.pages[0].Resources.XObject = Dictionary(Out=outer)
        file.Root.URI = Dictionary(Base="http://127.0.0.1:9/")

    laden(path, b"/Out Do", change)
