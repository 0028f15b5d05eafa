"""Files on an SFTP server: a real one, in a thread of the test."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit import archives, inputs, places
from audit.limits import Limits
from audit.result import Source
from audit.sources import fetched, stamp
from extract.errors import OverLimit, Unreadable
from tests.packing import packed

paramiko: Any = pytest.importorskip("paramiko")
PASSWORD = "secret"


class Door(paramiko.ServerInterface):  # type: ignore[misc] # paramiko has no types
    def check_auth_password(self, _name: str, password: str) -> int:
        return int(paramiko.AUTH_SUCCESSFUL if password == PASSWORD else paramiko.AUTH_FAILED)

    def check_channel_request(self, _kind: str, _number: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


class Folder(paramiko.SFTPServerInterface):  # type: ignore[misc] # as above
    """Serves the folder `top`."""

    def __init__(self, server: Any, top: Path) -> None:
        super().__init__(server)
        self.top = top

    def list_folder(self, path: str) -> Any:
        found = []
        for name in sorted(os.listdir(self._place(path))):  # noqa: PTH208 - names are wanted
            entry = self.lstat(f"{path}/{name}")
            entry.filename = name
            found.append(entry)
        return found

    def stat(self, path: str) -> Any:
        return self._asked(path, os.stat)

    def lstat(self, path: str) -> Any:
        return self._asked(path, os.lstat)

    def open(self, path: str, flags: int, _attr: Any) -> Any:
        try:
            file = self._place(path).open("rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = file
        handle.stat = lambda: self.stat(path)
        return handle

    def _asked(self, path: str, how: Any) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(how(self._place(path)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def _place(self, path: str) -> Path:
        return self.top / path.lstrip("/")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server over tmp_path/served, without what it asks for."""
    top = tmp_path / "served"
    top.mkdir()
    key = paramiko.RSAKey.generate(2048)
    transports: list[Any] = []

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Folder, top)
            transport.start_server(server=Door())
            transports.append(transport)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    archives.release()
    for transport in transports:
        transport.close()


def found(*paths: str) -> tuple[Source, ...]:
    return inputs.find(paths, Path("nowhere")).sources


def read(source: Source, limits: Limits | None = None) -> bytes:
    with fetched(source, limits or Limits()) as path:
        return path.read_bytes()


def test_files_archives_links_and_limits(server: str, tmp_path: Path) -> None:
    top = tmp_path / "served" / "报送"
    (top / "某局").mkdir(parents=True)
    (top / "某局" / "自评表 一.pdf").write_bytes(b"1")
    (top / "link.pdf").symlink_to(top / "某局" / "自评表 一.pdf")
    (top / "loop").symlink_to(top)
    packed(top / "x.zip", {"a.pdf": b"2" * 3_000_000})
    assert len(found(f"sftp://me:{PASSWORD}@{server}")) == 3
    url = f"sftp://me:{PASSWORD}@{server}/报送"
    listed = found(url)
    assert [source.name for source in listed] == ["link.pdf", "x.zip/a.pdf", "某局/自评表 一.pdf"]
    assert [read(source) for source in listed] == [b"1", b"2" * 3_000_000, b"1"]
    with pytest.raises(OverLimit):
        read(listed[1], Limits(size_mb=1))
    assert not any(PASSWORD in source.name for source in found(url, f"sftp://me:{PASSWORD}@{server}"))


def test_a_file_is_known_again_until_it_changes(server: str, tmp_path: Path) -> None:
    file = tmp_path / "served" / "a.pdf"
    file.write_bytes(b"1")
    os.utime(file, (10**9, 10**9))
    (source,) = found(f"sftp://me:{PASSWORD}@{server}/")
    assert stamp(source) == stamp(Source(source.place, source.name)) is not None
    os.utime(file, (10**9, 10**9 + 1))
    assert stamp(Source(source.place, source.name)) != stamp(source)


def test_a_door_that_stays_closed_and_a_file_that_went(server: str, tmp_path: Path) -> None:
    with pytest.raises(places.Unusable) as error:
        found(f"sftp://me:wrong-{PASSWORD}@{server}/")
    assert PASSWORD not in str(error.value)
    (tmp_path / "served" / "a.pdf").write_bytes(b"1")
    (source,) = found(f"sftp://me:{PASSWORD}@{server}/")
    (tmp_path / "served" / "a.pdf").unlink()
    with pytest.raises(Unreadable, match="不存在"):
        read(source)
