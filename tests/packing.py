"""Zip archives as programs write them, and as an attacker does."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

_LOCAL = "<4sHHHHHIIIHH"
_ENTRY = "<4sHHHHHHIIIHHHHHII"
_END = "<4sHHHHIIH"


def packed(path: Path, contents: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def raw(path: Path, contents: Iterable[tuple[bytes, bytes]], extra: bytes = b"") -> Path:
    """An archive that does not say how its names are written; they may be anything, and there more than once."""
    body, entries = b"", b""
    number = 0
    for name, content in contents:
        crc = zlib.crc32(content)
        entries += _entry(name, crc, len(content), len(content), len(body), 0, extra)
        body += _local(name, crc, len(content), len(content), 0) + content
        number += 1
    path.write_bytes(body + entries + _end(number, len(entries), len(body)))
    return path


def empty_members(path: Path, number: int) -> Path:
    """Each entry leads to the same empty file."""
    local = _local(b"a.pdf", 0, 0, 0, 0)
    entries = b"".join(_entry(b"%07d.pdf" % n, 0, 0, 0, 0, 0) for n in range(number))
    path.write_bytes(local + entries + _end(min(number, 0xFFFF), len(entries), len(local)))
    return path


def overlapping(path: Path, number: int, size: int) -> Path:
    """Members that share one kernel of zeros, each quoting the header of the next (D. Fifield, A better zip bomb)."""
    content, data = bytes(size), _deflated(bytes(size))
    tail, entries = b"", []
    for n in reversed(range(number)):
        name, crc = b"%03d.pdf" % n, zlib.crc32(content)
        head = _local(name, crc, len(data), len(content), 8)
        tail = head + data
        entries.append((name, crc, len(data), len(content), len(tail)))
        # The data of the member before it: a stored block that holds this header, and all that follows.
        data = b"\x00" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF) + tail
        content = head + content
    listed = b"".join(_entry(*entry[:4], len(tail) - entry[4], 8) for entry in reversed(entries))
    path.write_bytes(tail + listed + _end(number, len(listed), len(tail)))
    return path


def lying(path: Path, content: bytes, said: int, crc: int | None = None) -> Path:
    """One deflated member whose headers say that it has `said` bytes."""
    data = _deflated(content)
    crc = zlib.crc32(content) if crc is None else crc
    local = _local(b"a.pdf", crc, len(data), said, 8) + data
    entry = _entry(b"a.pdf", crc, len(data), said, 0, 8)
    path.write_bytes(local + entry + _end(1, len(entry), len(local)))
    return path


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _local(name: bytes, crc: int, packed_size: int, size: int, method: int) -> bytes:
    return struct.pack(_LOCAL, b"PK\3\4", 20, 0, method, 0, 33, crc, packed_size, size, len(name), 0) + name


def _entry(name: bytes, crc: int, packed_size: int, size: int, at: int, method: int, extra: bytes = b"") -> bytes:
    fields = (20, 20, 0, method, 0, 33, crc, packed_size, size, len(name), len(extra), 0, 0, 0, 0, at)
    return struct.pack(_ENTRY, b"PK\1\2", *fields) + name + extra


def _end(number: int, size: int, at: int) -> bytes:
    return struct.pack(_END, b"PK\5\6", 0, 0, number, number, size, at, 0)
