"""What a result depends on besides the file's content: when any of it changes, the file is read anew."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from audit.pipeline import Options

# What reads, measures or recognises; another version may read otherwise.
_ENGINES = (
    "selfeval",
    "pypdfium2",
    "pdfplumber",
    "pdfminer.six",
    "camelot-py",
    "playa-pdf",
    "rapidocr",
    "onnxruntime",
    "opencv-python-headless",
    "numpy",
)
_ROOMS = ("extract", "normalize", "validate")
_DATA = (".py", ".toml")


def fingerprint(options: Options) -> str:
    """A digest of everything that a result is made with, the limits left out: they shorten a result or don't.

    Rules chosen for the lists and the outputs themselves are no part of it.
    """
    readers = [options.reader, *options.confirmers, *([options.scanner] if options.scanner else [])]
    templates = {f.name: getattr(options.templates, f.name) for f in fields(options.templates) if f.compare}
    parts: list[Any] = [program(), [reader.name for reader in readers], templates, options.policy]
    content = msgspec.json.encode(parts, order="deterministic", enc_hook=_pattern)
    return hashlib.sha256(content).hexdigest()


def _pattern(value: object) -> str:
    if isinstance(value, re.Pattern):
        return str(value.pattern)
    raise NotImplementedError(type(value))


@cache
def program() -> str:
    """A digest of the versions of the engines and of our own code and data, which change without a version, too."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in _ENGINES:
        digest.update(f"{name} {_version(name)}\n".encode())
    for room in _ROOMS:
        for path, content in _sources(files(room), room):
            digest.update(f"{path} {hashlib.sha256(content).hexdigest()}\n".encode())
    for each in sorted(files("audit").iterdir(), key=lambda each: each.name):
        if each.name.endswith(".py"):  # not its folders: exports and store shape no result
            digest.update(f"{each.name} {hashlib.sha256(each.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _sources(each, f"{name}/{each.name}")
        elif each.name.endswith(_DATA):
            yield f"{name}/{each.name}", each.read_bytes()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
