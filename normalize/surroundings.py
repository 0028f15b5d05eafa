"""What stands around and above the tables: title, year, the unit of the amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.geometry import Place
from extract.grid import Cell
from normalize.record import Reported
from normalize.rows import bare
from normalize.sections import Sections
from normalize.stitch import FormRows
from normalize.template import Templates
from normalize.unwrap import unwrap

_YEAR = re.compile(r"((?:19|20)\d\d|[二一][〇○零Ｏ0九][〇○零一二三四五六七八九]{2})\s*年")
_YEAR_ALONE = re.compile(r"^[（(]?((?:19|20)\d\d)[)）]?$")
_UNIT = re.compile(r"(?:单位[:：]|[（(])(?:人民币)?(万元|亿元|千元|元)(?=$|[)）,，、])")
_CHINESE = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def title(form: FormRows, parts: Sections, templates: Templates) -> Reported | None:
    """The title nearest above the form's table, or in its first rows."""
    for cell in parts.lone:
        if templates.is_title(bare(cell)):
            return Reported(unwrap((cell,)), (cell.place,))
    for line in reversed(form.above):
        if templates.is_title(line.line.text):
            return Reported(line.line.text.strip(), (Place(line.page, line.line.bbox),))
    return None


def is_other_table(form: FormRows, parts: Sections, templates: Templates) -> bool:
    """Whether the title above says that this is another kind of performance table."""
    return any(templates.is_other_title(text) for text, _ in _texts(form, parts))


def year(form: FormRows, parts: Sections, heading: Reported | None) -> Reported | None:
    """The budget year as four digits: from its own field, the title, or a line around the title."""
    own = parts.header.get("year")
    near = [(unwrap(own), tuple(c.place for c in own))] if own else []
    near += [(heading.text, heading.places)] if heading else []
    for text, places in [*near, *_texts(form, parts)]:
        bare_text = re.sub(r"\s+", "", text).translate(_WIDE)
        found = _YEAR.search(bare_text) or _YEAR_ALONE.match(bare_text)
        # 填报日期：2022年3月1日 is when the form was filled in, a sentence speaks of any year: neither says what the
        # form reports on.
        if found and not re.search(r"\d月\d*日?|日期|时间|[，。；]", bare_text):
            return Reported(found.group(1).translate(_CHINESE), places)
    return None


def money_unit(form: FormRows, parts: Sections) -> Reported | None:
    """万元 or 元 (亿元, 千元): from the funds table's own labels and headings, else from a line 单位：万元."""
    cells = [c for r in form.rows for c in r.own if c.lines and len(bare(c)) <= 30]
    for cell in cells:
        if found := _UNIT.search(bare(cell)):
            return Reported(found.group(1), (cell.place,))
    for text, places in [*_texts(form, parts), *((x.line.text, (Place(x.page, x.line.bbox),)) for x in form.around)]:
        if found := _UNIT.search(re.sub(r"\s+", "", text)):
            return Reported(found.group(1), places)
    return None


def behind_label(cell: Cell) -> Reported:
    """The value of a cell that holds label and value: what follows the first colon."""
    text = unwrap((cell,))
    return Reported(re.split("[：:]", text, maxsplit=1)[-1].strip(), (cell.place,))


def _texts(form: FormRows, parts: Sections) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """The texts above the form: lone cells of its first rows, then the lines above, the nearest first."""
    for cell in parts.lone:
        yield unwrap((cell,)), (cell.place,)
    for line in reversed(form.above[-8:]):
        yield line.line.text, (Place(line.page, line.line.bbox),)
