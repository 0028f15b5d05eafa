"""指标行有该填而没有填的格。

检查内容
有指标名称的行，年度指标值、实际完成值、分值、得分不应空白（空格、横线、斜线都是空白）。一列全部空白的只提示一次，
提示在第一行。

依据
表内填报要求。

示例
不符（疑点，位置 三级指标「培训社会体育指导员」实际完成值）：没有填完成值
  指标　三级指标=参与群众；年度指标值=4800人次；实际完成值=4800人次；分值=7；得分=7
  指标　三级指标=培训社会体育指导员；年度指标值=150人；实际完成值=（空）；分值=5；得分=5
不符（疑点，2 处）：两格空白
  指标　三级指标=参与群众；年度指标值=4800人次；实际完成值=4800人次；分值=7；得分=7
  指标　三级指标=验收结果；年度指标值=—；实际完成值=合格；分值=5；得分=/
不符（疑点，1 处，说明含整列）：得分整列空白
  指标　三级指标=参与群众；年度指标值=4800人次；实际完成值=4800人次；分值=7；得分=（空）
  指标　三级指标=验收结果；年度指标值=合格；实际完成值=合格；分值=5；得分=（空）
相符：都填了，“无”也是填
  指标　三级指标=不良影响；年度指标值=无；实际完成值=无；分值=5；得分=5
相符：“其中”各行不必有分值和得分，上一行不必有指标值和完成值
  指标　三级指标=★资助学生；年度指标值=（空）；实际完成值=（空）；分值=10；得分=10
  指标　三级指标=其中：小学；年度指标值=50人；实际完成值=50人；分值=（空）；得分=（空）
  指标　三级指标=初中；年度指标值=30人；实际完成值=30人；分值=—；得分=—
相符：模板留下的空行
  指标　三级指标=指标1：；年度指标值=（空）；实际完成值=（空）；分值=（空）；得分=（空）
  指标　三级指标=……；年度指标值=（空）；实际完成值=（空）；分值=（空）；得分=（空）
相符：没有得分栏的表
  指标　三级指标=造林面积；年度指标值=300亩；实际完成值=300亩
相符：合并的分值和得分
  指标　三级指标=容量；年度指标值=25个；实际完成值=25个；分值=10；得分=10
  指标　三级指标=覆盖；年度指标值=8个；实际完成值=8个

说明
表中本来没有的栏不检查。“其中”之后同样没有分值和得分的行，也按“其中”的明细看。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.figures import is_blank, is_blank_figure
from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import Line, lines
from validate.phrase import finding
from validate.places import heading, indicator_name
from validate.policy import Policy
from validate.rule import Rule, Scope

_COLUMNS = ("target", "actual", "weight", "score")


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    found: dict[tuple[int, int], str] = {}
    for order, column in enumerate(_COLUMNS):
        wanted = [line.index for line in lines(record, policy) if _wants(record, line, column)]
        blank = [i for i in wanted if _is_blank(record, i, column)]
        whole = len(blank) == len(wanted) > 1
        found |= {(i, order): "整列" if whole else "" for i in (blank[:1] if whole else blank)}
    for (i, order), extent in sorted(found.items()):
        column = _COLUMNS[order]
        title = heading("indicators", column)
        message = f"表中{title}整列没有填写。" if extent else f"{indicator_name(record, i)}没有填写{title}。"
        yield finding("I06", Level.WARNING, record, [f"indicators[{i}].{column}"], policy, message)


def _wants(record: SelfEvaluation, line: Line, column: str) -> bool:
    """Whether the row has that cell and should fill it in."""
    exempt = line.child if column in ("weight", "score") else line.parent
    return bool(line.name) and not exempt and getattr(record.indicators[line.index], column) is not None


def _is_blank(record: SelfEvaluation, index: int, column: str) -> bool:
    text = getattr(record.indicators[index], column).text
    return is_blank_figure(text) if column in ("weight", "score") else is_blank(text)


RULE = Rule(
    code="I06",
    name="填报缺项",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.FILLING_IN,
    manual=__doc__ or "",
    check=check,
)
