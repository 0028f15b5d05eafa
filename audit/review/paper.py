"""Pages of the audited files as pictures, drawn in processes of their own: a file that breaks one costs one picture."""

from __future__ import annotations

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from queue import Empty, Queue
from threading import Lock
from typing import Any, TypeVar

from PIL import Image

from audit.limits import Limits
from audit.result import Source
from audit.sources import fetched
from audit.workers import Crew
from extract.errors import ExtractError
from extract.opening import opened
from extract.render import page_of, picture

DPI = (110, 220)  # to read, and to look closely
_LIMITS = Limits(seconds=20, memory_mb=1024)
_PROCESSES = 2
_BUSY_SECONDS = 30
_KEPT = 300  # pictures of some 100 kB
_QUALITY = 85
Value = TypeVar("Value")


class Unseen(Exception):  # noqa: N818 - named for what becomes of the page
    """A page that can't be shown; the text says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page (from 1) of the file of that content, which lies at one of these places."""

    places: tuple[str, ...]
    sha256: str
    page: int


class Papers:
    """Draws pages, and keeps those drawn last; for any number of threads."""

    def __init__(self, processes: int = _PROCESSES) -> None:
        self._all = [Crew(1, _LIMITS) for _ in range(processes)]
        self._idle: Queue[Crew] = Queue()
        for crew in self._all:
            self._idle.put(crew)
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = Lock()

    def size(self, wanted: Wanted) -> tuple[float, float]:
        """Width and height of the page as displayed, in points. Raises `Unseen`."""
        found: tuple[float, float] = self._had((wanted.sha256, wanted.page), _measured, wanted)
        return found

    def picture(self, wanted: Wanted, dpi: int) -> bytes:
        """The page as WebP. Raises `Unseen`."""
        found: bytes = self._had((wanted.sha256, wanted.page, dpi), _drawn, (wanted, dpi))
        return found

    def close(self) -> None:
        for crew in self._all:
            crew.__exit__()

    def _had(self, key: tuple[Any, ...], work: Callable[[Any], Any], task: Any) -> Any:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value, why = self._done(work, task)
        if why:
            raise Unseen(why)
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return value

    def _done(self, work: Callable[[Any], Any], task: Any) -> tuple[Any, str]:
        try:
            crew = self._idle.get(timeout=_BUSY_SECONDS)
        except Empty:
            return None, "正在绘制别的页面，请稍候再试"
        try:
            for _at, done in crew.run([task], work, _lost):
                return done  # type: ignore[no-any-return]
            return None, "页面无法绘制"
        finally:
            self._idle.put(crew)


def _lost(_task: object, cause: str) -> tuple[None, str]:
    return None, f"页面无法绘制：{cause}"


def _measured(wanted: Wanted) -> tuple[tuple[float, float] | None, str]:
    def work(path: Path) -> tuple[float, float]:
        with opened(path) as document, closing(page_of(document, wanted.page)) as page:
            width, height = page.get_size()
            return width, height

    return _with_file(wanted, work)


def _drawn(task: tuple[Wanted, int]) -> tuple[bytes | None, str]:
    wanted, dpi = task

    def work(path: Path) -> bytes:
        with opened(path) as document, closing(page_of(document, wanted.page)) as page:
            shown = picture(page, dpi)
        file = io.BytesIO()
        Image.fromarray(shown.pixels).save(file, "WEBP", quality=_QUALITY, method=1)
        return file.getvalue()

    return _with_file(wanted, work)


def _with_file(wanted: Wanted, work: Callable[[Path], Value]) -> tuple[Value | None, str]:
    """What comes of the first place that still holds the content; why none does."""
    why = "没有记下这个文件的位置"
    for place in wanted.places:
        try:
            with _the_very(place, wanted.sha256) as path:
                return work(path), ""
        except ExtractError as error:
            why = f"{error.reason}。{error.remedy}"
        except OSError:
            why = "文件已不在审核时的位置，或没有读取的权限"
        except _Changed:
            why = "文件在审核之后被改动过；请重新审核"
    return None, why


class _Changed(Exception):  # noqa: N818 - named for what became of the file
    """The file is not the one that was audited."""


@contextmanager
def _the_very(place: str, sha256: str) -> Iterator[Path]:
    with fetched(Source(place, place), _LIMITS) as path:
        found = path.stat()
        if _digest(path, found.st_size, found.st_mtime_ns) != sha256:
            raise _Changed
        yield path


@lru_cache(maxsize=256)
def _digest(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
