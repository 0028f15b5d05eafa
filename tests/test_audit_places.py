"""Places other than a folder: every one of them a real server or file system."""

from __future__ import annotations

import functools
import http.server
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import fsspec
import pytest

from audit import inputs, places
from audit.limits import Limits
from audit.result import Source
from audit.sources import fetched, stamp
from extract.errors import OverLimit, Unreadable
from tests.packing import packed

MB = 1024 * 1024


class Plain(http.server.SimpleHTTPRequestHandler):
    """A folder as Python serves it: no parts of files, names in percent signs."""

    def log_message(self, format: str, *args: Any) -> None: ...

    def do_GET(self) -> None:
        if self.path.startswith("/denied"):
            self.send_error(403)
        elif self.path == "/endless.pdf":
            self.endless()
        elif self.path in ("/linked", "/linked/"):
            self.links("a.pdf", "a.pdf", "./", "/linked/", "/linked/a.pdf", "/b.pdf", "/linked2/b.pdf", "x/../../b.pdf")
        elif self.path.startswith("/deeper/"):
            self.links("x/", "a.pdf")
        else:
            with suppress(ConnectionError):  # the other side had enough
                super().do_GET()

    def links(self, *links: str) -> None:
        page = "".join(f'<a href="{link}">x</a>' for link in links).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def endless(self) -> None:
        """Never says how long it is."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(bytes(MB))
        except OSError:
            return  # the other side had enough

    def do_HEAD(self) -> None:
        if self.path == "/endless.pdf":
            self.send_response(200)
            self.end_headers()
        else:
            super().do_HEAD()


class InParts(Plain):
    """Gives parts of files, as nginx and Apache do."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        asked = self.headers.get("Range")
        if asked is None or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, last = (int(part) for part in asked.removeprefix("bytes=").split("-"))
        part = data[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)


