"""A whole form drawn anew with any texts in its cells; figures and other ASCII stand in its content as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.drawn import FONT, Pen

XS = [40.0, 90.0, 150.0, 230.0, 310.0, 390.0, 440.0, 490.0, 555.0]
PLAIN = (
    ("项目名称", "", "农村道路养护", "", "", "", "", ""),
    ("主管部门", "", "交通运输局", "", "实施单位", "公路站", "", ""),
    ("项目资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    ("（万元）", "年度资金总额", "120", "120", "60", "10", "50%", "5"),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"),
    ("产出指标", "数量指标", "养护里程", "≥30", "30", "50", "50", ""),
    ("效益指标", "社会效益指标", "群众出行", "≥90%", "95%", "40", "40", ""),
    ("总分", "", "", "", "", "100", "95", ""),
)


def form(rows: Sequence[Sequence[str]] = PLAIN) -> Callable[[Pen], None]:
    """The two first rows are the header block: an empty text goes on from the left."""
    ys = [100.0 + 40 * k for k in range(len(rows) + 1)]

    def draw(pen: Pen) -> None:
        pen.text(200, 70, "项目支出绩效自评表", 16)
        pen.text(250, 90, "（2021年度）")
        for y in ys:
            pen.line(XS[0], y, XS[-1], y)
        for k, row in enumerate(rows):
            for x, text in zip(XS, row, strict=False):
                if text or k > 1:
                    pen.line(x, ys[k], x, ys[k + 1])
                pen.text(x + 2, ys[k] + 24, text, 6, "Helvetica" if text.isascii() else FONT)
        pen.line(XS[-1], ys[0], XS[-1], ys[-1])

    return draw
