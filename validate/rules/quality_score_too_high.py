"""完成值的文字说没有做成，得分却在较高的档次。

检查内容
指标值或完成值不是数字，而完成值的文字表明没有做（未举办、未开展、未完成、取消……），得分应低于分值的 60 %；
表明只做了一部分（部分完成、基本完成、进行中……），得分应不高于分值的 80 %。

依据
财预〔2020〕10号第十六条：定性指标分三档计分。

示例
不符（疑点，复核值 < 1.2）：没有举办，得了满分
  指标　三级指标=举办会议；年度指标值=达到办会要求；实际完成值=未举办；分值=2；得分=2
不符（疑点，复核值 < 6.6）：结转下年，得了满分
  指标　三级指标=设施使用年限；年度指标值=持续使用；实际完成值=未完成，结转下年实施；分值=11；得分=11
不符（疑点，复核值 ≤ 4.80）：基本完成，得了九成
  指标　三级指标=验收结果；年度指标值=通过验收；实际完成值=基本完成；分值=6；得分=5.5
不符（疑点，复核值 ≤ 8.00）：部分完成，得了满分
  指标　三级指标=验收结果；年度指标值=合格；实际完成值=部分完成；分值=10；得分=10
不符（疑点，复核值 < 3）：整格只有一个“无”
  指标　三级指标=编印宣传册；年度指标值=按计划编印；实际完成值=无；分值=5；得分=5
不符（疑点，复核值 < 3）：指标值是数字，完成值说没有开展
  指标　三级指标=培训次数；年度指标值=3次；实际完成值=没有开展；分值=5；得分=5
不符（疑点，复核值 < 8，说明含各行合计）：两行合并计分，一行没有做
  指标　三级指标=编印手册；年度指标值=1本；实际完成值=1本；分值=5；得分=10
  指标　三级指标=举办会议；年度指标值=达到要求；实际完成值=未举办；分值=5
不符（疑点，复核值 ≤ 4.00）：主体完成，其余还在做
  指标　三级指标=工程建设；年度指标值=按期建成；实际完成值=主体已完成，装修进行中；分值=5；得分=5
不符（疑点，复核值 < 3，说明含未举办）：指标值“不少于”不是否定
  指标　三级指标=演练；年度指标值=不少于2场；实际完成值=未举办；分值=5；得分=5
不符（疑点，复核值 ≤ 4.00）：一部分做了，一部分取消
  指标　三级指标=活动组织；年度指标值=按计划组织；实际完成值=部分活动取消；分值=5；得分=5
相符：没有举办，得 0 分
  指标　三级指标=举办会议；年度指标值=达到办会要求；实际完成值=未举办；分值=6；得分=0
相符：基本完成，得八成
  指标　三级指标=验收结果；年度指标值=通过验收；实际完成值=基本完成；分值=6；得分=4.8
相符：已经全部完成，后续工作在进行
  指标　三级指标=验收结果；年度指标值=通过验收；实际完成值=验收已全部完成，资料归档进行中；分值=6；得分=6
相符：没有发生事故是好事
  指标　三级指标=安全生产；年度指标值=安全；实际完成值=没有发生事故；分值=5；得分=5
相符：没有未完成的事项
  指标　三级指标=任务落实；年度指标值=全部落实；实际完成值=没有未完成事项；分值=5；得分=5
相符：指标值本身要求没有
  指标　三级指标=环境影响；年度指标值=无不良影响；实际完成值=没有；分值=5；得分=5
相符：取消本来就是目标
  指标　三级指标=收费清理；年度指标值=取消收费项目；实际完成值=已取消；分值=5；得分=5
相符：没有取消
  指标　三级指标=活动组织；年度指标值=如期举办；实际完成值=如期举办，未取消；分值=5；得分=5
相符：完成值与指标值相同
  指标　三级指标=工程进度；年度指标值=进行中；实际完成值=进行中；分值=5；得分=5
相符：投诉情况为无
  指标　三级指标=群众投诉；年度指标值=少；实际完成值=无；分值=5；得分=5
相符：未发现违规
  指标　三级指标=资金使用；年度指标值=合规；实际完成值=未发现违规；分值=5；得分=5

说明
词表见口径文件。同时说做成了一部分的（“A 已完成，B 未开展”“部分活动取消”），按部分完成的档次看，不按没有做看。
名称本身说的是损害（投诉、事故）而整格为“无”的，不提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import text
from validate.phrase import finding, score_paths, shown, together
from validate.places import indicator_name
from validate.policy import Policy
from validate.rounding import plain, rounded, short
from validate.rule import Rule, Scope
from validate.scoring import Judged, judge
from validate.tiers import Tier


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for verdict in judge(record, policy):
        score, weight, high = verdict.group.score, verdict.group.weight, verdict.high
        if verdict.code != "I02" or verdict.level is None or not score or not weight or high is None:
            continue
        row = _told(verdict.rows)
        limit = rounded(high, max(2, score.decimals))
        sign, bound = ("<", "应低于") if verdict.high_open else ("≤", "应不高于")
        share = policy.not_done_below if row.tier is Tier.NOT_DONE else policy.partly_done_up_to
        of = (
            f"分值 {short(weight.value)} 的 {short(share * 100)} %，即 "
            if weight.value * share == high
            else "各行合计的 "
        )
        said = "没有做成" if row.tier is Tier.NOT_DONE else "只做成一部分"
        actual = shown(text(record.indicators[row.line.index].actual))
        message = (
            f"{indicator_name(record, row.line.index)}实际完成值“{actual}”表明{said}（“{row.word}”），"
            f"得分{bound}{of}{short(limit)} 分，"
            f"填报 {short(score.value)} 分。{_slip(score.value, weight.value)}{together(verdict.group)}"
        )
        yield finding(
            "I02", verdict.level, record, score_paths(verdict.group), policy, message,
            expected=f"{sign} {short(limit) if verdict.high_open else plain(limit)}", difference=score.value - limit,
        )  # fmt: skip


def _told(rows: tuple[Judged, ...]) -> Judged:
    """The row whose words put it highest."""
    worded = [row for row in rows if row.tier]
    return next((row for row in worded if row.tier is Tier.PARTLY_DONE), worded[0])


def _slip(score: Decimal, weight: Decimal) -> str:
    return "得分照抄了分值。" if score == weight else ""


RULE = Rule(
    code="I02",
    name="定性指标得分超档",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.SCORING,
    manual=__doc__ or "",
    check=check,
)
