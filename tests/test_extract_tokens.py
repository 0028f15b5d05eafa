"""The one-sweep reading of content streams against pdfminer's own parser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import LIT, PSKeyword, keyword_name

from extract.tokens import Instruction, instructions

FIXTURES = Path(__file__).parent.parent / "fixtures"
_TRUTH = map(json.loads, (FIXTURES / "truth.jsonl").read_text(encoding="utf-8").splitlines())
_WITH_FORMS = sorted({entry["file"] for entry in _TRUTH if entry["kind"] == "form"})


def by_pdfminer(data: bytes) -> list[Instruction]:
    parser = PDFContentParser([PDFStream({}, data)])
    found: list[Instruction] = []
    operands: list[Any] = []
    while True:
        try:
            _, thing = parser.nextobject()
        except PSEOF:
            return found
        if isinstance(thing, PSKeyword):
            found.append((str(keyword_name(thing)), operands))
            operands = []
        else:
            operands.append(thing)


def test_an_instruction_has_its_operands() -> None:
    data = b"/F1 9.5 Tf [(a\\)b) -12 <4E00 8d>]TJ%note\n1 0 0 -1 .5 7. cm /P <</MCID 3/On true>>BDC T*"
    assert instructions(data) == [
        ("Tf", [LIT("F1"), 9.5]),
        ("TJ", [[b"a)b", -12, b"\x4e\x00\x8d"]]),
        ("cm", [1, 0, 0, -1, 0.5, 7.0]),
        ("BDC", [LIT("P"), {"MCID": 3, "On": True}]),
        ("T*", []),
    ]


def test_a_string_keeps_its_brackets_and_escapes() -> None:
    assert instructions(rb"(a(b)c\(\\\n\101\1) Tj") == [("Tj", [b"a(b)c(\\\nA\x01"])]


@pytest.mark.parametrize(
    "odd",
    [
        b"BI /W 1 ID x EI",  # the data of an image may look like anything
        b"[1 2",
        b"1 ]",
        b"<</A>> gs",
        b"<4> Tj",
        b"(open",
        b"0 0 1rg",
        b"1 --2 Td",
        b"[ null ] 0 d",
        b"{1} x",
        b"/A#20B gs",
        b"(a\rb) Tj",
    ],
    ids=repr,
)
def test_what_is_odd_is_left_to_pdfminer(odd: bytes) -> None:
    assert instructions(b"q " + odd + b" Q") is None


def test_a_stream_beyond_measure_is_left_to_pdfminer() -> None:
    assert instructions(b"q Q " * 1_100_000) is None


_NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-(10**4), 10**4, allow_nan=False).map(lambda f: f"{f:.4f}"),
    st.sampled_from(["+3", ".5", "-.25", "7.", "-0"]),
).map(str.encode)
_STRINGS = st.one_of(
    st.binary(max_size=12).map(lambda b: b"<" + b.hex().encode() + b">"),
    st.text("ab ()\\\n01", max_size=8).map(
        lambda t: b"(" + t.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode() + b")"
    ),
)
_NAMES = st.from_regex(rb"/[A-Za-z][A-Za-z0-9_.+-]{0,6}", fullmatch=True)
_SIMPLE = st.one_of(_NUMBERS, _STRINGS, _NAMES, st.sampled_from([b"true", b"false"]))
_OPERANDS = st.one_of(
    _SIMPLE,
    st.lists(_SIMPLE, max_size=5).map(lambda items: b"[" + b" ".join(items) + b"]"),
    st.dictionaries(_NAMES, _SIMPLE, max_size=3).map(
        lambda pairs: b"<<" + b" ".join(k + b" " + v for k, v in pairs.items()) + b">>"
    ),
)
_OPERATORS = st.sampled_from([b"Tj", b"TJ", b"re", b"T*", b"'", b'"', b"b*", b"d0", b"BDC", b"cm"])
_LINES = st.tuples(st.lists(_OPERANDS, max_size=6), _OPERATORS).map(lambda line: b" ".join([*line[0], line[1]]))


@given(st.lists(_LINES, max_size=8), st.sampled_from([b"\n", b" ", b"\r\n", b"\n% 1 0 m\n"]))
def test_it_reads_what_pdfminer_reads(lines: list[bytes], between: bytes) -> None:
    data = between.join(lines)
    assert instructions(data) == by_pdfminer(data)


@pytest.mark.parametrize("name", _WITH_FORMS)
def test_the_fixtures_are_read_in_one_sweep_and_alike(name: str) -> None:
    with pikepdf.open(FIXTURES / name) as pdf:
        streams = [b"\n".join(s.read_bytes() for s in _contents(page)) for page in pdf.pages[:6]]
    for data in streams:
        assert instructions(data) == by_pdfminer(data)


def _contents(page: pikepdf.Page) -> list[Any]:
    held = page.obj.get("/Contents")
    return [] if held is None else list(held) if isinstance(held, pikepdf.Array) else [held]
