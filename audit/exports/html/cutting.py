"""Small pictures cut from the pages of a file, in a process of its own: a page that kills it costs no report."""

from __future__ import annotations

import hashlib
import io
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from audit.limits import Limits
from audit.result import Source
from audit.sources import fetched
from extract.errors import Damaged, ExtractError
from extract.geometry import BBox
from extract.opening import opened
from extract.render import Picture, page_of, picture

DPI = 120
_QUALITIES = ((45, "RGB"), (12, "L"))  # for a scan, whose noise would fill the report, the second
_MOST_BYTES = 14 * 1024
_MARGIN = 6  # pixels of paper left of and right of what is printed
_PAPER = 245

Strip = tuple[int, BBox]


@dataclass(frozen=True, slots=True)
class Job:
    """The strips of a file that are wanted, each with its page; `sha256` is that of the file they were found in."""

    source: Source
    sha256: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A picture in WebP of so many pixels, and what part of the page it shows, in points."""

    content: bytes
    width: int
    height: int
    box: BBox


def cut(job: Job, limits: Limits) -> tuple[Cut | None, ...]:
    """A picture for each strip; None where there is none to be had."""
    try:
        with fetched(job.source, limits) as path:
            if not _is_same(path, job.sha256):
                return none(job, "")
            return tuple(_cuts(path, job.strips))
    except (ExtractError, OSError):
        return none(job, "")


def none(job: Job, _cause: str) -> tuple[Cut | None, ...]:
    """For a file whose process was lost."""
    return (None,) * len(job.strips)


def _is_same(path: Path, sha256: str) -> bool:
    """Boxes of another state of the file would mark the wrong cells."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _cuts(path: Path, strips: tuple[Strip, ...]) -> list[Cut | None]:
    """Page by page, for some take long to open."""
    made: list[Cut | None] = [None] * len(strips)
    with opened(path) as document:
        for number in sorted({number for number, _ in strips}):
            with suppress(Damaged), closing(page_of(document, number)) as page:
                for at, (on, box) in enumerate(strips):
                    if on == number:
                        made[at] = _encoded(picture(page, DPI, box))
    return made


def _encoded(seen: Picture) -> Cut:
    left, right = _printed(seen)
    pixels = np.ascontiguousarray(seen.pixels[:, left:right])
    image = Image.fromarray(pixels)
    content = b""
    for quality, mode in _QUALITIES:
        buffer = io.BytesIO()
        image.convert(mode).save(buffer, "WEBP", quality=quality, method=4)
        content = buffer.getvalue()
        if len(content) <= _MOST_BYTES:
            break
    box = BBox(seen.box.x0 + left / seen.scale, seen.box.top, seen.box.x0 + right / seen.scale, seen.box.bottom)
    return Cut(content, right - left, pixels.shape[0], box)


def _printed(seen: Picture) -> tuple[int, int]:
    """From which column to which there is anything but paper."""
    inked = np.flatnonzero((seen.pixels.min(axis=2) < _PAPER).any(axis=0))
    wide = seen.pixels.shape[1]
    if not inked.size:
        return 0, wide
    return max(0, int(inked[0]) - _MARGIN), min(wide, int(inked[-1]) + 1 + _MARGIN)
