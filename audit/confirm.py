"""The second reading: before a unit is accused, what the accusation rests on is read again by another engine.

The pages that hold the evidence are read by a reader of another family and put in place of the first reading's;
the form is then normalised and checked anew. A finding that both readings come to, on the same texts, stands.
Where they part, a third reader decides: two against the first, and the form is reported as those two read it;
one against one against one, and a person must look (待人工), told what each reader read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit import journal
from audit.check import check
from audit.deadline import TimeIsUp, within
from audit.result import FormResult, Verdict
from extract.errors import ExtractError
from extract.grid import Page
from extract.reader import Reader
from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import Templates
from validate.finding import Finding, Level
from validate.places import said
from validate.policy import Policy

_WORDS = (".target", ".actual", "grade")
_ACCUSING = (Level.ERROR, Level.WARNING)
Key = tuple[str, str | None]


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
        drawn = [form for form in forms if form.record.reader != self.pictures]
        numbers = sorted({n for form in drawn for n in _evidence_pages(form, pages)})
        readings = (self._reading(reader, path, numbers, pages) for reader in self.readers)
        second = next(readings, None) if numbers else None
        thirds = _Lazy(readings)
        judged = []
        for form in forms:
            if not _accusing(form):
                judged.append(form)
            elif form.record.reader == self.pictures:
                judged.append(_seen(form))
            else:
                judged.append(form if second is None else _judged(form, second, thirds))
        return tuple(judged)

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


def _seen(form: FormResult) -> FormResult:
    """A scanned form: its figures were recognised twice, words only once; what is in doubt a person must see."""
    verdicts: dict[Key, Verdict] = {}
    findings = []
    for finding in form.findings:
        fields = {path: field for path in finding.evidence if (field := form.record.get(path)) and field.text}
        doubts = [f"{said(form.record, path)}：{field.doubt}" for path, field in fields.items() if field.doubt]
        words = [p for p, field in fields.items() if p.endswith(_WORDS) and not any(map(str.isdigit, field.text))]
        note = "；".join(doubts[:3]) or (f"{said(form.record, words[0])}的文字只识别过一次" if words else "")
        sure = finding.level not in _ACCUSING or not note
        findings.append(finding if sure else _noted(finding, f"扫描件：{note}，请对照原件"))
        if finding.level in _ACCUSING:
            verdicts[_key(finding)] = Verdict.BOTH if sure else Verdict.ASK
    return replace(form, findings=tuple(findings), verdicts=verdicts)


class _Lazy:
    """The third reading, made when it is first asked for."""

    def __init__(self, readings: Iterator[Reading]) -> None:
        self._readings = readings
        self._made: list[Reading | None] = []

    def get(self) -> Reading | None:
        if not self._made:
            self._made.append(next(self._readings, None))
        return self._made[0]


def _judged(first: FormResult, second: Reading, thirds: _Lazy) -> FormResult:
    """The form with its verdicts: as the first reading has it, or as the two others do."""
    other = second.of(first.record)
    if other is not None and _open(first, other) == ():
        return replace(first, verdicts=dict.fromkeys(_accusing(first), Verdict.BOTH))
    third = thirds.get()
    voice = third.of(first.record) if third is not None else None
    if other is None and voice is None:
        why = second.trouble or "没有找到这张表"
        return _all_doubtful(first, f"复核读取（{second.reader}）未成功：{why}，请人工核对")
    if other is None or voice is None:
        two = other or voice
        assert two is not None
        return _two_voices(first, two)
    if _open(first, voice) == ():
        return _with_dissent(first, other)
    if _open(other, voice) == ():
        return replace(other, record=replace(other.record, form=first.record.form),
                       verdicts=dict.fromkeys(_accusing(other), Verdict.BOTH))  # fmt: skip
    return _two_voices(first, other)


def _two_voices(first: FormResult, other: FormResult) -> FormResult:
    """Two readings alone: what they agree on stands, on the rest a person must look."""
    parted = _open(first, other)
    extra = tuple(
        _told(f, first, other) for f in other.findings if _key(f) in parted and _key(f) not in _accusing(first)
    )
    findings = tuple(_told(f, first, other) if _key(f) in parted else f for f in first.findings)
    keys = [*_accusing(first), *map(_key, extra)]
    verdicts = {key: Verdict.ASK if key in parted else Verdict.BOTH for key in keys}
    return replace(first, findings=(*findings, *extra), verdicts=verdicts)


def _with_dissent(first: FormResult, other: FormResult) -> FormResult:
    """Two of three readers agree with the first reading; what the third read is told, never hidden."""
    parted, note = _open(first, other), "，另一次复核读取与首读一致"
    findings = tuple(_told(f, first, other, note) if _key(f) in parted else f for f in first.findings)
    return replace(first, findings=findings, verdicts=dict.fromkeys(_accusing(first), Verdict.BOTH))


def _all_doubtful(first: FormResult, why: str) -> FormResult:
    keys = _accusing(first)
    findings = tuple(_noted(f, why) if _key(f) in keys else f for f in first.findings)
    return replace(first, findings=findings, verdicts=dict.fromkeys(keys, Verdict.ASK))


def _open(one: FormResult, other: FormResult) -> tuple[Key, ...]:
    """The accusations that the two readings don't share word for word."""
    mine, theirs = _signatures(one), _signatures(other)
    return tuple(key for key in {**mine, **theirs} if mine.get(key) != theirs.get(key))


