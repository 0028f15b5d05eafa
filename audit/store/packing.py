"""A file's result as bytes and back: msgpack, compressed. Nothing in it is ever run, wherever a database is from."""

from __future__ import annotations

import dataclasses
import re
import zlib
from typing import TypeVar

import msgspec

from audit.result import FileResult
from validate.finding import Finding

Value = TypeVar("Value")

_RESULT = msgspec.msgpack.Decoder(FileResult)
_FINDING = msgspec.msgpack.Decoder(Finding)
_ENCODER = msgspec.msgpack.Encoder()
# Unpacked, a result has some 250 bytes a cell: what is larger was made to exhaust the memory.
_MOST_BYTES = 512 * 1024 * 1024
_FASTEST = 1
_SURROGATE = re.compile("[\ud800-\udfff]")


class Unusable(ValueError):  # noqa: N818 - named for what is wrong with the bytes
    """The bytes are no result: the database is damaged, or was written by something else."""


def packed(result: FileResult) -> bytes:
    """The bytes of a result. Characters that no output could hold become U+FFFD."""
    return _packed(result)


def unpacked(content: bytes) -> FileResult:
    """The result that `packed` made these bytes of; raises `Unusable`."""
    return _unpacked(content, _RESULT)


def packed_finding(finding: Finding) -> bytes:
    return _packed(finding)


def unpacked_finding(content: bytes) -> Finding:
    """Raises `Unusable`."""
    return _unpacked(content, _FINDING)


def _packed(value: object) -> bytes:
    try:
        content = _ENCODER.encode(value)
    except UnicodeEncodeError:
        content = _ENCODER.encode(_mended(value))
    return zlib.compress(content, _FASTEST)


def _unpacked(content: bytes, decoder: msgspec.msgpack.Decoder[Value]) -> Value:
    unzip = zlib.decompressobj()
    try:
        raw = unzip.decompress(content, _MOST_BYTES)
        if not unzip.eof:
            raise Unusable("内容不完整或过大")
        return decoder.decode(raw)
    except (zlib.error, msgspec.MsgspecError, TypeError) as error:
        raise Unusable(str(error)) from error


def _mended(value: object) -> object:
    """The value with U+FFFD for lone surrogates, which a broken text layer can hold and UTF-8 can't."""
    if isinstance(value, str):
        return type(value)(_SURROGATE.sub("\ufffd", value)) if _SURROGATE.search(value) else value
    if isinstance(value, tuple):
        return tuple(_mended(each) for each in value)
    if isinstance(value, dict):
        return {_mended(key): _mended(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field.name for field in dataclasses.fields(value))
        return dataclasses.replace(value, **{name: _mended(getattr(value, name)) for name in fields})
    return value
