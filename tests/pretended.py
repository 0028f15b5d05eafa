"""A run without a PDF: files of one line, and a pool that makes of each the result that the line says.

    项目,单位,2021        a form of that project, unit and year, with an 错误 in its total; more makes other content
    没有表                a file without a form
    损坏                  one that can't be read; 超时 and 故障 likewise, by a limit and by a fault of ours
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from audit import inputs, run
from audit.inputs import Inputs
from audit.limits import Limits
from audit.pipeline import OUR_FAULT
from audit.publish import publish
from audit.result import FileResult, FormResult, Outcome, Source, Verdict
from audit.store import store
from audit.store.settings import Settings
from audit.store.store import Store
from audit.summary import Tally
from extract.geometry import BBox, Place
from normalize.record import Reported, SelfEvaluation
from tests.audited import options
from validate.finding import Finding, Level
from validate.recompute import Recomputed

OUTPUTS = ("discrepancies.csv", "forms.csv", "records.jsonl", "audit.xlsx")


def result(source: Source) -> FileResult:
    """What the source's line says."""
    content = Path(source.place).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    line = content.decode()
    if line == "没有表":
        return FileResult(source.name, digest, 1, findings=(_finding("D02", Level.WARNING, None),))
    if line in ("损坏", "超时", "故障"):
        why = f"{OUR_FAULT}：故障" if line == "故障" else line
        unread = FileResult(source.name, findings=(_finding("D01", Level.ERROR, None),), unread=why)
        return replace(unread, limited=line == "超时")
    return FileResult(source.name, digest, 1, (form(*line.split(",")[:3]),))


def form(project: str, unit: str, year: str) -> FormResult:
    place = (Place(1, BBox(10, 20, 30.5, 40)),)
    name, by, of, score = (Reported(text, place) for text in (project, unit, year, "95.7"))
    finding = _finding("S02", Level.ERROR, "total_score")
    total = Recomputed(Decimal("89.7"), Decimal("92.1"), True, Decimal(50))
    return FormResult(
        SelfEvaluation(
            1, (1,), "generic", "pdfium", project_name=name, implementing_unit=by, year=of, total_score=score
        ),
        (finding,), total,
        {(finding.code, finding.path): Verdict.BOTH},
    )  # fmt: skip


def _finding(code: str, level: Level, path: str | None) -> Finding:
    return Finding(code, level, path, "95.7", "92.1", "3.6", "合计为 92.1。", (path,) if path else (), "cn-2020-10")


@dataclass
class Pool:
    """Takes the tasks in the order that `order` puts them, and notes what it was asked; may stop in the middle."""

    order: Callable[[list[tuple[int, Any]]], Iterable[tuple[int, Any]]] = iter
    stop_after: int | None = None
    doubt: bool = False
    read: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    def __call__(
        self,
        tasks: Iterable[Any],
        work: Callable[[Any], Any],  # noqa: ARG002 - the lines of the files say what would come of it
        lost: Callable[[Any, str], Any],
        *,
        again: Callable[[Any, str], Any] | None = None,  # noqa: ARG002 - what is lost here stays lost
    ) -> Generator[tuple[int, Any], None, None]:
        for at, task in self.order(list(enumerate(tasks))):
            if self.stop_after is not None and len(self.read) + len(self.confirmed) >= self.stop_after:
                raise KeyboardInterrupt
            if isinstance(task, Source):
                self.read.append(task.name)
                yield at, result(task)
            else:
                self.confirmed.append(task[1].name)
                yield at, lost(task, "超时") if self.doubt else (_agreed(task[1]), True)


def _agreed(file: FileResult) -> FileResult:
    verdicts = ({(f.code, f.path): Verdict.BOTH for f in form.findings} for form in file.forms)
    forms = (replace(form, verdicts=v) for form, v in zip(file.forms, verdicts, strict=True))
    return replace(file, forms=tuple(forms))


@dataclass(frozen=True)
class Ended:
    """A run and what it wrote."""

    pool: Pool
    outcome: Outcome
    tally: Tally
    inputs: Inputs
    outputs: dict[str, bytes]


@contextmanager
def opened(out: Path, fingerprint: str = "f", limits: Limits | None = None) -> Iterator[Store]:
    with store.opened(out, fingerprint, limits or Limits()) as kept:
        yield kept


def audited(
    folder: Path,
    out: Path,
    pool: Pool | None = None,
    fingerprint: str = "f",
    limits: Limits | None = None,
    select: tuple[str, ...] = (),
    watch: run.Watch | None = None,
) -> Ended:
    """One run as the command makes it."""
    used = pool or Pool()
    out.mkdir(exist_ok=True)
    with opened(out, fingerprint, limits) as kept:
        found = inputs.find([folder], out)
        outcome = run.audit(found, options(), kept, used, watch)
        tally = publish(kept, out, Settings(options().policy, select))
        kept.finish(outcome.interrupted)
    return Ended(used, outcome, tally, found, {name: (out / name).read_bytes() for name in OUTPUTS})


def filled(folder: Path, **lines: str) -> Path:
    """The folder with such files, `.pdf` added to their names."""
    folder.mkdir(exist_ok=True)
    for name, line in lines.items():
        (folder / f"{name}.pdf").write_text(line, encoding="utf-8")
    return folder
