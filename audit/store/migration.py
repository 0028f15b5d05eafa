"""How a database of an earlier version becomes one of this version: what was read stays, the lists are filled anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

# Version 1: the lists without what reviewers say, and without the way back to the result they are of.
_FILES_1 = """CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT NOT NULL, place BLOB NOT NULL, sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL, status TEXT NOT NULL, unread TEXT NOT NULL, scanned TEXT NOT NULL)"""
_FINDINGS_1 = """CREATE TABLE findings (id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (id),
    form INTEGER REFERENCES forms (id), code TEXT NOT NULL, level TEXT NOT NULL, path TEXT, place TEXT NOT NULL,
    page INTEGER, boxes TEXT NOT NULL, evidence TEXT NOT NULL, printed TEXT NOT NULL, recomputed TEXT NOT NULL,
    difference TEXT NOT NULL, verdict TEXT NOT NULL, citation TEXT NOT NULL, derivation TEXT NOT NULL,
    policy TEXT NOT NULL, listed INTEGER NOT NULL)"""
_KEPT_1 = ("run", "results", "groups", "seen", "crossed", "plan", "added", "forms")
_LISTS = ("findings", "forms", "files")


def former(tables: Iterable[str]) -> set[str]:
    """What made the tables of version 1, given what makes those of now."""
    kept = {statement for statement in tables if _table(statement) in _KEPT_1}
    return kept | {_FILES_1, _FINDINGS_1, "CREATE INDEX findings_file ON findings (file)"}


def is_former(version: int, there: set[str], tables: Iterable[str]) -> bool:
    """Whether these are the very tables that the version before this one made."""
    return version == 1 and there == former(tables)


def migrate(db: sqlite3.Connection, tables: Sequence[str], version: int) -> None:
    """Brings a former database to `version`, wholly or not at all; another process may have been first."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] < version:
            for name in _LISTS:
                db.execute(f"DROP TABLE IF EXISTS {name}")
            there = {row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
            for statement in tables:
                if statement not in there:
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {version}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _table(statement: str) -> str:
    """The table that a statement makes, or makes an index of."""
    words = statement.replace("(", " ").split()
    return words[2] if words[1] == "TABLE" else words[words.index("ON") + 1]
