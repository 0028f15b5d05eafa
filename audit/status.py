"""How far the audit of an output folder is, asked from another process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from audit.progress import Pace, duration, found
from audit.store import schema, state
from audit.store.schema import StoreError
from audit.store.state import COMPLETE, INTERRUPTED, READING, State


def status(out: Path, now: float) -> str:
    """A few lines of Chinese; `now` in seconds since 1970. Raises `StoreError`."""
    alive = schema.is_held(out)
    with schema.told(out / schema.NAME):
        db = schema.to_look(out)
        try:
            last = state.read(db)
        finally:
            db.close()
    if last is None:
        raise StoreError(f"{out} 中还没有运行过审核")
    return "\n".join(_lines(last, alive, now)) + "\n"


def _lines(last: State, alive: bool, now: float) -> Iterator[str]:
    yield _heading(last, alive)
    known = f"（其中 {last.known} 个与上次相同，未重新读取）" if last.known else ""
    yield f"　文件：{last.planned} 个中完成 {last.done} 个{known}"
    if alive and last.phase == READING:
        pace = Pace(last.planned, last.known, last.done, now - last.began)
        yield f"　速度：{pace.said()}；最近一次进展在 {duration(max(0, now - last.moved))}前"
    yield f"　至今：{found(last.errors, last.warnings, last.unread)}"


def _heading(last: State, alive: bool) -> str:
    began = datetime.fromtimestamp(last.began).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    took = duration(last.moved - last.began)
    if alive:
        return f"正在审核：{last.phase}（进程 {last.process}，{began} 开始）"
    if last.phase == COMPLETE:
        return f"审核已完成（{began} 开始，用时 {took}）"
    how = "审核被中断" if last.phase == INTERRUPTED else f"审核在“{last.phase}”时意外终止"
    return f"{how}（{began} 开始，{took}后停止）；再次运行同一命令会从中断处继续"
