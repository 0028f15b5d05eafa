"""What a file tells of itself besides its forms: what it carries, and figures that a later save has changed.

A PDF that is saved by adding to it keeps what it said before. The last version counts; that a figure was another one
is worth a remark.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from extract.document import Document, shared
from extract.errors import ExtractError
from extract.reader import Reader
from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import Templates
from validate.places import said

_MOST_SAVES = 5  # versions looked at, the latest first
_MOST = 5  # figures named in a remark
_LONGEST = 40  # characters: longer texts are no figures
_log = logging.getLogger(__name__)


def remarked(
    path: Path, records: Sequence[SelfEvaluation], reader: Reader, templates: Templates
) -> list[SelfEvaluation]:
    """The records of a file with remarks on what it carries and on figures that were others before its last save."""
    if not records:
        return []
    with shared(path) as document:
        carried, ends = document.carried, document.saves()
        remarks = [[*carried] for _ in records]
        if len(ends) > 1:
            for index, said_before in _changes(document, ends[:-1], records, reader, templates):
                remarks[index].append(said_before)
    return [replace(r, remarks=(*r.remarks, *new)) if new else r for r, new in zip(records, remarks, strict=True)]


def _changes(
    document: Document, ends: Sequence[int], records: Sequence[SelfEvaluation], reader: Reader, templates: Templates
) -> Iterator[tuple[int, str]]:
    """For each record that an earlier version had with other figures, its index and the remark."""
    left = dict(enumerate(records))
    with TemporaryDirectory() as folder:
        for end in list(reversed(ends))[:_MOST_SAVES]:
            before = Path(folder) / f"{end}.pdf"
            with document.path.open("rb") as whole:
                before.write_bytes(whole.read(end))
            old = _earlier(document, before, sorted({n for r in left.values() for n in r.pages}), reader, templates)
            for index, record in list(left.items()):
                told = [t for o in old if _same_form(o, record) for t in _differences(o, record)]
                if told:
                    more = f"等 {len(told)} 处" if len(told) > _MOST else ""
                    yield index, f"此文件保存后又改过：{'；'.join(told[:_MOST])}{more}"
                    del left[index]


def _earlier(
    document: Document, before: Path, numbers: Sequence[int], reader: Reader, templates: Templates
) -> tuple[SelfEvaluation, ...]:
    """The forms on those pages of an earlier version; none where it says what the last one says, or can't be read."""
    try:
        with shared(before) as earlier:
            there = [n for n in numbers if n <= len(earlier)]
            if all(_text(earlier, n) == _text(document, n) for n in there):
                return ()
        return read_forms(reader.read(before, there), templates, reader.name)
    except ExtractError:
        return ()
    except Exception:
        # Broad on purpose: a fault in what is only worth a remark must not cost the file.
        _log.warning("%s", traceback.format_exc())
        return ()


def _text(document: Document, number: int) -> str:
    return str(document.page(number - 1).text.get_text_range(errors="replace"))


def _same_form(one: SelfEvaluation, other: SelfEvaluation) -> bool:
    return one.pages[0] == other.pages[0] and len(one.indicators) == len(other.indicators)


def _differences(old: SelfEvaluation, new: SelfEvaluation) -> Iterator[str]:
    """The figures that were others, each told with its place."""
    now = dict(new.walk())
    for path, field in old.walk():
        after = now.get(path)
        if field is None or after is None or len(field.text) > _LONGEST or not any(map(str.isdigit, field.text)):
            continue
        if "".join(field.text.split()) != "".join(after.text.split()):
            yield f"{said(new, path)}原为“{field.text}”，现为“{after.text}”"
