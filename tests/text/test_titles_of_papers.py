"""Which line is the title on a newspaper's page, an official document's, in a table of labels, and above a dispatch?"""

from __future__ import annotations

from datetime import date

import pytest

from archive.text.clean import clean_text
from archive.text.dates import describe_date
from archive.text.formats.extracted import PageHints
from archive.text.metadata import Description, describe
from archive.text.titles.refused import is_never_a_title
from search.fold import fold
from tests.text.gazetteer import GAZETTEER
from tests.text.test_titles_misled import BODY, LEAD, TITLE, assert_title, title_of

DAY = "2021年8月16日"


def card_of(text: str) -> Description:
    return describe(
        text,
        cleaned=clean_text(text),
        hints=PageHints(),
        filename="a.txt",
        gazetteer=GAZETTEER,
        today=date(2026, 11, 22),
    )


@pytest.mark.parametrize(
    "line",
    [
        "国内统一刊号：CN62-0018 中共石岭州委机关报·石岭日报社出版",
        "国内统一连续出版物号 CN 62-0018 邮发代号：53-1",
        "石岭日报报业集团旗下媒体：石岭日报 | 石岭晚报 | 石岭网",
        "石岭日报 | 石岭晚报 | 石岭网 | 石岭商报 | 返回",
    ],
)
def test_the_number_and_the_sisters_of_a_newspaper_are_no_title(line):
    assert_title(f"{line}\n{DAY}\n{TITLE}\n{BODY}", TITLE)


@pytest.mark.parametrize(
    "line", ["地名：石岭村 | 隶属：石岭镇 |", "隶属：石岭镇 | 邮编：743300", "行政级别：村民委员会 |"]
)
def test_a_row_of_a_table_is_no_title(line):
    assert is_never_a_title(line, fold(line))


@pytest.mark.parametrize("line", ["深度：石岭经验 | 一个村的变迁", "奔流十年|石岭夜校亮灯记"])
def test_a_column_and_its_title_with_a_bar_between_are_a_title(line):
    assert not is_never_a_title(line, fold(line))


@pytest.mark.parametrize("line", ["开栏的话", "编者的话", "编后记", "写在前面"])
def test_what_an_editor_says_before_and_behind_is_no_title(line):
    assert title_of(f"{line}\n\n{BODY}").value is None


def test_where_a_speech_was_held_is_no_title():
    held = "——2021年2月26日在石岭镇\n第四届人民代表大会第八次会议上\n石岭镇镇长 何小禾"
    assert_title(
        f"石岭镇政府工作报告\n一图读懂：石岭镇政府工作报告的政策解读\n{held}\n各位代表：\n{BODY}", "石岭镇政府工作报告"
    )


@pytest.mark.parametrize("years", ["（2021—2025年）的通知", "（试行）的通知"])
def test_a_notice_broken_behind_its_verb_and_before_its_years_is_whole(years):
    office = "石岭镇人民政府办公室关于"
    text = f"石府办字〔2021〕47号\n{office}\n印发石岭镇党员夜校五年行动方案\n{years}\n各村：\n{BODY}"
    assert_title(text, f"{office}印发石岭镇党员夜校五年行动方案{years}")


def test_a_person_and_post_above_the_title_say_of_whom_it_tells():
    whom = "石岭大学驻石岭村“访惠聚”工作队队长、第一书记何小禾"
    below = f"发布时间：2021-08-16 20:56 来源：石岭融媒\n{whom}带着党员办起夜校。\n{BODY}"
    assert_title(f"{whom}\n融情筑梦谱写幸福新篇章\n{below}", "融情筑梦谱写幸福新篇章")


@pytest.mark.parametrize("paper", ["石岭日报客户端讯（何小禾）", "石岭网消息（通讯员 何小禾）"])
def test_a_title_stands_above_its_dispatch_below_a_menu_of_any_length(paper):
    menu = "首页 时政 视觉 活动 经济 观点 深度 旅游 法治 健康 教育 文化 体育".replace(" ", "\n\n")
    assert_title(f"{menu}\n\n{TITLE}\n\n{paper}{LEAD}\n{BODY}", TITLE)


@pytest.mark.parametrize("note", ["（此件主动公开）", "（此件公开发布）", "（此件依申请公开）"])
def test_the_day_above_a_documents_openness_is_its_day(note):
    text = (
        f"关于印发夜校方案的通知\n各村：\n现将方案发给你们。\n请各村照办。\n并请转告。\n特此通知。\n{DAY}\n{note}\n夜校方案\n"
        + f"{LEAD}\n" * 9
    )
    assert describe_date(text, today=date(2026, 11, 22)).value == "2021-08-16"
    assert describe_date(text.replace(note, "第一期"), today=date(2026, 11, 22)).value is None


def test_the_day_in_a_newspapers_head_beside_its_hotline_is_no_clock():
    text = f"{DAY} 星期一  报料热线：966123\n当前版：058版 上一版 下一版\n{TITLE}\n{BODY}"
    assert describe_date(text, today=date(2026, 11, 22), title=TITLE).value == "2021-08-16"
    clock = text.replace("报料热线", "服务热线")
    assert describe_date(clock, today=date(2026, 11, 22), title=TITLE).value is None


@pytest.mark.parametrize("button", ["", "展开\n"])
def test_the_table_above_the_title_dates_a_document_though_a_button_stands_between(button):
    table = "• 索引号：S-2021\n• 发文单位：石岭镇\n• 信息名称：夜校办学记\n• 发文序号：\n• 信息有效性：有效\n• 主题分类：其他\n• 公开类型：主动公开\n"
    text = f"{table}• 成文日期：2021-02-24\n• 发布日期：2021-03-16\n{button}{TITLE}\n{BODY}"
    assert card_of(text).date.value == "2021-03-16"


def test_a_column_and_a_title_of_many_pauses_are_no_words_for_search_engines():
    title = "奔流十年|高楼、江边、里弄，党建在人民需要的每一个地方"
    assert_title(f"- +1\n{title}\n【编者按】\n走过风雨，我们到了又一个十年。\n{BODY}", title)
