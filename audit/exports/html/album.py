"""The pictures of the report: chosen by what matters most, cut in other processes, and no more than can be mailed."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

from audit.exports.html.contents import BY_LEVEL
from audit.exports.html.cutting import DPI, Cut, Job, Strip, cut, none
from audit.exports.html.spots import Spot, spots
from audit.limits import Limits
from audit.result import Source
from audit.run import Pool, Watch
from audit.store.store import Store
from extract.geometry import BBox

_MOST_BYTES = 5_200_000  # 7 MB as text in the page
_MOST_STRIPS = 1600
_PHASE = "为报告截图"
_CSS_DPI = 96
_EDGE = 1.5  # pixels

At = tuple[str, Strip]


@dataclass(frozen=True, slots=True)
class Mark:
    """A box to draw, in pixels of its picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class View:
    """A picture with its marks. `content` is base64, "" where the picture `name` stands further up the page already.

    `shown` is its width on the page in CSS pixels: as large as on paper.
    """

    name: str
    content: str
    width: int
    height: int
    shown: int
    page: int
    cell: Mark
    evidence: tuple[Mark, ...]


@dataclass(slots=True)
class Album:
    """The pictures that were made, by file and strip."""

    cuts: Mapping[At, Cut]
    names: dict[At, str] = field(default_factory=dict)

    def views(self, file: str, places: Sequence[Spot]) -> list[View]:
        """The pictures of a finding, the first time with their content."""
        return [self._view((file, (s.page, s.strip)), s) for s in places if (file, (s.page, s.strip)) in self.cuts]

    def _view(self, at: At, spot: Spot) -> View:
        seen = self.cuts[at]
        content = "" if at in self.names else base64.b64encode(seen.content).decode()
        name = self.names.setdefault(at, f"p{len(self.names) + 1}")
        shown = round(seen.width * _CSS_DPI / DPI)
        marks = tuple(_mark(seen, box) for box in spot.evidence)
        return View(name, content, seen.width, seen.height, shown, spot.page, _mark(seen, spot.cell), marks)


def album(
    store: Store, chosen: Collection[int], sources: Iterable[Source], limits: Limits, pool: Pool, watch: Watch
) -> Album:
    """Pictures for the findings of the chosen forms, 错误 first; none when interrupted.

    `sources` say how to get at files that lie elsewhere: audit.db holds no passwords.
    """
    wanted = _wanted(store, chosen)
    jobs = _jobs(store, wanted, sources)
    watch.phase(_PHASE, len(jobs))
    made: dict[At, Cut] = {}
    with closing(pool(jobs, partial(cut, limits=limits), none)) as results:
        try:
            for at, cuts in results:
                job = jobs[at]
                made.update(((job.source.name, s), c) for s, c in zip(job.strips, cuts, strict=True) if c)
                watch.step()
        except KeyboardInterrupt:
            made.clear()  # which are there depends on the moment
    kept: dict[At, Cut] = {}
    size = 0
    for each in wanted:
        size += len(made[each].content) if each in made else 0
        if size > _MOST_BYTES:
            break
        if each in made:
            kept[each] = made[each]
    return Album(kept)


def _wanted(store: Store, chosen: Collection[int]) -> dict[At, None]:
    """What to cut, the most important first, each once."""
    rows = store.rows(
        "SELECT g.form, f.name, g.boxes, g.evidence FROM findings g JOIN files f ON f.id = g.file"
        f" WHERE g.listed AND g.form IS NOT NULL ORDER BY {BY_LEVEL}, g.id"
    )
    found: dict[At, None] = {}
    for form, name, boxes, evidence in rows:
        if form in chosen:
            for spot in spots(json.loads(boxes), json.loads(evidence)):
                found[name, (spot.page, spot.strip)] = None
        if len(found) >= _MOST_STRIPS:
            break
    return found


def _jobs(store: Store, wanted: Iterable[At], sources: Iterable[Source]) -> list[Job]:
    strips: dict[str, list[Strip]] = {}
    for name, strip in wanted:
        strips.setdefault(name, []).append(strip)
    by_name = {source.name: source for source in sources if source.name in strips}
    jobs = []
    for name, place, sha256 in store.rows("SELECT name, place, sha256 FROM files ORDER BY id"):
        if name in strips:
            source = by_name.get(name) or Source(os.fsdecode(place), name)
            jobs.append(Job(source, sha256, tuple(strips[name])))
    return jobs


def _mark(seen: Cut, box: BBox) -> Mark:
    """The part of a box in the picture, so that its edges are seen."""
    scale = seen.width / seen.box.width
    x0, x1 = (min(max((x - seen.box.x0) * scale, _EDGE), seen.width - _EDGE) for x in (box.x0, box.x1))
    top, bottom = (min(max((y - seen.box.top) * scale, _EDGE), seen.height - _EDGE) for y in (box.top, box.bottom))
    return Mark(round(x0, 1), round(top, 1), round(x1 - x0, 1), round(bottom - top, 1))
