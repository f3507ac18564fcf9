"""Numbers with their units, and digits that count nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archive.text.figures import read_figures
from tests.text.figures.read import figures, rows


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("选派驻村干部56名", 56, "名", "exact"),
        ("选派驻村干部1,234名", 1234, "名", "exact"),
        ("投入资金12.5亿元", 1_250_000_000, "元", "exact"),
        ("茶叶产量2.7 万吨", 27000, "吨", "exact"),
        ("投入资金50余万元", 500_000, "元", "more"),
        ("培训党员二千六百多人次", 2600, "人次", "more"),
        ("慰问老党员百余名", 100, "名", "more"),
        ("党员超过4万名", 40000, "名", "more"),
        ("张贴标语近5000张", 5000, "张", "about"),
        ("播种面积2300亩左右", 2300, "亩", "about"),
        ("办结率百分之九十八点六", Decimal("98.6"), "%", "exact"),
        ("占九成", 90, "%", "exact"),
        ("占四成六", 46, "%", "exact"),
        ("占三分之一", Decimal("33.3"), "%", "exact"),
        ("提高12百分点", 12, "个百分点", "exact"),
        ("阵地面积400余平米", 400, "平方米", "more"),
        ("党员人数突破8000万", 80_000_000, "", "more"),
        ("村庄十二个", 12, "个", "exact"),
    ],
)
def test_a_number_has_its_value_its_unit_and_its_bound(text, value, unit, bound):
    (figure,) = figures(text + "。")
    assert (figure.value, figure.unit, figure.bound) == (value, unit, bound)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("年均增长5%—6%", 5, 6, "%"),
        ("每组配备联络员3至5名", 3, 5, "名"),
        ("投入资金3-5万元", 30000, 50000, "元"),
        ("一个支部管着三五个自然村", 3, 5, "个"),
        ("全年办班十七八期", 17, 18, "期"),
    ],
)
def test_a_range_is_one_figure(text, low, high, unit):
    (figure,) = figures(text + "。")
    assert (figure.value, figure.high, figure.unit, figure.bound) == (low, high, unit, "range")


@pytest.mark.parametrize(
    "text",
    [
        "2021年8月16日召开大会。",
        "截至二〇二一年十二月底。",
        "第三批第一书记到岗。",
        "十九届四中全会以后。",
        "印发〔2021〕5号文件。",
        "沿G318线布点。",
        "推行1+N工作法。",
        "城乡收入比为2.5∶1。",
        "出生人口性别比为100:113。",
        "落实“五个一批”要求。",
        "学习《干部不能做的150件事》。",
        "做到三个方面到位，增强四个意识。",
        "从管理机制等5个方面着手。",
        "群众千方百计增收，百姓满意。",
        "课堂五花八门。",
        "十四道沟镇召开会议。",
        "**乡**村推进工作。",
        "有一名党员。",
        "三年来成效明显。",
        "地区生产总值迈上5万亿台阶。",
        "12部门联合发文。",
        "实施搬迁工程二期。",
        "落实中央八项规定精神。",
        "统筹两个大局。",
        "七台河市召开会议，十四道沟镇也来了。",
        "731部队罪证陈列馆开放，狼烟四起的要地。",
        "国内唯一一家博物馆。",
        "活动分为三个部分，两支部的党员参加。",
        "**把红色江山世世代代传下去**",
        "viewBox='0%200%20201%201'",
        "开设24小时自助服务区。",
        "（一）抓班子。\n1. 抓队伍。\n一是抓阵地。",
        "1" * 40 + "个",
    ],
)
def test_dates_ordinals_codes_ratios_and_slogans_are_no_figures(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    "text", ["党员***名。", "党员**.*万名。", "党员XX名。", "党员1**名。", "黨員×××名。", "党员2**.*万名。"]
)
def test_a_redacted_number_has_no_value(text):
    (figure,) = figures(text)
    assert (figure.value, figure.high, figure.redacted, figure.unit) == (None, None, True, "名")
    assert figure.noun_in(text) in ("党员", "黨員")


def test_a_number_beside_a_lost_character_is_no_figure():
    assert figures("党员12□名。") == []


def test_tens_of_things_have_no_value_and_are_not_redacted():
    (figure,) = figures("培育专业户数十家。")
    assert (figure.value, figure.redacted, figure.bound) == (None, False, "about")


@pytest.mark.parametrize(
    "text",
    [
        "村集体经济年收入20万元以上的村。",
        "35岁以下的党员。",
        "每村配备不少于3名后备干部。",
        "每户至少走访1次。",
        "每月开展主题党日1次。",
        "分3批次入户。",
        "投资超10亿元的重大项目加快建设。",
        "经营性收入5万元以下、5万—10万元、10万元以上的村。",
        "村民代表应达到三分之二。",
    ],
)
def test_conditions_and_norms_are_thresholds(text):
    assert {figure.kind for figure in read_figures(text)} == {"threshold"}


def test_at_least_so_many_that_were_done_are_a_figure():
    (figure,) = figures("累计走访农户不少于200户。")
    assert (figure.value, figure.kind) == (200, "count")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("装机2.5MW的电站", "2.5", "兆瓦"),
        ("新修公路12km，全部通车", "12", "公里"),
        ("捐赠衣物300 余件", "300", "件"),
        ("现有2乡3镇", "2", "乡"),
        ("GDP19.92亿元", "1992000000", "元"),
        ("收入xx458元", "", "元"),
        ("走访企业300余家次", "300", "家次"),
        ("卫生室面积70㎡", "70", "平方米"),
        ("人均纯收入9500元/人/年", "9500", "元/人/年"),
    ],
)
def test_numbers_are_read_with_letters_and_blanks_about_them(text, value, unit):
    assert rows(text + "。")[0][:2] == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "31-45岁党员15名",
        "出栏50头以上养殖大户15户",
        "每天1篇日志，共15篇",
        "无2亩以上抛荒地，治理15处",
        "整治三轮车15台",
    ],
)
def test_brackets_and_rhythms_are_conditions(text):
    assert [row[0] for row in rows(text + "。")] == ["15"]


def test_what_is_brought_about_is_counted_however_bounded():
    assert [(each.bound, each.unit) for each in figures("力争创办10家以上的合作社，距城约 20 公里。")] == [
        ("more", "家"),
        ("about", "公里"),
    ]


def test_a_code_is_still_a_code():
    assert rows("G318线和5G网络通到村里。") == []


def test_numbers_of_a_list_share_the_unit_of_the_last():
    assert [row[:2] for row in rows("覆盖率、合格率、入户率分别提高20.9、36、5.4个百分点。")] == [
        ("20.9", "个百分点"),
        ("36", "个百分点"),
        ("5.4", "个百分点"),
    ]
