"""Units of measure: a closed list with synonyms and factors, compounds and numeral prefixes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from normalize.figures import folded

_FILE = Path(__file__).parent / "data" / "units.toml"
_PREFIXES = (("百万", 6), ("千万", 7), ("十万", 5), ("万", 4), ("亿", 8), ("千", 3), ("百", 2), ("十", 1))
_PARTS = re.compile(r"[·*×、.]")
_A_YEAR = ("年", "年度")  # a form covers one: 4 次/年 are 4 次
MONEY = "金额"
RATE = "比率"
SPAN = "时长"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted and how: units of equal dimension and scale convert by their factors."""

    name: str
    dimension: str
    scale: str
    factor: Decimal

    def converts(self, other: Unit) -> bool:
        return (self.dimension, self.scale) == (other.dimension, other.scale)


def unit(text: str) -> Unit | None:
    """The unit that a whole text names (元/人·天, 万人次, ㎡); None for anything else."""
    plain = folded(text).lower()
    if len(plain) > 2 and (plain[0], plain[-1]) == ("(", ")"):
        plain = plain[1:-1]
    return _unit(plain) if plain else None


def leading_unit(text: str) -> tuple[Unit | None, int]:
    """The longest unit that a folded text starts with, and its length; (None, 0) when there is none."""
    for length in range(min(len(text), 10), 0, -1):
        found = _unit(text[:length].lower())
        if found:
            return found, length
    return None, 0


def multiplier(text: str) -> Decimal | None:
    """10000 for 万 alone, as in 200万; None for anything else."""
    return next((Decimal(10) ** power for word, power in _PREFIXES if word == text), None)


@lru_cache(maxsize=4096)
def _unit(plain: str) -> Unit | None:
    if not plain.strip("/每"):
        return None
    simple = _simple(plain)
    if simple or "/" not in plain:
        return simple or _product(plain)
    above, *every = plain.split("/")
    top = _product(above)
    below = [part for part in every if part not in _A_YEAR]
    if not below:
        return top
    parts = [_product(part) for part in below]
    if top is None or any(part is None for part in parts):
        return None
    known = sorted((p for p in parts if p), key=lambda p: p.dimension)
    factor = top.factor
    for part in known:
        factor /= part.factor
    return Unit(
        plain,
        f"{top.dimension}/{'/'.join(p.dimension for p in known)}",
        f"{top.scale}/{'/'.join(p.scale for p in known)}",
        factor,
    )


def _product(plain: str) -> Unit | None:
    """人·天: dimensions in a fixed order, factors multiplied."""
    simple = _simple(plain)
    if simple:
        return simple
    parts = [_simple(part) for part in _PARTS.split(plain)]
    if len(parts) < 2 or any(part is None for part in parts):
        return None
    known = sorted((p for p in parts if p), key=lambda p: p.dimension)
    factor = Decimal(1)
    for part in known:
        factor *= part.factor
    return Unit(plain, "/".join(p.dimension for p in known), "/".join(p.scale for p in known), factor)


def _simple(plain: str) -> Unit | None:
    listed = _listed().get(plain)
    if listed:
        return listed
    for word, power in _PREFIXES:
        base = _listed().get(plain[len(word) :]) if plain.startswith(word) else None
        if base:
            return Unit(plain, base.dimension, base.scale, base.factor.scaleb(power))
    return None


@cache
def _listed() -> dict[str, Unit]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    units: dict[str, Unit] = {}
    for entry in table["unit"]:
        for word in entry["words"]:
            units[folded(word).lower()] = Unit(
                entry["words"][0], entry["dimension"], entry.get("scale", ""), Decimal(entry["factor"])
            )
    for words in table["counted"]["words"]:
        for word in words:
            units.setdefault(folded(word).lower(), Unit(words[0], words[0], "", Decimal(1)))
    return units
