"""Texts that call for applicants, list events, say what a word means or answer a question; files of shops; what journals print."""

from __future__ import annotations

import pytest

from tests.text.test_metadata_kind_matter import kind_of

PROSE = "青岩县各村党支部把夜校办在茶山上，党员带着群众学技术，培训三百人次，修好了十里山路，水也通到了家家户户。"


@pytest.mark.parametrize(
    "opening",
    [
        "为加强社区工作者队伍，经研究，决定面向社会公开招聘社区专职工作者。现将有关事项公告如下：",
        "按照我县三年行动的部署，决定向社会公开招聘一批社区工作者。",
        "根据工作需要，现公开选聘村级后备干部二十名，欢迎报考。",
    ],
)
def test_a_call_for_applicants_is_a_notice_and_no_experience(opening):
    rows = ("一、招聘计划", "招聘六名。", "二、报名条件", "1.身体健康；", "三、招聘程序", "笔试和面试各占一半。")
    evidence = kind_of(opening, *rows)
    assert (evidence.value, evidence.rule) == ("other", "notice")
    assert kind_of("青岩县公开招聘的社区工作者已经到岗。", PROSE, PROSE).value != "other"


def test_a_list_of_events_by_their_times_is_other():
    rows = [line for year in (1987, 1998, 2011) for line in (f"{year}年9月", "青岩县成立第一个非公企业党支部。")]
    assert kind_of("青岩县两新党建", *rows).value == "other"
    assert kind_of("8月20日，县委书记会见茶商一行。", PROSE, title="大事记（2025年8月）").value == "other"


def test_a_text_that_says_what_a_word_means_is_other():
    meant = "访惠聚就是“访民情，惠民生，聚民心”活动，简称“访惠聚”，各单位派干部住到村里，坚持了三年。"
    assert kind_of(meant).value == "other"


@pytest.mark.parametrize("title", ["什么场所适合开展主题党日活动", "村级夜校有哪些课程", "入党申请书怎么写"])
def test_an_answer_to_a_question_of_the_web_is_no_news(title):
    assert kind_of("1. 活动室：可以上党课。", "2. 茶山：可以学技术。", PROSE, title=title).value == "other"


@pytest.mark.parametrize("title", ["如何把夜校办到群众心里", "为民服务怎样才到位"])
def test_a_heading_that_begins_with_how_is_no_question_of_the_web(title):
    assert kind_of(PROSE, PROSE, title=title).value != "other"


def test_what_was_done_this_morning_is_news():
    told = "今天上午，在青岩县官地村举行了党组织换届选举，新一届支部委员会三人全票当选，平均年龄四十六岁。"
    rows = ("严把入口关，换出好班子。全县用广播宣传标准。", "严把纪律关，换出好风气。对党员逐个谈话。")
    assert kind_of(told, *rows).value == "news"


@pytest.mark.parametrize("heading", ["二、主要措施与成效", "（一）做法和启示", "具体举措及效果"])
def test_a_heading_for_measures_and_their_effect_makes_an_experience(heading):
    plain = "各村党支部把班子配好，把制度立好，村里的账目上墙，矛盾在村里化解，群众来开会的多了起来，路也修好了。"
    assert kind_of(plain, heading, "1. 配好班子", plain, "2. 立好制度", plain, is_placed=False).value == "experience"


def test_a_plan_that_a_shop_sells_and_that_names_nobody_is_a_template():
    page = "版权说明：本文档由用户提供并上传，收益归属内容提供方\n红色社区建设方案\n"
    rows = ("一、背景", "社区治理水平要提高。", "二、目标", "分领域设定目标。", "三、步骤", "分四个阶段推进。")
    assert kind_of(*rows, title="红色社区建设方案", page=page, is_placed=False).value == "template"
    assert kind_of(*rows, title="红色社区建设方案", page=page, source="青岩县委组织部").value == "other"


def test_a_row_of_stars_behind_a_title_masks_no_name():
    assert kind_of(PROSE, PROSE, title="时刻保持清醒和坚定******").value != "template"
    assert kind_of(PROSE, PROSE, title="**镇夜校情况", is_placed=False).value == "template"


def test_what_a_learned_journal_prints_is_a_paper():
    assert kind_of("党员夜校%产业链%支部建设", PROSE, source="青岩学院学报").value == "academic"


def test_an_essay_of_the_web_with_decimal_headings_is_no_paper():
    rows = ("引言", PROSE, "一、数字赋能", "1.1 大数据平台建设", PROSE, "1.2 智慧场景落地", PROSE)
    assert kind_of(*rows).value == "other"
    assert kind_of("摘要：本文讨论夜校。", "关键词：夜校；党员", *rows).value == "academic"
