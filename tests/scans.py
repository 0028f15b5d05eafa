"""Scanned versions of PDFs, made in code: pictures of the pages, turned, smeared, stamped, and no text.

Run as a program it reads scanned versions of the fixtures under every condition and says what share of the truth's
cells came out exact, and which figures were wrong: `python -m tests.scans [--only WORD] [--condition NAME]`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from audit.exports import jsonl
from audit.result import FileResult
from extract.opening import opened
from extract.reader import load
from extract.render import pictures
from extract.slips import digits
from normalize.form import read_forms
from normalize.record import Reported, SelfEvaluation
from normalize.template import load as load_templates
from tests.truth import FUND, HEADER, INDICATOR, Truth, fold
from tests.truth import load as load_truth

Pixels = npt.NDArray[np.uint8]
FIXTURES = Path(__file__).parent.parent / "fixtures"


@dataclass(frozen=True, slots=True)
class Scan:
    """How a page came to be a picture. `turn` in degrees clockwise, `noise` in grey levels, `paper` 0 to 255,
    `shade` how much darker one side is, `blur` in pixels, `seal` where the middle of a red seal stands, in shares
    of the page's width and height."""

    dpi: int = 200
    turn: float = 0.0
    noise: float = 4.0
    quality: int = 60
    paper: int = 255
    shade: int = 0
    blur: float = 0.0
    seal: tuple[float, float] | None = None


CONDITIONS = {
    "clean200": Scan(),
    "clean150": Scan(dpi=150),
    "turned200": Scan(turn=1.7, noise=6),
    "turned150": Scan(dpi=150, turn=-2.0, noise=6),
    "jpeg40": Scan(quality=40, noise=10),
    "grey": Scan(paper=205, shade=40, turn=0.6, noise=8),
    "blur": Scan(blur=0.9, dpi=200, turn=-0.8),
    "seal": Scan(seal=(0.62, 0.25), turn=1.0),
    "worst": Scan(dpi=150, turn=2.0, noise=10, quality=45, paper=215, shade=30, blur=0.6, seal=(0.66, 0.3)),
}


def scanned(source: Path, target: Path, scan: Scan) -> Path:
    """The file as it comes out of a scanner; `target` is written and returned."""
    pages = [Image.fromarray(_seen(p.pixels, scan, n)) for n, p in pictures(source, every(source), scan.dpi)]
    target.parent.mkdir(parents=True, exist_ok=True)
    first, *rest = pages
    first.save(target, "PDF", resolution=scan.dpi, quality=scan.quality, save_all=True, append_images=rest)
    return target


def every(path: Path) -> range:
    """The numbers of all pages."""
    with opened(path) as document:
        return range(1, len(document) + 1)


def _seen(page: Pixels, scan: Scan, seed: int) -> Pixels:
    high, wide = page.shape[:2]
    look = page.astype(np.float32)
    if scan.seal:
        look *= _seal(high, wide, scan)
    look *= scan.paper / 255
    if scan.shade:
        look -= np.linspace(0, scan.shade, wide, dtype=np.float32)[None, :, None]
    if scan.turn:
        turning = cv2.getRotationMatrix2D((wide / 2, high / 2), -scan.turn, 1.0)
        edge = (float(scan.paper),) * 3
        look = cv2.warpAffine(look, turning, (wide, high), flags=cv2.INTER_CUBIC, borderValue=edge)  # type: ignore[assignment]
    if scan.blur:
        look = cv2.GaussianBlur(look, (0, 0), scan.blur)  # type: ignore[assignment]
    if scan.noise:
        look += np.random.default_rng(seed).normal(0, scan.noise, (high, wide, 1)).astype(np.float32)
    return np.clip(look, 0, 255).astype(np.uint8)


