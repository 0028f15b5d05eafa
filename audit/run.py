"""All files → the outcome of the run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from audit import workers
from audit.confirm import unconfirmed
from audit.crosscheck import crosscheck
from audit.inputs import Inputs
from audit.pipeline import Options, audit_file, confirm_crossed, lost_file
from audit.result import FileResult, Outcome, Source
from validate.rule import selected

_log = logging.getLogger("selfeval")


def audit(
    inputs: Inputs,
    options: Options,
    jobs: int = 1,
    each: Callable[[FileResult], None] = lambda _result: None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Outcome:
    """Audits every file; `each` is called with every result as it comes, in no fixed order.

    `select` and `ignore` are codes of rules or their beginnings (F, S01); they choose what is reported, not
    what is recomputed. On KeyboardInterrupt what was done is kept, and checked over the directory.
    """
    done: dict[int, FileResult] = {}
    interrupted = False
    results = workers.run(inputs.sources, partial(audit_file, options=options), _lost_with(options), jobs)
    try:
        for at, result in results:
            done[at] = result
            _note(result)
            each(result)
    except KeyboardInterrupt:
        interrupted = True
        results.close()
    files, unchecked, trace = crosscheck([done[at] for at in sorted(done)], options.policy)
    if trace:
        _log.error("%s\n%s", unchecked, trace)
    if not interrupted:
        files = _confirmed(files, [inputs.sources[at] for at in sorted(done)], options, jobs)
    return Outcome(
        tuple(_narrowed(file, select, ignore) for file in files),
        len(inputs.sources),
        interrupted,
        unchecked,
        inputs.other_files,
        inputs.repeated_files,
        inputs.closed_folders,
    )


def _confirmed(
    files: Sequence[FileResult], sources: Sequence[Source], options: Options, jobs: int
) -> tuple[FileResult, ...]:
    """The files with a verdict on what only the whole directory showed."""
    doubtful = [i for i, file in enumerate(files) if any(unconfirmed(form) for form in file.forms)]
    tasks = [(sources[i], files[i]) for i in doubtful]
    done = dict(enumerate(files))
    results = workers.run(tasks, partial(confirm_crossed, options=options), lambda task, _cause: task[1], jobs)
    for at, result in results:
        done[doubtful[at]] = result
    return tuple(done.values())


def _narrowed(file: FileResult, select: Sequence[str], ignore: Sequence[str]) -> FileResult:
    forms = tuple(replace(f, findings=selected(f.findings, select, ignore)) for f in file.forms)
    return replace(file, forms=forms, findings=selected(file.findings, select, ignore))


def _lost_with(options: Options) -> Callable[[Source, str], FileResult]:
    return lambda source, cause: lost_file(source, options, cause)


def _note(result: FileResult) -> None:
    """The file's line in the log, and below it what was said while it was read."""
    for line in result.journal:
        _log.warning("%s：%s", result.name, line)
    found = sum(1 for _ in result.all_findings())
    state = "，无法读取" if result.unread else ""
    _log.info("%s：%d 页，%d 张自评表，%d 条结果%s", result.name, result.pages, len(result.forms), found, state)
