"""Which rows of a funds table together make the whole: the sources below 年度资金总额, without their own parts.

Labels say most of it: 其中 after the first source opens the parts of the row above, 按收入性质分 and 按支出性质分 each
divide the whole; rows that stand deeper or add up to the row above are parts, too. Where this leaves it open, every
way of reading it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from normalize.figures import folded
from normalize.record import SelfEvaluation
from validate.funds import COLUMNS, Table
from validate.policy import FundWords
from validate.rounding import exactly

_NUMBERING = re.compile(r"^[(\[]?[0-9一二三四五六七八九十]{1,2}[)\].、:]+")
_HEAD = re.compile(r"(.*?分)[:,，]?(.{2,})?")
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
    group: str = ""
    """What a row that opens a group divides by (按收入性质分); rows of one group may repeat it."""
    named: bool = False
    """A row that opens a group and names its first source, too (按收入性质分：一般公共预算拨款)."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows that are parts of the row above the first, up to `stop`; `last` is the furthest that they may go.

    full    they add up to that row
    told    labels or indentation say so
    """

    start: int
    stop: int
    last: int
    full: bool
    told: bool


def splits(record: SelfEvaluation, amounts: Table, words: FundWords) -> tuple[Split, ...]:
    """The divisions of the total that a funds table shows; one of them adding up is enough."""
    every = (_source(record, i, words) for i in range(1, len(record.funds)))
    sources = [source for source in every if source.kind != "sum"]
    heads: list[int] = []
    for at, source in enumerate(sources):
        if source.kind == "head" and not (heads and source.named and source.group == sources[heads[-1]].group):
            heads.append(at)
    if not heads:
        return (_split(sources, amounts),) if sources else ()
    parts = [sources[: heads[0]]] if heads[0] else []
    for at, end in zip(heads, [*heads[1:], len(sources)], strict=True):
        first = at if sources[at].named or at + 1 == end else at + 1
        parts.append(sources[first:end])
    return tuple(_split(part, amounts) for part in parts)


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
    head = _HEAD.match(label.rstrip(":")) if kind == "head" else None
    return _Source(index, kind, inside, row.indent, head[1] if head else "", bool(head and head[2]))


def _split(sources: list[_Source], amounts: Table) -> Split:
    blocks = [block for at in range(1, len(sources)) if (block := _block(sources, at, amounts))]
    flat = tuple(source.index for source in sources)
    if not blocks:
        return Split((flat,), told=True)
    starts = [block.start for block in blocks]
    ends = [*starts[1:], len(sources)]
    each = [
        (block.stop,) if block.full else range(block.start + 1, min(end, block.last) + 1)
        for block, end in zip(blocks, ends, strict=True)
    ]
    likely = _without(sources, starts, tuple(block.stop for block in blocks))
    ways = dict.fromkeys([likely, *(_without(sources, starts, stops) for stops in product(*each)), flat])
    return Split(tuple(ways), all(block.told for block in blocks))


def _block(sources: list[_Source], start: int, amounts: Table) -> _Block | None:
    """The parts of the row above that begin in a row; None where none do.

    They begin with 其中, with a part (省级资金) below a whole (财政拨款), with rows that stand deeper, or with rows
    that add up to the row above.
    """
    row, above = sources[start], sources[start - 1]
    named = row.inside or (row.kind == "part" and above.kind == "whole")
    # Text after 其中： starts further right than that of the rows it goes on in.
    deeper = row.indent >= above.indent + _DEEPER and not (above.inside or row.kind in ("apart", "whole"))
    stop = _natural_end(sources, start, deeper)
    full = next((end for end in range(start + 2, stop + 1) if _make(sources[start:end], above, amounts)), None)
    if not (named or deeper or full):
        return None
    if not named:
        # Labels in the middle of their cells stand deeper, too: sums must bear the indentation out.
        return _Block(start, full or start, stop, full is not None, told=deeper and full == stop)
    parts, after = sources[start:stop], sources[stop : stop + 1]
    by_label = row.inside and all(part.kind == "part" for part in parts)
    by_indent = all(part.indent >= above.indent + _DEEPER for part in parts) and all(
        other.indent < above.indent + _DEEPER for other in after
    )
    return _Block(start, stop, len(sources), _make(parts, above, amounts, least=1), by_label or by_indent)


def _natural_end(sources: list[_Source], start: int, deeper: bool) -> int:
    """The parts last to the next source of another kind (上年结转, 其他 …) or less deep, or to the end."""
    least = sources[start - 1].indent + _DEEPER
    return next(
        (
            i
            for i in range(start + 1, len(sources))
            if sources[i].inside or sources[i].kind in ("apart", "whole") or (deeper and sources[i].indent < least)
        ),
        len(sources),
    )


def _make(parts: list[_Source], whole: _Source, amounts: Table, least: int = 2) -> bool:
    """Whether parts, at least so many of them, add up to a row in every column that the row fills in."""
    telling = False
    for column in COLUMNS:
        total = amounts.money(whole.index, column)
        values = [money for part in parts if (money := amounts.money(part.index, column)) and money.value]
        if total is None:
            continue
        if not sum((money.true for money in values), exactly(Decimal(0))).meets(total.true):
            return False
        telling |= len(values) >= least
    return telling


def _without(sources: list[_Source], starts: list[int], stops: tuple[int, ...]) -> tuple[int, ...]:
    gone = {i for start, stop in zip(starts, stops, strict=True) for i in range(start, stop)}
    return tuple(source.index for i, source in enumerate(sources) if i not in gone)
