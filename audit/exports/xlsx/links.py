"""Links from the output folder to a page of a PDF."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from audit import archives
from audit.places import is_url, unwrapped

_WEB = re.compile(r"https?://", re.IGNORECASE)
# What means something else in a link, or can't stand in XML; Chinese stays as it is, for links may only be so long.
_QUOTED = re.compile('[\x00-\x1f\x7f"%#?<>|*\\\\^`{}\\[\\]\ud800-\udfff\ufffe\uffff]')


def base(place: str, out: Path) -> str:
    """A link to a file, relative to the folder `out` where that can be; "" where no program could follow it.

    A member of an archive gives the archive.
    """
    member = archives.split(place)
    outer = unwrapped(member[1] if member else place)
    if is_url(outer):
        return quote(outer, safe=":/%?&=@+,;~!$'()*") if _WEB.match(outer) else ""
    path = os.path.realpath(outer)
    try:
        path = os.path.relpath(path, os.path.realpath(out))
    except ValueError:  # another drive
        return f"file:///{_quoted(path)}"
    # A colon in the first folder would make it a kind of address.
    first, slash, rest = _quoted(path).partition("/")
    return f"{first.replace(':', '%3A')}{slash}{rest}"


def to_page(base: str, page: int) -> str:
    """A link to a page, from 1. Viewers that know no fragment open the file at its beginning."""
    return f"{base}#page={page}" if base and base.lower().endswith(".pdf") else base


def _quoted(path: str) -> str:
    return _QUOTED.sub(_code, path.replace(os.sep, "/"))


def _code(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in os.fsencode(found[0]))
