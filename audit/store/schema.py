"""The tables of audit.db, and the ways in: as the one that writes, or to look.

`results`, `seen` and `crossed` are what was read and stays good; `plan` is the run at work; `run` how far it is.
`files`, `forms` and `findings` are the lists of the run that was last written out, as `lists.py` fills them;
`settings` is what that run was made with. `decisions` and `corrections` are the reviewers'.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audit.store import decisions, state
from audit.store.migration import is_former, migrate

NAME = "audit.db"
_LOCK = ".audit.lock"
_APPLICATION = 0x53454C46
_VERSION = 2
_LOCK_SECONDS = 2.0  # a look by `status` holds the lock for a moment

TABLES = (
    state.TABLE,
    """CREATE TABLE results (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL,
    limits TEXT NOT NULL, again INTEGER NOT NULL, limited INTEGER NOT NULL, size INTEGER, errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL, unread INTEGER NOT NULL, content BLOB NOT NULL)""",
    "CREATE INDEX results_sha256 ON results (sha256)",
    "CREATE INDEX results_size ON results (size)",
    """CREATE TABLE groups (result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE, nth INTEGER NOT NULL,
    code TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (result, nth, code)) WITHOUT ROWID""",
    """CREATE TABLE seen (key TEXT PRIMARY KEY, stamp TEXT NOT NULL,
    result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE) WITHOUT ROWID""",
    "CREATE INDEX seen_result ON seen (result)",
    """CREATE TABLE crossed (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, open INTEGER NOT NULL,
    content BLOB NOT NULL)""",
    """CREATE TABLE plan (at INTEGER PRIMARY KEY, key TEXT NOT NULL, place BLOB NOT NULL, name TEXT NOT NULL,
    stamp TEXT, size INTEGER, result INTEGER REFERENCES results (id),
    crossed INTEGER REFERENCES crossed (id))""",
    "CREATE INDEX plan_result ON plan (result)",
    "CREATE INDEX plan_crossed ON plan (crossed)",
    """CREATE TABLE added (at INTEGER NOT NULL, nth INTEGER NOT NULL, rank INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (at, nth, rank)) WITHOUT ROWID""",
    """CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT NOT NULL, place BLOB NOT NULL, sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL, status TEXT NOT NULL, unread TEXT NOT NULL, scanned TEXT NOT NULL,
    result INTEGER NOT NULL, crossed INTEGER)""",
    """CREATE TABLE forms (id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (id), form INTEGER NOT NULL,
    pages TEXT NOT NULL, year TEXT NOT NULL, project_name TEXT NOT NULL, department TEXT NOT NULL,
    implementing_unit TEXT NOT NULL, template TEXT NOT NULL, reader TEXT NOT NULL, claimed_total TEXT NOT NULL,
    total_low TEXT NOT NULL, total_high TEXT NOT NULL, checkable TEXT NOT NULL, errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL, hints INTEGER NOT NULL, status TEXT NOT NULL, remarks TEXT NOT NULL)""",
    "CREATE INDEX forms_file ON forms (file)",
    """CREATE TABLE findings (id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (id),
    form INTEGER REFERENCES forms (id), code TEXT NOT NULL, level TEXT NOT NULL, path TEXT, place TEXT NOT NULL,
    page INTEGER, boxes TEXT NOT NULL, evidence TEXT NOT NULL, printed TEXT NOT NULL, recomputed TEXT NOT NULL,
    difference TEXT NOT NULL, verdict TEXT NOT NULL, citation TEXT NOT NULL, derivation TEXT NOT NULL,
    policy TEXT NOT NULL, listed INTEGER NOT NULL, unit TEXT NOT NULL, opinion TEXT NOT NULL, remark TEXT NOT NULL)""",
    "CREATE INDEX files_sha256 ON files (sha256)",
    "CREATE INDEX findings_file ON findings (file)",
    "CREATE INDEX findings_form ON findings (form)",
    # In the order of the lists, with all that a reviewer chooses by.
    "CREATE INDEX findings_sorted ON findings (listed, file, form, id, opinion, level, verdict, code, unit)",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
    *decisions.TABLES,
)


class StoreError(Exception):
    """The database can't be used; the text says in Chinese why, and what to do."""


