"""Compares what the audit says with a set's `truth.jsonl`.

A cell is right when its text equals the truth's after folding what nobody reads: white space except a single
space between two ASCII characters, Kangxi radicals, full-width letters, digits and percent signs. Findings at
错误 and 疑点 are right when file, form, rule, path and level agree; those marked optional count neither way.
Unlike a score this comparison pairs forms and rows by their position: one form or row too many is a miss.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.exports import jsonl
from audit.result import FileResult
from validate.finding import Finding, Level

HEADER = (
    "title", "year", "project_name", "department", "implementing_unit", "project_leader", "phone", "money_unit",
    "expected_goal", "actual_goal", "total_weight", "total_score", "grade",
)  # fmt: skip
FUND = ("label", "initial_budget", "annual_budget", "executed", "weight", "rate", "score")
INDICATOR = (
    "level1", "level2", "level3", "nature", "target", "unit", "actual", "weight", "score", "reason",
)  # fmt: skip
LEVELS = {"error": Level.ERROR, "warning": Level.WARNING}
# How far, in points, the middle of the printed text may lie outside of the box given for it.
SLACK = 3.0


@dataclass
class Truth:
    """One file of a set: its line in truth.jsonl and those of its forms."""

    file: dict[str, Any]
    forms: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.file["file"])


def load(path: Path) -> list[Truth]:
    """The files of a set in the order of its truth.jsonl."""
    truths: dict[str, Truth] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "file":
            truths[entry["file"]] = Truth(entry)
        else:
            truths[entry["file"]].forms.append(entry)
    return list(truths.values())


def result_of(files: Iterable[FileResult], truth: Truth) -> FileResult:
    """The file's result; raises `LookupError` when the audit did not account for it."""
    name = unicodedata.normalize("NFC", truth.name)
    for result in files:
        if unicodedata.normalize("NFC", result.name) == name:
            return result
    raise LookupError(f"{truth.name} is in no output")


def misses(truth: Truth, result: FileResult) -> list[str]:
    """Everything in which the result differs from the truth, one line each."""
    if truth.file.get("expect") == "any":
        return []
    if len(truth.forms) != len(result.forms):
        return [f"{len(truth.forms)} forms in truth, {len(result.forms)} found; {result.unread}"]
    found: list[str] = []
    for expected, form in zip(truth.forms, result.forms, strict=True):
        record = jsonl.record(result, form.record)
        found += [f"#{expected['form']} {miss}" for miss in _wrong_cells(expected, record)]
    return found + list(_wrong_findings(truth, result))


def _wrong_cells(truth: dict[str, Any], record: dict[str, Any]) -> Iterator[str]:
    if sorted(truth["pages"]) != sorted(record["pages"]):
        yield f"pages {record['pages']}, truth {truth['pages']}"
    for rows in ("funds", "indicators"):
        if len(truth[rows]) != len(record[rows]):
            yield f"{len(record[rows])} {rows}, truth {len(truth[rows])}"
    for path, expected, got in _cells(truth, record):
        if path in truth.get("skip", ()):
            continue
        text = got and got["text"]
        if fold(path, expected) != fold(path, text):
            yield f"{path}: {text!r}, truth {expected!r}"
        elif expected and got and (where := truth.get("where", {}).get(path)):
            yield from _wrong_boxes(path, where, got["boxes"])


def _cells(truth: dict[str, Any], record: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in HEADER:
        yield key, truth.get(key), record.get(key)
    for rows, keys in (("funds", FUND), ("indicators", INDICATOR)):
        for index, (expected, got) in enumerate(zip(truth[rows], record[rows], strict=False)):
            for key in keys:
                yield f"{rows}[{index}].{key}", expected.get(key), got.get(key)


def _wrong_boxes(path: str, where: Sequence[Sequence[float]], boxes: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Each printed piece must have its middle in a box on its page, and no box may be on a page without one."""
    if {box["page"] for box in boxes} != {piece[0] for piece in where}:
        yield f"{path}: on pages {[box['page'] for box in boxes]}, truth {[piece[0] for piece in where]}"
        return
    for page, x0, top, x1, bottom in where:
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        if not any(box["page"] == page and _inside(x, y, box["bbox"]) for box in boxes):
            yield f"{path}: its text at {x:.0f}, {y:.0f} of page {page} is in none of its boxes"


def _inside(x: float, y: float, box: Sequence[float]) -> bool:
    return box[0] - SLACK <= x <= box[2] + SLACK and box[1] - SLACK <= y <= box[3] + SLACK


def _wrong_findings(truth: Truth, result: FileResult) -> Iterator[str]:
    wanted: dict[tuple[int | None, str, str], Level] = {}
    optional = set()
    for entry in truth.file["findings"]:
        key = _key(entry["form"], entry["rule"], entry["path"])
        if entry.get("optional"):
            optional.add(key)
        elif entry["level"] in LEVELS:
            wanted[key] = LEVELS[entry["level"]]
    got = {key: finding for key, finding in _found(result) if key not in optional}
    for key, level in wanted.items():
        if key not in got:
            yield f"missed {key}"
        elif got[key].level is not level:
            yield f"{key} at {got[key].level.value}, truth {level.value}"
    yield from (f"false {key} {got[key].level.value} {got[key].message}" for key in got if key not in wanted)


def _found(result: FileResult) -> Iterator[tuple[tuple[int | None, str, str], Finding]]:
    levels = LEVELS.values()
    for finding in result.findings:
        if finding.level in levels:
            yield _key(None, finding.code, finding.path), finding
    for form in result.forms:
        for finding in form.findings:
            if finding.level in levels:
                yield _key(form.record.form, finding.code, finding.path), finding


def _key(form: int | None, rule: str, path: str | None) -> tuple[int | None, str, str]:
    """Findings on a whole file have no form, those on a whole form or file no path."""
    return (None if rule in ("D01", "D02") else form), rule, ("" if rule.startswith("D") else path or "")


def fold(path: str, text: str | None) -> str | None:
    if text is None:
        return None
    same = "".join(unicodedata.normalize("NFKC", char) if _alike(char) else char for char in text)
    words = re.sub(r"\s+", " ", same).strip()
    shown = re.sub(r"(?<![\x00-\x7f]) | (?![\x00-\x7f])", "", words)
    if path == "title":
        shown = re.sub(r"[（(]\s*\d{4}\s*年度?\s*[)）]$", "", re.sub(r"^\d{4}年度?", "", shown))
    return "".join(re.findall(r"\d+", shown)) if path == "year" else shown


def _alike(char: str) -> bool:
    return "\u2f00" <= char <= "\u2fd5" or char == "％" or (char.isalnum() and "！" <= char <= "～")
