"""指标值与完成值的计量单位不同。

检查内容
两边都有单位，而单位既不相同也不能换算。

依据
表内填报要求：完成值与指标值应可比。

示例
不符（疑点，说明含“个”）：个与场
  指标　三级指标=举办活动；年度指标值=8 个；实际完成值=8 场；分值=4；得分=4
不符（疑点）：人次与人
  指标　三级指标=慰问；年度指标值=>=59人次；实际完成值=87人；分值=5；得分=5
不符（疑点）：比率与数量
  指标　三级指标=培训；年度指标值=95%；实际完成值=120人；分值=5；得分=5
不符（疑点）：单位写在度量单位栏
  指标　三级指标=维修；指标性质=≥；年度指标值=20；度量单位=处；实际完成值=20户；分值=5；得分=5
相符：写法不同
  指标　三级指标=占地；年度指标值=300㎡；实际完成值=300平方米；分值=4；得分=4
相符：可以换算
  指标　三级指标=道路；年度指标值=3公里；实际完成值=3000米；分值=4；得分=4
相符：元与万元
  指标　三级指标=成本；年度指标值=≤90万元；实际完成值=895000元；分值=4；得分=4
相符：百分比的两种写法
  指标　三级指标=合格率；年度指标值=≥98百分比；实际完成值=99％；分值=4；得分=4
相符：一边没有单位
  指标　三级指标=举办活动；年度指标值=8 个；实际完成值=8；分值=4；得分=4
相符：天与个月同是时长，不作判断
  指标　三级指标=工期；年度指标值=1个月；实际完成值=30天；分值=4；得分=4
相符：不认识的单位按文字看
  指标　三级指标=举办活动；年度指标值=8 摞；实际完成值=8 叠；分值=4；得分=4

说明
单位是一张固定的表，同义的写法看作同一单位（人、名、位；本、册）。本规则提示之后，I01 和 I05 不再判断该行。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.record import SelfEvaluation
from normalize.values import Quantity
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.indicators import text
from validate.phrase import finding, shown
from validate.places import indicator_name
from validate.policy import Policy
from validate.rule import Rule, Scope
from validate.scoring import judged_rows


def check(record: SelfEvaluation, policy: Policy) -> Iterator[Finding]:
    for row in judged_rows(record, policy):
        target, actual = row.line.values.target, row.line.values.actual
        if not row.units_differ or not isinstance(target, Quantity) or not isinstance(actual, Quantity):
            continue
        i = row.line.index
        cells = record.indicators[i]
        names = (target.unit.name if target.unit else "", actual.unit.name if actual.unit else "")
        message = (
            f"{indicator_name(record, i)}年度指标值 {shown(text(cells.target))} 以“{names[0]}”计，"
            f"实际完成值 {shown(text(cells.actual))} 以“{names[1]}”计，两者不能换算，无法比较。"
        )
        paths = (f"indicators[{i}].{name}" for name in ("actual", "target", "unit"))
        yield finding("I07", Level.WARNING, record, paths, policy, message)


RULE = Rule(
    code="I07",
    name="计量单位不一致",
    levels=(Level.WARNING,),
    scope=Scope.FORM,
    citation=Citation.FILLING_IN,
    manual=__doc__ or "",
    check=check,
)
