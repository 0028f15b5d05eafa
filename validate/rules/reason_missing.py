"""有偏差而没有说明原因。

检查内容
表中有偏差原因栏而为空白，但是得分低于分值，或者没有达到指标值，或者完成值的文字说没有做。

依据
表内填报要求：偏差原因分析及改进措施。

示例
不符（疑点，位置 三级指标「发布预警信息」偏差原因分析及改进措施）：扣了一分，没有说明
  指标　三级指标=发布预警信息；年度指标值=≥70 条；实际完成值=114 条；分值=6；得分=5；偏差原因=（空）
不符（疑点，说明含没有达到）：没有达到指标值
  指标　二级指标=质量指标；三级指标=活动满座率；年度指标值=≥91%；实际完成值=85%；分值=13；得分=13；偏差原因=—
不符（疑点，说明含未完成）：文字说没有完成，原因栏写“无”
  指标　三级指标=设施使用年限；年度指标值=持续使用；实际完成值=未完成；分值=11；得分=11；偏差原因=无
不符（疑点，1 处）：两行合并计分，只提示一次
  指标　三级指标=容量；年度指标值=≥25个；实际完成值=20个；分值=10；得分=9；偏差原因=（空）
  指标　三级指标=覆盖；年度指标值=≥8个；实际完成值=6个；偏差原因=（空）
相符：写了原因
  指标　三级指标=发布预警信息；年度指标值=≥70 条；实际完成值=60 条；分值=6；得分=5；偏差原因=天气原因
相符：没有偏差
  指标　三级指标=发布预警信息；年度指标值=≥70 条；实际完成值=70 条；分值=6；得分=6；偏差原因=（空）
相符：没有偏差原因栏
  指标　三级指标=发布预警信息；年度指标值=≥70 条；实际完成值=60 条；分值=6；得分=5
相符：名称看不出多好还是少好
  指标　三级指标=发现问题数量；年度指标值=20个；实际完成值=10个；分值=5；得分=5；偏差原因=（空）

说明
“无”、横线、斜线都是空白。合并的几行只要有一行写了原因就不提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import said, text
from validate.phrase import finding, score_paths, shown
from validate.places import indicator_name
from validate.policy import Policy
from validate.rounding import short
from validate.rule import Rule, Scope
from validate.scoring import Verdict, judge


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for verdict in judge(record, policy):
        places = [i for i in verdict.group.rows if record.indicators[i].reason is not None]
        if not places or any(said(record.indicators[i].reason) for i in places):
            continue
        cause = _cause(record, verdict)
        if cause is None:
            continue
        at = cause.row if cause.row in places else places[0]
        paths = [f"indicators[{at}].reason", *cause.paths, *(f"indicators[{i}].reason" for i in places)]
        yield finding("I04", Level.WARNING, record, paths, policy, f"{cause.said}，没有填写偏差原因。")


@dataclass(frozen=True, slots=True)
class _Cause:
    """What asks for a reason: the row it stands in, the words for it, and the cells that say so."""

    row: int
    said: str
    paths: tuple[str, ...]


def _cause(record: SelfEvaluation, verdict: Verdict) -> _Cause | None:
    group = verdict.group
    if group.score and group.weight and group.score.value < group.weight.value:
        name = indicator_name(record, group.score_at)
        words = f"{name}得分 {short(group.score.value)} 低于分值 {short(group.weight.value)}"
        return _Cause(group.score_at, words, tuple(score_paths(group, values=False)))
    for row in verdict.rows:
        i = row.line.index
        cells, name = record.indicators[i], indicator_name(record, i)
        paths = tuple(f"indicators[{i}].{column}" for column in ("actual", "target", "nature", "unit"))
        actual = shown(text(cells.actual))
        if row.missed:
            return _Cause(i, f"{name}实际完成 {actual}，没有达到年度指标值 {shown(text(cells.target))}", paths)
        if row.not_done:
            return _Cause(i, f"{name}实际完成值“{actual}”表明没有做成", paths[:2])
    return None


RULE = Rule(
    code="I04",
    name="未说明偏差原因",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.FILLING_IN,
    manual=__doc__ or "",
    check=check,
)
