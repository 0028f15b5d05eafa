"""Where two readings of a form part, and what becomes of it: what is confirmed, what a person must see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.result import FormResult, Verdict
from normalize.record import SelfEvaluation
from validate.finding import Finding, Level
from validate.places import said

ACCUSING = (Level.ERROR, Level.WARNING)
Key = tuple[str, str | None]
_WORDS = (".target", ".actual", "grade")
# By the first letter of a rule's code: the sums that confirm the digits its findings rest on.
_WITNESSES = {"F": {"F01"}, "I": {"S01", "S02"}, "S": {"S01", "S02"}}


def parted(one: FormResult, other: FormResult) -> tuple[Key, ...]:
    """The accusations that the two readings don't share word for word."""
    mine, theirs = _signatures(one), _signatures(other)
    return tuple(key for key in {**mine, **theirs} if mine.get(key) != theirs.get(key))


def _signatures(form: FormResult) -> dict[Key, tuple[object, ...]]:
    """What each accusation says and rests on: the texts of its evidence, compared without white space."""
    return {
        key(f): (f.level, f.claimed, f.expected, tuple((p, text(form.record, p)) for p in f.evidence))
        for f in form.findings
        if f.level in ACCUSING
    }


def told(finding: Finding, first: FormResult, other: FormResult, after: str = "，请人工核对") -> Finding:
    """The finding with what the two readers read where they part."""
    texts = [
        f"{_said(path, first, other)}：{first.record.reader} 读作“{mine}”，{other.record.reader} 读作“{theirs}”"
        for path in finding.evidence
        if (mine := text(first.record, path)) != (theirs := text(other.record, path))
    ]
    parted = "；".join(texts[:3]) or f"{other.record.reader} 读出的表格结构不同，没有得出这一条"
    return noted(finding, f"两次读取不一致（{parted}）{after}")


def _said(path: str, *forms: FormResult) -> str:
    """The place for people, by the first of the readings that has it."""
    for form in forms:
        try:
            return said(form.record, path)
        except LookupError:
            continue
    return path


def noted(finding: Finding, note: str) -> Finding:
    return replace(finding, message=f"{finding.message}{note}。")


def text(record: SelfEvaluation, path: str) -> str:
    try:
        field = record.get(path)
    except KeyError:
        return "（没有这一格）"
    return "".join(field.text.split()) if field is not None else "（没有这一格）"


def accusing(form: FormResult) -> tuple[Key, ...]:
    return tuple(key(f) for f in form.findings if f.level in ACCUSING)


def key(finding: Finding) -> Key:
    return finding.code, finding.path


def is_open(finding: Finding, form: FormResult) -> bool:
    return finding.level in ACCUSING and key(finding) not in form.verdicts


def seen(form: FormResult) -> FormResult:
    """A scanned form: its figures were looked at twice, words once, by one engine: the form's sums are the witness.

    Sums that come out right confirm the digits they are made of. What is in doubt, or has no such witness, a person
    must see.
    """
    sums = {f.code for f in form.findings} & {"F01", "S01", "S02"}
    verdicts = dict(form.verdicts)
    findings = []
    for finding in form.findings:
        if not is_open(finding, form):
            findings.append(finding)
            continue
        fields = {path: field for path in finding.evidence if (field := form.record.get(path)) and field.text}
        doubts = [f"{said(form.record, path)}：{field.doubt}" for path, field in fields.items() if field.doubt]
        words = [p for p, field in fields.items() if p.endswith(_WORDS) and not any(map(str.isdigit, field.text))]
        note = "；".join(doubts[:3]) or (f"{said(form.record, words[0])}的文字只识别过一次" if words else "")
        if not note and sums & _WITNESSES.get(finding.code[0], set()):
            note = "表中的合计对不上，不能排除数字识别有误"
        findings.append(noted(finding, f"扫描件：{note}，请对照原件") if note else finding)
        verdicts[key(finding)] = Verdict.ASK if note else Verdict.BOTH
    return replace(form, findings=tuple(findings), verdicts=verdicts)


def two_voices(first: FormResult, other: FormResult) -> FormResult:
    """Two readings alone: what they agree on stands, on the rest a person must look."""
    apart = parted(first, other)
    new = [f for f in other.findings if key(f) in apart and key(f) not in accusing(first)]
    extra = tuple(_within(first.record, told(f, first, other)) for f in new)
    findings = tuple(told(f, first, other) if key(f) in apart else f for f in first.findings)
    verdicts = {k: Verdict.ASK if k in apart else Verdict.BOTH for k in accusing(first)}
    verdicts |= {key(f): Verdict.ASK for f in extra}
    return replace(first, findings=(*findings, *extra), verdicts=verdicts)


def _within(record: SelfEvaluation, finding: Finding) -> Finding:
    """The finding by what the record has: one on a row that only the other reading saw is one on the whole form."""
    paths = tuple(path for path in finding.evidence if _has(record, path))
    at = finding.path if finding.path is None or _has(record, finding.path) else None
    return replace(finding, path=at, evidence=paths)


def _has(record: SelfEvaluation, path: str) -> bool:
    try:
        record.get(path)
    except KeyError:
        return False
    return True


def with_dissent(first: FormResult, dissenters: Sequence[FormResult]) -> FormResult:
    """Another reading agrees with the first; what a third one read otherwise is told, never hidden."""
    findings = first.findings
    for other in dissenters:
        apart, note = parted(first, other), "，另一次复核读取与首读一致"
        findings = tuple(told(f, first, other, note) if key(f) in apart else f for f in findings)
    return confirmed(replace(first, findings=findings))


def confirmed(form: FormResult) -> FormResult:
    """The form with every accusation confirmed."""
    return replace(form, verdicts=dict.fromkeys(accusing(form), Verdict.BOTH))


def all_doubtful(first: FormResult, why: str) -> FormResult:
    """Every open accusation becomes one that a person must look at, told why."""
    open_ = [key(f) for f in first.findings if is_open(f, first)]
    findings = tuple(noted(f, why) if key(f) in open_ else f for f in first.findings)
    return replace(first, findings=findings, verdicts={**first.verdicts, **dict.fromkeys(open_, Verdict.ASK)})


def same_texts(form: FormResult, other: FormResult) -> FormResult:
    """The form with a verdict on each open finding: whether the other reading has its evidence word for word."""
    open_ = [f for f in form.findings if is_open(f, form)]
    apart = {key(f) for f in open_ if any(text(form.record, p) != text(other.record, p) for p in f.evidence)}
    verdicts = {key(f): Verdict.ASK if key(f) in apart else Verdict.BOTH for f in open_}
    kept = tuple(told(f, form, other) if key(f) in apart else f for f in form.findings)
    return replace(form, findings=kept, verdicts={**form.verdicts, **verdicts})
