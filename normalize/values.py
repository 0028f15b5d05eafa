"""Targets and actuals: figures, dates or words.

Grammar of a figure: [comparator] number [unit] [comparator word], the whole cell; a range counts as one number.
What 指标性质 and 度量单位 columns say completes the target. Everything that fits nowhere is words.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from normalize.dates import Moment, moment, moments_in, year_in
from normalize.figures import NUMBER, folded, is_blank, printed
from normalize.numerals import NUMERAL, integer
from normalize.units import Unit, leading_unit, multiplier, unit

_FILE = Path(__file__).parent / "data" / "comparators.toml"
_ONE = rf"{NUMBER}|{NUMERAL}"
_FIGURE = re.compile(
    rf"(?P<percent>百分之)?(?P<low>{_ONE})(?:(?P<mid>[^\d~至到-]*)[-~–—至到](?P<high>{_ONE}))?(?P<tail>.*)"
)
_WHOLE = ("百分百", "百分之百", "百分之一百")
_STOPS = "。;；,，、:："  # full-width on purpose
_IN_SENTENCE = re.compile(rf"(?<![\dA-Za-z.第])(?:{NUMBER[5:]})(?:[-~至](?:{NUMBER[5:]}))?(?![\d])")


class Sense(StrEnum):
    """Which way the figure itself says it is meant."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    OPEN = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as printed: `low` = `high` unless it is a range. `times` is 10000 in 200万, where no unit follows."""

    low: Decimal
    high: Decimal
    unit: Unit | None
    sense: Sense = Sense.OPEN
    times: Decimal = Decimal(1)

    @property
    def is_range(self) -> bool:
        return self.low != self.high


@dataclass(frozen=True, slots=True)
class Words:
    """A cell that is no figure; the text is folded (half width, no white space)."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty cell, or one with a dash or a slash only."""


Value = Quantity | Moment | Words | Blank


@dataclass(frozen=True, slots=True)
class Pair:
    """A row's target and actual; `picked` when a figure had to be picked out of a sentence."""

    target: Value
    actual: Value
    picked: bool = False


def pair(
    target: str, actual: str, *, nature: str = "", unit_text: str = "", year: int | None = None, timely: bool = False
) -> Pair:
    """What target and actual of one row say.

    nature and unit_text   the row's 指标性质 and 度量单位, "" where the layout has none
    year                   of the form: a bare month belongs to it
    timely                 the row speaks of a time, so that 2021.12 is a month
    """
    texts = folded(target), folded(actual)
    base = year or year_in(texts[0]) or year_in(texts[1]) or 2000
    wanted, done = (_value(text, base, timely) for text in texts)
    wanted = _completed(wanted, folded(nature), unit_text)
    if "定性" in nature and not isinstance(wanted, Blank):
        wanted = Words(texts[0])
    if isinstance(wanted, Blank) or isinstance(done, Blank) or not _has_words(wanted, done) or "定性" in nature:
        return Pair(wanted, done)
    one = _only_figure(wanted, base)
    other = _only_figure(done, base)
    if isinstance(one, Moment) and isinstance(other, Moment):
        return Pair(one, other, picked=True)
    if isinstance(one, Quantity) and isinstance(other, Quantity) and one.unit and other.unit:
        return Pair(one, other, picked=True) if one.unit.converts(other.unit) else Pair(wanted, done)
    return Pair(wanted, done)


def quantity(text: str) -> Quantity | None:
    """The figure that a whole folded text is; None for anything else. A date is none."""
    sense, rest = _stripped(text.strip(_STOPS))
    if sense is not None and rest in _WHOLE:
        return Quantity(Decimal(100), Decimal(100), unit("%"), sense)
    found = _FIGURE.fullmatch(rest)
    if sense is None or found is None:
        return None
    tail = found["tail"]
    measure = unit("%") if found["percent"] else unit(tail)
    times = None if found["percent"] else multiplier(tail)
    if tail and (found["percent"] or not (measure or times or (tail[0] == "/" and unit(tail[1:])))):
        return None
    low, high = _number(found["low"]), _number(found["high"] or found["low"])
    if low is None or high is None or low > high or (found["mid"] and unit(found["mid"]) != measure):
        return None
    if not (measure or times or found["low"][-1].isdigit()):
        return None  # 一 alone is as likely a dash
    return Quantity(low, high, measure, sense, times or Decimal(1))


