"""Where a form begins and ends: the grids of a file, over all its pages, cut into the rows of each form.

A form begins at its title, or at the line that names the project; it goes on over page breaks while the grids
keep its width or speak its words, and it ends where the next begins or a grid comes that is none of its own.
Headings repeated at the top of a page are dropped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extract.grid import Grid, Page, TextLine
from normalize import headings
from normalize.rows import Row, rows_of
from normalize.template import Templates

# Text above a grid at the top of a page that is still a running header and no caption, in lines.
_RUNNING_HEADER = 2
_TABLES = ("funds", "indicators")


@dataclass(frozen=True, slots=True)
class Line:
    """A text line outside of all grids, with its page."""

    page: int
    line: TextLine


@dataclass(frozen=True, slots=True)
class FormRows:
    """One form: the text lines printed above its first grid (the nearest last), those further on, and its rows."""

    above: tuple[Line, ...]
    around: tuple[Line, ...]
    rows: tuple[Row, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(sorted({row.page for row in self.rows}))


@dataclass(slots=True)
class _Open:
    """The form that is being put together, and what has been seen of it."""

    above: tuple[Line, ...]
    around: list[Line] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)

    def closed(self) -> FormRows:
        return FormRows(self.above, tuple(self.around), tuple(self.rows))


def forms(pages: Iterable[Page], templates: Templates) -> Iterator[FormRows]:
    """Every run of rows that may be a form, in the order of the file (see `form.evaluate` for what is none)."""
    current: _Open | None = None
    above: list[Line] = []
    for page in pages:
        heading_lines = 0
        blocks: list[Grid | TextLine] = [*page.grids, *page.lines]
        blocks.sort(key=lambda b: (b.bbox.top, b.bbox.x0))
        for block in blocks:
            if isinstance(block, TextLine):
                above.append(Line(page.number, block))
                heading_lines += 1
                continue
            for part in _parts(block, templates):
                at_top = block is page.grids[0] and part[0].index == 0 and heading_lines <= _RUNNING_HEADER
                current, finished = _place(current, part, above, at_top, templates)
                if finished is not None:
                    yield finished.closed()
                above = []
    if current is not None:
        current.around.extend(above)
        yield current.closed()


def _place(
    current: _Open | None, part: list[Row], above: Sequence[Line], at_top: bool, templates: Templates
) -> tuple[_Open | None, _Open | None]:
    """Where a part belongs: the form that is open afterwards, and the one that ended."""
    kinds = _kinds(part, templates)
    if current is not None:
        broken = part[0].page != current.rows[-1].page
        fresh = _without_repeats(part, current, templates) if broken else part
        if not fresh:
            return current, None
        titled = any(templates.is_title(x.line.text) for x in above) or "title" in kinds
        repeats = len(fresh) < len(part)
        if (repeats or not _begins(kinds, titled, current)) and _goes_on(kinds, fresh, current, at_top, templates):
            if broken:
                fresh = _resumed(fresh, current, templates)
            _add(current, fresh, _kinds(fresh, templates) if broken else kinds, templates)
            current.around.extend(above)
            return current, None
    opened = None
    if kinds - {"tail", "total"} or any(templates.is_title(x.line.text) for x in above):
        opened = _Open(tuple(above))
        _add(opened, part, kinds, templates)
    elif current is not None and part[0].page <= current.rows[-1].page + 1:
        # A grid that is none of the form's: the form may still go on below it.
        return current, None
    return opened, current


def _begins(kinds: set[str], titled: bool, current: _Open) -> bool:
    """Whether a part opens a new form although one is open."""
    if "project" in kinds and current.seen & {"project", "funds", "indicators"}:
        return True
    if titled and ("total" in current.seen or "project" in kinds):
        return True
    if titled and kinds & {"header", "funds"}:
        return bool(current.seen - {"title", "header", "project"})
    return bool(kinds & {"indicators", "funds"}) and "total" in current.seen and "tail" not in kinds


def _goes_on(kinds: set[str], part: Sequence[Row], current: _Open, at_top: bool, templates: Templates) -> bool:
    """Whether a part belongs to the open form."""
    last, first = current.rows[-1], part[0]
    if first.page > last.page + 1:
        return False
    if "total" in current.seen:
        split = at_top and _is_rest_of_total(last, first, templates)
        return split or ("tail" in kinds and not kinds & {"funds", "indicators", "project"})
    if kinds & {"funds", "goals", "indicators", "total", "tail", "header"}:
        return True
    if first.grid is last.grid:
        return True
    return at_top and first.page == last.page + 1 and _same_width(first.grid, last.grid)


def _is_rest_of_total(last: Row, first: Row, templates: Templates) -> bool:
    """Whether a page break split the row of the totals: below it stand only the rest of its figures."""
    rest = not first.own[0].lines and 1 <= len(first.words) <= 2 and all(len(text) <= 4 for text in first.texts)
    return rest and headings.is_total(last, templates)


def _same_width(one: Grid, other: Grid) -> bool:
    return abs(one.bbox.width - other.bbox.width) <= max(6.0, 0.02 * other.bbox.width)


def _kinds(rows: Sequence[Row], templates: Templates) -> set[str]:
    found = set()
    for index, row in enumerate(rows):
        if headings.is_title(row, templates):
            found.add("title")
        if tables := [t for t in _TABLES if headings.heading(rows, index, t, templates)]:
            found.update(tables)
        elif headings.goal_heading(row, templates):
            found.add("goals")
        elif headings.is_project_line(row, templates):
            found |= {"project", "header"}
        elif headings.is_total(row, templates):
            found.add("total")
        elif headings.tail_field(row, templates):
            found.add("tail")
        elif len(headings.header_pairs(row, templates)) > 1:
            found.add("header")
    return found


def _add(form: _Open, rows: Sequence[Row], kinds: set[str], templates: Templates) -> None:
    form.rows.extend(rows)
    form.seen |= kinds
    for index in range(len(rows)) if kinds.intersection(_TABLES) else ():
        for section in _TABLES:
            if found := headings.heading(rows, index, section, templates):
                form.headings.update(t for r in rows[index : index + found.depth] for t in r.texts)


def _resumed(part: list[Row], form: _Open, templates: Templates) -> list[Row]:
    """A part after a page break, marked as such; a heading that the break split is made whole in the form."""
    last, first = form.rows[-1], part[0]
    whole = headings.joined(last, first)
    for section in _TABLES:
        named = [h.named if (h := headings.heading([r], 0, section, templates)) else 0 for r in (whole, last, first)]
        if named[0] > max(named[1:]):
            form.rows.pop()
            return [whole, *part[1:]]
    if _is_rest_of_total(last, first, templates):
        form.rows.pop()
        return [whole, *part[1:]]
    return [replace(part[0], resumes=True), *part[1:]]


def _without_repeats(part: list[Row], form: _Open, templates: Templates) -> list[Row]:
    """A part at the top of a page without the headings that it repeats."""
    first = 0
    known = [row.texts for row in form.rows]
    # The table's own first rows, as Word repeats them: at least two, or it might be a coincidence.
    while first < min(len(part), len(known)) and part[first].texts and part[first].texts == known[first]:
        first += 1
    if first < 2 and not (first and headings.is_title(part[0], templates)):
        first = 0
    while first < len(part) and len(part[first].texts) >= 2 and set(part[first].texts) <= form.headings:
        first += 1
    return part[first:]


def _parts(grid: Grid, templates: Templates) -> Iterator[list[Row]]:
    """A grid's rows, cut where a second form begins inside it: at a title, or at a second project line."""
    part: list[Row] = []
    for row in rows_of(grid):
        titled = headings.is_title(row, templates)
        named = headings.is_project_line(row, templates)
        kinds = _kinds(part, templates) if titled or named else set()
        if kinds & {"funds", "indicators"} or (titled and "project" in kinds):
            yield part
            part = []
        part.append(row)
    if part:
        yield part
