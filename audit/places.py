"""Places to read from: local paths, and whatever fsspec knows by a URL (s3://…, sftp://…, https://…).

No message holds an address: it may carry a password or a signature.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from fsspec.core import url_to_fs

from audit.names import natural
from extract.errors import ExtractError, Unreadable

# At least two letters: C:// is a drive.
_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]+::)*[A-Za-z][A-Za-z0-9+.-]+://")
_LOCAL = re.compile(r"(?:file|local)://")
_DEEPEST = 50  # folders; a page may link to ever deeper ones
_HOST = re.compile(r"(?:sftp|ssh|ftp|smb)://[^/]*")  # whose root is / and not the empty name
_WEB = re.compile(r"https?://", re.IGNORECASE)
# Where the package is not called what fsspec calls it, or more than one would do.
_PACKAGES = {
    "s3": "s3fs", "s3a": "s3fs", "sftp": "paramiko", "ssh": "paramiko", "http": "aiohttp", "https": "aiohttp",
    "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "abfss": "adlfs", "hdfs": "pyarrow",
    "smb": "smbprotocol", "oss": "ossfs", "webdav": "webdav4", "github": "requests", "webhdfs": "requests",
    "git": "pygit2", "libarchive": "libarchive-c",
}  # fmt: skip
# What file systems call the marks that move with every change of a file.
_MARKS = ("etag", "mtime", "lastmodified", "last-modified", "last_modified", "updated", "md5", "content-md5", "md5hash")

_IN_PARTS = "服务器不支持分段读取，请先下载压缩包再审核"


class Unusable(Exception):  # noqa: N818 - named for what is wrong with the PATH
    """A PATH that nothing can be read from; says in Chinese why."""


class NoRoom(OSError):  # noqa: N818 - named for what is wrong
    """The disk of the temporary files is full: no file is to blame, and the next run reads them all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file below a URL: its name there with /, "" for the URL itself; see `Source` for the rest."""

    place: str
    name: str
    refused: str = ""
    listed: str = ""


def is_url(place: str) -> bool:
    return bool(_URL.match(place))


def unwrapped(place: str) -> str:
    """The local path for a file:// URL; other places as they are."""
    return str(url_to_fs(place)[1]) if _LOCAL.match(place) else place


def opened(place: str, seekable: bool = False) -> IO[bytes]:
    """The file at a place. A web server need not allow to seek, so that must be asked for. Raises `Unreadable`."""
    with told():
        if is_url(place):
            system, path = _system(place)
            whole = {"block_size": 0} if _WEB.match(place) and not seekable else {}
            file: IO[bytes] = system.open(path, "rb", **whole)
            if seekable and not file.seekable():
                file.close()
                raise Unreadable(_IN_PARTS)
            return file
        if not stat.S_ISREG(Path(place).stat().st_mode):
            raise Unreadable("不是普通文件（管道、设备等）")
        return Path(place).open("rb")


def stamp(place: str) -> str | None:
    """See `audit.sources.stamp`."""
    try:
        if is_url(place):
            system, path = _system(place)
            return _marks(system.info(path)) or None
        found = Path(place).stat()
    except Exception:
        # Broad on purpose: each kind of server has its own errors, and without a stamp the file is just read.
        return None
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}"


def listing(url: str, closed: list[str]) -> Iterator[Entry]:
    """The files below a URL, folder by folder; adds to `closed` the names of folders that can't be listed.

    Raises `Unusable` where there is nothing at the URL, or no way to ask.
    """
    try:
        system, root = _system(url if not _HOST.fullmatch(url) else f"{url}/")
        if not _is_folder(system, root, url):
            yield Entry(url, "", listed=_marks(system.info(root)))
            return
        entries = system.ls(root, detail=True)
    except Exception as error:
        # Broad on purpose: each kind of server has its own errors.
        raise Unusable(_why(error)) from error
    stack: list[tuple[str, Any]] = [(root, entries)]
    seen = {root.rstrip("/")}
    base = root.rstrip("/") + "/" if root else ""
    while stack:
        folder, entries = stack.pop()
        try:
            if folder.count("/") > base.count("/") + _DEEPEST:
                raise Unreadable("文件夹的层数过多")
            entries = system.ls(folder, detail=True) if entries is None else entries
        except Exception:
            closed.append(_name(folder, root))
            continue
        inner = []
        for entry in sorted(entries, key=lambda entry: natural(entry["name"])):
            path = entry["name"]
            if path.rstrip("/") in seen or not path.startswith(base) or _is_detour(path):
                continue
            seen.add(path.rstrip("/"))
            if entry["type"] == "directory":
                inner.append((path, None))
            else:
                yield _entry(url, root, path, entry)
        stack.extend(reversed(inner))