def _value(text: str, year: int, timely: bool) -> Value:
    if is_blank(text):
        return Blank()
    return moment(text.removeprefix("="), year, timely) or quantity(text) or Words(text)


def _completed(value: Value, nature: str, unit_text: str) -> Value:
    if not isinstance(value, Quantity):
        return value
    if value.sense is Sense.OPEN:
        sense, rest = _stripped(nature)
        said = sense if sense and not rest else None
        said = said or (Sense.AT_LEAST if "正向" in nature else Sense.AT_MOST if "反向" in nature else None)
        value = replace(value, sense=said or Sense.OPEN)
    return value if value.unit or value.times != 1 else replace(value, unit=unit(unit_text))


def _has_words(*values: Value) -> bool:
    return any(isinstance(value, Words) for value in values)


def _only_figure(value: Value, year: int) -> Quantity | Moment | None:
    """The value itself, or the one figure that its sentence holds."""
    if isinstance(value, Quantity | Moment):
        return value
    if not isinstance(value, Words) or any(word in value.text for word in _words()["relative"]):
        return None
    text = value.text
    spans = moments_in(text)
    numbers = list(_IN_SENTENCE.finditer(text))
    digits = re.sub(r"\d+(?:,\d{3})*(?:\.\d+)?", "0", text)
    if spans:
        start, end = spans[0]
        rest = text[:start] + text[end:]
        alone = len(spans) == 1 and not re.search(r"\d", rest) and not _spelled(rest)
        return moment(text[start:end], year, timely=False) if alone else None
    if len(numbers) != 1 or _spelled(text) or len(re.findall(r"\d", digits)) > (2 if "-" in numbers[0][0] else 1):
        return None
    measure, length = leading_unit(text[numbers[0].end() :])
    if measure is None:
        return None
    end = numbers[0].end() + length
    figure = quantity(text[numbers[0].start() : end])
    return replace(figure, sense=_sense_around(text[: numbers[0].start()], text[end:])) if figure else None


def _spelled(text: str) -> bool:
    """Whether a sentence holds a Chinese numeral with a unit after it."""
    return any(
        integer(found[0]) is not None and leading_unit(text[found.end() :])[0] for found in re.finditer(NUMERAL, text)
    )


def _sense_around(before: str, after: str) -> Sense:
    words = _words()
    for sense, place in ((Sense.AT_MOST, "at_most"), (Sense.AT_LEAST, "at_least")):
        if before.endswith(words[f"before.{place}"]) or after.startswith(words[f"after.{place}"]):
            return sense
    return Sense.OPEN


def _stripped(text: str) -> tuple[Sense | None, str]:
    """The comparators around a figure taken off; the sense is None where they contradict each other."""
    words = _words()
    if not (text.startswith(words["before"]) or text.endswith(words["after"])):
        return Sense.OPEN, text
    senses: set[Sense] = set()
    more = True
    while more:
        more = False
        for sense, place in ((Sense.AT_LEAST, "at_least"), (Sense.AT_MOST, "at_most"), (Sense.OPEN, "equal")):
            sign = next((word for word in words[f"before.{place}"] if text.startswith(word)), "")
            end = next((word for word in words.get(f"after.{place}", ()) if text.endswith(word)), "")
            if sign or end:
                text = text[len(sign) : len(text) - len(end)]
                senses.add(sense)
                more = True
    senses.discard(Sense.OPEN)
    if len(senses) > 1:
        return None, text
    return (senses.pop() if senses else Sense.OPEN), text


def _number(text: str) -> Decimal | None:
    figure = printed(text)
    if figure:
        return figure.value
    spelled = integer(text)
    return None if spelled is None else Decimal(spelled)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """The word lists by "before.at_least" and so on (all of a side by "before" and "after"), longest first."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    lists = {f"{side}.{sense}": words for side in ("before", "after") for sense, words in table[side].items()}
    lists |= {side: [word for words in table[side].values() for word in words] for side in ("before", "after")}
    lists["relative"] = table["sentence"]["relative"]
    return {key: tuple(sorted(map(folded, words), key=len, reverse=True)) for key, words in lists.items()}