@pytest.fixture(params=[Plain, InParts])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a web server over tmp_path/served."""
    pytest.importorskip("aiohttp")
    (tmp_path / "served").mkdir()
    handler = functools.partial(request.param, directory=str(tmp_path / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def found(*paths: str) -> tuple[Source, ...]:
    return inputs.find(paths, Path("nowhere")).sources


def read(source: Source, limits: Limits | None = None) -> bytes:
    with fetched(source, limits or Limits()) as path:
        return path.read_bytes()


def contents(*paths: str) -> dict[str, bytes]:
    return {source.name: read(source) for source in found(*paths)}


def test_a_url_is_told_from_a_path() -> None:
    assert all(map(places.is_url, ("s3://a", "zip://a::/b.zip", "simplecache::s3://a/b", "HTTP://a", "memory://")))
    assert not any(map(places.is_url, ("C://a", "a/b://c", "a::b", "./s3://a", "/zip://", "自评表")))


def test_files_in_memory(memory: Any) -> None:
    memory.pipe({"/in/b.pdf": b"1", "/in/某局/a b#1.PDF": b"2", "/in/notes.txt": b"", "/in2/c.pdf": b"3"})
    assert contents("memory://in") == contents("memory://in/") == {"b.pdf": b"1", "某局/a b#1.PDF": b"2"}
    assert inputs.find(["memory://in"], Path("nowhere")).other_files == 1
    assert contents("memory://in/b.pdf") == {"b.pdf": b"1"}
    assert contents("memory://in", "memory://in2") == {"in/b.pdf": b"1", "in/某局/a b#1.PDF": b"2", "in2/c.pdf": b"3"}
    assert set(contents("memory://")) == {"in/b.pdf", "in/某局/a b#1.PDF", "in2/c.pdf"}
    assert contents("memory://in", "memory://in/某局") == {"in/b.pdf": b"1", "in/某局/a b#1.PDF": b"2"}


def test_archives_in_memory(memory: Any, tmp_path: Path) -> None:
    memory.pipe("/in/x.zip", packed(tmp_path / "x.zip", {"a.pdf": b"1", "b.pdf": b"2"}).read_bytes())
    memory.pipe("/in/bad.zip", b"no archive")
    (bad, first, second) = found("memory://in")
    assert (bad.name, first.name, second.name) == ("bad.zip", "x.zip/a.pdf", "x.zip/b.pdf")
    assert "不是 zip" in bad.refused
    assert (read(first), read(second)) == (b"1", b"2")
    assert contents("memory://in/x.zip") == contents("zip://::memory://in/x.zip") == {"a.pdf": b"1", "b.pdf": b"2"}


def test_a_file_url_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "自评表 一.pdf").write_bytes(b"1")
    (source,) = found(f"file://{tmp_path}")
    assert source == Source(str(tmp_path / "自评表 一.pdf"), "自评表 一.pdf")


def test_a_folder_and_its_archive_on_a_web_server(server: str, tmp_path: Path) -> None:
    top = tmp_path / "served"
    (top / "青禾县 局").mkdir()
    (top / "青禾县 局" / "自评表 100%.pdf").write_bytes(b"1")
    (top / "b.PDF").write_bytes(b"2" * 12 * MB)
    (top / "other.txt").write_bytes(b"")
    for url in (server, f"{server}/"):
        assert contents(url) == {"b.PDF": b"2" * 12 * MB, "青禾县 局/自评表 100%.pdf": b"1"}
    assert contents(f"{server}/b.PDF?signature=secret") == {"b.PDF": b"2" * 12 * MB}
    with pytest.raises(OverLimit, match="--max-size"):
        read(found(server)[0], Limits(size_mb=2))


def test_links_of_a_page_lead_to_each_file_below_it_once(server: str) -> None:
    for url in (f"{server}/linked/", f"{server}/linked"):
        found = inputs.find([url], Path("nowhere"))
        assert [source.name for source in found.sources] == ["a.pdf"]
        assert (found.other_files, found.repeated_files) == (0, 0)


def test_folders_without_end_come_to_one(server: str) -> None:
    found = inputs.find([f"{server}/deeper/"], Path("nowhere"))
    assert [source.name for source in found.sources][:2] == ["a.pdf", "x/a.pdf"]
    assert len(found.sources) < 100
    assert len(found.closed_folders) == 1


def test_an_archive_on_a_web_server(server: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    packed(tmp_path / "served" / "x.zip", {"a.pdf": os.urandom(MB), "b.pdf": b"2"})
    listed = found(f"{server}/x.zip")
    if "InParts" in request.node.name:
        assert [source.name for source in listed] == ["a.pdf", "b.pdf"]
        assert read(listed[1]) == b"2"
    else:
        assert [source.name for source in listed] == ["x.zip"]
        assert "先下载" in listed[0].refused


def test_a_stream_without_end_is_cut(server: str) -> None:
    with pytest.raises(OverLimit):
        read(Source(f"{server}/endless.pdf", "endless.pdf"), Limits(size_mb=2))


def test_what_a_web_server_refuses_is_told_without_its_address(server: str) -> None:
    for place, why in (("denied.pdf?key=secret", "403"), ("gone.pdf?key=secret", "不存在")):
        with pytest.raises(Unreadable) as error:
            read(Source(f"{server}/{place}", "a.pdf"))
        assert why in error.value.reason
        assert "secret" not in error.value.reason
    with pytest.raises(places.Unusable, match="不存在"):
        found(f"{server}/gone.pdf")
    with pytest.raises(places.Unusable):
        found("http://127.0.0.1:9/nobody/listens")


def test_a_web_file_is_known_again_by_what_the_server_says(server: str, tmp_path: Path) -> None:
    file = tmp_path / "served" / "a.pdf"
    file.write_bytes(b"1")
    os.utime(file, (10**9, 10**9))
    source = Source(f"{server}/a.pdf", "a.pdf")
    first = stamp(source)
    assert first == stamp(source)
    file.write_bytes(b"2")
    assert first is None or stamp(source) != first


def test_a_place_that_says_nothing_of_changes_has_no_stamp(memory: Any) -> None:
    memory.pipe("/in/b.pdf", b"1")
    assert stamp(found("memory://in")[0]) is None
    assert stamp(Source("memory://gone.pdf", "")) is None


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    for url in ("s3://bucket/folder", "simplecache::s3://bucket/a.pdf"):
        with pytest.raises(places.Unusable, match="pip install s3fs"):
            found(url)
    assert "pip install s3fs" in found("zip://::s3://bucket/a.zip")[0].refused
    with pytest.raises(Unreadable, match="pip install s3fs"):
        read(Source("s3://bucket/a.pdf", "a.pdf"))


def test_an_unknown_kind_of_place_is_no_path() -> None:
    with pytest.raises(places.Unusable, match="nosuch://"):
        found("nosuch://a/b")


def test_a_folder_that_cannot_be_listed_is_named(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe({"/in/b.pdf": b"1", "/in/closed/a.pdf": b"2"})
    usual = type(memory).ls

    def ls(self: Any, path: str, detail: bool = True, **more: Any) -> Any:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return usual(self, path, detail, **more)

    monkeypatch.setattr(type(memory), "ls", ls)
    listed = inputs.find(["memory://in"], Path("nowhere"))
    assert [source.name for source in listed.sources] == ["b.pdf"]
    assert listed.closed_folders == ("closed",)


def test_a_password_in_an_address_is_in_no_name() -> None:
    assert places.parts("sftp://me:secret@host/a/b") == ["host", "a", "b"]
    assert places.parts("zip://x::sftp://me:secret@host") == ["x"]
    assert places.parts("https://host/%E8%A1%A8.pdf?key=secret") == ["host", "表.pdf"]
