"""Whole folders audited, for all tests that look at the results."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

from audit import inputs, run, workers
from audit.pipeline import Options, standard
from audit.result import FileResult, Outcome
from audit.store import store
from audit.store.fingerprint import fingerprint
from normalize.template import load as load_templates
from validate import policy

ROOT = Path(__file__).parent.parent


def options() -> Options:
    """What the command line uses by default."""
    return standard(load_templates(), policy.load())


@cache
def audited(folder: Path) -> tuple[FileResult, ...]:
    """Every file of the folder, audited once a test session."""
    return results([folder], options(), 2)[1]


def results(
    paths: Sequence[Path], chosen: Options, jobs: int = 1, out: Path | None = None, watch: run.Watch | None = None
) -> tuple[Outcome, tuple[FileResult, ...]]:
    """How a run ends, and the files as they stand in its store: one of its own, or that of an output folder."""
    with tempfile.TemporaryDirectory() as new:
        where = out or Path(new)
        with store.opened(where, fingerprint(chosen), chosen.limits) as kept:
            found = inputs.find(paths, where)
            outcome = run.audit(found, chosen, kept, partial(workers.run, jobs=jobs, limits=chosen.limits), watch)
            return outcome, tuple(file for _, file in kept.files())
