"""Printed figures as numbers, and links from the output folder."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.exports.xlsx.links import base, to_page
from audit.exports.xlsx.values import number, text


@pytest.mark.parametrize(
    ("printed", "value", "shape"),
    [
        ("0", "0", "0"),
        ("10", "10", "0"),
        ("10.00", "10", "0.00"),
        ("-0.31", "-0.31", "0.00"),
        ("1,234.50", "1234.5", "#,##0.00"),
        ("98.09%", "0.9809", "0.00%"),
        ("100%", "1", "0%"),
        ("123456789012345", "123456789012345", "0"),
    ],
)
def test_a_figure_is_a_number(printed: str, value: str, shape: str) -> None:
    assert number(printed) == (Decimal(value), shape)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "0930",
        "00",
        "+2",
        "-0",
        "-0.00",
        "12,34",
        "1.",
        ".5",
        "< 1.2",
        "10分",
        "９５",
        "1e5",
        "1234567890123456",
        "1 000",
    ],
)
def test_what_a_number_would_show_otherwise_stays_text(printed: str) -> None:
    assert number(printed) is None


@given(st.decimals(-(10**6), 10**6, allow_nan=False, places=3), st.booleans(), st.sampled_from(["", "%"]))
def test_a_number_is_worth_what_is_printed(value: Decimal, grouped: bool, percent: str) -> None:
    printed = f"{value:,f}{percent}" if grouped else f"{value:f}{percent}"
    found = number(printed)
    assert found is None if printed.startswith("-0.000") else found and found[0] == value / (100 if percent else 1)


@given(st.text(alphabet=st.characters() | st.sampled_from("<r>/\x00\ud800\n\t")))
def test_a_text_keeps_what_can_be_read(value: str) -> None:
    shown = text(value)
    assert not set(shown) & {"\x00", "\t", "\r", "\x1b"}
    assert not (shown.startswith("<r>") and shown.endswith("</r>"))
    shown.encode()


def test_a_link_starts_in_the_output_folder(tmp_path: Path) -> None:
    place = str(tmp_path / "报送" / "某局" / "a b.pdf")
    assert base(place, tmp_path / "out") == "../报送/某局/a b.pdf"
    assert base(place, tmp_path / "报送") == "某局/a b.pdf"
    assert base(f"file://{place}", tmp_path / "out") == "../报送/某局/a b.pdf"


def test_a_relative_place_is_one_below_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert base("in/a.pdf", Path("out")) == "../in/a.pdf"


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("a#b?.pdf", "a%23b%3F.pdf"),
        ("5%.pdf", "5%25.pdf"),
        ('"x".pdf', "%22x%22.pdf"),
        ("mailto:x.pdf", "mailto%3Ax.pdf"),
    ],
)
def test_signs_with_a_meaning_are_written_otherwise(tmp_path: Path, name: str, link: str) -> None:
    assert base(str(tmp_path / name), tmp_path) == link


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_no_utf8_can_stand_in_a_link(tmp_path: Path) -> None:
    assert base(os.fsdecode(os.fsencode(tmp_path) + b"/\xb5\xa5.pdf"), tmp_path) == "%B5%A5.pdf"


@pytest.mark.parametrize(
    ("place", "link"),
    [
        ("https://example.org/报送/a b.pdf", "https://example.org/%E6%8A%A5%E9%80%81/a%20b.pdf"),
        ('https://example.org/"x".pdf', "https://example.org/%22x%22.pdf"),
        ("s3://bucket/a.pdf", ""),
        ("sftp://host/a.pdf", ""),
        ("zip://3-10-00000000::https://example.org/a.zip", "https://example.org/a.zip"),
    ],
)
def test_only_what_a_spreadsheet_can_open_becomes_a_link(place: str, link: str) -> None:
    assert base(place, Path("out")) == link


def test_a_member_of_an_archive_gives_the_archive(tmp_path: Path) -> None:
    link = base(f"zip://3-10-00000000::{tmp_path / 'a.zip'}", tmp_path / "out")
    assert (link, to_page(link, 2)) == ("../a.zip", "../a.zip")


def test_a_page_is_asked_for_where_there_are_pages() -> None:
    assert to_page("../甲.PDF", 3) == "../甲.PDF#page=3"
    assert to_page("", 3) == ""
