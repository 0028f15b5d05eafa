"""The columns of the sheets 差异, 表单 and 指标, in the order in which people read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from audit.exports.xlsx.sheet import Column, Kind
from validate.places import heading

DISCREPANCIES = (
    Column("级别", 6, Kind.WORD),
    Column("实施单位", 18),
    Column("项目名称", 20),
    Column("文件", 20),
    Column("页码", 6, Kind.PAGE),
    Column("位置", 22),
    Column("填报值", 12, Kind.FIGURE),
    Column("复核值", 12, Kind.FIGURE),
    Column("差额", 9, Kind.FIGURE),
    Column("规则编号", 7, Kind.WORD),
    Column("规则名称", 16),
    Column("说明", 48),
    Column("依据", 16),
    Column("核验", 9, Kind.WORD),
    Column("复核意见", 7, Kind.WORD),
    Column("备注", 18),
    Column("主管部门", 18, printed=False),
    Column("年度", 6, Kind.FIGURE, printed=False),
    Column("表序", 6, Kind.FIGURE, printed=False),
    Column("字段", 18, printed=False, hidden=True),
    Column("政策", 18, printed=False, hidden=True),
)
FORMS = (
    Column("状态", 9, Kind.WORD),
    Column("实施单位", 22),
    Column("项目名称", 28),
    Column("文件", 28),
    Column("页码", 6, Kind.PAGE),
    Column("填报总分", 9, Kind.FIGURE),
    Column("复核总分下限", 9, Kind.FIGURE),
    Column("复核总分上限", 9, Kind.FIGURE),
    Column("可复核分值", 9, Kind.FIGURE),
    Column("错误", 6, Kind.COUNT),
    Column("疑点", 6, Kind.COUNT),
    Column("提示", 6, Kind.COUNT),
    Column("说明", 40),
    Column("主管部门", 22, printed=False),
    Column("年度", 6, Kind.FIGURE, printed=False),
    Column("表序", 6, Kind.FIGURE, printed=False),
    Column("读取方式", 12, printed=False),
)
LABELS = ("level1", "level2", "level3", "nature", "target", "unit", "actual", "weight", "score")
INDICATORS = (
    Column("级别", 6, Kind.WORD),
    Column("实施单位", 18),
    Column("项目名称", 20),
    Column("文件", 20),
    Column("页码", 6, Kind.PAGE),
    Column("序号", 6, Kind.FIGURE),
    *(
        Column(heading("indicators", name), width, kind)
        for name, width, kind in zip(
            LABELS,
            (12, 14, 24, 9, 16, 9, 16, 8, 8),
            (*[Kind.TEXT] * 4, Kind.FIGURE, Kind.TEXT, *[Kind.FIGURE] * 3),
            strict=True,
        )
    ),
    Column("复核得分", 11, Kind.FIGURE),
    Column("差额", 8, Kind.FIGURE),
    Column("规则编号", 10, Kind.WORD),
    Column(heading("indicators", "reason"), 24),
    Column("主管部门", 18, printed=False),
    Column("年度", 6, Kind.FIGURE, printed=False),
    Column("表序", 6, Kind.FIGURE, printed=False),
)


def picked(columns: Sequence[Column], headings: Sequence[str]) -> Callable[[Sequence[str]], list[str]]:
    """How to put a row of the CSV's columns into those of a sheet."""
    places = [headings.index(column.heading) for column in columns]
    return lambda row: [row[place] for place in places]
