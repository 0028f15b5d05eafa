"""The outputs of the last run, written anew with what reviewers have said since; nothing is read for it."""

from __future__ import annotations

from pathlib import Path

from audit.limits import Limits
from audit.publish import publish
from audit.store import settings, state, store
from audit.store.schema import StoreError
from audit.store.state import COMPLETE, INTERRUPTED


def rewrite(out: Path) -> None:
    """Raises `OSError`, and `StoreError` where an audit is at work on the folder or was cut off."""
    with store.opened(out, "", Limits()) as kept:
        last, made_with = state.read(kept.connection), settings.read(kept.connection)
        if last is None or made_with is None or last.phase not in (COMPLETE, INTERRUPTED):
            raise StoreError("上一次审核没有做完，或由旧版本写成；请再运行一次 selfeval audit")
        kept.state = last
        try:
            publish(kept, out, made_with)
        finally:
            kept.phase(last.phase)
