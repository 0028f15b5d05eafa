"""Which row of a form is which of an earlier version, when rows were added, dropped, moved or renamed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from audit.compare.match import folded
from normalize.record import Reported, SelfEvaluation

_ROW = re.compile(r"(funds|indicators)\[([0-9]+)\]\.(\w+)")


class Rows:
    """The rows of two versions of a form: `old` paths → `new` ones and back."""

    def __init__(self, old: SelfEvaluation, new: SelfEvaluation) -> None:
        funds = _aligned([_label(row.label) for row in old.funds], [_label(row.label) for row in new.funds])
        if old.funds and new.funds:
            funds = {**{k: v for k, v in funds.items() if v}, 0: 0}  # 年度资金总额, whatever it is called
        rows = [[_name(row) for row in record.indicators] for record in (old, new)]
        self._there = {"funds": funds, "indicators": _aligned(*rows)}
        self._back = {name: {new: old for old, new in pairs.items()} for name, pairs in self._there.items()}

    def now(self, path: str) -> str | None:
        """The new path of an old one; None where the row is gone."""
        return _moved(path, self._there)

    def before(self, path: str) -> str | None:
        """The old path of a new one; None where the row is new."""
        return _moved(path, self._back)


def row_of(path: str) -> tuple[str, int] | None:
    """The table and number of the row that a path lies in."""
    at = _ROW.fullmatch(path)
    return (at[1], int(at[2])) if at else None


def _moved(path: str, pairs: dict[str, dict[int, int]]) -> str | None:
    at = _ROW.fullmatch(path)
    if at is None:
        return path
    to = pairs[at[1]].get(int(at[2]))
    return None if to is None else f"{at[1]}[{to}].{at[3]}"


def _aligned(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Equal names in order; names between them that were replaced one for one; then names that moved."""
    pairs: dict[int, int] = {}
    for what, i0, i1, j0, j1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal" or (what == "replace" and i1 - i0 == j1 - j0):
            pairs.update(zip(range(i0, i1), range(j0, j1), strict=True))
    taken = set(pairs.values())
    for i, name in enumerate(old):
        if i not in pairs and name:
            j = next((j for j, other in enumerate(new) if other == name and j not in taken), None)
            if j is not None:
                pairs[i] = j
                taken.add(j)
    return pairs


def _label(field: Reported | None) -> str:
    return folded(field.text).strip(":") if field else ""


def _name(row: object) -> str:
    """The lowest label that a row has."""
    levels = (getattr(row, level) for level in ("level3", "level2", "level1"))
    return next((label for level in levels if (label := _label(level))), "")
