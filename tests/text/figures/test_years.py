"""The year of a number, whether it is planned, and whose it is."""

from __future__ import annotations

import pytest

from archive.text.sections import split_sections
from tests.text.figures.read import figures


@pytest.mark.parametrize(
    ("text", "dated", "year", "how"),
    [
        ("2019年新建支部37个。", None, 2019, "sentence"),
        ("二〇一九年新建支部37个。", None, 2019, "sentence"),
        ("2018—2020年选派书记189名。", None, 2018, "sentence"),
        ("今年新建支部37个。", 2022, 2022, "report"),
        ("去年新建支部37个。", 2022, 2021, "report"),
        ("今年新建支部37个。", None, None, "none"),
        ("2020年开展整顿。新建支部37个。", None, 2020, "paragraph"),
        ("经过几轮摸排，我们在2020年开展整顿。新建支部37个。", None, None, "none"),
        ("2020年开展整顿。\n新建支部37个。", None, None, "none"),
        ("比2019年增加37个。", None, None, "none"),
        ("比上年增加37个。", 2022, None, "none"),
        ("一年内新建支部37个。", 2022, None, "none"),
        ("总量是2015年的3.2倍。", None, None, "none"),
        ("****年新建支部37个。", None, None, "none"),
        ("2020年开展整顿。****年新建支部37个。", None, None, "none"),
        ("2014 年建档立卡时，识别贫困户 37 户。", None, 2014, "sentence"),
        ("某镇2022年工作总结\n今年新建支部37个。", 2023, 2022, "report"),
        ("某镇2022年工作总结\n今年新建支部37个。", 2022, 2022, "report"),
        ("政府工作报告\n一、2022年工作回顾\n今年新建支部37个。", 2023, 2023, "report"),
        ("某市于2013年2月撤地设市，辖37个乡镇。", None, None, "none"),
        ("2013年2月成立专班，新建支部37个。", None, 2013, "sentence"),
    ],
)
def test_the_year_is_that_of_the_words_before(text, dated, year, how):
    (figure,) = figures(text, dated=dated)
    assert (figure.year, figure.year_how) == (year, how)


def test_both_ends_of_a_change_have_their_own_year():
    assert [each.year for each in figures("覆盖率从2012年的46%提高到2017年的91%。")] == [2012, 2017]
    assert [each.year for each in figures("支部由2018年的3个增加到9个。")] == [2018, None]


def test_a_period_has_its_last_year():
    assert figures("2018—2020年选派书记189名。")[0].year_until == 2020


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("计划选派干部170名。", "planned"),
        ("力争到2025年底达到九成。", "planned"),
        ("拟新建阵地4个，计划投资600万元。", "planned"),
        ("年内完成13个村的整顿工作。", "planned"),
        ("年内共接待群众300余人次。", "done"),
        ("完成年目标任务117.4%。", "done"),
        ("实施头雁培养计划，培训书记120名。", "done"),
        ("将126名流动党员编入8个党小组。", "done"),
        ("要求被巡察的45家单位整改。", "done"),
    ],
)
def test_a_plan_is_told_by_its_words(text, status):
    assert {figure.status for figure in figures(text)} == {status}


def test_until_a_year_that_is_over_is_no_plan():
    assert figures("到2023年底建成阵地12个。", dated=2024)[0].status == "done"
    assert figures("到2023年底建成阵地12个。", dated=2022)[0].status == "planned"


def test_what_stands_in_the_section_of_plans_is_planned():
    text = "一、主要做法\n新建支部3个。\n二、下一步打算\n新建支部5个。"
    assert [(each.section, each.status) for each in figures(text, sections=split_sections(text))] == [
        ("measures", "done"),
        ("next", "planned"),
    ]


@pytest.mark.parametrize(
    ("text", "dated", "year"),
    [
        ("会议提到，预计去年新增就业。贷款增长37%。", 2020, 2019),
        ("仅2017年就开工。截至目前，建成支部37个。", 2018, None),
        ("今年以来开展整顿。截至目前，建成支部37个。", 2018, 2018),
    ],
)
def test_who_says_it_opens_no_sentence_and_now_ends_an_earlier_year(text, dated, year):
    assert figures(text, dated=dated)[-1].year == year


def test_what_a_meeting_asks_for_this_year_is_planned():
    assert figures("会议提出，2020年生产总值增长6%。", dated=2020)[0].status == "planned"
    assert figures("会议提出，2018年生产总值增长6%。", dated=2020)[0].status == "done"


@pytest.mark.parametrize(
    "text",
    [
        "预计地区生产总值增长6%左右。",
        "着力稳就业、稳市场、稳预期，地区生产总值增长5%。",
        "争取上级资金450亿元。",
        "培训行动计划实施以来新增企业8063家。",
        "实施科技计划项目600项。",
    ],
)
def test_what_a_review_estimates_or_names_as_a_plan_is_done(text):
    report = f"一、2024年工作回顾\n{text}\n二、2025年工作安排\n{text}"
    found = figures(report, sections=split_sections(report), dated=2025)
    assert {each.status for each in found if each.section == "measures"} == {"done"}
    assert {each.status for each in found if each.section == "next"} == {"planned"}


def test_a_review_may_look_ahead():
    report = "一、主要做法\n预计年底建成阵地12个。\n力争建成阵地14个。\n计划今年建成阵地16个。"
    assert {each.status for each in figures(report, sections=split_sections(report), dated=2025)} == {"planned"}


@pytest.mark.parametrize("text", ["做好红十字、慈善等工作。", "推进港口20万吨级航道建设。", "建成500千伏级变电站。"])
def test_names_and_grades_with_digits_count_nothing(text):
    assert figures(text) == []
