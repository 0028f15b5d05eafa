"""The page on a port of this machine, until it is told to stop."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import waitress

from audit.review import app
from audit.review.counts import Counts
from audit.review.desk import at_desk
from audit.review.doorway import Doorway
from audit.review.paper import Papers
from audit.review.rewrite import rewrite

_THREADS = 8


@dataclass(frozen=True, slots=True)
class Serving:
    """A page that waits for readers: where to find it, and `run`, which returns when it is interrupted."""

    address: str
    server: Any  # waitress has one class for an address and another for several

    def run(self) -> None:
        self.server.run()

    def stop(self) -> None:
        self.server.close()


@contextlib.contextmanager
def serving(out: Path, host: str, port: int, token: str) -> Iterator[Serving]:
    """The page over an output folder; port 0 takes any. Raises `StoreError`, and `OSError` for the port."""
    with at_desk(out):
        pass  # tells at once what is wrong with the folder
    with contextlib.closing(Papers()) as papers, contextlib.closing(Counts(out)) as counts:
        page = app.made(out, papers, counts, Doorway(token), partial(rewrite, out))
        server = waitress.create_server(
            page, host=host, port=port, threads=_THREADS, ident=None, max_request_body_size=app.MOST_BYTES
        )
        try:
            found = _port(server)
            entry = f"?token={token}" if token else ""
            yield Serving(f"http://{_shown(host)}:{found}/{'login' if token else ''}{entry}", server)
        finally:
            server.close()


def _port(server: Any) -> int:
    several = getattr(server, "effective_listen", None)
    port: int = several[0][1] if several else server.effective_port
    return port


def _shown(host: str) -> str:
    """A name by which others reach this machine, where it listens on all of its addresses."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
