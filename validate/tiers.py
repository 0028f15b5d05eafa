"""What the words of an actual say about how far the work was done."""

from __future__ import annotations

import re
from enum import Enum

from normalize.dates import Moment
from normalize.figures import folded
from normalize.values import Quantity, Words
from validate.direction import speaks_of_harm
from validate.indicators import Line
from validate.policy import Policy

_CLAUSE = re.compile(r"[。;；,，、!！?？:：(（)）]")  # full-width on purpose
_STOP = re.compile(r"[。;；,，!！?？(（)）]")  # a colon may lead to the figure
# 未完成事项为 0
_NONE_LEFT = re.compile(r"[^\d]{0,6}?(?:为|是|:)?(?:0(?![\d.])|零(?=$|[项个件起次例处家户人条])|为无|:无)")
_NEGATOR_REACH = 8


_NOT = "没有"


class Tier(Enum):
    NOT_DONE = "未完成"
    PARTLY_DONE = "部分完成"


def tier(line: Line, target_text: str, policy: Policy) -> tuple[Tier, str] | None:
    """The tier that the actual's own words put the row in, and the word that does; None when they say nothing
    of the kind, or are themselves good news."""
    actual = line.values.actual
    figures = isinstance(line.values.target, Quantity | Moment) and isinstance(actual, Quantity | Moment)
    if figures or not isinstance(actual, Words):
        return None
    words = policy.tiers
    target = folded(target_text).lstrip("=≥≤<>")
    if actual.text.rstrip("。.") == target.rstrip("。.") or _asks_for_nothing(line, target, policy):
        return None
    if actual.text.rstrip("。.") in words.whole_cell_not_done:
        return None if speaks_of_harm(line, policy) else (Tier.NOT_DONE, actual.text)
    undone = next((word for word in words.not_done if _says(actual.text, word, policy)), None)
    partly = next((word for word in words.partly_done if _says(actual.text, word, policy)), None)
    if undone:
        some_done = any(word in actual.text for word in words.done_too)
        return (Tier.PARTLY_DONE if some_done else Tier.NOT_DONE), undone
    all_done = any(word in actual.text for word in words.all_done)
    return (Tier.PARTLY_DONE, partly) if partly and not all_done else None


def _asks_for_nothing(line: Line, target: str, policy: Policy) -> bool:
    """Whether the target is itself a negation: a figure only when it is 0, words when they begin with one."""
    words, value = policy.tiers, line.values.target
    if isinstance(value, Quantity):
        return value.high == 0
    return target.startswith(words.target_negations) and not target.startswith(words.target_no_negations)


def _says(text: str, word: str, policy: Policy) -> bool:
    """Whether the word stands in the text at least once without being turned into good news."""
    return any(
        not _negated(text[: found.start()], policy)
        and not (word == _NOT and _harmless(_CLAUSE.split(text[found.end() :])[0], policy))
        and not _NONE_LEFT.match(_STOP.split(text[found.end() :])[0])
        for found in re.finditer(re.escape(word), text)
    )


def _negated(before: str, policy: Policy) -> bool:
    """没有 (任何) 未完成事项, but not 因无人报名未举办; what prevents must stand right before the word."""
    words = policy.tiers
    clause = _CLAUSE.split(before)[-1]
    first = min((at for word in words.causes if (at := clause.find(word)) >= 0), default=len(clause))
    near = max(0, len(clause) - _NEGATOR_REACH)
    far = any(0 <= clause.find(word, near) < first for word in words.negators)
    return far or any(clause.endswith(word) and len(clause) - len(word) <= first for word in words.close_negators)


def _harmless(after: str, policy: Policy) -> bool:
    """没有 before a harm (没有发生事故), not before what was to be done (没有举办的原因是疫情影响)."""
    words = policy.tiers
    return not after.startswith(words.deeds) and any(harm in after for harm in words.harms)