def parts(url: str) -> list[str]:
    """Host and folders of a URL, without user and password."""
    link = next(link for link in url.split("::") if "://" in link)
    rest = _plain(link).split("://", 1)[1]
    found = [part for part in rest.split("/") if part]
    return [found[0].rpartition("@")[2], *found[1:]] if found else [link.split("://")[0]]


@contextmanager
def told() -> Iterator[None]:
    """Whatever reading a file may raise becomes `Unreadable`, but for what is the fault of this machine."""
    try:
        yield
    except (ExtractError, MemoryError, NoRoom):
        raise
    except Exception as error:
        # Broad on purpose: each kind of server has its own errors.
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom("临时文件夹已满，请腾出空间，或用环境变量 TMPDIR 另指一处") from error
        raise Unreadable(_why(error)) from error


def _system(url: str) -> tuple[Any, str]:
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        kind = url.split("::")[-1].split("://")[0].lower()
        for each in (link.split("://")[0].lower() for link in url.split("::")):
            kind = each if each in _PACKAGES else kind
        raise Unreadable(f"读取 {kind}:// 需要另装软件包：pip install {_PACKAGES.get(kind, kind)}") from error
    except ValueError as error:
        raise Unreadable(f"不认识 {url.split('://')[0]}:// 这种地址") from error
    return system, str(path)


def _is_folder(system: Any, root: str, url: str) -> bool:
    if _WEB.match(url):  # a server says of any page that it is there; only its name tells
        return not _plain(url).lower().endswith((".pdf", ".zip"))
    return bool(system.isdir(root))


def _entry(url: str, root: str, path: str, info: Any) -> Entry:
    name = _name(path, root)
    place = path if is_url(path) else _below(url, path[len(root) :].lstrip("/"))
    if _system(place)[1] != path:
        return Entry(place, name, "名称中有网址不能表示的字符，请改名后重新审核")
    return Entry(place, name, listed=_marks(info))


def _is_detour(path: str) -> bool:
    """Whether a link of a web page leads over . or .. to what has a name without them."""
    return bool(_WEB.match(path)) and not {".", ".."}.isdisjoint(_plain(path).split("/"))


def _below(url: str, name: str) -> str:
    links = url.split("::")
    at = next(i for i, link in enumerate(links) if "://" in link)
    links[at] = links[at] + ("" if links[at].endswith("/") else "/") + name
    return "::".join(links)


def _name(path: str, root: str) -> str:
    parts = _plain(path)[len(_plain(root)) :].split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _plain(url: str) -> str:
    """A web address as people read it: no query, no percent signs."""
    return unquote(re.split(r"[?#]", url, maxsplit=1)[0]) if _WEB.match(url) else url


def _marks(info: Any) -> str:
    known = {str(key).lower(): value for key, value in info.items()}
    marks = [str(known[key]) for key in _MARKS if known.get(key)]
    return "-".join([str(known.get("size")), *marks]) if marks else ""


def _why(error: Exception) -> str:
    if isinstance(error, ExtractError):
        return error.reason
    status = getattr(error, "status", None) or getattr(error.__cause__, "status", None)
    if status not in (None, 404):
        return f"服务器答复 {status}"
    if isinstance(error, FileNotFoundError):
        return "文件已不存在，或链接所指的文件不存在"
    if isinstance(error, PermissionError):
        return "没有读取此文件的权限"
    if isinstance(error, TimeoutError):
        return "服务器没有在限时内答复"
    if isinstance(error, ValueError) and "range requests" in str(error):
        return _IN_PARTS
    said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else type(error).__name__
    return f"无法取得文件（{said}）"
