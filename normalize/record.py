"""One form as a record: every field keeps the text as printed and where it is printed.

Field names are the paths of the contract (`funds[0].rate`, `indicators[3].score`): people script against them.
A field is `None` when the layout has no such cell, and its text is "" when the cell is blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from extract.geometry import Place

_PATHLESS = "goal_points"


@dataclass(frozen=True, slots=True)
class Reported:
    """What a cell says, unwrapped to one line, and where: two places when it is split over a page break.

    `doubt` says in Chinese why the reading can't be relied on; "" when it can.
    """

    text: str
    places: tuple[Place, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Fund:
    """A row of the funds table. The first is 年度资金总额, the others its sources.

    `indent` is how far the label's text starts right of the leftmost label of the table, in points.
    """

    label: Reported | None = None
    initial_budget: Reported | None = None
    annual_budget: Reported | None = None
    executed: Reported | None = None
    weight: Reported | None = None
    rate: Reported | None = None
    score: Reported | None = None
    reason: Reported | None = None
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the indicator table.

    A merged level or reason repeats on each of its rows; a merged weight or score stands on its first row and
    is `None` on the others.
    """

    level1: Reported | None = None
    level2: Reported | None = None
    level3: Reported | None = None
    nature: Reported | None = None
    target: Reported | None = None
    unit: Reported | None = None
    actual: Reported | None = None
    weight: Reported | None = None
    score: Reported | None = None
    reason: Reported | None = None


@dataclass(frozen=True, slots=True)
class GoalPoints:
    """Points that the goals themselves carry in some layouts; they belong to the totals and have no path.

    Both are None where the layout says that there are some, but not where.
    """

    weight: Reported | None = None
    score: Reported | None = None


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """One 自评表. `form` counts from 1 in the file; `pages` are those it stands on (from 1).

    `defects` says in Chinese what makes the form incomplete (D03), `remarks` what could not be placed.
    `money_unit` is 万元 or 元 alone, `year` four digits.
    """

    form: int
    pages: tuple[int, ...]
    template: str
    reader: str
    title: Reported | None = None
    year: Reported | None = None
    project_name: Reported | None = None
    project_code: Reported | None = None
    department: Reported | None = None
    implementing_unit: Reported | None = None
    project_leader: Reported | None = None
    phone: Reported | None = None
    money_unit: Reported | None = None
    funds: tuple[Fund, ...] = ()
    expected_goal: Reported | None = None
    actual_goal: Reported | None = None
    indicators: tuple[Indicator, ...] = ()
    total_weight: Reported | None = None
    total_score: Reported | None = None
    grade: Reported | None = None
    conclusion: Reported | None = None
    notes: Reported | None = None
    goal_points: GoalPoints | None = None
    defects: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __hash__(self) -> int:
        # Rules look up what they share by the record: a hash over every cell would cost more than the rules.
        return hash((self.form, self.pages, self.title, self.project_name))

    def walk(self) -> Iterator[tuple[str, Reported | None]]:
        """Every field with its path, in the form's order."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("funds", "indicators"):
                for index, row in enumerate(value):
                    for cell in fields(row):
                        got = getattr(row, cell.name)
                        if got is None or isinstance(got, Reported):
                            yield f"{field.name}[{index}].{cell.name}", got
            elif field.name != _PATHLESS and (value is None or isinstance(value, Reported)):
                yield field.name, value

    def get(self, path: str) -> Reported | None:
        """The field at a path; raises `KeyError` when the form has no such path."""
        table, _, cell = path.partition("].")
        name, _, index = table.partition("[")
        try:
            value = getattr(getattr(self, name)[int(index)], cell) if cell else getattr(self, path)
        except (AttributeError, IndexError, ValueError, TypeError):
            raise KeyError(path) from None
        if path == _PATHLESS or (value is not None and not isinstance(value, Reported)):
            raise KeyError(path)
        return value
