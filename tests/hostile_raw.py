"""PDFs written byte by byte, wrong on purpose, and good fixtures with something added."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pikepdf

from tests.audited import ROOT
from tests.truth import Truth, load

_TRUTHS = load(ROOT / "fixtures" / "truth.jsonl")


def _plain(truth: Truth) -> bool:
    return len(truth.forms) == 1 and len(truth.forms[0]["pages"]) == 1 and truth.file["kind"] == "file"


def _accused(truth: Truth) -> bool:
    return any(f["level"] == "error" and f["rule"][0] in "FIS" for f in truth.file["findings"])


def _size(truth: Truth) -> int:
    return (ROOT / "fixtures" / truth.name).stat().st_size


# The smallest fixture of one form on one page that is accused of something, and the smallest that is not.
ACCUSED = min((t for t in _TRUTHS if _plain(t) and _accused(t)), key=_size)
PASSED = min((t for t in _TRUTHS if _plain(t) and not t.file["findings"]), key=_size)


def fixture(truth: Truth) -> Path:
    return ROOT / "fixtures" / truth.name


def classic() -> bytes:
    """The accused fixture with a cross-reference table that can be seen (and spoiled)."""
    buffer = io.BytesIO()
    with pikepdf.open(fixture(ACCUSED)) as file:
        file.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return buffer.getvalue()


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object's body with its true length."""
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


@cache
def bomb(size: int, byte: bytes = b" ", times: int = 1) -> bytes:
    """So many bytes of one kind, deflated one or more times, without ever being there."""
    pack, chunk = zlib.compressobj(9), byte * (1 << 20)
    data = b"".join(pack.compress(chunk[: min(len(chunk), size - at)]) for at in range(0, size, len(chunk)))
    data += pack.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def pdf(objects: Mapping[int, bytes], trailer: str = "/Root 1 0 R") -> bytes:
    """A file of these objects with a true cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n".encode()
    for number in range(size):
        used = number in places
        out += f"{places.get(number, 0):010d} {0 if used else 65535:05d} {'n' if used else 'f'} \n".encode()
    return bytes(out) + f"trailer\n<< /Size {size} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()


def one_page(content: bytes, entries: str = "", page: str = "", more: Mapping[int, bytes] | None = None) -> bytes:
    """A file of one page; `entries` go into its content stream, `page` into the page, `more` are further objects
    from 10 on."""
    box = "" if "/MediaBox" in page else "/MediaBox [0 0 595 842]"
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: f"<< /Type /Page /Parent 2 0 R {box} /Contents 4 0 R {page} >>".encode(),
            4: stream(content, entries),
            **(more or {}),
        }
    )


def laden(
    path: Path, content: bytes, change: Callable[[pikepdf.Pdf], None] | None = None, before: bool = False
) -> None:
    """The accused fixture with more content painted on its page (or before it), and whatever else `change` does."""
    with pikepdf.open(fixture(ACCUSED)) as file:
        if content:
            file.pages[0].contents_add(b"q " + content + b" Q", prepend=before)
        if change is not None:
            change(file)
        file.save(path)


def changed(change: Callable[[pikepdf.Pdf], None]) -> Callable[[Path], None]:
    return lambda path: laden(path, b"", change)
