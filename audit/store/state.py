"""How far a run is, as the database says it to whoever asks."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields

READING, CROSSING, CONFIRMING, WRITING = "读取", "跨表核对", "复核跨表结果", "写出结果"
COMPLETE, INTERRUPTED = "完成", "被中断"


@dataclass(frozen=True, slots=True)
class State:
    """The run that was begun last.

    phase     READING … WRITING while it is at work, then COMPLETE or INTERRUPTED
    process   the id of its process
    began     when; `moved` when it last got on (seconds since 1970)
    planned   how many files; `done` of them have a result, `known` of these from an earlier run
    errors    findings of that level so far; `warnings` likewise; `unread` counts files
    """

    phase: str
    process: int
    began: float
    moved: float
    planned: int
    known: int
    done: int
    errors: int
    warnings: int
    unread: int


_NAMES = ", ".join(field.name for field in fields(State))
TABLE = (
    "CREATE TABLE run (one INTEGER PRIMARY KEY CHECK (one = 1), phase TEXT NOT NULL, process INTEGER NOT NULL,"
    " began REAL NOT NULL, moved REAL NOT NULL, planned INTEGER NOT NULL, known INTEGER NOT NULL,"
    " done INTEGER NOT NULL, errors INTEGER NOT NULL, warnings INTEGER NOT NULL, unread INTEGER NOT NULL)"
)


def read(db: sqlite3.Connection) -> State | None:
    """The state of the last run; None before the first."""
    row = db.execute(f"SELECT {_NAMES} FROM run").fetchone()
    return State(*row) if row else None


def write(db: sqlite3.Connection, state: State) -> None:
    """Takes the place of the one before."""
    marks = ", ".join("?" * len(fields(State)))
    db.execute(f"INSERT OR REPLACE INTO run (one, {_NAMES}) VALUES (1, {marks})", astuple(state))
