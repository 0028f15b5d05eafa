"""Writing files so that they are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replacing(*paths: Path) -> Iterator[tuple[IO[bytes], ...]]:
    """Files to write to, put in place together once the block has ended well and all are on the disk.

    Raises `OSError`. What an earlier attempt left behind when it was killed is overwritten: one process at a time.
    """
    new = [path.with_name(f".{path.name}.new") for path in paths]
    try:
        with ExitStack() as stack:
            for path in new:
                path.unlink(missing_ok=True)  # it may be a link to somewhere else
            handles = tuple(stack.enter_context(path.open("xb")) for path in new)
            yield handles
            for handle in handles:
                handle.flush()
                os.fsync(handle.fileno())
        for temporary, path in zip(new, paths, strict=True):
            temporary.replace(path)
    except BaseException:
        # Also on an interrupt: no half-written file stays behind.
        for path in new:
            path.unlink(missing_ok=True)
        raise
