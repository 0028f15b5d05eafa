"""大幅超额完成而没有说明原因。

检查内容
越大越好的指标，完成值超过指标值 30 % 以上，而偏差原因栏空白。

依据
财预〔2020〕10号第十六条；比例见口径文件。

示例
不符（疑点，说明含120 %）：超过一倍多
  指标　二级指标=数量指标；三级指标=举办体育赛事；年度指标值=15 场；实际完成值=33 场；分值=7；得分=7；
    偏差原因=（空）
不符（疑点）：超过六成
  指标　三级指标=发布预警信息；年度指标值=≥70 条；实际完成值=114 条；分值=6；得分=6；偏差原因=无
不符（疑点）：没有单位也能比较
  指标　三级指标=服务人次；年度指标值=≥50000人次；实际完成值=110406；分值=10；得分=10；偏差原因=—
相符：超过四分之一，未到三成
  指标　三级指标=支持联盟项目；年度指标值=8 个；实际完成值=10 个；分值=4；得分=4；偏差原因=（空）
相符：恰好三成
  指标　三级指标=举办体育赛事；年度指标值=10 场；实际完成值=13 场；分值=4；得分=4；偏差原因=（空）
相符：写了原因
  指标　三级指标=培训信息员；年度指标值=≥190 人次；实际完成值=484 人次；偏差原因=新增合作单位，完成量增加
相符：百分比
  指标　三级指标=知晓率；年度指标值=≥75%；实际完成值=100%；偏差原因=（空）
相符：没有印百分号的比率
  指标　三级指标=参与率；年度指标值=60；实际完成值=95；偏差原因=（空）
相符：区间
  指标　三级指标=开展合作；年度指标值=1-2 项；实际完成值=4 项；偏差原因=（空）
相符：越小越好的指标，超过不是超额完成
  指标　二级指标=成本指标；三级指标=人均成本；年度指标值=400元/人、天；实际完成值=580元/人、天；偏差原因=（空）
相符：没有偏差原因栏
  指标　三级指标=举办体育赛事；年度指标值=6次；实际完成值=150次；分值=1；得分=1

说明
百分比、日期、区间和指标值为 0 的不检查；方向看不出的不检查；计量单位不一致的由该规则提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.record import SelfEvaluation
from normalize.values import Quantity
from validate.citation import Citation
from validate.direction import Way
from validate.finding import Finding, Level
from validate.indicators import said, text
from validate.phrase import finding, shown
from validate.places import indicator_name
from validate.policy import Policy
from validate.rounding import percent
from validate.rule import Rule, Scope
from validate.scoring import Judged, judged_rows


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for row in judged_rows(record, policy):
        i = row.line.index
        cells = record.indicators[i]
        over = _over(row)
        if over is None or over <= policy.overfulfilled or cells.reason is None or said(cells.reason):
            continue
        message = (
            f"{indicator_name(record, i)}年度指标值 {shown(text(cells.target))}，实际完成 {shown(text(cells.actual))}，"
            f"超过 {percent(over, 0)}（提示线 {percent(policy.overfulfilled, 0)}），没有填写原因。"
            "请核对指标值是否定得过低。"
        )
        paths = (f"indicators[{i}].{name}" for name in ("reason", "target", "actual", "nature", "unit"))
        yield finding("I05", Level.WARNING, record, paths, policy, message)


def _over(row: Judged) -> Decimal | None:
    """Actual ÷ target − 1 of a larger-is-better figure; None where the rule doesn't look."""
    target, actual = row.line.values.target, row.line.values.actual
    if row.measure is None or row.way is not Way.MORE or row.line.share:
        return None
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity) or target.is_range or actual.is_range:
        return None
    return row.measure.over


RULE = Rule(
    code="I05",
    name="超额完成未说明",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.SCORING,
    manual=__doc__ or "",
    check=check,
)
