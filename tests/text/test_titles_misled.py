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
