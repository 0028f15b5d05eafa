"""A source as a local file, and what tells cheaply that it is the file of the last time."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import IO, cast

from audit import archives, places, scratch
from audit.limits import Limits
from audit.result import Source
from extract.errors import ExtractError, Unreadable

_BLOCK = 64 * 1024
_CHEAP = 100 * 1024 * 1024  # bytes to unpack
_CHANGED = "文件在审核期间被改动或移走"


class Changed(Unreadable):
    remedy = "请待文件传完、不再改动后重新审核"


@contextmanager
def fetched(source: Source, limits: Limits) -> Iterator[Path]:
    """The file as a local path for as long as the block runs: itself, or a temporary copy of what lies elsewhere.

    Raises `Unreadable` where it can't be had, `Encrypted` for a locked member of an archive, `OverLimit` as soon as
    a copy outgrows the limit, and `Changed` for a local file that changed meanwhile: nobody knows which of its
    states was read.
    """
    if source.refused:
        raise archives.BadArchive(source.refused)
    if not places.is_url(source.place):
        yield from _steady(Path(source.place))
        return
    with ExitStack() as stack:
        with places.told():
            file = stack.enter_context(scratch.temporary())
            with _content(source.place) as content:
                _copy(content, file, limits)
        yield Path(file.name)


def stamp(source: Source) -> str | None:
    """Equal stamps, equal content; None where nothing is known without reading it.

    Size, time and inode of a local file; what its server says of a remote one; for a member of an archive its size
    and CRC and the stamp of the archive, for a CRC alone can be forged.
    """
    if source.listed:
        return source.listed
    member = archives.split(source.place)
    if member is None:
        return places.stamp(source.place)
    (position, size, crc), outer = member
    whole = places.stamp(outer)
    return None if whole is None else archives.stamp(position, size, crc, whole)


def size(source: Source) -> int | None:
    """In bytes, of what can be hashed at little cost: a local file, a member of a local archive that is no bomb."""
    member = archives.split(source.place)
    if member:
        (_position, unpacked, _crc), outer = member
        return None if places.is_url(outer) or unpacked > _CHEAP else unpacked
    try:
        found = None if places.is_url(source.place) else Path(source.place).stat()
    except (OSError, ValueError):
        return None
    return found.st_size if found and stat.S_ISREG(found.st_mode) else None


def digest(source: Source) -> str:
    """The SHA-256 of the content; "" where it can't be read."""
    try:
        with places.told(), _content(source.place) as file:
            # Both kinds of file that come here can be read into a buffer, which their types don't say.
            return hashlib.file_digest(cast(BufferedIOBase, file), "sha256").hexdigest()
    except ExtractError:
        return ""


def _steady(path: Path) -> Iterator[Path]:
    before = _mark(path)
    try:
        yield path
    except Exception as error:
        if before and _mark(path) != before:
            raise Changed(_CHANGED) from error
        raise
    if before and _mark(path) != before:
        raise Changed(_CHANGED)


def _mark(path: Path) -> tuple[int, int] | None:
    """What every change of a regular file moves; inode numbers do not last on every network drive."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


@contextmanager
def _content(place: str) -> Iterator[IO[bytes]]:
    member = archives.split(place)
    if member is None:
        with places.opened(place) as file:
            yield file
        return
    (position, size, crc), outer = member
    # A local archive that was replaced has another stamp; to ask a server before every member takes too long.
    key = (outer, None if places.is_url(outer) else places.stamp(outer))
    archive = archives.kept(key, lambda: places.opened(outer, seekable=True))
    with archive.open(position, size, crc) as file:
        yield file


def _copy(content: IO[bytes], file: IO[bytes], limits: Limits) -> None:
    """What headers say of a size is not believed: every byte counts as it comes."""
    size = 0
    while block := content.read(_BLOCK):
        size += len(block)
        limits.check_size(size)
        file.write(block)
    file.flush()
