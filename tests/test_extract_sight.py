"""What the eye sees in boxes of born-digital pages, also where the text layer says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.geometry import BBox, Place, turned
from extract.sight import agrees, look
from tests.drawn import Pen

TEXTS = ("162.111", "96.6%", "2250.88", "9", "—", "/", "≥95", "")


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, list[Place]]:
    """A column of ruled cells with a text each."""
    path = tmp_path / "page.pdf"
    pen = Pen(str(path))
    boxes = [BBox(100, 100 + 30 * i, 180, 130 + 30 * i) for i in range(len(TEXTS))]
    for box, text in zip(boxes, TEXTS, strict=True):
        pen.box(box.x0, box.top, box.x1, box.bottom)
        pen.text(box.x0 + 10, box.bottom - 10, text)
    pen.c.save()
    return path, [Place(1, box) for box in boxes]


def test_figures_are_seen(places: tuple[Path, list[Place]]) -> None:
    path, boxes = places
    seen = look(path, boxes, TEXTS)
    assert [s.text for s in seen] == list(TEXTS)
    assert seen[-1].trust == 1.0


def test_a_text_layer_that_lies_is_not_believed(places: tuple[Path, list[Place]]) -> None:
    path, boxes = places
    lies = ["162.111", "99.9%", "2250.8", "6", "—", "/", "≥95", "7"]
    agreed = [agrees(s.text, lie) for s, lie in zip(look(path, boxes, lies), lies, strict=True)]
    assert agreed == [True, False, False, False, True, True, True, False]


def test_several_lines_of_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    pen = Pen(str(path))
    pen.text(100, 100, "2021年12")
    pen.text(100, 116, "月31日")
    pen.c.save()
    (sight,) = look(path, [Place(1, BBox(95, 85, 200, 125))])
    assert sight.text == "2021年12月31日"


def test_nothing_to_look_at(places: tuple[Path, list[Place]]) -> None:
    assert look(places[0], []) == ()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_figures_written_sideways_are_seen_with_the_page_held_so(turn: int, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    pen = Pen(str(path))
    pen.c.transform(*{1: (0, -1, 1, 0, 0, 842), 2: (-1, 0, 0, -1, 595, 842), 3: (0, 1, -1, 0, 595, 0)}[turn])
    wide, pen.height = (842, 595.0) if turn % 2 else (595, 842.0)
    pen.text(110, 120, "2250.88")
    pen.c.save()
    displayed = turned(BBox(100, 100, 180, 130), turn, wide, pen.height)
    (sight,) = look(path, [Place(1, displayed)], turns={1: turn})
    assert sight.text == "2250.88"
