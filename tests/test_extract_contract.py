"""All readers give the same grids: those of the reader on pdfplumber, whose own truth is that of the fixtures.

A new reader must be entered in `CONTRACTS`: which files it is meant to read, and how near it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from extract.errors import ExtractError
from extract.geometry import BBox
from extract.grid import Cell, Grid, Page
from extract.locate import survey
from extract.reader import load, names
from normalize.template import load as load_templates

ROOT = Path(__file__).parent.parent
# The samples stand beside the checkout, where there are any.
SETS = (ROOT / "fixtures", ROOT.parent / "shared" / "samples")
REFERENCE = "pdfplumber"


@dataclass(frozen=True)
class Contract:
    """`cells` is the share of a file's cells that must be the same, `apart` the points by which borders may differ;
    `without` are parts of names of files that are not read, each with its reason."""

    cells: float = 1.0
    apart: float = 2.0
    without: tuple[tuple[str, str], ...] = ()


CONTRACTS: dict[str, Contract | None] = {
    "pdfplumber": Contract(),
    "pdfium": Contract(),
    # Reads pictures of pages: what it makes of them is measured against the truth of the scans.
    "scan": None,
    # A third voice, slower by far: tried on tables that only the eye sees, in a test of its own.
    "camelot": None,
}


def files() -> Iterator[Path]:
    for folder in SETS:
        yield from sorted(p for p in folder.rglob("*") if p.suffix.lower() == ".pdf" and p.is_file())


@cache
def pages(reader: str, path: Path) -> tuple[Page, ...]:
    """The pages that an audit would read; none of a file that can't be opened."""
    try:
        candidates = survey(path, load_templates().words).candidates
    except ExtractError:
        return ()
    return tuple(load(reader).read(path, candidates)) if candidates else ()


def words(cell: Cell) -> str:
    return re.sub(" +", " ", cell.text)


def cells(grid: Grid) -> dict[tuple[int, int, int, int], Cell]:
    return {(c.row, c.col, c.rowspan, c.colspan): c for c in grid.cells}


def differences(one: Grid, other: Grid, apart: float) -> list[str]:
    """What differs between two grids, a line a cell."""
    ones, others = cells(one), cells(other)
    found = []
    for place in sorted(ones.keys() | others.keys()):
        a, b = ones.get(place), others.get(place)
        if a is None or b is None:
            found.append(f"{place} only one: {a or b}")
        elif words(a) != words(b):
            found.append(f"{place} {words(a)!r}, {words(b)!r}")
        elif gap(a.bbox, b.bbox) > apart:
            found.append(f"{place} {a.bbox}, {b.bbox}")
        elif len(a.lines) == len(b.lines):
            # Ink is measured by the font in one engine and by the glyph in the other: half a sign is near enough.
            pairs = zip(a.lines, b.lines, strict=True)
            found += [f"{x}, {y}" for x, y in pairs if gap(x.bbox, y.bbox) > max(apart, x.bbox.height / 2)]
    return found


def gap(one: BBox, other: BBox) -> float:
    return max(
        abs(one.x0 - other.x0), abs(one.top - other.top), abs(one.x1 - other.x1), abs(one.bottom - other.bottom)
    )


def test_every_reader_has_a_contract() -> None:
    assert set(CONTRACTS) == set(names())


@pytest.mark.parametrize("path", list(files()), ids=lambda path: path.stem)
@pytest.mark.parametrize("reader", [name for name, kept in CONTRACTS.items() if kept and name != REFERENCE])
def test_a_reader_gives_the_same_grids(reader: str, path: Path) -> None:
    contract = CONTRACTS[reader]
    assert contract is not None
    if any(part in path.name for part, _reason in contract.without):
        pytest.skip(f"not for {reader}")
    expected, got = pages(REFERENCE, path), pages(reader, path)
    assert [(p.number, round(p.width), round(p.height)) for p in got] == [
        (p.number, round(p.width), round(p.height)) for p in expected
    ]
    assert [[(g.rows, g.cols) for g in p.grids] for p in got] == [[(g.rows, g.cols) for g in p.grids] for p in expected]
    found = [
        f"page {one.number} {each}"
        for one, other in zip(expected, got, strict=True)
        for a, b in zip(one.grids, other.grids, strict=True)
        for each in differences(a, b, contract.apart)
    ]
    count = sum(len(g.cells) for p in expected for g in p.grids)
    assert len(found) <= (1 - contract.cells) * count, "\n".join(found)


@pytest.mark.parametrize("path", list(files()), ids=lambda path: path.stem)
def test_readers_of_text_give_the_same_lines_outside_of_tables(path: Path) -> None:
    def outside(reader: str) -> list[list[str]]:
        return [[re.sub(" +", " ", line.text).strip() for line in p.lines] for p in pages(reader, path)]

    assert outside("pdfium") == outside(REFERENCE)
