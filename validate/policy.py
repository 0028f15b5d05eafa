"""A rule set: thresholds, bands and word lists, read from a TOML file and frozen.

The figures of a file are read as Decimal. A file may name a `base` and give only what differs from it:
its tables are laid over the base's, its arrays replace theirs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from validate.sheet import PolicyError, Sheet

__all__ = ["Band", "Grade", "Group", "Policy", "PolicyError", "load", "names"]

_FOLDER = Path(__file__).parent / "policies"
DEFAULT = "cn-2020-10"


@dataclass(frozen=True, slots=True)
class Band:
    """From this rate of execution on, this share of the weight (both parts of 1)."""

    at_least: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Execution:
    """How budget execution is scored; `bands` empty means weight × rate, highest band first otherwise."""

    weight: Decimal
    low: Decimal
    bands: tuple[Band, ...]
    other_basis: str
    other_bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A level-1 group: the words that its label holds, and the points it should weigh."""

    name: str
    words: tuple[str, ...]
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: the words a cell may say for it, and the total from which it is given."""

    name: str
    words: tuple[str, ...]
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Kinds:
    """Words in level labels (the first four) and ends or parts of names (the last two)."""

    quantity: tuple[str, ...]
    timeliness: tuple[str, ...]
    cost: tuple[str, ...]
    satisfaction: tuple[str, ...]
    rate_names: tuple[str, ...]
    time_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directions:
    """Words in names that say whether more or less is better, and those that leave it open."""

    saving: tuple[str, ...]
    smaller: tuple[str, ...]
    larger: tuple[str, ...]
    doubtful: tuple[str, ...]
    prices: tuple[str, ...]
    harm: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tiers:
    """Words of an actual that put it in a tier, and those that turn them into good news."""

    not_done: tuple[str, ...]
    whole_cell_not_done: tuple[str, ...]
    partly_done: tuple[str, ...]
    done_too: tuple[str, ...]
    all_done: tuple[str, ...]
    negators: tuple[str, ...]
    close_negators: tuple[str, ...]
    causes: tuple[str, ...]
    harms: tuple[str, ...]
    deeds: tuple[str, ...]
    target_negations: tuple[str, ...]
    target_no_negations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FundWords:
    """Words in fund labels that tell a whole from its parts."""

    wholes: tuple[str, ...]
    parts: tuple[str, ...]
    apart: tuple[str, ...]
    group_heads: tuple[str, ...]
    inside: tuple[str, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule set. Shares and thresholds are parts of 1, weights and totals points."""

    name: str
    title: str
    total: Decimal
    copied_goal: Decimal
    overfulfilled: Decimal
    not_done_below: Decimal
    partly_done_from: Decimal
    partly_done_up_to: Decimal
    execution: Execution
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]
    kinds: Kinds
    direction: Directions
    tiers: Tiers
    funds: FundWords


def names() -> tuple[str, ...]:
    """The rule sets that come with the program, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load(name_or_path: str | Path = DEFAULT) -> Policy:
    """The rule set of that name, or in that file.

    Raises `PolicyError`, with the file, the key and what is wanted, when there is none or it is not in order.
    """
    table = _merged(name_or_path, ())
    sheet = Sheet(str(name_or_path), "", table)
    form, scoring, execution = sheet.table("form"), sheet.table("scoring"), sheet.table("execution")
    policy = Policy(
        name=sheet.text("name"),
        title=sheet.text("title"),
        total=form.number("total"),
        copied_goal=form.share("copied_goal"),
        overfulfilled=scoring.number("overfulfilled"),
        not_done_below=scoring.share("not_done_below"),
        partly_done_from=scoring.share("partly_done_from"),
        partly_done_up_to=scoring.share("partly_done_up_to"),
        execution=Execution(
            weight=execution.number("weight"),
            low=execution.share("low"),
            bands=_bands(execution, "bands"),
            other_basis=execution.text("other_basis"),
            other_bands=_bands(execution, "other_bands"),
        ),
        groups=tuple(
            Group(each.text("name"), each.words("words"), each.number("weight"))
            for each in sheet.closed_tables("groups", ("name", "words", "weight"))
        ),
        grades=tuple(
            Grade(each.text("name"), each.words("words"), each.number("at_least"))
            for each in sheet.closed_tables("grades", ("name", "words", "at_least"))
        ),
        kinds=sheet.table("kinds").fill(Kinds),
        direction=sheet.table("direction").fill(Directions),
        tiers=sheet.table("tiers").fill(Tiers),
        funds=sheet.table("funds").fill(FundWords),
    )
    form.closed(("total", "copied_goal"))
    scoring.closed(("overfulfilled", "not_done_below", "partly_done_from", "partly_done_up_to"))
    execution.closed(("weight", "low", "bands", "other_basis", "other_bands"))
    sheet.closed(("base", "name", "title", "form", "execution", "scoring", *_TABLES))
    falling = [grade.at_least for grade in policy.grades]
    if falling != sorted(falling, reverse=True):
        raise PolicyError(f"{name_or_path}：grades 应从高到低排列")
    return policy


_TABLES = ("groups", "grades", "kinds", "direction", "tiers", "funds")


def _bands(sheet: Sheet, key: str) -> tuple[Band, ...]:
    bands = tuple(
        Band(each.share("at_least"), each.share("share")) for each in sheet.closed_tables(key, ("at_least", "share"))
    )
    if [b.at_least for b in bands] != sorted((b.at_least for b in bands), reverse=True):
        raise PolicyError(f"{sheet.file}：{key} 应从高到低排列")
    return bands


def _merged(name_or_path: str | Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """The file's tables over those of its base."""
    path = _FOLDER / f"{name_or_path}.toml" if str(name_or_path) in names() else Path(name_or_path)
    if path in seen:
        raise PolicyError(f"{name_or_path}：base 互相引用")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        known = "、".join(names())
        raise PolicyError(f"没有名为 {name_or_path} 的口径，也读不到这个文件；自带口径：{known}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{name_or_path}：不是有效的 TOML 文件（{error}）") from error
    base = table.get("base")
    if base is None:
        return table
    if not isinstance(base, str):
        raise PolicyError(f"{name_or_path}：base 应是口径名或文件名")
    beside = path.parent / base
    return _laid_over(_merged(beside if beside.is_file() else base, (*seen, path)), table)


def _laid_over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in top.items():
        under = both.get(key)
        both[key] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return both
