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
_NONE_LEFT = re.compile(r"[^\d]{0,6}?(?:为|是|:)?(?:0(?![\d.])|零|为无|:无)")  # 未完成事项为 0
_NEGATOR_REACH = 6


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
    same = actual.text.rstrip("。.") == target.rstrip("。.")
    if same or (target and target.startswith(words.target_negations)):
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


def _says(text: str, word: str, policy: Policy) -> bool:
    """Whether the word stands in the text at least once without being turned into good news."""
    words = policy.tiers
    for found in re.finditer(re.escape(word), text):
        before = _CLAUSE.split(text[: found.start()])[-1][-_NEGATOR_REACH:]
        after = _CLAUSE.split(text[found.end() :])[0]
        negated = any(negator in before for negator in words.negators)
        harmless = word == "没有" and any(harm in after for harm in words.harms)
        if not negated and not harmless and not _NONE_LEFT.match(text[found.end() :]):
            return True
    return False
