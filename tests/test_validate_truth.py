"""The rules against forms whose findings are known: the samples' truth, turned into records of plain texts."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from normalize.record import Fund, Indicator, SelfEvaluation
from tests.notation import form, fund, indicator
from validate.finding import Level
from validate.policy import load
from validate.rule import check_directory, check_form

LEVELS = {"error": Level.ERROR, "warning": Level.WARNING}
_HERE = Path(__file__).resolve()
_SET = Path(os.environ.get("SELFEVAL_TRUTH", _HERE.parents[2] / "shared" / "samples"))


def load_set() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    path = _SET / "truth.jsonl"
    if not path.is_file():
        return []
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    forms = [entry for entry in entries if entry["kind"] == "form"]
    return [(entry, [f for f in forms if f["file"] == entry["file"]]) for entry in entries if entry["kind"] == "file"]


def record(truth: dict[str, Any]) -> SelfEvaluation:
    """The form as it would be read without a mistake."""
    rows = {"funds": [fund(**_own(Fund, row)) for row in truth["funds"]]}
    rows["indicators"] = [indicator(**_own(Indicator, row)) for row in truth["indicators"]]  # type: ignore[misc]
    plain = {
        f.name: truth[f.name]
        for f in fields(SelfEvaluation)
        if f.name in truth and (truth[f.name] is None or isinstance(truth[f.name], str))
    }
    return form(**plain, funds=tuple(rows["funds"]), indicators=tuple(rows["indicators"]))


def _own(kind: type, row: dict[str, Any]) -> dict[str, Any]:
    return {f.name: row[f.name] for f in fields(kind) if f.name in row}


SET = load_set()


@pytest.mark.skipif(not SET, reason="the set of samples with known findings is not beside this checkout")
def test_findings_are_those_of_the_truth() -> None:
    policy = load()
    wrong = []
    for entry, truths in SET:
        records = [(entry["file"], record(truth)) for truth in truths]
        got: dict[tuple[int, str, str | None], Level] = {
            (truth["form"], f.code, f.path): f.level
            for truth, (_, each) in zip(truths, records, strict=True)
            for f in check_form(each, policy)
            if f.level is not Level.INFO
        }
        got |= {(truths[i]["form"], f.code, f.path): f.level for i, f in check_directory(records, policy)}
        free = {(x["form"], x["rule"], x["path"]) for x in entry["findings"] if x.get("optional")}
        want = {
            (x["form"], x["rule"], x["path"]): LEVELS[x["level"]]
            for x in entry["findings"]
            if x["level"] in LEVELS and not x.get("optional") and x["form"] is not None
        }
        wrong += [
            f"{entry['file']} {key}: {got.get(key)}, truth {want.get(key)}"
            for key in sorted({*got, *want} - free, key=str)
            if got.get(key) != want.get(key)
        ]
    assert wrong == []
