"""Names that a file speaks of anywhere outside of its compressed content: a glance that runs and opens nothing."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_UNPACKED = 4_000_000  # bytes of a stream of objects that are searched
_STREAM = re.compile(rb"stream\r?\n")
_NEAR = 1000  # bytes from a stream's kind to its content


def _spelt(name: str) -> bytes:
    """A pattern for a name, any letter of which may be written as a number."""
    return b"".join(b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name.encode())


LAYERS, SCRIPT, LAUNCH, ATTACHED = "OCProperties", "JavaScript", "Launch", "EmbeddedFile"
_PACKED, _ENCRYPTED = "ObjStm", "Encrypt"
_ALL = (LAYERS, SCRIPT, LAUNCH, ATTACHED, _PACKED, _ENCRYPTED)
_NAMES = re.compile(b"/(?:" + b"|".join(b"(%s)" % _spelt(name) for name in _ALL) + b")")


@dataclass(frozen=True, slots=True)
class Named:
    """The names met, of those above; `whole` says whether all that may hold them could be searched."""

    names: frozenset[str]
    whole: bool = True


def named(path: Path) -> Named:
    """What the file names. Raises `OSError`."""
    with path.open("rb") as file, closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as data:
        found = set(_met(data))
        if _PACKED not in found:
            return Named(frozenset(found))
        if _ENCRYPTED in found:
            return Named(frozenset(found), False)
        for part in _unpacked(data):
            found |= set(_met(part))
        return Named(frozenset(found))


def _met(data: mmap.mmap | bytes) -> Iterator[str]:
    for match in _NAMES.finditer(data):
        assert match.lastindex is not None
        yield _ALL[match.lastindex - 1]


def _unpacked(data: mmap.mmap) -> Iterator[bytes]:
    """What follows each heading that speaks of a stream of objects, inflated as far as it goes."""
    for found in _NAMES.finditer(data):
        if found.lastindex != _ALL.index(_PACKED) + 1:
            continue
        begin = _STREAM.search(data, found.end(), found.end() + _NEAR)
        if begin is None:
            continue
        packed = data[begin.end() : begin.end() + _UNPACKED]
        try:
            yield zlib.decompressobj().decompress(packed, _UNPACKED)
        except zlib.error:
            yield packed
