"""Fixtures spoiled at random, the same way for the same number: their bytes, their objects, what they paint."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from tests.audited import ROOT
from tests.truth import load

_MOST_BYTES = 200_000
_MOST_CONTENT = 400_000
_NUMBER = re.compile(rb"(?<![\w.])[-+]?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_ODD_NUMBERS = (
    b"0", b"-1", b"1", b"65536", b"-32768", b"2147483647", b"-2147483648", b"4294967296", b"99999999999999999999",
    b"0.0000001", b"1e38", b"1000000", b"-0", b"--5", b"+", b".",
)  # fmt: skip
_OPERATORS = (
    b"q", b"Q", b"BT", b"ET", b"W n", b"S", b"f", b"B*", b"0 Tz", b"3 Tr", b"-9 Ts", b"1e9 Tf", b"h", b"n", b"EI",
    b"BI", b"/OC /X BDC", b"EMC", b"0 0 0 0 0 0 cm", b"1e20 0 0 1e20 0 0 cm", b"-1 0 0 1 0 0 cm", b"[", b"]", b"<<",
    b"(", b")", b"<", b">>", b"%", b"/X gs", b"/X Do", b"1 0 0 rg", b"T*", b"[0 0] 0 d", b"1e9 w",
)  # fmt: skip
Change = Callable[[pikepdf.Pdf, Random], None]


@cache
def sources() -> tuple[Path, ...]:
    """The fixtures that are spoiled: all but those that need minutes or can't be opened anyway."""
    names = [truth.name for truth in load(ROOT / "fixtures" / "truth.jsonl") if truth.forms]
    return tuple(path for path in (ROOT / "fixtures" / name for name in names) if path.stat().st_size < _MOST_BYTES)


def mutant(seed: int, number: int) -> bytes:
    """The file of that number; the same for the same two numbers and the same fixtures."""
    chance = Random(f"{seed} {number}")
    path = chance.choice(sources())
    if chance.random() < 0.35:
        return _spoiled(path.read_bytes(), chance)
    return _changed(path, chance)


def _spoiled(data: bytes, chance: Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        data = chance.choice(_BYTES)(data, chance) if data else b""
    return data


def _part(data: bytes, chance: Random, most: int = 2000) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + 1 + int(chance.random() ** 3 * most))


