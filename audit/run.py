"""All files → their results in the store, read where they are not there yet; then what the directory shows."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from audit import scratch, workers
from audit.confirm import unconfirmed
from audit.crosscheck import crosscheck
from audit.dispute import all_doubtful
from audit.inputs import Inputs
from audit.pipeline import Options, audit_again, audit_file, confirm_crossed, lost_file
from audit.result import FileResult, Outcome, Source
from audit.sources import digest, size, stamp
from audit.store import crossing
from audit.store.state import CONFIRMING, CROSSING, State
from audit.store.store import Sighting, Store

_log = logging.getLogger("selfeval")
_LARGEST = 1024**3  # bytes; hashing what is larger to know it again would take the parent seconds


class Pool(Protocol):
    """Where the work is done: `audit.workers.run` or `audit.cluster.run`, with all but the tasks settled."""

    def __call__(
        self,
        tasks: Iterable[Any],
        work: Callable[[Any], Any],
        lost: Callable[[Any, str], Any],
        *,
        again: Callable[[Any, str], Any] | None = None,
    ) -> Generator[tuple[int, Any], None, None]: ...


class Watch(Protocol):
    """Is told how far the run is."""

    def begin(self, state: State) -> None:
        """How many files there are, and what is known of them from earlier runs."""

    def add(self, result: FileResult) -> None:
        """A file was read; in no fixed order."""

    def phase(self, name: str, steps: int) -> None:
        """What comes after reading, in so many steps."""

    def step(self) -> None:
        """One of these is done."""

    def stopping(self) -> None:
        """The run was interrupted, and what was done is being put in order."""


class Unwatched:
    """For nobody who looks."""

    def begin(self, state: State) -> None: ...

    def add(self, result: FileResult) -> None: ...

    def phase(self, name: str, steps: int) -> None: ...

    def step(self) -> None: ...

    def stopping(self) -> None: ...


_HERE: Pool = partial(workers.run, jobs=1)


def audit(
    inputs: Inputs, options: Options, store: Store, pool: Pool = _HERE, watch: Watch | None = None
) -> Outcome:
    """Audits every file that the store does not know. On KeyboardInterrupt what was done is kept, and checked over
    the directory without being confirmed. Raises `StoreError`."""
    watch = watch or Unwatched()
    store.begin(_planned(inputs.sources, store))
    left = store.left()
    watch.begin(store.state)
    _log.info("begin", extra={"facts": {"files": store.state.planned, "known": store.state.known}})

    def take(index: int, result: FileResult) -> None:
        at = left[index]
        result = _identified(inputs.sources[at], result, store.stamp(at))
        store.keep(at, result)
        _note(result)
        watch.add(result)

    tasks = (inputs.sources[at] for at in left)
    results = pool(
        tasks,
        partial(audit_file, options=options),
        partial(lost_file, options=options),
        again=partial(audit_again, options=options),
    )
    complete = _all_taken(results, take)
    if not complete:
        watch.stopping()
    store.phase(CROSSING)
    watch.phase(CROSSING, 0)
    unchecked, trace = crosscheck(store, options.policy)
    if trace:
        _log.error("crosscheck", extra={"facts": {"why": unchecked, "trace": trace}})
    complete = complete and _confirmed(inputs, options, store, pool, watch)
    return Outcome(store.state.planned, store.state.done, store.state.known, not complete, unchecked)


def _planned(sources: Iterable[Source], store: Store) -> Iterator[tuple[Sighting, int | None]]:
    """Each file with its result, if it was read before: at this place unchanged, or with the same content."""
    for source in sources:
        seen = Sighting(source, stamp(source), _size(source))
        yield seen, None if source.refused else _known(seen, store)


def _known(seen: Sighting, store: Store) -> int | None:
    known = store.known(seen) if seen.stamp is not None else None
    if known is None and seen.size is not None and store.has_size(seen.size):
        known = store.known_content(digest(seen.source))
        if stamp(seen.source) != seen.stamp:
            return None  # it changed while the digest was taken
    return known


def _confirmed(inputs: Inputs, options: Options, store: Store, pool: Pool, watch: Watch) -> bool:
    """Gives a verdict on what only the whole directory showed; False when interrupted."""
    doubtful = crossing.unconfirmed(store)
    store.phase(CONFIRMING)
    watch.phase(CONFIRMING, len(doubtful))

    def take(index: int, done: tuple[FileResult, bool]) -> None:
        crossing.confirm(store, doubtful[index], *done)
        watch.step()

    tasks = ((inputs.sources[at], store.file(at)) for at in doubtful)
    return _all_taken(pool(tasks, partial(_looked_again, options=options), _given_up), take)


def _looked_again(task: tuple[Source, FileResult], options: Options) -> tuple[FileResult, bool]:
    """The file as confirmed, for good."""
    return confirm_crossed(task, options), True


def _given_up(task: tuple[Source, FileResult], cause: str) -> tuple[FileResult, bool]:
    """The file whose process was lost: a person must look, until a later run confirms it."""
    why = f"复核读取未成功：{cause}，请人工核对"
    forms = tuple(all_doubtful(form, why) if unconfirmed(form) else form for form in task[1].forms)
    return replace(task[1], forms=forms), False


def _all_taken(results: Generator[tuple[int, Any], None, None], take: Callable[[int, Any], None]) -> bool:
    """Takes the results as they come; False when interrupted. The processes end at once in any case."""
    try:
        for at, result in results:
            take(at, result)
    except KeyboardInterrupt:
        return False
    finally:
        results.close()
        scratch.sweep()  # copies of files whose process was killed
    return True


def _identified(source: Source, result: FileResult, mark: str | None) -> FileResult:
    """The result with the digest of its file, where reading broke off before it was known."""
    if result.sha256 or mark is None or _size(source) is None:
        return result
    content = digest(source)
    return replace(result, sha256=content) if stamp(source) == mark else result


def _size(source: Source) -> int | None:
    """In bytes; None for what takes long to hash."""
    found = size(source)
    return found if found is not None and found <= _LARGEST else None


def _note(result: FileResult) -> None:
    """The file's line in the log, with what was said while it was read."""
    facts = {
        "file": result.name,
        "sha256": result.sha256,
        "pages": result.pages,
        "forms": len(result.forms),
        "findings": Counter(finding.level.value for finding in result.all_findings()),
        "unread": result.unread,
        "said": result.journal,
    }
    _log.log(logging.WARNING if result.unread or result.journal else logging.INFO, "file", extra={"facts": facts})
