"""The outputs of the last run, written anew with what reviewers have said since; no form is read for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from audit import workers
from audit.exports.html import report
from audit.exports.html.totals import Totals
from audit.limits import Limits
from audit.publish import publish
from audit.result import Outcome
from audit.store import settings, state, store
from audit.store.schema import StoreError
from audit.store.state import COMPLETE, INTERRUPTED

_LIMITS = Limits()
_JOBS = 2  # processes that cut the pictures of the report: one alone would be this one


def rewrite(out: Path) -> None:
    """Raises `OSError`, and `StoreError` where an audit is at work on the folder or was cut off."""
    with store.opened(out, "", Limits()) as kept:
        last, made_with = state.read(kept.connection), settings.read(kept.connection)
        if last is None or made_with is None or last.phase not in (COMPLETE, INTERRUPTED):
            raise StoreError("上一次审核没有做完，或由旧版本写成；请再运行一次 selfeval audit")
        kept.state = last
        try:
            totals = Totals()
            tally = publish(kept, out, made_with, totals)
            outcome = Outcome(last.planned, last.done, last.known, last.phase == INTERRUPTED)
            pool = partial(workers.run, jobs=_JOBS, limits=_LIMITS)
            report.write(kept, out, report.Gathered(tally, totals, outcome), pool, _LIMITS)
        finally:
            kept.phase(last.phase)
