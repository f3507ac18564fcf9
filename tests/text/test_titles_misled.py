"""What misleads about a title: credits, issues, menus and crumbs, labels of a shop, summaries above, lines cut in a word."""

from __future__ import annotations

from datetime import date

import pytest

from archive.text.clean import clean_text
from archive.text.evidence import Evidence
from archive.text.formats.extracted import PageHints
from archive.text.metadata import describe
from archive.text.repair import repair_text
from scripts.judging import comparable
from tests.text.gazetteer import GAZETTEER

LEAD = (
    "近年来，石岭镇党委把支部建在产业链上，党员带着群众学技术，办起夜校三十二期，培训党员三百人次，村里的路修好了，水也通了。"
    "会议要求各支部抓实学习。"
)
BODY = f"{LEAD}\n各村支部随后交流了做法，党员们都说有收获，下一步还要把老屋收拾出来办民宿，让更多人回乡做事。\n"


def title_of(text: str) -> Evidence:
    repaired = repair_text(text).text
    return describe(
        repaired,
        cleaned=clean_text(repaired),
        hints=PageHints(),
        filename="a.txt",
        gazetteer=GAZETTEER,
        today=date(2026, 11, 22),
    ).title


def assert_title(text: str, wanted: str) -> None:
    assert comparable("title", title_of(text).value or "") == comparable("title", wanted)


@pytest.mark.parametrize("credit", ["文|何小禾", "图文/何小禾", "撰文：何小禾", "文丨何小禾 石大山", "采写/何小禾"])
def test_a_line_of_credits_is_no_title(credit):
    assert title_of(f"{credit}\n{BODY}").value is None


@pytest.mark.parametrize(
    "issue",
    [
        "第88期 石岭镇的党员夜校（2024年06月）",
        "总第88期 石岭镇的党员夜校 2024-06",
        "石岭镇的党员夜校 2024年第6期",
        "石岭镇的党员夜校2024年第6期（总第88期）",
    ],
)
def test_the_issue_of_a_journal_above_the_title_is_no_title(issue):
    assert_title(f"{issue}\n夜校与产业链：石岭镇的一项调查\n{BODY}", "夜校与产业链：石岭镇的一项调查")


def test_an_entry_of_a_menu_said_twice_is_the_column_and_no_title():
    menu = "头条新闻\n石岭要闻\n综合新闻\n社会民生\n公告公示\n文苑\n社会民生\n"
    found = title_of(f"{menu}{BODY}")
    assert found.value != "社会民生"


@pytest.mark.parametrize("label", ["文档介绍：", "文档名称：", "文章标题：", "材料名称：", "文件名："])
def test_a_label_before_the_title_is_no_part_of_it(label):
    assert_title(f"{label}石岭村支部书记的先进事迹\n{BODY}", "石岭村支部书记的先进事迹")


@pytest.mark.parametrize("source", ["浏览次数：次 发布时间：2020-06-08 发布人：校办", "来源：石岭网 2020年6月8日"])
def test_a_title_between_a_summary_and_the_source_line_is_found(source):
    assert_title(f"{LEAD}\n夜校亮灯——石岭村支部办学记\n{source}\n{BODY}", "夜校亮灯——石岭村支部办学记")


def test_a_line_in_the_text_without_a_source_line_below_is_no_title():
    assert title_of(f"{LEAD}\n支部办学的由来\n{BODY}").value is None
    assert title_of(f"{LEAD}\n支部办学的由来\n2019年5月，石岭镇办起夜校。\n{BODY}").value is None


@pytest.mark.parametrize("tail", ["查材料（含案例）", "查材料", "查情况报告（定稿）"])
def test_a_title_cut_in_a_word_by_the_edge_of_the_page_goes_on_in_the_next_line(tail):
    head = "石岭镇党委领导班子 2025 年度民主生活会对照检"
    assert_title(f"{head}\n{tail}\n{BODY}", head + tail)


@pytest.mark.parametrize("menu", ["欢迎来到石岭文库\n我要投稿 投诉建议\n", "首页\n登录\n注册\n"])
def test_the_last_step_of_a_crumb_that_stands_alone_below_names_the_page(menu):
    crumb = "当前位置：石岭文库 > 寄语 > 第一书记寄语汇编六十条"
    text = f"{menu}{crumb}\n\n第一书记寄语汇编六十条\n\n时间：2021-05-12 04:04\n\n一、\n\n{BODY}"
    assert_title(text, "第一书记寄语汇编六十条")


def test_the_last_step_of_a_crumb_over_a_title_is_its_column():
    head = "当前位置：石岭文库 > 支部工作经验\n\n支部工作经验\n\n夜校亮灯，党员回村\n\n来源：石岭网 2021-05-12\n\n"
    assert_title(head + BODY, "夜校亮灯，党员回村")


TITLE = "夜校亮灯：石岭镇党员夜校办学记"


@pytest.mark.parametrize(
    "line",
    [
        "何小禾+石大山+林红玉",
        "何 禾  石岭县委党校副教授",
        "总 策 划 | 何小禾  特木日",
        "版式设计｜石大山",
        "文/图🖊 何小禾 石大山",
        "中共石岭县委通讯组 青岩日报记者",
        "青岩日报记者",
        "“山茶花”小组",
    ],
)
def test_a_line_that_says_who_wrote_in_whatever_form_is_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None
    assert_title(f"{TITLE}\n{line}\n{BODY}", TITLE)


@pytest.mark.parametrize(
    "line",
    [
        "Page 20 - 石岭学习08期",
        "P. 20",
        "1960年9月8日青岩日报 第3版",
        "专栏：石岭通讯",
        "点击右上角微信好友",
        "请使用浏览器分享功能进行分享",
        "WDCM上传图片",
        "引言：党员夜校的由来",
    ],
)
def test_furniture_of_a_page_or_of_a_paper_is_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None
    assert_title(f"{line}\n{TITLE}\n{BODY}", TITLE)


