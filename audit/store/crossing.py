"""Findings over the whole directory: kept beside the files' own results, which stay good when another file comes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from audit.result import FileResult
from audit.store.packing import packed, packed_finding, unpacked_finding
from audit.store.store import Store
from validate.finding import Finding


def groups(store: Store, code: str) -> Iterator[list[tuple[int, int]]]:
    """The forms that a rule puts side by side, each as its file's position and its own in the file."""
    together = "FROM plan p JOIN groups g ON g.result = p.result WHERE g.code = ?"
    heads = store.rows(f"SELECT g.key {together} GROUP BY g.key HAVING count(*) > 1 ORDER BY min(p.at)", (code,))
    for (key,) in list(heads):
        yield list(store.rows(f"SELECT p.at, g.nth {together} AND g.key = ? ORDER BY p.at, g.nth", (code, key)))


def cross(store: Store, added: Iterable[tuple[int, int, Finding]], open_: Callable[[FileResult], bool]) -> None:
    """Adds findings to forms, given as in `groups`. A file that was confirmed with the very same ones stays so;
    of the others `open_` says whether they are to be confirmed."""
    with store.changing() as db:
        db.execute("UPDATE plan SET crossed = NULL WHERE crossed IS NOT NULL")
        db.execute("DELETE FROM added")
        for rank, (at, nth, finding) in enumerate(added):
            db.execute("INSERT INTO added VALUES (?, ?, ?, ?)", (at, nth, rank, packed_finding(finding)))
        for (at,) in list(db.execute("SELECT DISTINCT at FROM added ORDER BY at")):
            file = _with_added(store, at)
            content = packed(file)
            digest = hashlib.sha256(store.fingerprint.encode() + content).hexdigest()
            row = (digest, open_(file), content)
            db.execute("INSERT INTO crossed (digest, open, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row)
            same = "(SELECT id FROM crossed WHERE digest = ?)"
            db.execute(f"UPDATE plan SET crossed = {same} WHERE at = ?", (digest, at))


def unconfirmed(store: Store) -> list[int]:
    """The files whose findings over the directory are to be confirmed."""
    rows = store.rows("SELECT p.at FROM plan p JOIN crossed c ON c.id = p.crossed WHERE c.open ORDER BY p.at")
    return [at for (at,) in rows]


def confirm(store: Store, at: int, file: FileResult, for_good: bool) -> None:
    """Keeps the file as confirmed; not `for_good` when a later run is to try again."""
    with store.changing() as db:
        same = "(SELECT crossed FROM plan WHERE at = ?)"
        db.execute(f"UPDATE crossed SET content = ?, open = ? WHERE id = {same}", (packed(file), not for_good, at))
        store.moved(db)


def _with_added(store: Store, at: int) -> FileResult:
    """The file with the findings over the directory at the end of each form's."""
    file = store.file(at, crossed=False)
    more: dict[int, list[Finding]] = {}
    for nth, content in store.rows("SELECT nth, content FROM added WHERE at = ? ORDER BY nth, rank", (at,)):
        more.setdefault(nth, []).append(store.whole(unpacked_finding, content))
    forms = (replace(f, findings=(*f.findings, *more.get(nth, ()))) for nth, f in enumerate(file.forms))
    return replace(file, forms=tuple(forms))
