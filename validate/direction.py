"""Which way a figure is meant: larger, smaller or earlier is better."""

from __future__ import annotations

from enum import Enum

from normalize.dates import Moment
from normalize.units import SPAN
from normalize.values import Quantity, Sense, Value
from validate.indicators import Line
from validate.policy import Policy


class Way(Enum):
    MORE = "larger is better"
    LESS = "smaller is better"
    EARLIER = "earlier is better"


def stated(target: Value) -> bool:
    """Whether the target's own comparator says the direction (an = doesn't)."""
    return isinstance(target, Quantity) and target.sense is not Sense.OPEN


def way(line: Line, policy: Policy) -> Way | None:
    """The direction of a row whose target is a figure; None where its name leaves it in doubt."""
    target = line.values.target
    if isinstance(target, Moment):
        return Way.EARLIER
    if not isinstance(target, Quantity):
        return None
    if stated(target):
        return Way.MORE if target.sense is Sense.AT_LEAST else Way.LESS
    if target.high == 0:
        return Way.LESS
    words = policy.direction
    if line.cost:
        if any(word in line.name for word in words.saving):
            return Way.MORE
        if line.share and not _last(line.name, words.smaller)[1]:
            return None  # 成本控制率 100 %: more or less, who knows
        return None if any(word in line.name for word in words.doubtful) else Way.LESS
    return _by_name(line, target, policy)


def speaks_of_harm(line: Line, policy: Policy) -> bool:
    words = policy.direction
    return any(word in line.name for word in (*words.harm, *words.smaller))


def _by_name(line: Line, target: Quantity, policy: Policy) -> Way | None:
    """The word nearest the end decides: in 应急响应时间 it is the time, in 投诉办结率 what was done."""
    words = policy.direction
    less, more = _last(line.name, words.smaller), _last(line.name, words.larger)
    clear = [(end - length, end) for end, length in (less, more) if length]
    for word in (*words.doubtful, *words.prices):
        at = line.name.find(word)
        if at >= 0 and not any(start <= at and at + len(word) <= end for start, end in clear):
            return None
    if clear:
        return Way.LESS if less > more else Way.MORE
    if any(word in line.name for word in words.harm):
        return None
    if line.timely and target.unit is not None and target.unit.dimension == SPAN:
        return None  # 30 天 of work or of waiting
    return Way.MORE


def _last(name: str, words: tuple[str, ...]) -> tuple[int, int]:
    """Where the word that ends last ends, and how long it is; (0, 0) when there is none."""
    return max(((name.rfind(word) + len(word), len(word)) for word in words if word in name), default=(0, 0))
