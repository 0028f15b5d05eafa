"""What a run has done and what is left to do. One process writes; every result is on the disk before the next."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from audit import archives
from audit.limits import Limits
from audit.pipeline import OUR_FAULT
from audit.places import is_url
from audit.result import FileResult, Source
from audit.store import schema, state
from audit.store.packing import Unusable, packed, unpacked
from audit.store.schema import StoreError
from audit.store.state import COMPLETE, INTERRUPTED, READING, State
from validate.finding import Level
from validate.rule import group_keys

Value = TypeVar("Value")
_LOGIN = re.compile("//[^/@]*@")
_SAW = "INSERT OR REPLACE INTO seen SELECT key, stamp, result FROM plan WHERE stamp IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as it was met. `stamp` None: nothing is known; `size` in bytes, None where it is no local file."""

    source: Source
    stamp: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a planned file lies, and the rows of the database that hold its result."""

    place: str
    result: int
    crossed: int | None


class Store:
    """Results in and out of the database. Every method raises `StoreError` where the database fails."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, fingerprint: str, limits: Limits) -> None:
        self.path = folder / schema.NAME
        self.connection = connection
        self.fingerprint = fingerprint
        self.limits = asdict(limits)
        self.state = State("", 0, 0, 0, 0, 0, 0, 0, 0, 0)

    # What is known already

    def known(self, sighting: Sighting) -> int | None:
        """The result of the file that was last seen at this place, if it is the same and the result still holds."""
        rows = self.rows(
            "SELECT r.id, r.limits, r.limited FROM seen s JOIN results r ON r.id = s.result "
            "WHERE s.key = ? AND s.stamp = ? AND r.fingerprint = ? AND NOT r.again",
            (_key(sighting.source), sighting.stamp, self.fingerprint),
        )
        return self._holding(rows)

    def known_content(self, sha256: str) -> int | None:
        """The result of a file of this content, if it still holds."""
        if not sha256:
            return None
        rows = self.rows(
            "SELECT id, limits, limited FROM results WHERE sha256 = ? AND fingerprint = ? AND NOT again ORDER BY id",
            (sha256, self.fingerprint),
        )
        return self._holding(rows)

    def has_size(self, size: int) -> bool:
        """Whether any result is of a file of so many bytes: only then it is worth a digest."""
        return any(True for _ in self.rows("SELECT 1 FROM results WHERE size = ? LIMIT 1", (size,)))

    def _holding(self, rows: Iterable[tuple[int, str, int]]) -> int | None:
        """A result that no limit cut short holds under wider limits, too."""
        for id_, limits, limited in rows:
            then = json.loads(limits)
            wider = then.keys() == self.limits.keys() and all(self.limits[key] >= then[key] for key in then)
            if then == self.limits or (wider and not limited):
                return id_
        return None

    # The run at work

    def begin(self, planned: Iterable[tuple[Sighting, int | None]]) -> None:
        """Sets down what is to be done: each file with the result that is known of it."""
        with self.changing() as db:
            db.execute("DELETE FROM plan")
            db.execute("DELETE FROM added")
            for at, (seen, result) in enumerate(planned):
                row = (at, _key(seen.source), _shown(seen.source), seen.source.name, seen.stamp, seen.size, result)
                db.execute("INSERT INTO plan VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", row)
            counts = db.execute(
                "SELECT count(*), count(p.result), count(p.result), coalesce(sum(r.errors), 0),"
                " coalesce(sum(r.warnings), 0), coalesce(sum(r.unread), 0)"
                " FROM plan p LEFT JOIN results r ON r.id = p.result"
            ).fetchone()
            now = time.time()
            self.state = State(READING, os.getpid(), now, now, *counts)
            state.write(db, self.state)
            db.execute(f"{_SAW} AND result IS NOT NULL")

    def left(self) -> list[int]:
        """The files of the plan that there is no result of, as positions."""
        return [at for (at,) in self.rows("SELECT at FROM plan WHERE result IS NULL ORDER BY at")]

    def stamp(self, at: int) -> str | None:
        """That of a planned file before it was read."""
        stamp: str | None = next(stamp for (stamp,) in self.rows("SELECT stamp FROM plan WHERE at = ?", (at,)))
        return stamp

    def keep(self, at: int, result: FileResult) -> None:
        """Puts the result of a planned file on the disk. One without a digest is only of use to this run."""
        levels = [finding.level for finding in result.all_findings()]
        counts = (levels.count(Level.ERROR), levels.count(Level.WARNING), int(bool(result.unread)))
        again = not result.sha256 or result.unread.startswith(OUR_FAULT)
        limited = result.limited or bool(result.unread)
        about = (result.sha256, self.fingerprint, json.dumps(self.limits, sort_keys=True), again, limited)
        content = packed(replace(result, name=""))
        with self.changing() as db:
            id_ = db.execute(
                "INSERT INTO results (sha256, fingerprint, limits, again, limited, errors, warnings, unread, content,"
                " size) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, size FROM plan WHERE at = ?",
                (*about, *counts, content, at),
            ).lastrowid
            for nth, form in enumerate(result.forms):
                for code, key in group_keys(form.record):
                    digest = hashlib.sha256(repr(key).encode("utf-8", "backslashreplace")).hexdigest()
                    db.execute("INSERT INTO groups VALUES (?, ?, ?, ?)", (id_, nth, code, digest))
            db.execute("UPDATE plan SET result = ? WHERE at = ?", (id_, at))
            db.execute(f"{_SAW} AND at = ?", (at,))
            then = self.state
            self.moved(
                db,
                done=then.done + 1,
                errors=then.errors + counts[0],
                warnings=then.warnings + counts[1],
                unread=then.unread + counts[2],
            )

    def phase(self, name: str) -> None:
        """Says what the run is at, for `status`."""
        with self.changing() as db:
            self.moved(db, phase=name)

    def moved(self, db: sqlite3.Connection, **what: Any) -> None:
        """Sets the state on, inside a transaction."""
        now = replace(self.state, moved=time.time(), **what)
        state.write(db, now)
        self.state = now

    def finish(self, interrupted: bool) -> None:
        """Marks the end of a run; a complete one lets go of what no later run could use."""
        with self.changing() as db:
            self.moved(db, phase=INTERRUPTED if interrupted else COMPLETE)
            if interrupted:
                return
            db.execute("DELETE FROM crossed WHERE id NOT IN (SELECT crossed FROM plan WHERE crossed IS NOT NULL)")
            db.execute(
                "DELETE FROM results WHERE (fingerprint <> ? OR again)"
                " AND id NOT IN (SELECT result FROM plan WHERE result IS NOT NULL)",
                (self.fingerprint,),
            )

    # Results out

    def file(self, at: int, crossed: bool = True) -> FileResult:
        """The result of a planned file; `crossed` with what the whole directory showed, where that is known."""
        return next(file for _, file in self._files("AND p.at = ?", (at,), crossed))

    def files(self) -> Iterator[tuple[Origin, FileResult]]:
        """Every file of the plan that there is a result of, in order, each with where it is from; one at a time."""
        return self._files("ORDER BY p.at", (), True)

    def _files(self, which: str, given: tuple[object, ...], crossed: bool) -> Iterator[tuple[Origin, FileResult]]:
        content = "coalesce(c.content, r.content)" if crossed else "r.content"
        rows = self.rows(
            f"SELECT p.place, p.result, p.crossed, p.name, {content} FROM plan p JOIN results r ON r.id = p.result"
            f" LEFT JOIN crossed c ON c.id = p.crossed WHERE true {which}",
            given,
        )
        for place, result, with_crossed, name, content in rows:
            origin = Origin(os.fsdecode(place), result, with_crossed)
            yield origin, replace(self.whole(unpacked, content), name=name)

    def whole(self, unpack: Callable[[bytes], Value], content: bytes) -> Value:
        """What the bytes hold; raises `StoreError` when they are damaged."""
        try:
            return unpack(content)
        except Unusable as error:
            raise StoreError(schema.damaged(self.path, str(error))) from error

    # The database

    def rows(self, query: str, given: tuple[object, ...] = ()) -> Iterator[Any]:
        """What a query finds, row by row."""
        with schema.told(self.path):
            for row in self.connection.execute(query, given):  # noqa: UP028 - that would close the cursor too late
                yield row

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """All changes of the block, or none."""
        with schema.told(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


def _key(source: Source) -> str:
    """A source's place without telling it: it may hold what gives access to a server."""
    return hashlib.sha256(os.fsencode(source.place)).hexdigest()


def _shown(source: Source) -> bytes:
    """The place as found from any folder, without names and passwords or the signature of a request."""
    member = archives.split(source.place)
    outer = member[1] if member else source.place
    inside = source.place[: len(source.place) - len(outer)]
    whole = _LOGIN.sub("//", outer.partition("?")[0]) if is_url(outer) else str(Path(outer).absolute())
    return os.fsencode(inside + whole)


@contextmanager
def opened(folder: Path, fingerprint: str, limits: Limits) -> Iterator[Store]:
    """The store of an output folder, for this process alone. Raises `StoreError`."""
    with schema.held(folder):
        connection = schema.opened(folder)
        try:
            yield Store(folder, connection, fingerprint, limits)
        finally:
            with schema.told(folder / schema.NAME):
                connection.close()
