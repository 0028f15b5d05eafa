"""What is done to a picture before it is read, and what ink says about signs."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from extract import marks, slips, traced
from extract.geometry import BBox
from extract.picture import even, level, skew, without_red
from extract.pieces import inked, pieces
from extract.render import Picture, pictures
from extract.rule import Rule, clean
from tests.drawn import Pen

Pixels = npt.NDArray[np.uint8]
SCALE = 200 / 72


def table(turn: float = 0.0) -> Pixels:
    """A page of 600 by 400 points with three columns and four rows of thin rules."""
    page = np.full((1111, 1667), 255, np.uint8)
    for y in (300, 400, 500, 600, 700):
        cv2.line(page, (200, y), (1400, y), 0, 2)
    for x in (200, 500, 900, 1400):
        cv2.line(page, (x, 300), (x, 700), 0, 2)
    turning = cv2.getRotationMatrix2D((833.5, 555.5), -turn, 1.0)
    return np.asarray(
        cv2.warpAffine(page, turning, (1667, 1111), flags=cv2.INTER_CUBIC, borderValue=(255.0,)), np.uint8
    )


def color(grey: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


@pytest.mark.parametrize("turn", [-3.0, -1.2, 0.0, 0.4, 2.0])
def test_the_lean_is_found(turn: float) -> None:
    assert skew(table(turn)) == pytest.approx(turn, abs=0.06)


@pytest.mark.parametrize("turn", [-2.0, 0.0, 1.5])
def test_the_cells_of_a_turned_table(turn: float) -> None:
    page = Picture(color(table(turn)), SCALE, BBox(0, 0, 600, 400))
    flat = level(page)
    drawn = clean(traced.rules(flat.grey, flat.scale))
    found = traced.boxes(drawn, flat.grey, flat.scale)
    assert len(found) == 12
    assert min(b.x0 for b in found) == pytest.approx(200 / SCALE, abs=1.5)
    assert max(b.bottom for b in found) == pytest.approx(700 / SCALE, abs=1.5)


def test_broken_rules_still_part_cells() -> None:
    page = table()
    for x in range(300, 1400, 130):
        page[290:710, x : x + 6] = 255
    for y in range(340, 700, 140):
        page[y : y + 6, 190:1410] = 255
    drawn = clean(traced.rules(page, SCALE))
    assert len(traced.boxes(drawn, page, SCALE)) == 12


def test_a_missing_rule_merges_two_cells() -> None:
    page = table()
    page[402:498, 480:520] = 255
    found = traced.boxes(clean(traced.rules(page, SCALE)), page, SCALE)
    assert len(found) == 11
    assert any(b.width == pytest.approx(700 / SCALE, abs=1) for b in found)


def test_a_stroke_of_text_is_no_side() -> None:
    """Two long rules 16 points apart, between them a stroke that nearly fills the row."""
    page = np.full((400, 1200), 255, np.uint8)
    for y in (100, 144, 300):
        cv2.line(page, (100, y), (1100, y), 0, 2)
    for x in (100, 1100):
        cv2.line(page, (x, 100), (x, 300), 0, 2)
    cv2.line(page, (600, 108), (600, 136), 0, 3)
    assert len(traced.boxes(clean(traced.rules(page, SCALE)), page, SCALE)) == 2


def test_only_the_rules_given_are_erased() -> None:
    page = table()
    cv2.putText(page, "12.5", (560, 470), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    inside = page[405:495, 520:880].copy()
    bare = traced.erased(page, SCALE, clean(traced.rules(page, SCALE)))
    assert (bare[405:495, 520:880] == inside).all()
    assert not inked(bare)[:, :510].any()


def test_a_seal_goes_and_the_print_under_it_stays() -> None:
    page = np.full((200, 400, 3), 255, np.uint8)
    cv2.putText(page, "2250.88", (60, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (0, 0, 0), 4)
    print_ = page[..., 0] < 100
    ink = np.zeros((200, 400), np.uint8)
    cv2.circle(ink, (200, 100), 70, 255, 12)
    stamped = np.where(ink[..., None] > 0, page * np.array([0.85, 0.2, 0.15]), page).astype(np.uint8)
    grey = without_red(stamped)
    assert (grey[print_] < 100).all()
    assert (grey[(ink > 0) & ~print_ & (page[..., 0] == 255)] > 230).all()


def test_shade_goes() -> None:
    shade = np.linspace(230, 150, 800).astype(np.uint8)
    page = np.repeat(np.repeat(shade[None, :, None], 600, 0), 3, 2)
    assert even(page).min() > 235


def test_text_over_a_border_is_cut_and_ink_passed_over_is_found() -> None:
    ink = np.zeros((100, 400), bool)
    ink[40:60, 100:180] = ink[40:60, 220:300] = True
    ink[40:60, 350:360] = True
    cells = [BBox(0, 0, 200, 100), BBox(200, 0, 400, 100)]
    got = pieces([BBox(95, 35, 305, 65)], cells, ink, SCALE)
    assert [(p.cell, round(p.box.x0), round(p.box.x1)) for p in got] == [(0, 100, 180), (1, 220, 300), (1, 350, 360)]


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("3845. 24", "3845.24"),
        ("1 ,250.00", "1,250.00"),
        ("二100%", "=100%"),
        ("二0二一年", "二0二一年"),
        ("(万元)", "（万元）"),
        ("(A)", "(A)"),
        ("标(50", "标（50"),
        ("1. 2023年完成", "1. 2023年完成"),
        ("与WIPO合作,完成", "与WIPO合作，完成"),
    ],
)
def test_certain_slips_are_mended(said: str, mended: str) -> None:
    assert slips.mend(said) == (mended, "")


@pytest.mark.parametrize("said", ["Z95%", "工100%", "295%", "1O", "O"])
def test_uncertain_slips_are_in_doubt(said: str) -> None:
    assert slips.mend(said)[1]


def ink_of(draw: list[tuple[int, int, int, int]]) -> npt.NDArray[np.bool_]:
    page = np.zeros((60, 80), np.uint8)
    for x0, y0, x1, y1 in draw:
        cv2.line(page, (x0, y0), (x1, y1), 1, 3)
    return page > 0


@pytest.mark.parametrize(
    ("said", "strokes", "sign"),
    [
        ("一", [(10, 30, 50, 30)], "—"),
        ("一", [(30, 30, 42, 30)], "-"),
        ("1", [(40, 10, 25, 50)], "/"),
        ("1", [(40, 10, 40, 50)], "1"),
        ("二", [(10, 22, 30, 22), (10, 36, 30, 36)], "="),
        ("二", [(16, 15, 36, 15), (8, 45, 46, 45)], "二"),
        ("M", [(15, 8, 45, 20), (45, 20, 15, 32), (15, 44, 45, 44)], "≥"),
        ("M", [(45, 8, 15, 20), (15, 20, 45, 32), (15, 44, 45, 44)], "≤"),
        ("·", [(x, 30, x, 30) for x in (10, 22, 34, 46, 58, 70)], "……"),
    ],
)
def test_ink_tells_signs_apart(said: str, strokes: list[tuple[int, int, int, int]], sign: str) -> None:
    assert marks.retold(said, ink_of(strokes), 42.0, alone=True) == sign


def test_a_round_sign_alone_is_a_figure_however_small() -> None:
    ring = ink_of([(10, 30, 14, 36), (14, 36, 18, 30), (18, 30, 14, 24), (14, 24, 10, 30)])
    assert marks.retold("。", ring, 42.0, alone=True) == "0"
    assert marks.retold("0", ring, 42.0, alone=False) == "。"


def test_a_dropped_digit_is_missed() -> None:
    page = np.full((80, 300), 255, np.uint8)
    cv2.putText(page, "2250.88", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 2)
    assert marks.missed("2250.88", inked(page)) == ""
    assert "7 个数字" not in marks.missed("2250.8", inked(page)) and marks.missed("2250.8", inked(page))
    assert "小数点" in marks.missed("225088", inked(page))


def test_a_crop_is_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    pen = Pen(str(path))
    pen.bar(100, 200, 150, 230)
    pen.c.save()
    ((number, seen),) = pictures(path, (1,), 144, BBox(90, 190, 160, 240))
    assert number == 1
    rows, cols = np.nonzero(seen.pixels[..., 0] < 128)
    assert seen.box.x0 + cols.min() / seen.scale == pytest.approx(100, abs=0.5)
    assert seen.box.top + rows.min() / seen.scale == pytest.approx(200, abs=0.5)
    assert seen.box.top + (rows.max() + 1) / seen.scale == pytest.approx(230, abs=0.5)


def test_a_huge_page_is_drawn_small(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    Pen(str(path), 14_000, 14_000).c.save()
    ((_, seen),) = pictures(path, (1,), 300)
    assert seen.pixels.size <= 3 * 25_000_000


def test_rules_meet_or_are_none() -> None:
    page = np.full((600, 900), 255, np.uint8)
    cv2.line(page, (100, 100), (800, 100), 0, 2)
    assert traced.rules(page, SCALE) == []
    assert traced.boxes([Rule(True, 10, 0, 50)], page, SCALE) == []
