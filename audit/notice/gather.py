"""What goes into the notice to one unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.notice.figures import Execution, Output, execution, outputs
from audit.notice.units import Unit
from audit.result import Verdict
from audit.store.decisions import Opinion
from audit.store.published import File, Form, Listed, Published
from validate.finding import Level


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with what its unit is told of it.

    firm     findings to put right or to explain
    unsure   findings of which the reading, or the reviewer, is not certain: the unit is asked to look
    hints    for its information
    """

    file: str
    form: Form
    execution: Execution | None
    outputs: list[Output]
    firm: list[Listed]
    unsure: list[Listed]
    hints: list[Listed]


@dataclass(frozen=True, slots=True)
class Material:
    """All that the notice to a unit says; `unread` are files without a form and why, in Chinese.

    `refuted` counts the findings that a reviewer marked 误报, which are left out.
    """

    unit: str
    sheets: list[Sheet]
    unread: list[tuple[str, str]]
    refuted: int

    @property
    def firm(self) -> int:
        return sum(len(sheet.firm) for sheet in self.sheets)

    @property
    def unsure(self) -> int:
        return sum(len(sheet.unsure) for sheet in self.sheets)

    @property
    def asks(self) -> bool:
        """Whether there is something for the unit to answer."""
        return bool(self.firm or self.unsure or self.unread)


def gather(lists: Published, unit: Unit) -> Material:
    """Reads the unit's forms out of the lists. Raises `StoreError`."""
    sheets: list[Sheet] = []
    unread: list[tuple[str, str]] = []
    refuted = 0
    for id_ in unit.forms:
        form = lists.form(id_)
        file = lists.file(form.file)
        found = lists.of_form(form, file)
        standing = [finding for finding in found if finding.opinion is not Opinion.FALSE]
        refuted += len(found) - len(standing)
        sheets.append(_sheet(lists, form, file, standing))
    for id_ in unit.files:
        file = lists.file(id_)
        whole = lists.of_file(file)
        standing = [finding for finding in whole if finding.opinion is not Opinion.FALSE]
        refuted += len(whole) - len(standing)
        unread.extend((file.name, finding.derivation) for finding in standing)
    return Material(unit.name, sheets, unread, refuted)


def _sheet(lists: Published, form: Form, file: File, found: list[Listed]) -> Sheet:
    record = lists.record(form, file)
    counted = [finding for finding in found if finding.level != Level.INFO]
    return Sheet(
        file.name,
        form,
        execution(record),
        outputs(record, lists.made_with.policy),
        sorted((f for f in counted if not _is_unsure(f)), key=lambda f: f.level != Level.ERROR),
        list(_unsure(counted)),
        [finding for finding in found if finding.level == Level.INFO],
    )


def _unsure(findings: list[Listed]) -> Iterator[Listed]:
    return (finding for finding in findings if _is_unsure(finding))


def _is_unsure(finding: Listed) -> bool:
    """What readers read differently accuses nobody before a person said that it is true."""
    if finding.opinion is Opinion.OPEN:
        return True
    return finding.verdict == Verdict.ASK and finding.opinion is not Opinion.TRUE
