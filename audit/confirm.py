"""The second reading: before a unit is accused, what the accusation rests on is read again by another engine.

The pages that hold the evidence are read by a reader of another family and put in place of the first reading's;
the form is then normalised and checked anew. A finding that both readings come to, on the same texts, stands.
Where they part, a third reader decides: two against the first, and the form is reported as those two read it;
one against one against one, and a person must look (待人工), told what each reader read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit import dispute, journal
from audit.check import check
from audit.deadline import TimeIsUp, within
from audit.result import FormResult
from extract.errors import ExtractError
from extract.grid import Page
from extract.reader import Reader
from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import Templates
from validate.finding import Finding
from validate.policy import Policy


@dataclass(frozen=True, slots=True)
class Reading:
    """How one reader sees the forms of a file; `trouble` says in Chinese why it saw nothing."""

    reader: str
    forms: tuple[FormResult, ...] = ()
    trouble: str = ""

    def of(self, record: SelfEvaluation) -> FormResult | None:
        """The form that stands where the record's does."""
        return next((f for f in self.forms if f.record.pages[0] == record.pages[0] and _alike(f.record, record)), None)


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Reads a file's disputed pages again. `readers` are asked in turn, each of another family than the first."""

    readers: tuple[Reader, ...]
    templates: Templates
    policy: Policy
    pictures: str = ""  # the reader of scanned pages, which no other reader can read again
    seconds: float = 60.0  # for one reading of one file; a page takes a tenth of a second

    def confirm(self, path: Path, forms: Sequence[FormResult], pages: Mapping[int, Page]) -> tuple[FormResult, ...]:
        """The forms with a verdict on every finding that accuses. `pages` are those of the first reading."""
        accused = [form for form in forms if dispute.accusing(form) and form.record.reader != self.pictures]
        numbers = sorted({n for form in accused for n in _evidence_pages(form, pages)})
        voices = self._voices(path, numbers, pages, 1)
        # Where the readings part, a page that was read only once may be the reason: now all of them are read again.
        parted = [form for form in accused if voices and not _agreed(form, voices[0])]
        wide = sorted({n for form in parted for n in _all_pages(form, pages)} | (set(numbers) if parted else set()))
        voices = self._voices(path, wide, pages, 2)
        judged = []
        for form in forms:
            if form.record.reader == self.pictures:
                judged.append(dispute.seen(form))
            elif form in parted:
                judged.append(_settled(form, voices))
            else:
                judged.append(dispute.confirmed(form) if self.readers else form)
        return tuple(judged)

    def confirm_texts(self, path: Path, forms: Sequence[FormResult]) -> tuple[FormResult, ...]:
        """The forms with a verdict on the findings that only the directory shows (X…): they rest on texts alone."""
        drawn = [form for form in forms if form.record.reader != self.pictures]
        open_ = [(form, f) for form in drawn for f in form.findings if dispute.is_open(f, form)]
        numbers = sorted({n for form, finding in open_ for n in _pages_of(finding, form.record)})
        second = next(iter(self._voices(path, numbers, {}, 1)), None)
        return tuple(_compared(form, second, form.record.reader == self.pictures) for form in forms)

    def _voices(self, path: Path, numbers: Sequence[int], pages: Mapping[int, Page], most: int) -> list[Reading]:
        return [self._reading(reader, path, numbers, pages) for reader in self.readers[:most] if numbers]

    def _reading(self, reader: Reader, path: Path, numbers: Sequence[int], pages: Mapping[int, Page]) -> Reading:
        try:
            with within(self.seconds):
                again = {page.number: page for page in reader.read(path, numbers)}
                missing = set(numbers) - set(again)
                if missing:
                    return Reading(reader.name, trouble=f"没有给出第 {min(missing)} 页")
                both = {**pages, **again}
                records = read_forms((both[n] for n in sorted(both)), self.templates, reader.name)
                return Reading(reader.name, tuple(check(record, self.policy) for record in records))
        except ExtractError as error:
            return Reading(reader.name, trouble=error.reason)
        except TimeIsUp:
            return Reading(reader.name, trouble=f"{self.seconds:g} 秒内没有读完")
        except Exception as error:
            # Broad on purpose: an engine that breaks on its second reading must not cost the first.
            return Reading(reader.name, trouble=journal.trouble(error))


def _compared(form: FormResult, second: Reading | None, picture: bool) -> FormResult:
    if picture:
        return dispute.seen(form)
    if second is None or not unconfirmed(form):
        return form
    other = second.of(form.record)
    return dispute.same_texts(form, other) if other is not None else dispute.all_doubtful(form, _failed(second))


def _failed(second: Reading) -> str:
    return f"复核读取（{second.reader}）未成功：{second.trouble or '没有找到这张表'}，请人工核对"


def unconfirmed(form: FormResult) -> bool:
    """Whether the form is accused of anything that was read only once."""
    return any(dispute.is_open(f, form) for f in form.findings)


def _agreed(first: FormResult, second: Reading) -> bool:
    other = second.of(first.record)
    return other is not None and not dispute.parted(first, other)


def _settled(first: FormResult, voices: Sequence[Reading]) -> FormResult:
    """The form with its verdicts: as the first reading has it, or as the two others do."""
    others = [form for voice in voices if (form := voice.of(first.record)) is not None]
    if not others:
        return dispute.all_doubtful(first, _failed(voices[0]))
    for other in others:
        if not dispute.parted(first, other):
            return dispute.with_dissent(first, [each for each in others if each is not other])
    if len(others) == 2 and not dispute.parted(*others):
        return dispute.confirmed(replace(others[0], record=replace(others[0].record, form=first.record.form)))
    return dispute.two_voices(first, others[0])


def _alike(one: SelfEvaluation, other: SelfEvaluation) -> bool:
    """Whether two records are of one form: there may be two on a page."""
    names = [dispute.text(r, "project_name") for r in (one, other)]
    return names[0] == names[1] or one.form == other.form


def _evidence_pages(form: FormResult, pages: Mapping[int, Page]) -> set[int]:
    """The pages that the form's accusations rest on; all of the form's where sums or the whole are in question."""
    found: set[int] = set()
    for finding in form.findings:
        if finding.level in dispute.ACCUSING:
            whole = finding.path is None or finding.code.startswith("S")
            found |= _all_pages(form, pages) if whole else _pages_of(finding, form.record)
    return found


def _all_pages(form: FormResult, pages: Mapping[int, Page]) -> set[int]:
    """The form's pages and the one after, where more of it may stand."""
    return {n for n in pages if form.record.pages[0] <= n <= form.record.pages[-1] + 1}


def _pages_of(finding: Finding, record: SelfEvaluation) -> set[int]:
    fields = (record.get(path) for path in finding.evidence)
    return {place.page for field in fields if field is not None for place in field.places}