def opened(folder: Path, any_thread: bool = False) -> sqlite3.Connection:
    """The database of an output folder to write to, made where there is none. Raises `StoreError`.

    `any_thread`: for threads that see to it that they use it one after the other.
    """
    path = folder / NAME
    with told(path):
        connection = _connected(f"{path.absolute().as_uri()}?mode=rwc", any_thread)
        try:
            _checked(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # a power cut loses nothing that was said to be done
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
    return connection


def to_look(folder: Path) -> sqlite3.Connection:
    """The database as it is, also while an audit writes to it. Raises `StoreError`."""
    path = folder / NAME
    if not path.is_file():
        raise StoreError(f"{folder} 中没有 {NAME}：这里还没有运行过审核")
    with told(path):
        # Without a log beside it nobody writes to it, and to look must not leave one there.
        log = path.with_name(f"{NAME}-wal").exists()
        return _looking(path, "mode=ro" if log else "mode=ro&immutable=1")


def _looking(path: Path, how: str) -> sqlite3.Connection:
    connection = _connected(f"{path.absolute().as_uri()}?{how}")
    try:
        _checked(connection, path, make=False)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keeps other audits out of the folder. The system lets go of it, however this process ends."""
    with told(folder / _LOCK):
        lock = _lock(folder, _LOCK_SECONDS)
    try:
        if lock is None:
            look = f"selfeval status {folder} 可查看进度"
            raise StoreError(f"另一个审核正在写入 {folder}；请等它结束（{look}），或另选输出目录")
        yield
    finally:
        if lock is not None:
            lock.close()


def is_held(folder: Path) -> bool:
    """Whether an audit is at work on the folder."""
    if not (folder / _LOCK).exists():
        return False
    with suppress(sqlite3.OperationalError):
        lock = sqlite3.connect(f"{(folder / _LOCK).absolute().as_uri()}?mode=ro", uri=True, timeout=0)
        try:
            lock.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            return True
        finally:
            lock.close()
    return False


def _lock(folder: Path, seconds: float) -> sqlite3.Connection | None:
    """SQLite's own lock on an empty database works on every system and dies with its process."""
    lock = sqlite3.connect(folder / _LOCK, isolation_level=None, timeout=seconds)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return None
        raise
    except BaseException:
        lock.close()
        raise
    return lock


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a file into a `StoreError` that a reviewer can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_said(path, error)) from error


def _said(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    again = "已完成的部分都已保存，再次运行同一命令会从中断处继续"
    if code == sqlite3.SQLITE_FULL:
        return f"磁盘已满，无法写入 {path}；请腾出空间。{again}"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"没有写入 {path} 的权限，或所在的磁盘是只读的"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} 正被另一个程序使用"
    if code == sqlite3.SQLITE_IOERR:
        return f"读写 {path} 时磁盘出错（{error}）；请检查磁盘和剩余空间。{again}"
    return damaged(path, str(error))


def damaged(path: Path, why: str) -> str:
    return f"{path} 已损坏，或不是 selfeval 的数据库（{why}）；请把它移到别处再运行，全部文件会重新读取"


def _connected(uri: str, any_thread: bool = False) -> sqlite3.Connection:
    one_thread = not any_thread
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10, check_same_thread=one_thread)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _checked(connection: sqlite3.Connection, path: Path, make: bool = True) -> None:
    """Refuses what is not ours to the letter: a database from elsewhere could hold triggers."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    there = {row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if make and not there and not version and not application:
        connection.execute("BEGIN IMMEDIATE")
        for statement in TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
        return
    if not make and not there and not application:
        raise StoreError(f"{path} 是空的：这里还没有完成过一个文件")
    if application == _APPLICATION and is_former(version, there, TABLES):
        if not make:
            raise StoreError(f"{path} 由旧版本的 selfeval 写成；请先再运行一次 selfeval audit")
        migrate(connection, TABLES, _VERSION)
        return
    if application == _APPLICATION and version > _VERSION:
        raise StoreError(f"{path} 由更新版本的 selfeval 写成；请升级 selfeval，或另选输出目录")
    if application != _APPLICATION or there != set(TABLES):
        raise StoreError(damaged(path, "表结构不符"))
