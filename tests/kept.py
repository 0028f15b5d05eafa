"""Output folders as an audit leaves them, made of forms in code: no PDF is drawn or read."""

from __future__ import annotations

from pathlib import Path

from audit.check import check
from audit.limits import Limits
from audit.publish import publish
from audit.result import FileResult, Source
from audit.store import store
from audit.store.settings import Settings
from audit.store.store import Sighting
from normalize.record import SelfEvaluation
from tests.audited import options
from validate import policy


def file(name: str, *forms: SelfEvaluation, sha256: str = "") -> FileResult:
    """A file with these forms, checked; its content is another than that of every other name."""
    return FileResult(name, sha256 or f"{name}:{hash(forms)}", 1, tuple(check(form, policy.load()) for form in forms))


def kept(out: Path, *files: FileResult, interrupted: bool = False) -> Path:
    """The folder `out` with the lists of an audit of these files."""
    out.mkdir(parents=True, exist_ok=True)
    with store.opened(out, "one version", Limits()) as run:
        run.begin([(Sighting(Source(f"/somewhere/{each.name}", each.name), None, None), None) for each in files])
        for at, each in enumerate(files):
            run.keep(at, each)
        publish(run, out, Settings(options().policy))
        run.finish(interrupted)
    return out
