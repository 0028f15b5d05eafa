"""The picture as a witness: a text layer can lie to every reader alike (a font that maps 9 to 6), the page can't.

Only forms that are accused are looked at, and of their evidence only a few cells: those accused, and enough others
that each digit of the evidence is seen at least once, for a font lies about a digit wherever it prints it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audit import dispute
from audit.result import FormResult, Verdict
from extract.errors import ExtractError
from extract.geometry import Place
from extract.sight import agrees, look
from validate.finding import Finding
from validate.places import said

_MOST = 5  # cells looked at for a form
_BLANK = "（空白）"


def witnessed(path: Path, form: FormResult, turns: Mapping[int, int]) -> FormResult:
    """The form; an accusation that rests on a figure which looks otherwise on the page is one for a person.

    `turns` says of pages written sideways how many quarters clockwise (`Page.turn`).
    """
    accused = [f for f in form.findings if form.verdict(f) is Verdict.BOTH]
    chosen = _chosen(form, accused)
    if not chosen:
        return form
    texts = [text for _, _, text in chosen]
    try:
        seen = look(path, [place for _, place, _ in chosen], texts, turns)
    except ExtractError:
        return form  # two engines have read the page: that it can't be drawn takes nothing from what they read
    # No text without trust is ink that can't be read; with trust there is no ink at all.
    odd = {
        p: s.text or _BLANK
        for (p, _, t), s in zip(chosen, seen, strict=True)
        if (s.text or s.trust == 1.0) and not agrees(s.text, t)
    }
    lies = {digit for p, _, text in chosen if p in odd for digit in text if digit.isdigit()}
    told = {dispute.key(f): _told(form, f, odd) for f in accused if _rests_on(form, f, odd, lies)}
    verdicts = {**form.verdicts, **dict.fromkeys(told, Verdict.ASK)}
    return replace(form, findings=tuple(told.get(dispute.key(f), f) for f in form.findings), verdicts=verdicts)


def _chosen(form: FormResult, findings: Sequence[Finding]) -> list[tuple[str, Place, str]]:
    """Paths with place and text: the accused cells, then those that show most of the digits not seen yet. None
    that shows no new one."""
    shown = {p: seen for f in findings for p in (f.path, *f.evidence) if p and (seen := _shown(form, p))}
    accused = dict.fromkeys(f.path for f in findings if f.path in shown)
    chosen: list[tuple[str, Place, str]] = []
    digits: set[str] = set()
    while shown:
        path = max(shown, key=lambda p: (p in accused, len(_digits(shown[p][1]) - digits), -len(shown[p][1])))
        place, text = shown.pop(path)
        if _digits(text) - digits and (path in accused or len(chosen) < _MOST):
            chosen.append((path, place, text))
            digits |= _digits(text)
    return chosen


def _shown(form: FormResult, path: str) -> tuple[Place, str] | None:
    """Where a figure stands and its text; None where it is no figure, or does not stand in one place."""
    field = form.record.get(path)
    if field is None or len(field.places) != 1 or not _digits(field.text):
        return None
    return field.places[0], field.text


def _digits(text: str) -> set[str]:
    return {char for char in text if char.isdigit()}


def _rests_on(form: FormResult, finding: Finding, odd: dict[str, str], lies: set[str]) -> bool:
    """Whether a finding rests on a cell that looks otherwise, or on digits that such a cell prints."""
    texts = [field.text for path in finding.evidence if (field := form.record.get(path)) is not None]
    return any(path in odd for path in finding.evidence) or any(lies & set(text) for text in texts)


def _told(form: FormResult, finding: Finding, odd: dict[str, str]) -> Finding:
    shown = "；".join(
        f"{said(form.record, path)}：文字层为“{field.text}”，页面上看到“{text}”"
        for path, text in list(odd.items())[:3]
        if (field := form.record.get(path)) is not None
    )
    return dispute.noted(finding, f"文字层与页面图像不一致（{shown}），请对照原件")
