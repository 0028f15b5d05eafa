"""report.html out of what was published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from audit.exports import files
from audit.exports.csv import printable
from audit.exports.html import contents, plots
from audit.exports.html.album import Album, View, album
from audit.exports.html.contents import Form, Found
from audit.exports.html.totals import Cloud, Totals, ends
from audit.limits import Limits
from audit.result import Outcome, Source, Status, Verdict
from audit.run import Pool, Unwatched, Watch
from audit.store.store import Store
from audit.summary import Tally
from validate.finding import Level
from validate.rule import Rule, catalogue

NAME = "report.html"
_REVIEW = "http://127.0.0.1:8642"  # where `selfeval review` is, unless it is told otherwise
_ELSEWHERE = ("依据", "示例")
_ATTENTION = 10
_PLOTTED = 3  # forms below which a plot shows nothing that the list does not
# Marks that turn the direction of what follows them.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its pictures."""

    found: Found
    views: list[View]


@dataclass(frozen=True, slots=True)
class Page:
    """What the template may ask for."""

    store: Store
    chosen: set[int]
    album: Album

    def in_full(self) -> Iterator[tuple[Form, list[Shown], int]]:
        """The chosen forms with their findings, and how many of these are left out."""
        for form in contents.forms(self.store, found=True):
            if form.id in self.chosen:
                found = contents.findings(self.store, form)
                shown = [Shown(each, self.album.views(form.file_name, each.spots)) for each in found]
                yield form, shown, form.counts.all - len(found)

    def in_short(self) -> Iterator[Form]:
        """The others with findings."""
        rest = (form for form in contents.forms(self.store, found=True) if form.id not in self.chosen)
        return islice(rest, contents.MOST_LINES)

    def passed(self) -> Iterator[Form]:
        """Those without findings."""
        return islice(contents.forms(self.store, found=False), contents.MOST_LINES)

    def closed(self) -> Iterator[contents.Closed]:
        return islice(contents.closed(self.store), contents.MOST_LINES)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of the run besides its lists; `totals` has taken in the same forms."""

    tally: Tally
    totals: Totals
    outcome: Outcome


def write(
    store: Store,
    out: Path,
    run: Gathered,
    pool: Pool,
    limits: Limits,
    sources: Iterable[Source] = (),
    watch: Watch | None = None,
) -> None:
    """Writes the report into the output folder, after the lists. Raises `OSError` and `StoreError`.

    `sources` are those of the run, where it is at hand. After an interrupt there are no pictures: nobody waits then.
    """
    chosen = contents.in_full(store)
    pictures = Album({})
    if not run.outcome.interrupted:
        pictures = album(store, chosen, sources, limits, pool, watch or Unwatched())
    environment = Environment(
        loader=PackageLoader("audit.exports.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html.jinja")
    said = _said(run, Page(store, chosen, pictures))
    with files.replacing(out / NAME) as (file,):
        for part in template.generate(said):
            file.write(part.encode("utf-8", "replace"))


def _said(run: Gathered, page: Page) -> dict[str, Any]:
    store, chosen = page.store, page.chosen
    units, more_units = contents.by_unit(store)
    lines = contents.by_rule(store)
    spoke = {line.code for line in lines}
    numbers = _numbers(store)
    return {
        "page": page,
        "tally": run.tally,
        "outcome": run.outcome,
        "review": _REVIEW,
        "levels": list(Level),
        "statuses": list(Status),
        "unsure": contents.verdicts(store, Verdict.ASK.value),
        "attention": contents.worst(store, _ATTENTION),
        "rules": lines,
        "manuals": [(rule, _explained(rule)) for rule in catalogue() if rule.code in spoke],
        "units": units,
        "more_units": more_units,
        "clouds": [
            _plot(run.totals.claims, plots.claims, numbers, chosen),
            _plot(run.totals.execution, plots.execution, numbers, chosen),
        ],
        "most_lines": contents.MOST_LINES,
        "style": _style(),
        "pictures": not run.outcome.interrupted,
    }


def _plot(
    cloud: Cloud, draw: Callable[[Cloud], Markup], numbers: Callable[[str, int], int], chosen: set[int]
) -> dict[str, Any]:
    """The picture, where there is enough to draw, and the outliers with the form's number where it is in full."""
    ids = [(nth, outlier, numbers(outlier.file, outlier.form)) for nth, outlier in ends(cloud)]
    return {
        "image": draw(cloud) if cloud.dots.total() >= _PLOTTED else None,
        "forms": cloud.dots.total(),
        "outliers": [(nth, outlier, id_ if id_ in chosen else None) for nth, outlier, id_ in ids],
    }


def _numbers(store: Store) -> Callable[[str, int], int]:
    def number(file: str, form: int) -> int:
        query = "SELECT o.id FROM forms o JOIN files f ON f.id = o.file WHERE f.name = ? AND o.form = ?"
        return int(next(store.rows(query, (file, form)))[0])

    return number


def _explained(rule: Rule) -> list[str]:
    """The paragraphs of a rule's manual page without what the report says elsewhere, and without the examples."""
    paragraphs = rule.manual.strip().split("\n\n")
    return [text for text in paragraphs if not text.startswith(_ELSEWHERE)]


def _style() -> Markup:
    return Markup((Path(__file__).parent / "report.css").read_text(encoding="utf-8"))


def _printable(value: object) -> object:
    """Text of a form without what would act instead of being read."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _TURNS.sub("", printable(value))
    return value