def _flip(data: bytes, chance: Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _noise(data: bytes, chance: Random) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + chance.choice((bytes(end - start), chance.randbytes(end - start))) + data[end:]


def _cut(data: bytes, chance: Random) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + data[end:]


def _twice(data: bytes, chance: Random) -> bytes:
    start, end = _part(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _shorter(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _number(data: bytes, chance: Random) -> bytes:
    return _instead(data, chance, _NUMBER, chance.choice(_ODD_NUMBERS))


def _name(data: bytes, chance: Random) -> bytes:
    names = _NAME.findall(data)
    return _instead(data, chance, _NAME, chance.choice(names)) if names else data


def _instead(data: bytes, chance: Random, what: re.Pattern[bytes], by: bytes) -> bytes:
    found = list(what.finditer(data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + by + data[match.end() :]


def _spliced(data: bytes, chance: Random) -> bytes:
    other = chance.choice(sources()).read_bytes()
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def _appended(data: bytes, chance: Random) -> bytes:
    return data + chance.choice(sources()).read_bytes()


_BYTES = (_flip, _flip, _noise, _cut, _twice, _shorter, _number, _number, _name, _spliced, _appended)


def _changed(path: Path, chance: Random) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(path) as file:
        for _ in range(chance.choice((1, 1, 2, 5))):
            try:
                chance.choice(_OBJECTS)(file, chance)
            except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError):
                continue  # an earlier change has left nothing of that kind to change
        try:
            file.save(
                buffer,
                static_id=True,
                compress_streams=chance.random() < 0.5,
                object_stream_mode=chance.choice(tuple(pikepdf.ObjectStreamMode.__members__.values())),
            )
        except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
            return _spoiled(path.read_bytes(), chance)  # what can't be written is spoiled otherwise
    return buffer.getvalue()


def _holder(file: pikepdf.Pdf, chance: Random) -> Object:
    """Some dictionary, array or stream of the file."""
    holders = [thing for thing in file.objects if isinstance(thing, Dictionary | Array | Stream)]
    return chance.choice([thing for thing in holders if isinstance(thing, Stream) or len(thing)])


def _odd(file: pikepdf.Pdf, chance: Random) -> Any:
    """A value that may stand nowhere."""
    made: list[Any] = [
        None, True, chance.randrange(-10, 10), 2**31 - 1, -(2**31), 10**12, 0, String("\x00\xff(" * 9),
        Name("/" + "A" * chance.choice((1, 200))), Array(), Dictionary(), Array([0, 0, 0, 0]),
        Array([-(10**9), -(10**9), 10**9, 10**9]), Name("/Identity-H"), Name("/GBK-EUC-H"), Name("/FlateDecode"),
    ]  # fmt: skip
    return chance.choice([*made, chance.choice(list(file.objects)), chance.choice(list(file.objects))])


def _value(file: pikepdf.Pdf, chance: Random) -> None:
    holder, value = _holder(file, chance), _odd(file, chance)
    if isinstance(holder, Array):
        holder[chance.randrange(len(holder))] = value
    else:
        holder[chance.choice(sorted(holder.keys()))] = value


def _without(file: pikepdf.Pdf, chance: Random) -> None:
    holder = _holder(file, chance)
    if isinstance(holder, Array):
        del holder[chance.randrange(len(holder))]
    else:
        del holder[chance.choice(sorted(holder.keys()))]


def _swapped(file: pikepdf.Pdf, chance: Random) -> None:
    """Two objects of the file take each other's place."""
    one, two = (chance.choice(list(file.objects)) for _ in range(2))
    if one.is_indirect and two.is_indirect:
        file._swap_objects(one.objgen, two.objgen)


def _page(file: pikepdf.Pdf, chance: Random) -> None:
    page = chance.choice(list(file.pages))
    key, values = chance.choice(
        (
            ("/Rotate", [90, 180, 270, -90, 45, 10**9]),
            ("/UserUnit", [0, -1, 10, 10**6]),
            ("/MediaBox", [Array(box) for box in ([0, 0, 0, 0], [0, 0, 14400, 14400], [842, 595, 0, 0], [0, 0, 1, 1])]),
            ("/CropBox", [Array(box) for box in ([100, 100, 300, 300], [9999, 9999, 10000, 10000], [0, 0])]),
            ("/Contents", [Array(), Array([page.obj]), page.obj]),
            ("/Resources", [Dictionary(), page.obj]),
            ("/Parent", [page.obj, None]),
        )
    )
    page[key] = chance.choice(values)


def _tree(file: pikepdf.Pdf, chance: Random) -> None:
    kids = file.Root.Pages.Kids
    kids.append(chance.choice([file.Root.Pages, kids[0], file.Root, file.make_indirect(Dictionary(Type=Name.Page))]))
    file.Root.Pages.Count = chance.choice([0, -1, len(kids), 10**6])


def _content(file: pikepdf.Pdf, chance: Random) -> None:
    """What a page, a form or a font's map says, token by token."""
    streams = [thing for thing in file.objects if isinstance(thing, Stream)]
    thing = chance.choice([each for each in streams if each.get("/Subtype") != Name.Image] or streams)
    data = thing.read_bytes()[:_MOST_CONTENT]
    tokens = data.split(b" ")
    for _ in range(chance.choice((1, 3, 10))):
        at = chance.randrange(len(tokens))
        end = at + chance.choice((1, 1, 5, 50))
        tokens[at:end] = chance.choice(
            (
                [],
                [chance.choice(_ODD_NUMBERS)],
                [chance.choice(_OPERATORS)],
                tokens[at:end] * chance.choice((2, 20)),
                [chance.randbytes(chance.randrange(1, 20))],
                tokens[at:end][::-1],
            )
        )
        tokens = tokens or [b""]
    thing.write(b" ".join(tokens)[: 4 * _MOST_CONTENT])


def _filter(file: pikepdf.Pdf, chance: Random) -> None:
    thing = chance.choice([each for each in file.objects if isinstance(each, Stream)])
    names = ("FlateDecode", "LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode", "DCTDecode", "JPXDecode",
             "CCITTFaxDecode", "JBIG2Decode", "Crypt", "Unheard")  # fmt: skip
    wrong = Array([Name("/" + chance.choice(names)) for _ in range(chance.choice((1, 1, 2, 9)))])
    thing.write(thing.read_raw_bytes(), filter=wrong)


def _font(file: pikepdf.Pdf, chance: Random) -> None:
    fonts = [each for each in file.objects if isinstance(each, Dictionary) and each.get("/Type") == Name.Font]
    font, other = chance.choice(fonts), chance.choice(fonts)
    key = chance.choice(("/ToUnicode", "/Encoding", "/DescendantFonts", "/W", "/Widths", "/FontDescriptor", "/DW"))
    if key in other and chance.random() < 0.6:
        font[key] = other[key]
    else:
        font[key] = _odd(file, chance)


_OBJECTS: tuple[Change, ...] = (
    _value, _value, _value, _without, _without, _swapped, _page, _tree, _content, _content, _content, _filter, _font,
    _font,
)  # fmt: skip
