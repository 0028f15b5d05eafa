"""Which files an audit is to read, and what the reports call them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audit.result import Source


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files in the order of their names, and what was met besides.

    other_files     how many files are not called *.pdf
    repeated_files  how many names lead, over links or overlapping folders, to a file that is listed already
    closed_folders  names of folders that could not be listed
    """

    sources: tuple[Source, ...]
    other_files: int
    repeated_files: int
    closed_folders: tuple[str, ...]


@dataclass(slots=True)
class _Walk:
    """What was met so far; folders and files are known by their resolved path."""

    out: str
    folders: set[str] = field(default_factory=set)
    found: dict[str, Source] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    repeated: int = 0
    closed: list[str] = field(default_factory=list)


def find(paths: Sequence[str | Path], out: Path) -> Inputs:
    """Every *.pdf (any case) below the paths; a path that is itself a file counts whatever it is called.

    The output folder is left out where it lies inside one of the paths. Links are followed, but every folder
    and every file is taken once: real ones before linked ones.
    """
    walk = _Walk(os.path.realpath(out))
    given = [Path(path) for path in paths]
    for path, prefix in zip(given, prefixes(given), strict=True):
        if _is_folder(path):
            _folder(walk, str(path), prefix)
        else:
            _file(walk, str(path), prefix or path.name)
    sources = sorted(walk.found.values(), key=lambda source: natural(source.name))
    return Inputs(
        tuple(Source(s.place, readable_name(s.name)) for s in sources),
        len(walk.others),
        walk.repeated,
        tuple(readable_name(name) for name in walk.closed),
    )


def prefixes(paths: Sequence[Path]) -> list[str]:
    """What goes in front of the names below each path: nothing for a single one, else the path's own name.

    Where two paths have the same own name, the part below their common parent tells them apart.
    """
    if len(paths) == 1:
        return [""]
    real = [path.resolve() for path in paths]
    own = [path.name or str(path) for path in real]
    if len(set(own)) == len(set(real)):
        return own
    parent = os.path.commonpath([path.parent for path in real])
    return [path.relative_to(parent).as_posix() for path in real]


def _folder(walk: _Walk, top: str, name: str) -> None:
    """Takes what is really there first, so that a link to it never decides its name."""
    waiting = [(top, name)]
    while waiting:
        path, label = waiting.pop(0)
        if _is_folder(path):
            waiting.extend(_real_folders(walk, path, label))
        else:
            _listed(walk, path, label)


def _real_folders(walk: _Walk, top: str, name: str) -> list[tuple[str, str]]:
    """Takes the files below a folder; gives back the links that it met, with their names."""
    links: list[tuple[str, str]] = []
    stack = [(top, name)]
    while stack:
        folder, label = stack.pop()
        real = os.path.realpath(folder)
        if real in walk.folders or (real == walk.out and folder != top):
            continue
        walk.folders.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: natural(entry.name))
        except OSError:
            walk.closed.append(label or Path(real).name)
            continue
        for entry in entries:
            inner = f"{label}/{entry.name}" if label else entry.name
            if entry.is_symlink():
                links.append((entry.path, inner))
            elif entry.is_dir():
                stack.append((entry.path, inner))
            else:
                _listed(walk, entry.path, inner)
    return links


def _is_folder(path: str | Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where a folder on the way is closed


def _listed(walk: _Walk, path: str, name: str) -> None:
    if name.lower().endswith(".pdf"):
        _file(walk, path, name)
    else:
        walk.others.add(os.path.realpath(path))


def _file(walk: _Walk, path: str, name: str) -> None:
    real = os.path.realpath(path)
    if real in walk.found:
        walk.repeated += 1
    else:
        walk.found[real] = Source(path, name)


def natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sorting key that puts 2 before 10, folder by folder; the name itself decides between equals."""
    return tuple(part for folder in name.split("/") for part in (*_parts(folder), (-1, 0, ""))), name


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    for digits, words in re.findall(r"([0-9]+)|([^0-9]+)", text):
        yield (0, int(digits), "") if digits else (1, 0, words.casefold())


def readable_name(name: str) -> str:
    r"""A file's name as it can stand in a report: bytes that are no UTF-8 as \xb5, line breaks as \n.

    The backslash itself is doubled, so that two names never become one.
    """
    return "".join(_readable(char) for char in name)


def _readable(char: str) -> str:
    if char == "\\":
        return "\\\\"
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{ord(char):04x}"
    return char
