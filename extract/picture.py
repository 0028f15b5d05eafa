"""A picture of a page made fit for reading: seals taken out, light evened, lines levelled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from extract.render import Picture, Pixels

INK = 150  # grey: darker is ink, on paper of 255
_RED = 28  # by which red outshines green and blue in the ink of a seal, also where a scanner dulled it
_VIVID = 80  # by which it does in ink that lies on bare paper
_BLOCK = 8  # pixels: light is evened on a picture so much smaller
_DARK = 0.6  # of the paper's light: a field darker than this is filled, not shaded
_LEAN = 4.0  # degrees a scan may be turned
_STILL = 0.03  # degrees: a page so level is left as it is
_STEPS = ((0.25, 4), (0.04, 2), (0.01, 1))  # degrees between the angles tried, and how much smaller the picture is


@dataclass(frozen=True, slots=True)
class Level:
    """A picture with its lines level.

    `grey` is without seals on paper of 255, `plain` with all ink. `scale` is in pixels to the point; `lean` is the
    angle taken out, in degrees clockwise about the middle.
    """

    grey: Pixels
    plain: Pixels
    scale: float
    lean: float


def level(picture: Picture, lean: float | None = None) -> Level:
    """The picture cleaned and levelled, by the angle given or the one found."""
    grey, plain = inks(picture.pixels)
    angle = skew(grey) if lean is None else lean
    high, wide = grey.shape
    if not angle:
        return Level(grey, plain, picture.scale, 0.0)
    there = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    return Level(_turned(grey, there), _turned(plain, there), picture.scale, angle)


def _turned(grey: Pixels, there: Any) -> Pixels:
    high, wide = grey.shape
    turned = cv2.warpAffine(grey, there, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255.0,))
    return np.asarray(turned, np.uint8)


def inks(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """The picture in grey on white paper, without the red of seals and with it."""
    white = even(pixels)
    return without_red(white), luminance(white)


def luminance(pixels: Pixels) -> Pixels:
    """How light each pixel looks."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def without_red(pixels: Pixels) -> Pixels:
    """Grey, with red ink as light as the paper; black print under a seal stays dark, as red adds nothing to it."""
    red = pixels[..., 0].astype(np.int16)
    redness = red - np.maximum(pixels[..., 1], pixels[..., 2])
    grey = luminance(pixels)
    vivid = red[redness > _VIVID]
    if not vivid.size:
        return grey
    # What the seal's own ink lets through of red light is its paper's white.
    faded = np.clip(red * (255.0 / max(1.0, float(np.percentile(vivid, 40)))), 0, 255).astype(np.uint8)
    return np.where(redness > _RED, np.maximum(faded, grey), grey)


def even(pixels: Pixels) -> Pixels:
    """Paper made white wherever it lies in shade or is tinted; fields filled dark keep their darkness."""
    high, wide = pixels.shape[:2]
    size = (max(1, wide // _BLOCK), max(1, high // _BLOCK))
    small = luminance(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8))
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), 5)
    usual = float(np.median(paper))
    paper = np.where(paper < _DARK * usual, np.uint8(usual), paper)
    light = cv2.resize(cv2.blur(paper, (5, 5)), (wide, high), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, cv2.merge([light, light, light]), scale=250.0), np.uint8)


def skew(grey: Pixels) -> float:
    """Degrees by which the lines of the page fall to the right; 0 for a page without ink."""
    best = 0.0
    reach = _LEAN
    for step, smaller in _STEPS:
        points = _ink(grey, smaller)
        if len(points) < 50:
            return 0.0
        angles = [best + k * step for k in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda a: (_crispness(points, a), -abs(a)))
        reach = step
    return best if abs(best) >= _STILL else 0.0


def _ink(grey: Pixels, smaller: int) -> npt.NDArray[np.float64]:
    """Where ink is, in pixels of a picture so much smaller; long level strokes only where there are enough."""
    high, wide = grey.shape
    small = cv2.resize(grey, (max(1, wide // smaller), max(1, high // smaller)), interpolation=cv2.INTER_AREA)
    dark = (small < 215).astype(np.uint8)
    strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(8, 32 // smaller)), np.uint8))
    ys, xs = np.nonzero(strokes if strokes.sum() > 0.002 * strokes.size else dark)
    every = max(1, len(xs) // 60_000)
    return np.stack([xs[::every], ys[::every]], 1).astype(np.float64)


def _crispness(points: npt.NDArray[np.float64], angle: float) -> float:
    """How sharply ink falls into lines when the picture is turned back by so many degrees."""
    lean = math.radians(angle)
    rows = points[:, 1] * math.cos(lean) - points[:, 0] * math.sin(lean)
    counts = np.bincount(np.round(rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float(counts @ counts)