def _signatures(form: FormResult) -> dict[Key, tuple[object, ...]]:
    """What each accusation says and rests on: the texts of its evidence, compared without white space."""
    return {
        _key(f): (f.level, f.claimed, f.expected, tuple((p, _text(form.record, p)) for p in f.evidence))
        for f in form.findings
        if f.level in _ACCUSING
    }


def _told(finding: Finding, first: FormResult, other: FormResult, after: str = "，请人工核对") -> Finding:
    """The finding with what the two readers read where they part."""
    texts = [
        f"{_said(path, first, other)}：{first.record.reader} 读作“{mine}”，{other.record.reader} 读作“{theirs}”"
        for path in finding.evidence
        if (mine := _text(first.record, path)) != (theirs := _text(other.record, path))
    ]
    parted = "；".join(texts[:3]) or f"{other.record.reader} 读出的表格结构不同，没有得出这一条"
    return _noted(finding, f"两次读取不一致（{parted}）{after}")


def _said(path: str, *forms: FormResult) -> str:
    """The place for people, by the first of the readings that has it."""
    for form in forms:
        try:
            return said(form.record, path)
        except LookupError:
            continue
    return path


def _noted(finding: Finding, note: str) -> Finding:
    return replace(finding, message=f"{finding.message}{note}。")


def _text(record: SelfEvaluation, path: str) -> str:
    try:
        field = record.get(path)
    except KeyError:
        return "（没有这一格）"
    return "".join(field.text.split()) if field is not None else "（没有这一格）"


def _accusing(form: FormResult) -> tuple[Key, ...]:
    return tuple(_key(f) for f in form.findings if f.level in _ACCUSING)


def _key(finding: Finding) -> Key:
    return finding.code, finding.path


def _alike(one: SelfEvaluation, other: SelfEvaluation) -> bool:
    """Whether two records are of one form: there may be two on a page."""
    names = [_text(r, "project_name") for r in (one, other)]
    return names[0] == names[1] or one.form == other.form


def _evidence_pages(form: FormResult, pages: Mapping[int, Page]) -> set[int]:
    """The pages that the form's accusations rest on; all of the form's where sums or the whole are in question."""
    found: set[int] = set()
    for finding in form.findings:
        if finding.level not in _ACCUSING:
            continue
        if finding.path is None or finding.code.startswith("S"):
            found |= {n for n in pages if form.record.pages[0] <= n <= form.record.pages[-1] + 1}
        for path in finding.evidence:
            field = form.record.get(path)
            found |= {place.page for place in field.places} if field is not None else set()
    return found
