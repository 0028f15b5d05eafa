"""Hands all forms of a run to the rules that look at the whole directory (X…)."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import replace

from audit import journal
from audit.result import FileResult
from validate.finding import Finding
from validate.policy import Policy
from validate.rule import check_directory


def crosscheck(files: Sequence[FileResult], policy: Policy) -> tuple[tuple[FileResult, ...], str, str]:
    """The files with the findings of the directory added to their forms, and what kept it from happening.

    That is one line of Chinese and its traceback, both "" where nothing did.
    """
    places = [(at, nth) for at, file in enumerate(files) for nth in range(len(file.forms))]
    records = [(files[at].name, files[at].forms[nth].record) for at, nth in places]
    try:
        found = check_directory(records, policy)
    except Exception as error:
        # Broad on purpose: a fault of ours in one of these rules must not cost the findings of every file.
        return tuple(files), f"跨表核对未能完成：{journal.trouble(error)}", traceback.format_exc()
    added: dict[tuple[int, int], list[Finding]] = {}
    for index, finding in found:
        added.setdefault(places[index], []).append(finding)
    return tuple(_with(file, at, added) for at, file in enumerate(files)), "", ""


def _with(file: FileResult, at: int, added: dict[tuple[int, int], list[Finding]]) -> FileResult:
    forms = tuple(
        replace(form, findings=(*form.findings, *added.get((at, nth), ()))) for nth, form in enumerate(file.forms)
    )
    return replace(file, forms=forms)