def test_mottoes_of_a_campaign_are_a_title_only_above_a_source_line():
    mottoes = "新时代 新征程 新作为\n全面学习 认真贯彻党的二十大精神"
    assert title_of(f"{mottoes}\n石岭网讯：{BODY}").value is None
    assert_title(f"学党史 悟思想 办实事\n来源：石岭网 2021-05-12\n{BODY}", "学党史 悟思想 办实事")
    assert_title(f"踔厉奋发 勇毅前行 石岭镇党员夜校开课\n{BODY}", "踔厉奋发 勇毅前行 石岭镇党员夜校开课")


@pytest.mark.parametrize(
    "caption", ["石岭村党支部书记何小禾（左一）在夜校给党员讲课。", "图为石岭镇党员夜校开课。", "夜校开课。石大山 摄"]
)
def test_a_caption_above_the_title_does_not_begin_the_text(caption):
    assert_title(f"{caption}\n{TITLE}\n{BODY}", TITLE)


@pytest.mark.parametrize("head", ["编者的话", "编者按"])
def test_a_title_below_an_editors_note_and_above_its_author_is_found(head):
    assert_title(f"{head}\n{LEAD}\n{TITLE}\n何 禾 石岭县社会科学院社会发展研究所所长\n{BODY}", TITLE)


def test_a_tool_bar_above_the_title_is_no_summary():
    bar = "我要投稿   新闻热线：010-5550100"
    text = f"{bar}\n山茶花又开\n时间：2025/6/29 18:07\n来源：石岭网\n{LEAD}\n党员学技术\n党员学技术\n{BODY}"
    assert_title(text, "山茶花又开")


def test_a_title_below_the_table_of_contents_of_a_document_is_found():
    contents = (
        "一、办学的缘由\n（一）支部有需要\n（二）党员有劲头\n二、主要做法\n1.请老师\n2.定课表\n3.管考勤\n三、几点启示\n"
    )
    more = "（一）要有人管\n（二）要有钱办\n（三）要有用处\n（四）要能长久\n"
    assert_title(f"{contents}{more}党员夜校办学情况调研报告\n{BODY}一、办学的缘由\n{BODY}", "党员夜校办学情况调研报告")


def test_the_heading_of_a_chapter_alone_above_the_text_is_its_title():
    heading = "第三节 石岭镇党员夜校的主要做法"
    assert_title(f"{heading}\n{BODY}", heading)
    assert_title(f"{TITLE}\n{heading}\n{BODY}", TITLE)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("夜校亮灯\n——石岭镇“三融合”", "回答办学之问纪实", "夜校亮灯——石岭镇“三融合”回答办学之问纪实"),
        ("中共石岭镇委员会", "关于办好党员夜校的意见", "中共石岭镇委员会关于办好党员夜校的意见"),
        ("石岭镇党员夜校的开办与", "支部活动的改进", "石岭镇党员夜校的开办与支部活动的改进"),
        ("石岭镇党员夜校的开办", "及其对支部活动的影响", "石岭镇党员夜校的开办及其对支部活动的影响"),
    ],
)
def test_a_title_that_its_page_breaks_at_a_word_of_grammar_or_office_is_whole(first, second, wanted):
    assert_title(f"{first}\n{second}\n{BODY}", wanted)


@pytest.mark.parametrize(
    ("first", "second"),
    [("夜校亮灯\n——石岭镇党员夜校纪实", "开课前的调查"), ("石岭镇党员夜校办学记", "和小禾")],
)
def test_a_line_below_a_whole_title_is_no_part_of_it(first, second):
    assert_title(f"{first}\n{second}\n{BODY}", first.replace("\n", ""))


@pytest.mark.parametrize(
    ("opening", "wanted"),
    [
        ("第1页共7页石岭镇党员夜校办学报告...石岭镇党员夜校办学报告为深入", "石岭镇党员夜校办学报告"),
        ("石岭镇党员夜校的情况报告县委组织部：按照", "石岭镇党员夜校的情况报告"),
        ("石岭镇党员夜校工作总结…石岭镇党员夜校工作总结今年以来，", "石岭镇党员夜校工作总结"),
    ],
)
def test_the_title_of_a_document_of_one_line_ends_before_its_addressee_and_its_repetition(opening, wanted):
    assert_title(f"{opening}{LEAD}", wanted)


@pytest.mark.parametrize(
    "behind",
    [
        " 【字体：大 中 小】\n发布日期：2021-05-12",
        " 发布时间：2021-05-12 来源：石岭网",
        "（作者：何小禾 时间：2021-05-12）",
    ],
)
def test_labels_behind_the_title_on_its_line_are_no_part_of_it(behind):
    assert_title(f"石岭镇：山茶花开 夜校亮灯{behind}\n{BODY}", "石岭镇：山茶花开 夜校亮灯")


LONG = "中共石岭县委办公室石岭县人民政府办公室关于印发《石岭县关于进一步加强和改进新时代党员夜校建设推进抓党建促乡村振兴工作的实施方案》的通知"
CLAUSES = "办好山茶夜校培育新人，修好山里道路方便老人，让石岭的党员有更多去处"


@pytest.mark.parametrize("title", [LONG, CLAUSES])
def test_a_title_right_above_its_source_line_may_be_long_and_pause_often(title):
    assert_title(f"{title}\n来源：石岭网 2021-05-12\n{BODY}", title)
    assert title_of(f"近日，{title[:50]}\n来源：石岭网 2021-05-12\n{BODY}").value is None
