"""Which files an audit is to read."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from audit import archives, places, sources
from audit.names import natural, prefixes, readable_name, unique
from audit.places import Unusable
from audit.result import Source
from extract.errors import Unreadable

# A part of an archive as PATH: zip://folder::PLACE.
_WITHIN = re.compile(r"zip://(.*?)::(.+)", re.DOTALL)


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
    """What was met so far; folders and files are known by their resolved path or their URL."""

    out: str
    folders: set[str] = field(default_factory=set)
    found: dict[str, Source] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    repeated: int = 0
    closed: list[str] = field(default_factory=list)


def find(paths: Sequence[str | Path], out: Path) -> Inputs:
    """Every *.pdf (any case) below the paths; a path that is itself a file counts whatever it is called.

    A path may be an fsspec URL, too. A *.zip is taken for a folder of its name; one that can't be read, or that lies
    in another, is a source with the reason. The output folder is left out where it lies inside one of the paths.
    Links are followed, but every folder and every file is taken once: real ones before linked ones.

    Raises `Unusable` for a URL that leads nowhere.
    """
    walk = _Walk(os.path.realpath(out))
    given = [places.unwrapped(str(path)) for path in paths]
    for path, prefix in zip(given, prefixes([_parts(path) for path in given]), strict=True):
        _given(walk, path, prefix)
    ordered = sorted(walk.found.values(), key=lambda source: natural(source.name))
    names = unique(readable_name(source.name) for source in ordered)
    return Inputs(
        tuple(replace(source, name=name) for source, name in zip(ordered, names, strict=True)),
        len(walk.others),
        walk.repeated,
        tuple(readable_name(name) for name in walk.closed),
    )


def _parts(path: str) -> list[str]:
    within = _WITHIN.fullmatch(path)
    path = within[2] if within else path
    return places.parts(path) if places.is_url(path) else list(Path(path).resolve().parts)


def _given(walk: _Walk, path: str, prefix: str) -> None:
    within = _WITHIN.fullmatch(path)
    if within:
        before = len(walk.found)
        _archive(walk, within[2], prefix or _parts(within[2])[-1], prefix, within[1].strip("/"))
        if len(walk.found) == before:
            raise Unusable(f"压缩包内没有 {within[1]}")
    elif places.is_url(path):
        _remote(walk, path, prefix)
    elif _is_folder(path):
        _folder(walk, path, prefix)
    elif _is_archive(path):
        _archive(walk, path, prefix or Path(path).name, prefix)
    else:
        _file(walk, path, prefix or Path(path).name)


def _remote(walk: _Walk, url: str, prefix: str) -> None:
    closed: list[str] = []
    for entry in places.listing(url, closed):
        name = "/".join(part for part in (prefix, entry.name) if part) or _parts(url)[-1]
        if _named(name, ".zip") and not entry.refused:
            _archive(walk, entry.place, name, name if entry.name else prefix)
        elif not entry.name or _named(name, ".pdf"):
            _add(walk, entry.place, Source(entry.place, name, entry.refused, entry.listed))
        else:
            walk.others.add(entry.place)
    walk.closed.extend("/".join(part for part in (prefix, name) if part) for name in closed)


def _archive(walk: _Walk, place: str, name: str, label: str, within: str = "") -> None:
    """Takes the members of an archive, `label` in front of their names; `within` is a folder or file in it."""
    real = place if places.is_url(place) else os.path.realpath(place)
    if not _add(walk, real, Source(place, name)):
        return
    whole = sources.stamp(Source(place, name)) or ""
    try:
        with places.told(), places.opened(place, seekable=True) as file:
            members = list(archives.members(file))
    except Unreadable as error:
        walk.found[real] = Source(place, name, error.reason)
        return
    del walk.found[real]
    if not within:
        walk.folders.add(real)
    for member in members:
        inner = member.place(place)
        if within and not f"{member.name}/".startswith(f"{within}/"):
            continue
        if _named(member.name, ".pdf", ".zip") and not member.name.startswith("__MACOSX/"):
            listed = archives.stamp(member.position, member.size, member.crc, whole) if whole else ""
            called = f"{label}/{member.name}" if label else member.name
            _add(walk, member.place(real), Source(inner, called, member.refused, listed))
        else:
            walk.others.add(inner)


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


def _is_archive(path: str) -> bool:
    return _named(path, ".zip") and os.path.isfile(path)  # noqa: PTH113 - as above


def _named(name: str, *endings: str) -> bool:
    return name.lower().endswith(endings)


def _listed(walk: _Walk, path: str, name: str) -> None:
    if _is_archive(path):
        _archive(walk, path, name, name)
    elif _named(name, ".pdf"):
        _file(walk, path, name)
    else:
        walk.others.add(os.path.realpath(path))


def _file(walk: _Walk, path: str, name: str) -> None:
    _add(walk, os.path.realpath(path), Source(path, name))


def _add(walk: _Walk, real: str, source: Source) -> bool:
    """Whether the file is new."""
    if real in walk.found or real in walk.folders:
        walk.repeated += 1
        return False
    walk.found[real] = source
    return True
