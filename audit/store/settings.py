"""What the lists of audit.db were made with, for whoever makes some of them anew."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import msgspec

from validate.policy import Policy

_NAME = "published"


@dataclass(frozen=True, slots=True)
class Settings:
    """`select` and `ignore` choose rules, as codes or their beginnings."""

    policy: Policy
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def write(db: sqlite3.Connection, settings: Settings) -> None:
    """Takes the place of those before."""
    content = msgspec.json.encode(settings).decode()
    db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_NAME, content))


def read(db: sqlite3.Connection) -> Settings | None:
    """Those of the lists at hand; None where no lists were written yet, or by a version that kept others."""
    row = db.execute("SELECT content FROM settings WHERE name = ?", (_NAME,)).fetchone()
    try:
        return msgspec.json.decode(row[0], type=Settings) if row else None
    except msgspec.MsgspecError:
        return None
