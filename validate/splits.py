"""Which rows of a funds table together make the whole: the sources below 年度资金总额, without their own parts.

Labels say most of it: 其中 after the first source opens the parts of the row above, 按收入性质分 and 按支出性质分 each
divide the whole. Where they leave it open, every way of reading them counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from normalize.figures import folded
from normalize.record import SelfEvaluation
from validate.policy import FundWords

_NUMBERING = re.compile(r"^[(\[]?[0-9一二三四五六七八九十]{1,2}[)\].、:]+")
_DEEPER = 4.0
"""Points by which the text of a part must stand to the right of its whole."""


@dataclass(frozen=True, slots=True)
class Split:
    """One complete division of the total, as indices of fund rows; `ways` are all that may be meant, the likeliest
    first. `told` when labels or indentation leave no doubt about the levels."""

    ways: tuple[tuple[int, ...], ...]
    told: bool


@dataclass(frozen=True, slots=True)
class _Source:
    index: int
    kind: str
    inside: bool
    indent: float
    named: bool = False
    """A row that opens a group and names its first source, too (按收入性质分：一般公共预算拨款)."""


def splits(record: SelfEvaluation, words: FundWords) -> tuple[Split, ...]:
    """The divisions of the total that a funds table shows; one of them adding up is enough."""
    every = (_source(record, i, words) for i in range(1, len(record.funds)))
    sources = [source for source in every if source.kind != "sum"]
    heads = [at for at, source in enumerate(sources) if source.kind == "head"]
    if not heads:
        return (_split(sources),) if sources else ()
    parts = [sources[: heads[0]]] if heads[0] else []
    for at, end in zip(heads, [*heads[1:], len(sources)], strict=True):
        first = at if sources[at].named or at + 1 == end else at + 1
        parts.append(sources[first:end])
    return tuple(_split(part) for part in parts)


def _source(record: SelfEvaluation, index: int, words: FundWords) -> _Source:
    row = record.funds[index]
    label = _NUMBERING.sub("", folded(row.label.text if row.label else "").lstrip(":"))
    inside = label.startswith(words.inside)
    if label.rstrip(":") in words.sums:
        return _Source(index, "sum", inside, row.indent)
    kind = "other"
    for name, listed in (("head", words.group_heads), ("apart", words.apart), ("part", words.parts)):
        if any(word in label for word in listed):
            kind = name
            break
    else:
        kind = "whole" if any(word in label for word in words.wholes) else kind
    named = kind == "head" and bool(re.search(r"分[:,，]?.{2,}$", label.rstrip(":")))
    return _Source(index, kind, inside, row.indent, named)


def _split(sources: list[_Source]) -> Split:
    blocks = [at for at in range(1, len(sources)) if _opens(sources, at)]
    flat = tuple(source.index for source in sources)
    if not blocks:
        return Split((flat,), told=True)
    ends = [*blocks[1:], len(sources)]
    natural = tuple(_natural_end(sources, at, end) for at, end in zip(blocks, ends, strict=True))
    each = (range(at + 1, end + 1) for at, end in zip(blocks, ends, strict=True))
    likely = _without(sources, blocks, natural)
    ways = dict.fromkeys([likely, *(_without(sources, blocks, stops) for stops in product(*each)), flat])
    return Split(tuple(ways), _told(sources, blocks, natural))


def _opens(sources: list[_Source], at: int) -> bool:
    """Whether a row begins the parts of the row above."""
    return sources[at].inside or (sources[at].kind == "part" and sources[at - 1].kind == "whole")


def _natural_end(sources: list[_Source], at: int, end: int) -> int:
    """The parts last to the next source of another kind (上年结转, 其他 …), or to the end."""
    return next((i for i in range(at + 1, end) if sources[i].kind in ("apart", "whole")), end)


def _without(sources: list[_Source], starts: list[int], stops: tuple[int, ...]) -> tuple[int, ...]:
    gone = {i for start, stop in zip(starts, stops, strict=True) for i in range(start, stop)}
    return tuple(source.index for i, source in enumerate(sources) if i not in gone)


def _told(sources: list[_Source], starts: list[int], stops: tuple[int, ...]) -> bool:
    """Labels tell when 其中 opens the parts and all of them name parts; indentation when they stand deeper."""
    for start, stop in zip(starts, stops, strict=True):
        parts, whole = sources[start:stop], sources[start - 1]
        by_label = parts[0].inside and all(part.kind == "part" for part in parts)
        by_indent = all(part.indent >= whole.indent + _DEEPER for part in parts) and all(
            other.indent < whole.indent + _DEEPER for other in sources[stop : stop + 1]
        )
        if not (by_label or by_indent):
            return False
    return True
