"""Signs that recognisers mix up because they see no scale: told apart by the shape of their ink."""

from __future__ import annotations

import math
import re

import cv2
import numpy as np

from extract.pieces import Ink

_FIGURE = re.compile(r"(?P<sign>[≥≤<>=])?\d[\d.,]*(?P<percent>%)?")
_DOTS = frozenset("·•‧∙．.…⋯")
_TALL = 0.78  # of a figure's height: what is lower is a point or a comma
_SLANT = 7.0  # degrees by which a slash leans at least; an upright 1 doesn't
_THIN = 0.18  # height to width of a dash at most; most 一 have a thick end
_EVEN = 0.9  # shorter to longer stroke of an equals sign; of 二 the upper one is shorter


def retold(text: str, ink: Ink, em: float, alone: bool) -> str:
    """The text, or what a lone sign read so really is, by its ink; `em` is the height of a line in pixels, `alone`
    says that nothing else stands in its cell, where a round sign is a figure and no full stop."""
    if not ink.any():
        return text
    dots = _dots(ink, em)
    if dots >= 3 or (text and set(text) <= _DOTS and _size(ink)[1] > 0.5 * em):
        return "…" if dots == 3 else "……"
    if len(text) != 1:
        return _stopped(text, ink)
    if text in "一-—–_ー":
        return _dash(text, ink, em)
    if text in "0oO〇。°":
        return "0" if alone else "。" if max(_size(ink)) < 0.5 * em else text
    if text in "二=＝":
        return _equals(text, ink, em)
    if text in "≥≤≧≦><MZ工乙之≌≈":
        return _comparison(text, ink)
    if text in "1lI丨|/／" and _slant(ink) >= _SLANT:
        return "/"
    return text


def missed(text: str, ink: Ink) -> str:
    """In Chinese what the ink of a figure shows that its text lacks, or "": digits never touch in print, so marks
    are counted against digits and points."""
    figure = _FIGURE.fullmatch(text)
    if not figure:
        return ""
    count, _labels, stats, _middles = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    line = _size(ink)[0]
    heights = [int(stats[i][cv2.CC_STAT_HEIGHT]) for i in range(1, count)]
    feet = [int(stats[i][cv2.CC_STAT_TOP]) + h for i, h in enumerate(heights, 1)]
    ground = max(feet)
    signs = sum(h >= _TALL * line for h in heights)
    low = sum(0.08 * line <= h <= 0.35 * line and f >= ground - 0.3 * line for h, f in zip(heights, feet, strict=True))
    digits, points = sum(c.isdigit() for c in text), text.count(".") + text.count(",")
    around = bool(figure["sign"]) + bool(figure["percent"])
    if signs > digits + around:
        return f"识别为 {text}，但图上有 {signs} 个数字"
    return f"识别为 {text}，但图上似有小数点" if low > points and not around else ""


def _dots(ink: Ink, em: float) -> int:
    """How many dots the ink consists of; 0 where there is more than dots on one height."""
    count, _labels, stats, _middles = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    if count < 3 or _size(ink)[0] > 0.35 * em:
        return 0
    wide, high = stats[1:count, cv2.CC_STAT_WIDTH], stats[1:count, cv2.CC_STAT_HEIGHT]
    steps = np.diff(np.sort(stats[1:count, cv2.CC_STAT_LEFT]))
    square = bool((wide <= 0.25 * em).all()) and bool((np.maximum(wide, high) <= 2 * np.minimum(wide, high)).all())
    return count - 1 if square and steps.max() <= 2 * max(1, int(steps.min())) else 0


def _stopped(text: str, ink: Ink) -> str:
    """A round sign after Chinese at the end of a line is a full stop where it is half as high as the line."""
    if len(text) < 3 or text[-1] not in "0oO。" or not "\u3400" <= text[-2] <= "\u9fff":
        return text
    count, _labels, stats, _middles = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    last = max(range(1, count), key=lambda i: int(stats[i][cv2.CC_STAT_LEFT] + stats[i][cv2.CC_STAT_WIDTH]))
    return f"{text[:-1]}。" if stats[last][cv2.CC_STAT_HEIGHT] < 0.55 * _size(ink)[0] else text


def _dash(text: str, ink: Ink, em: float) -> str:
    high, wide = _size(ink)
    if high > max(_THIN * wide, 0.13 * em):
        return text
    return "—" if wide > 0.62 * em else "-"


def _equals(text: str, ink: Ink, em: float) -> str:
    count, _labels, stats, _middles = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    if count != 3:
        return text
    wide = sorted(float(stats[i][cv2.CC_STAT_WIDTH]) for i in (1, 2))
    if wide[0] < _EVEN * wide[1]:
        return "二"
    return "＝" if wide[1] > 0.62 * em else "="


def _comparison(text: str, ink: Ink) -> str:
    """≥ or ≤ where a wedge stands over a bar, by the side to which the wedge opens."""
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    if count != 3:
        return text
    top, bar = sorted((1, 2), key=lambda i: int(stats[i][cv2.CC_STAT_TOP]))
    x, y, wide, high = (int(v) for v in stats[top][:4])
    if stats[bar][cv2.CC_STAT_HEIGHT] > 0.3 * stats[bar][cv2.CC_STAT_WIDTH] or high < 0.5 * wide:
        return text
    wedge = labels[y : y + high, x : x + wide] == top
    side = max(1, wide // 4)
    left, right = (float(np.std(np.nonzero(part)[0])) for part in (wedge[:, :side], wedge[:, -side:]))
    return "≥" if left > right else "≤"


def _slant(ink: Ink) -> float:
    """Degrees by which the ink leans to the right from upright."""
    ys, xs = np.nonzero(ink)
    if len(ys) < 5 or np.ptp(ys) < 3:
        return 0.0
    slope = np.polyfit(ys.astype(float), xs.astype(float), 1)[0]
    return -math.degrees(math.atan(float(slope)))


def _size(ink: Ink) -> tuple[int, int]:
    rows, cols = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return int(rows[-1] - rows[0] + 1), int(cols[-1] - cols[0] + 1)
