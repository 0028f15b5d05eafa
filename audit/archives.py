"""Zip archives of PDFs: which members they have, and what is in one of them.

An archive is data from outside. No member's name is ever a path; its directory is read up to a limit before
it becomes objects; members that overlap (a few KB that unpack to petabytes) refuse the whole archive.
"""

from __future__ import annotations

import atexit
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from audit.names import encoding, inside
from audit.places import told
from extract.errors import Encrypted, Unreadable

MOST_MEMBERS = 100_000
_MOST_BYTES = 64 * 1024 * 1024  # of its directory
_BLOCK = 64 * 1024
_HEADER = 30  # bytes before a member's name and content
_SIGNATURE = b"PK\x01\x02"  # of each entry of the directory
_UTF8 = 0x800
_LOCKED = 0x1 | 0x40 | 0x2000
_UNICODE_PATH = 0x7075
_UNIX = 3
_PLACE = re.compile(r"zip://([0-9]+)-([0-9]+)-([0-9a-f]{8})::(.*)", re.DOTALL)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile, struct and zlib raise on bytes that are no archive.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, NotImplementedError)


class BadArchive(Unreadable):
    remedy = "请重新制作压缩包，或解压后再审核"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    position  in the archive's directory, from 0: names may be there twice
    name      below the archive, with /
    refused   in Chinese, why it can't be read
    """

    position: int
    name: str
    size: int
    crc: int
    refused: str = ""

    def place(self, outer: str) -> str:
        """Where it is, in an archive at the place `outer`."""
        return f"zip://{self.position}-{self.size}-{self.crc:08x}::{outer}"


def stamp(position: int, size: int, crc: int, whole: str) -> str:
    """That of a member of an archive with the stamp `whole`."""
    return f"{size}-{crc:08x}-{position}-{whole}"


def split(place: str) -> tuple[tuple[int, int, int], str] | None:
    """Position, size and CRC of the member at a place, and the place of its archive; None for other places."""
    found = _PLACE.fullmatch(place)
    return ((int(found[1]), int(found[2]), int(found[3], 16)), found[4]) if found else None


def members(file: IO[bytes]) -> Iterator[Member]:
    """The files in an archive, in its own order; raises `BadArchive` before the first where there is a doubt."""
    archive = Archive(file)
    for position, (info, name) in enumerate(zip(archive.infos, _names(archive.infos), strict=True)):
        if name and not info.is_dir() and not name.endswith("/"):
            yield Member(position, inside(name), info.file_size, info.CRC, _refused(info, name))


class Archive:
    """An open archive whose directory was found sound. Raises `BadArchive`."""

    def __init__(self, file: IO[bytes]) -> None:
        with _told("不是 zip 压缩包，或已损坏"):
            self._zip = zipfile.ZipFile(_Guarded(file))
        self.file = file
        self.infos = self._zip.infolist()
        if _overlap(self.infos):
            raise BadArchive("压缩包内的文件互相重叠，疑为恶意构造的压缩炸弹，未打开")

    @contextmanager
    def open(self, position: int, size: int, crc: int) -> Iterator[IO[bytes]]:
        """The content of a member, a few KB at a time; raises `BadArchive` or `Encrypted`, also while it is read."""
        info = self.infos[position] if position < len(self.infos) else None
        if info is None or (info.file_size, info.CRC) != (size, crc):
            raise BadArchive("压缩包在审核期间有改动")
        if info.flag_bits & _LOCKED:
            raise Encrypted("压缩包设有密码，无法取出此文件")
        if info.compress_type not in _METHODS:
            # Of the others, zipfile unpacks a whole block at once: a bomb before anybody can count.
            raise BadArchive("压缩包内此文件的压缩方法不常见，请用普通方式（Deflate）重新压缩")
        with _told("压缩包内此文件已损坏"), self._zip.open(info) as content:
            yield content

    def close(self) -> None:
        self._zip.close()
        self.file.close()


class _Guarded:
    """A file of which no directory can be read that is larger than the audit allows."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        with told():  # what a server refuses is no fault of the archive
            return self._read(size)

    def _read(self, size: int) -> bytes:
        if size < 0:  # asked for where the directory's end is looked for, behind a comment of 64 KB at most
            return self.file.read(2 * _BLOCK)
        if size > _MOST_BYTES:
            raise BadArchive(f"压缩包的目录超过 {_MOST_BYTES // 1024 // 1024} MB，未打开；请拆分压缩包")
        data = self.file.read(size)
        if data.count(_SIGNATURE) > MOST_MEMBERS:
            raise BadArchive(f"压缩包内的文件超过 {MOST_MEMBERS} 个，未打开；请拆分压缩包")
        return data


@contextmanager
def _told(reason: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise BadArchive(reason) from error
    except RuntimeError as error:
        raise Encrypted("压缩包设有密码，无法取出此文件") from error


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return True
        end = info.header_offset + _HEADER + info.compress_size
    return False


def _refused(info: zipfile.ZipInfo, name: str) -> str:
    mode = info.external_attr >> 16 if info.create_system == _UNIX else 0
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "是压缩包内的链接、管道或设备，不是普通文件"
    return "压缩包内的压缩包不再展开" if name.lower().endswith(".zip") else ""


def _names(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """As their writers meant them, with /; zipfile takes what isn't marked as UTF-8 for cp437."""
    raws = [None if info.flag_bits & _UTF8 else info.orig_filename.encode("cp437") for info in infos]
    common = encoding(b"\n".join(raw for raw in raws if raw is not None and not raw.isascii()))
    for info, raw in zip(infos, raws, strict=True):
        if raw is None:
            name = info.orig_filename
        elif raw.isascii():
            name = raw.decode("ascii")
        else:
            name = _unicode_path(info.extra, raw) or raw.decode(common if common != "cp437" else encoding(raw))
        yield name.replace("\\", "/")


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in UTF-8 that Info-ZIP puts beside one in another code (APPNOTE 4.6.9); "" where there is none."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(body) > 5 and int.from_bytes(body[1:5], "little") == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
    return ""


_open: dict[tuple[Any, ...], Archive] = {}


def kept(key: tuple[Any, ...], file: Any) -> Archive:
    """The archive that `file()` opens, kept open under the key: a process reads members of one after another."""
    # A forked process must not share the place in a file with its parent.
    key = (os.getpid(), *key)
    if key not in _open:
        release()
        opened = file()
        try:
            _open[key] = Archive(opened)
        except BaseException:
            opened.close()
            raise
    return _open[key]


@atexit.register
def release() -> None:
    """Closes the archive that was kept open."""
    while _open:
        _open.popitem()[1].close()