def _seal(high: int, wide: int, scan: Scan) -> npt.NDArray[np.float32]:
    """What the ink of a round red seal with a star lets through, 0 to 1, by channel."""
    ink = np.zeros((high, wide), np.uint8)
    assert scan.seal
    middle = (round(scan.seal[0] * wide), round(scan.seal[1] * high))
    radius = round(56 * scan.dpi / 72)  # points: seals are 4 cm wide
    cv2.circle(ink, middle, radius, 255, max(2, radius // 18))
    angles = np.deg2rad(np.arange(10) * 36 - 90)
    reach = np.where(np.arange(10) % 2, 0.16, 0.4) * radius
    star = np.stack([middle[0] + reach * np.cos(angles), middle[1] + reach * np.sin(angles)], 1)
    cv2.fillPoly(ink, [star.astype(np.int32)], 255)
    for angle in np.deg2rad(np.arange(150, 391, 20)):
        at = (int(middle[0] + 0.78 * radius * np.cos(angle)), int(middle[1] + 0.78 * radius * np.sin(angle)))
        half = radius // 12
        cv2.rectangle(ink, (at[0] - half, at[1] - half), (at[0] + half, at[1] + half), 255, 2)
    share = (ink / 255).astype(np.float32)[..., None]
    return 1 - share * (1 - np.array([0.86, 0.18, 0.16], np.float32))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a scanned file was read: cells compared, those that differ, and what stands out."""

    cells: int
    wrong: tuple[str, ...]
    silent: tuple[str, ...]  # figures misread, no doubt marking them
    doubts: int


def judged(path: Path, truth: Truth) -> Verdict:
    """What the scan reader and the normaliser make of a scanned file, against its truth."""
    templates = load_templates()
    forms = read_forms(load("scan").read(path, every(path)), templates, "scan")
    return compare(forms, truth)


def compare(forms: Sequence[SelfEvaluation], truth: Truth) -> Verdict:
    """Records against the truth, cell by cell; a form or row that is missing is a miss of all its cells."""
    count, wrong, silent, doubts = 0, [], [], 0
    for index, expected in enumerate(truth.forms):
        got = forms[index] if index < len(forms) else None
        record = jsonl.record(FileResult(truth.name), got) if got else {}
        marks = dict(fields(got)) if got else {}
        doubts += sum(bool(mark.doubt) for mark in marks.values() if mark)
        for path, wanted, field in _pairs(expected, record):
            if path in expected.get("skip", ()):
                continue
            count += 1
            text = field and field["text"]
            if fold(path, wanted) == fold(path, text):
                continue
            mark = marks.get(path)
            line = f"#{expected['form']} {path}: {text!r}, truth {wanted!r}, doubt {mark.doubt if mark else None!r}"
            wrong.append(line)
            # A cell that was not found at all is a miss; it accuses nobody.
            if mark and not mark.doubt and digits(wanted or "") != digits(mark.text):
                silent.append(line)
    return Verdict(count, tuple(wrong), tuple(silent), doubts)


def _pairs(truth: dict[str, Any], record: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in HEADER:
        yield key, truth.get(key), record.get(key)
    for rows, keys in (("funds", FUND), ("indicators", INDICATOR)):
        got = record.get(rows, [])
        for index, expected in enumerate(truth[rows]):
            for key in keys:
                yield f"{rows}[{index}].{key}", expected.get(key), got[index].get(key) if index < len(got) else None


def fields(form: SelfEvaluation) -> Iterator[tuple[str, Reported | None]]:
    """The fields of a record with their paths."""
    for key in HEADER:
        yield key, getattr(form, key)
    for rows, keys in (("funds", FUND), ("indicators", INDICATOR)):
        for index, row in enumerate(getattr(form, rows)):
            for key in keys:
                yield f"{rows}[{index}].{key}", getattr(row, key)


def main(arguments: Sequence[str]) -> None:
    """Reads scans of all fixtures with a form, or of those asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="part of the file's name")
    parser.add_argument("--condition", choices=CONDITIONS, action="append")
    parser.add_argument("--set", type=Path, default=FIXTURES, help="folder with a truth.jsonl")
    parser.add_argument("--show", type=int, default=12, help="wrong cells shown of each file")
    parser.add_argument("--every", type=int, default=1, help="take every nth file")
    options = parser.parse_args(arguments)
    truths = [t for t in load_truth(options.set / "truth.jsonl") if t.forms and options.only in t.name]
    truths = [t for t in truths[:: options.every] if t.file["pages"] <= 5]
    for name in options.condition or CONDITIONS:
        cells_, wrong, silent, doubts, pages, spent = 0, 0, 0, 0, 0, 0.0
        for truth in truths:
            with TemporaryDirectory() as folder:
                path = scanned(options.set / truth.name, Path(folder) / "scan.pdf", CONDITIONS[name])
                begun = time.perf_counter()
                verdict = judged(path, truth)
                spent += time.perf_counter() - begun
                pages += len(every(path))
            cells_, wrong, silent = cells_ + verdict.cells, wrong + len(verdict.wrong), silent + len(verdict.silent)
            doubts += verdict.doubts
            for line in (*verdict.silent, *(x for x in verdict.wrong if x not in verdict.silent))[: options.show]:
                print(f"  {'SILENT ' if line in verdict.silent else ''}{truth.name} {line}")
        print(
            f"{name}: {100 * (1 - wrong / cells_):.2f} % of {cells_} cells exact, {silent} misread figures without a "
            f"doubt, {doubts} doubts, {spent / pages:.1f} s a page of {pages}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
