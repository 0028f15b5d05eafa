"""Characters recognised in pictures, by RapidOCR with the models inside its package.

One engine a process, made when it is first needed, on one thread unless SELFEVAL_OCR_THREADS says otherwise: workers
share the cores among themselves. Nothing is ever downloaded, and nothing is said on the terminal.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import cv2
import numpy as np

from extract.geometry import BBox
from extract.render import Pixels

THREADS = "SELFEVAL_OCR_THREADS"
_BATCH = 1  # the cost is the width, and pictures read together are all made as wide as the widest
_DETECTED = 1760  # pixels of the longer side at which lines are looked for: more takes memory and finds no more
_FIGURE = frozenset("0123456789.%≥≤<>=")
_LEAST = 8  # pixels: a picture smaller than this is made so large


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture of one line says.

    `score` is the mean trust in its characters, `weakest` the least trust in one of its figures, where it has any,
    0 to 1; `at` is where each character but blanks stands, as a share of the picture's width.
    """

    text: str
    score: float
    weakest: float
    at: tuple[float, ...] = ()


BLANK = Reading("", 0.0, 0.0)


def find(grey: Pixels) -> list[BBox]:
    """Boxes of the text lines in a levelled picture, in its pixels, in no order to rely on."""
    factor = min(1.0, _DETECTED / max(grey.shape))
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    found = _engine(os.getpid())(_color(small), use_det=True, use_cls=False, use_rec=False)
    corners = [] if found.boxes is None else np.asarray(found.boxes, np.float64) / factor
    return [
        BBox(float(c[:, 0].min()), float(c[:, 1].min()), float(c[:, 0].max()), float(c[:, 1].max())) for c in corners
    ]


def read(crops: Sequence[Pixels]) -> list[Reading]:
    """What each picture of a single line says, in the order given."""
    if not crops:
        return []
    found = _engine(os.getpid()).recognize_txt([_color(_large(crop)) for crop in crops])
    return [_reading(*one) for one in zip(found.txts, found.scores, found.word_results, strict=True)]


def _reading(text: str, score: float, words: Any) -> Reading:
    at = tuple(float(col + 0.5) / words.line_txt_len for word in words.word_cols for col in word) if text else ()
    trusts = list(zip(words.confs, text, strict=False))
    trust = [c for c, sign in trusts if sign in _FIGURE] or [c for c, sign in trusts if not sign.isspace()]
    return Reading(text, float(score), float(min(trust, default=0.0)), at)


def _large(crop: Pixels) -> Pixels:
    high, wide = crop.shape[:2]
    add = (max(0, _LEAST - high), max(0, _LEAST - wide))
    return np.pad(crop, ((0, add[0]), (0, add[1])), constant_values=255) if any(add) else crop


def _color(grey: Any) -> Any:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


@cache
def _engine(process: int) -> Any:
    """The engine of this process: one taken over from a parent that forked would wait for ever."""
    del process
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    models = files("rapidocr").joinpath("models")
    # Loaded here, as it takes a second that most audits need not spend.
    engine = import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 100_000,  # pictures come in the size they are to be read at
            "Global.use_cls": False,
            "Det.model_path": _model(models, "_det_"),
            "Rec.model_path": _model(models, "_rec_"),
            "Rec.rec_batch_num": _BATCH,
            "Rec.rec_img_shape": [3, 48, 48],  # the least width it pads to: figures are short
            "EngineConfig.onnxruntime.intra_op_num_threads": _threads(),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    engine.return_word_box = True
    return engine


def _model(models: Any, kind: str) -> str:
    """The path of the model of that kind; given, so that the engine never goes to look for it on the net."""
    found = sorted(str(m) for m in models.iterdir() if kind in m.name and m.name.endswith(".onnx"))
    if not found:
        raise FileNotFoundError(f"rapidocr comes without a model for {kind.strip('_')}")
    return found[-1]


def _threads() -> int:
    said = os.environ.get(THREADS, "")
    return max(1, min(int(said), os.cpu_count() or 1)) if said.isdigit() else 1
