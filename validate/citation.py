"""What a rule rests on, as the 依据 column of the discrepancy list prints it.

Only three articles of 财预〔2020〕10号《项目支出绩效评价管理办法》 are verified; nothing else may be cited as an
article.
"""

from __future__ import annotations

from enum import StrEnum


class Citation(StrEnum):
    """The closed list of bases."""

    WEIGHTS = "财预〔2020〕10号第十三条"
    SCORING = "财预〔2020〕10号第十六条"
    GRADES = "财预〔2020〕10号第十八条"
    ARITHMETIC = "表内勾稽关系"
    FILLING_IN = "表内填报要求"
    NONE = "–"
