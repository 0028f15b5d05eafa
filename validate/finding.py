"""What a rule says of a form: where, what is printed, what the figures give, and how that came about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """错误: arithmetic or a hard rule. 疑点: a person must judge. 提示: worth knowing, never counted."""

    ERROR = "错误"
    WARNING = "疑点"
    INFO = "提示"


@dataclass(frozen=True, slots=True)
class Finding:
    """One discrepancy.

    code        the rule (F02)
    level       as found here: one rule may speak at several levels
    path        the field's path in the record; None for a finding on the whole file or form
    claimed     the text as printed; "" when blank or when the finding is on the whole file
    expected    the recomputed value with the claim's decimals (a bound as "< 1.2"); "" where there is none
    difference  claimed − expected as a plain decimal; "" where it means nothing
    message     Chinese, for a reviewer: how the recomputed value came about, the usual slip that explains the claim
    evidence    paths of the fields the finding rests on, `path` first: what a second reading must confirm
    policy      the rule set it rests on
    """

    code: str
    level: Level
    path: str | None
    claimed: str
    expected: str
    difference: str
    message: str
    evidence: tuple[str, ...] = ()
    policy: str = ""
