"""What one file may take before the audit gives it up; the defaults, and what a reviewer is told."""

from __future__ import annotations

from dataclasses import dataclass

from extract.errors import OverLimit

_MEGABYTE = 1024 * 1024
# The second attempt at a file whose process was lost only reads, which is the lesser part of the work.
_FIRST_SHARE = 0.75
# What engines in C++ say that get no more memory (the standard library, OpenCV, ONNX Runtime, the system).
_STARVED = ("bad_alloc", "Insufficient memory", "out of memory", "Cannot allocate memory", "bad allocation")


class Exceeded(str):
    """A sentence that names a limit: what was too much, and the option that raises it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """For each file.

    pages      the most pages a file may have
    seconds    wall time from when its process begins with it until its result, a second attempt included
    memory_mb  MiB that its process may take beyond what it held before
    size_mb    MiB on disk, for a member of an archive once it is unpacked
    """

    pages: int = 2000
    seconds: float = 300
    memory_mb: int = 3072
    size_mb: int = 500

    @property
    def memory(self) -> int:
        """In bytes."""
        return self.memory_mb * _MEGABYTE

    @property
    def size(self) -> int:
        """In bytes."""
        return self.size_mb * _MEGABYTE

    @property
    def attempts(self) -> tuple[float, float]:
        """The seconds of the first attempt at a file, and of a second where the first one was lost."""
        return self.seconds * _FIRST_SHARE, self.seconds * (1 - _FIRST_SHARE)

    def check_size(self, size: int) -> None:
        """Raises `OverLimit` for a file of so many bytes."""
        if size > self.size:
            said = f"文件有 {size / _MEGABYTE:.1f} MB，超过每个文件 {self.size_mb} MB 的限额（可用 --max-size 放宽）"
            raise OverLimit(said)

    def check_pages(self, pages: int) -> None:
        """Raises `OverLimit` for a file of so many pages."""
        if pages > self.pages:
            said = f"文件有 {pages} 页，超过每个文件 {self.pages} 页的限额（可用 --max-pages 放宽）"
            raise OverLimit(said)


def out_of_time(seconds: float) -> Exceeded:
    """`seconds` is the whole of the limit, not the share of one attempt."""
    return Exceeded(f"没有在每个文件 {seconds:g} 秒的限时内处理完（可用 --max-seconds 放宽）")


def out_of_memory(memory_mb: int) -> Exceeded:
    return Exceeded(f"处理所需的内存超过每个文件 {memory_mb} MB 的限额（可用 --max-memory 放宽）")


def starved(error: BaseException) -> bool:
    """Whether the error tells of memory that could not be had."""
    return isinstance(error, MemoryError) or any(word in str(error) for word in _STARVED)
