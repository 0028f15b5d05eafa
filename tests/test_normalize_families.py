"""Layouts that few regions use, in variants drawn here: what is read, and that nothing false is said of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import load
from tests.sheets import grid, page
from validate import policy
from validate.finding import Level
from validate.rule import check_form

POLICY = policy.load()
NINGXIA = [
    ["专项资金名称", "农村厕所改造", "<", "<", "<", "项目总得分", "97", "<"],
    ["自治区主管部门", "自治区农业农村厅", "<", "<", "市县主管部门", "<", "青石县农业农村局", "<"],
    ["项目资金（万元）（20分）", "", "<", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
    ["^", "年度资金总额：", "<", "100.00", "95.00", "20", "95%", "19"],
    ["^", "县级资金", "<", "100.00", "95.00", "—", "95%", "—"],
    ["年度总体目标（40分）", "年初设定目标", "<", "全年实际完成情况", "<", "<", "完成情况得分", "分值"],
    ["^", "改造厕所", "<", "已改造厕所", "<", "<", "39", "40"],
    ["绩效指标（40分）", "一级指标", "二级指标", "三级指标", "分值", "年度指标值", "全年实际值", "得分"],
    ["^", "产出指标", "数量指标", "改造户厕", "20", "≥500户", "512户", "20"],
    ["^", "效益指标", "社会效益", "卫生厕所普及率", "20", "≥90%", "91%", "19"],
]
REGIONAL = [
    ["转移支付（项目）名称", "营养午餐", "<", "<", "<", "自评得分", "98"],
    ["中央主管部门", "教育部", "<", "<", "地方主管部门", "四川省教育厅", "<"],
    ["资金情况（万元）", "", "<", "全年预算数（A）", "全年执行数（B）", "预算执行率", "18"],
    ["^", "年度资金总额：", "<", "100", "90", "90%", "^"],
    ["^", "其中：中央补助", "<", "100", "90", "90%", "^"],
    ["年度总体目标", "年初设定目标", "<", "<", "年度总体目标完成情况综述", "<", "20"],
    ["^", "供餐", "<", "<", "已供餐", "<", "^"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成指标值", "60"],
    ["^", "产出指标", "数量指标", "学生人数", "≥100人", "120人", "^"],
    ["^", "效益指标", "社会效益", "贫血率", "≤6%", "4%", "^"],
]
HEBEI = [
    ["一、项目基本情况", *["<"] * 10],
    ["项目名称", "<", "节水灌溉", "<", "<", "<", "主管部门", "<", "水利局", "<", "<"],
    ["二、预算执行情况（万元）", *["<"] * 10],
    ["资金来源", "<", "预算安排（调整后）", "<", "资金到位", "<", "资金执行情况", "<", "<", "预算执行进度（%）", "<"],
    ["总额", "<", "100", "<", "100", "<", "95", "<", "<", "95", "<"],
    ["其中：财政资金", "<", "100", "<", "100", "<", "95", "<", "<", "95", "<"],
    ["三、目标完成情况", *["<"] * 10],
    ["年度预期目标", "<", "<", "<", "<", "具体完成情况", "<", "<", "<", "总体完成率（%）", "<"],
    ["修渠", "<", "<", "<", "<", "修渠完成", "<", "<", "<", "98", "<"],
    ["四、年度绩效指标完成情况", *["<"] * 10],
    ["一级指标", "二级指标", "三级指标", "指标分值", "预期值", "<", "<", "单项指标完成值", "自评得分", "<", "描述"],
    ["^", "^", "^", "^", "符号", "值", "单位（文字描述）", "^", "得分", "折算得分", "^"],
    ["产出指标", "数量指标", "修渠长度", "60", "≥", "20", "公里", "20", "100", "60", "渠"],
    ["效益指标", "社会效益指标", "受益农户", "40", "≥", "300", "户", "285", "95", "38", "户"],
    ["自评总分", "<", "<", "<", "<", "<", "<", "<", "98", "<", "<"],
]
GUANGSHUI = [
    ["项目名称", "公园养护", "<", "<", "<", "<", "<"],
    ["自评总分", "96.5", "<", "<", "复核总分", "", "<"],
    ["项目资金（万元）", "资金来源", "年初预算数", "调整后预算数", "实际支出数", "执行率", "备注"],
    ["^", "合计", "100", "110", "99", "90%", ""],
    ["^", "财政拨款", "100", "110", "99", "90%", ""],
    ["年初绩效目标", "养护公园", "<", "<", "<", "<", "<"],
    ["年终完成情况", "养护已完成", "<", "<", "<", "<", "<"],
    ["项目权重", "评价内容", "<", "分值", "自评分", "复核分", "评价标准及依据"],
    ["项目决策（15分）", "立项依据充分性", "<", "15", "14", "", "充分"],
    ["项目管理（15分）", "管理制度健全性", "<", "15", "14", "", "修订不及时"],
    ["项目权重", "指标名称", "年初指标值", "年终完成值", "自评分", "复核分", "评价标准"],
    ["项目产出（40分）", "养护面积", "≥300公顷", "310公顷", "20", "", "完成率"],
    ["^", "补植苗木", "800株", "800株", "20", "", "完成率"],
    ["项目效果（30分）", "市民满意度", "≥90%", "92%", "28.5", "", "问卷"],
]
PAIRED = [
    ["项目名称", "<", "林区道路养护", "<", "<", "<", "<"],
    ["资金执行情况（万元）", "年初预算数", "200", "调整后预算数", "180", "执行数", "162"],
    ["^", "其中：财政拨款", "150", "其中：财政拨款", "130", "其中：财政拨款", "112"],
    ["^", "其它资金", "50", "其它资金", "50", "其它资金", "50"],
    ["年度目标完成情况", "预期目标", "<", "<", "实际完成目标", "<", "<"],
    ["^", "养护道路", "<", "<", "养护道路已完成", "<", "<"],
    ["绩效指标完成情况", "一级指标", "二级指标", "三级指标", "预期指标值", "<", "实际完成指标值"],
    ["^", "项目完成指标", "数量指标", "养护道路", "26公里", "<", "26公里"],
    ["^", "效益指标", "社会效益", "群众出行", "便利", "<", "更加便利"],
]
YUNNAN = [
    ["项目名称", "<", "康复补助", "<", "<", "<", "<", "<", "<", "<"],
    ["项目资金（元）", "", "<", "年初预算数", "全年预算数", "<", "全年执行数", "分值", "执行率", "得分"],
    ["^", "年度资金总额", "<", "100", "100", "<", "95", "10", "95%", "9.5"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "<", "<", "实际完成值", "分值", "得分"],
    ["^", "^", "^", "^", "指标性质", "指标值", "度量单位", "^", "^", "^"],
    ["^", "产出指标", "数量指标", "服药人数", "≥", "420", "人", "437", "50", "50"],
    ["^", "满意度指标", "服务对象满意度", "满意度", "≥", "90", "%", "91", "40", "40"],
    ["总分", "<", "<", "<", "<", "<", "100", "99.5", "优", "<"],
]
DEPARTMENT = [
    ["部门（单位）名称", "<", "交通局", "<", "<", "<", "<", "<", "<"],
    ["预算执行（万元）", "", "<", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["^", "年度资金总额", "<", "100", "100", "90", "10", "90%", "9"],
    ["^", "按收入性质分：", "<", "", "", "", "", "", ""],
    ["^", "其中：一般公共预算", "<", "80", "80", "70", "", "", ""],
    ["^", "其他资金", "<", "20", "20", "20", "", "", ""],
    ["^", "按支出性质分：", "<", "", "", "", "", "", ""],
    ["^", "其中：基本支出", "<", "60", "60", "55", "", "", ""],
    ["^", "项目支出", "<", "40", "40", "35", "", "", ""],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析"],
    ["^", "产出指标(50)", "数量指标", "修路", "≥86公里", "91公里", "50", "50", ""],
    ["^", "效益指标(40)", "社会效益", "通车率", "100%", "100%", "40", "40", ""],
    ["总分", "<", "<", "<", "<", "<", "100", "99", ""],
]
FREE_TEXT = [
    ["项目名称", "妇幼保健", "<", "<", "<", "<", "<"],
    ["项目资金（万元）", "预算数", "100", "执行数", "100", "<", "<"],
    ["名称", "名称", "名称", "自评内容", "完成情况", "未完成原因及改进措施", "需提供的支撑材料"],
    ["产出", "数量", "设备购置", "购置8台设备", "已购置8台", "无", "合同"],
    ["效益", "社会", "服务能力", "提升服务能力", "已提升", "无", "照片"],
]
FORMS = {
    "ningxia": ("转移支付项目绩效目标自评表", NINGXIA),
    "regional": ("区域绩效目标自评表", REGIONAL),
    "hebei": ("预算项目绩效自评表", HEBEI),
    "guangshui": ("财政预算支出项目绩效目标自评表", GUANGSHUI),
    "sichuan-2020": ("项目绩效目标完成情况自评表", PAIRED),
    "yunnan": ("项目支出绩效自评表", YUNNAN),
    "department": ("部门整体支出绩效自评表", DEPARTMENT),
    "free-text": ("绩效自评表", FREE_TEXT),
}


def read(title: str, rows: Sequence[Sequence[str]]) -> SelfEvaluation:
    sheet = page(grid(rows, [560 / len(rows[0])] * len(rows[0])), lines=(title, "（2023年度）"))
    (record,) = read_forms([sheet], load(), "pdfplumber")
    return record


def column(record: SelfEvaluation, table: str, field: str) -> list[str | None]:
    cells = [getattr(row, field) for row in getattr(record, table)]
    return [None if cell is None else cell.text for cell in cells]


def accused(record: SelfEvaluation) -> list[str]:
    return [f"{f.code} {f.path}" for f in check_form(record, POLICY) if f.level is not Level.INFO]


@pytest.mark.parametrize("family", FORMS)
def test_a_form_without_a_fault_is_accused_of_nothing(family: str) -> None:
    record = read(*FORMS[family])
    assert accused(record) == []
    assert record.template == family


def test_points_of_the_goals_belong_to_the_totals() -> None:
    rows = [[cell.replace("97", "98") if "项目总得分" in row else cell for cell in row] for row in NINGXIA]
    (found,) = [f for f in check_form(read("自评表", rows), POLICY) if f.code == "S02"]
    assert (found.expected, found.difference) == ("97.00", "1.00")
    assert "预算执行率得分 19 + 年度总体目标得分 39 + 各项指标得分 39 = 97.00" in found.message


def test_goals_that_carry_points_nobody_can_find_leave_the_totals_alone() -> None:
    rows = [list(row) for row in NINGXIA]
    rows[5][6:] = rows[6][6:] = ["", ""]
    assert accused(read("自评表", rows)) == []


def test_a_score_in_the_margin_stands_on_the_first_row_of_its_block() -> None:
    record = read(*FORMS["regional"])
    assert column(record, "funds", "score") == ["18", None]
    assert column(record, "indicators", "score") == ["60", None]
    assert record.department is not None
    assert record.department.text == "教育部"


def test_of_two_scores_the_one_that_makes_the_total_counts() -> None:
    record = read(*FORMS["hebei"])
    assert column(record, "indicators", "score") == ["60", "38"]
    assert column(record, "indicators", "weight") == ["60", "40"]
    assert column(record, "funds", "label") == ["总额", "其中：财政资金"]
    assert record.remarks == ("未能归入字段的内容：“总体完成率”",)


def test_scores_above_their_weights_are_on_a_scale_of_their_own_when_no_total_tells() -> None:
    record = read("预算项目绩效自评表", HEBEI[:-1])
    assert column(record, "indicators", "score") == ["60", "38"]


def test_labels_below_the_heading_of_a_weight_are_levels() -> None:
    record = read(*FORMS["guangshui"])
    assert column(record, "indicators", "level1")[::2] == ["项目决策（15分）", "项目产出（40分）", "项目效果（30分）"]
    assert column(record, "indicators", "weight") == ["15", "15", None, None, None]
    assert column(record, "indicators", "target") == [None, None, "≥300公顷", "800株", "≥90%"]


def test_amounts_beside_their_labels() -> None:
    record = read(*FORMS["sichuan-2020"])
    assert column(record, "funds", "annual_budget") == ["180", "130", "50"]
    assert column(record, "funds", "label")[1:] == ["其中：财政拨款", "其它资金"]
    assert column(record, "indicators", "level3") == ["养护道路", "群众出行"]


def test_totals_out_of_line_are_read_in_order() -> None:
    record = read(*FORMS["yunnan"])
    totals = (record.total_weight, record.total_score, record.grade)
    assert [t.text for t in totals if t is not None] == ["100", "99.5", "优"]


def test_a_department_is_no_project() -> None:
    record = read(*FORMS["department"])
    assert record.project_name is None
    assert record.department is not None
    assert record.department.text == "交通局"


def test_headings_of_unknown_words_are_read_by_their_place() -> None:
    rows = [
        ["项目全称", "<", "<", "城区绿化", "<", "<", "<", "<", "<"],
        ["资金使用情况（万元）", "资金类别", "<", "年初批复", "调整后预算", "实际支付", "标准分", "支付率", "自评分"],
        ["^", "总计", "<", "100", "110", "99", "10", "90%", "9"],
        ["年度目标", "预定目标", "<", "<", "<", "实现程度", "<", "<", "<"],
        ["^", "绿化", "<", "<", "<", "绿化完成", "<", "<", "<"],
        ["指标", "维度", "类别", "考核要点", "计划完成", "实际达成", "标准分", "自评分", "扣分说明"],
        ["^", "产出", "数量", "植树", "≥800株", "810株", "50", "50", ""],
        ["^", "效果", "社会", "满意", "≥90%", "91%", "40", "39", "满意度差"],
        ["总计", "<", "<", "<", "<", "<", "100", "98", ""],
    ]
    record = read("财政专项支出绩效自评表", rows)
    assert column(record, "indicators", "level3") == ["植树", "满意"]
    assert column(record, "indicators", "target") == ["≥800株", "≥90%"]
    assert column(record, "funds", "executed") == ["99"]
    assert record.actual_goal is not None
    assert record.actual_goal.text == "绿化完成"
    assert (accused(record), record.remarks) == ([], ())


def test_a_total_may_stand_above_what_it_sums_up_and_the_levels_at_the_right() -> None:
    rows = [
        ["项目名称", "<", "居家养老", "<", "<", "<", "<", "<"],
        ["项目资金（万元）", "资金构成", "年初批复数", "调整后预算数", "实际支出", "支出进度", "满分", "得分"],
        ["^", "年度资金总额", "100", "100", "90", "90%", "10", "9"],
        ["评价指标", "考核指标", "计分情况", "<", "完成情况对照", "<", "指标归属", "<"],
        ["^", "^", "满分", "自评得分", "年末实际值", "年初计划值", "大类", "小类"],
        ["^", "合计", "100", "98", "—", "—", "—", "—"],
        ["^", "建成站点", "50", "50", "12个", "12个", "产出指标", "数量指标"],
        ["^", "老人满意", "40", "39", "88%", "≥90%", "满意度指标", "服务对象满意度指标"],
    ]
    record = read("财政支出项目年度绩效自我评价表", rows)
    assert column(record, "indicators", "level3") == ["建成站点", "老人满意"]
    assert column(record, "indicators", "level1") == ["产出指标", "满意度指标"]
    assert column(record, "indicators", "level2") == ["数量指标", "服务对象满意度指标"]
    assert [t.text for t in (record.total_weight, record.total_score) if t is not None] == ["100", "98"]
    assert accused(record) == []


def test_a_sentence_about_another_year_is_not_the_year_of_the_form() -> None:
    rows = [
        ["项目名称", "<", "<", "残疾人康复", "<", "<", "<"],
        ["资金情况（万元）", "", "<", "全年预算数（A）", "全年执行数（B）", "执行率", "<"],
        ["^", "年度资金总额：", "<", "100", "90", "90%", "<"],
        ["资金管理情况", "", "<", "情况说明", "<", "存在问题和改进措施", "<"],
        ["^", "支出责任履行情况", "<", "按规定比例安排。", "<", "配套资金到位偏晚，2024年列入年初预算", "<"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施"],
        ["^", "产出指标", "数量指标", "服务人数", "≥100人", "120人", ""],
    ]
    record = read("转移支付区域（项目）绩效自评表", rows)
    assert record.year is not None
    assert record.year.text == "2023"
