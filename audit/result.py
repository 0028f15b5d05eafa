"""What the audit of one file gives, and of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from normalize.record import SelfEvaluation
from validate.finding import Finding, Level
from validate.recompute import Recomputed


@dataclass(frozen=True, slots=True)
class Source:
    """A file to audit: where it is, and the name that the reports give it.

    place    a local path, an fsspec URL, or zip://…::PLACE for a member of the archive at PLACE
    name     as printable text, the same for no two files of a run
    refused  in Chinese, why it is not read at all; "" for nearly every file
    listed   its stamp, where listing it told it already (see `audit.sources.stamp`)
    """

    place: str
    name: str
    refused: str = ""
    listed: str = ""


class Status(StrEnum):
    """How a form, or a file without one, came out."""

    PASSED = "通过"
    DIFFERS = "有差异"
    UNSURE = "待人工"
    NO_FORM = "无表"
    UNREADABLE = "无法读取"


class Verdict(StrEnum):
    """核验: how the reading that a finding rests on was confirmed."""

    BOTH = "双读一致"
    ASK = "待人工"
    ONCE = "单次读取"
    HAND = "人工更正"  # it rests on a cell that a person read


@dataclass(frozen=True, slots=True)
class FormResult:
    """One form with what was found, in the order of the rules.

    `verdicts` holds those findings (code and path) that were read again; the others were read once.
    """

    record: SelfEvaluation
    findings: tuple[Finding, ...]
    recomputed: Recomputed
    verdicts: Mapping[tuple[str, str | None], Verdict] = field(default_factory=dict)

    def verdict(self, finding: Finding) -> Verdict:
        return self.verdicts.get((finding.code, finding.path), Verdict.ONCE)

    @property
    def status(self) -> Status:
        accused = [f for f in self.findings if f.level in (Level.ERROR, Level.WARNING)]
        if any(self.verdict(f) is Verdict.ASK for f in accused):
            return Status.UNSURE
        return Status.DIFFERS if accused else Status.PASSED


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file.

    pages     how many it has; 0 where that is not known
    forms     in the file's order
    findings  those on the whole file (D01, D02)
    unread    in Chinese, why it could not be read and what to do; "" where it could
    scanned   numbers (from 1) of the pages that are pictures and were not read
    journal   lines for the log: warnings of the engines, the traceback of a fault of ours
    limited   whether a limit, or a process that was lost, cut the work short: another run may bring more
    """

    name: str
    sha256: str = ""
    pages: int = 0
    forms: tuple[FormResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    unread: str = ""
    scanned: tuple[int, ...] = ()
    journal: tuple[str, ...] = ()
    limited: bool = False

    @property
    def status(self) -> Status:
        """That of the file as a whole, for one without a form."""
        return Status.UNREADABLE if self.unread else Status.NO_FORM

    def all_findings(self) -> Iterator[Finding]:
        """Those on the file, then those on its forms."""
        yield from self.findings
        for form in self.forms:
            yield from form.findings


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; its results are in the store.

    planned      how many files there were to audit
    done         how many have a result: fewer when the run was interrupted
    known        how many of these were read in an earlier run
    unchecked    in Chinese, what could not be checked over the whole directory; "" where all was
    """

    planned: int
    done: int
    known: int = 0
    interrupted: bool = False
    unchecked: str = ""
