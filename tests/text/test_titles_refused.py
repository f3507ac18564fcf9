"""Which lines above a report are never its title, however they stand? And which look like such lines and are titles?"""

from __future__ import annotations

import pytest

from archive.text.titles.refused import is_never_a_title
from search.fold import fold
from tests.text.test_titles_misled import BODY, LEAD, TITLE, assert_title, title_of


@pytest.mark.parametrize(
    "line",
    [
        "本报评论员",
        "石岭日报评论员",
        "特约评论员 何小禾",
        "中共石岭县委书记 何小禾",
        "石岭县委书记、县长 何小禾",
        "何小禾 石岭县委党校副教授 法学博士",
        "何小禾，男，石岭县委党校讲师",
        "文 何小禾",
        "□ 石岭县委宣传部",
        "石岭县委党校 石岭 312400",
        "石岭大学马克思主义学院",
    ],
)
def test_who_wrote_and_of_which_organ_is_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None
    assert_title(f"{TITLE}\n{line}\n{BODY}", TITLE)


@pytest.mark.parametrize(
    "column",
    [
        "专题报道",
        "本刊特稿",
        "封面故事",
        "理论探讨",
        "调查研究",
        "经验交流",
        "案例背景",
        "主要成效",
        "读者来信",
        "记者手记",
        "石岭发布",
    ],
)
def test_a_column_of_a_paper_or_a_part_of_any_report_is_no_title(column):
    assert title_of(f"{column}\n{BODY}").value is None
    assert_title(f"{column}\n{TITLE}\n{BODY}", TITLE)


@pytest.mark.parametrize(
    "line",
    [
        "暂无图片",
        "语音播报 倍速播放",
        "本文字数 2300字 阅读约需6分钟",
        "欢迎转发 欢迎留言",
        "表1 石岭镇夜校开课情况",
        "党员在夜校学习的场景",
        "以下文章来源于石岭先锋 ，作者石岭先锋",
        "石岭县委组织部官方账号",
        "新聞內容︰",
        "本期要目",
    ],
)
def test_a_button_a_caption_or_a_label_of_an_account_is_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None
    assert_title(f"{line}\n{TITLE}\n{BODY}", TITLE)


@pytest.mark.parametrize(
    "title",
    [
        "石岭时评丨以党建强基，以青年执笔，共绘山乡新画卷",
        "石岭县：聚焦山茶产业，党建引领，融合发展是关键",
        "经验交流要走心",
        "图说夜校三十二期",
        "书记的第一堂夜校课",
    ],
)
def test_a_title_that_looks_like_such_a_line_stays_one(title):
    assert not is_never_a_title(title, fold(title))
    assert_title(f"{title}\n{BODY}", title)


@pytest.mark.parametrize("title", ["石岭探索设立村级区域党委", "渔船上建起网格党支部", "石岭社区成立首个大党委"])
def test_a_title_that_ends_in_an_organ_and_says_what_was_done_is_no_organ(title):
    assert_title(f"{title}\n{BODY}", title)


@pytest.mark.parametrize("account", ["石岭发布", "青岩融媒", "石岭先锋"])
def test_the_account_between_a_title_and_its_day_is_not_the_title(account):
    assert_title(f"山茶花又开\n{account}\n2021-05-12 18:00 青岩\n{BODY}", "山茶花又开")


def test_a_sentence_of_the_site_above_its_path_does_not_begin_the_text():
    site = (
        "石岭在线\n本站全天更新山里山外的消息，请您把这个网页放进书签，看起来方便快捷。\n当前位置：新闻 > 政务新闻 >\n"
    )
    assert_title(f"{site}山茶花又开在山顶\n山茶花又开在山顶\n【山里的春天】\n{BODY}", "山茶花又开在山顶")


def test_a_column_said_twice_yields_to_the_line_that_the_text_bears_out():
    column = "标杆院系创建与巡礼"
    title = "石岭镇党委把支部建在产业链上办起夜校"
    assert_title(f"{column}\n{column}\n{title}\n{LEAD}\n{BODY}", title)


def test_a_title_below_the_issue_and_the_office_of_a_briefing_is_found():
    assert_title(
        f"组工信息\n第 12 期\n中共石岭县委组织部 2021年8月16日\n石岭镇：山茶园里办夜校\n{BODY}",
        "石岭镇：山茶园里办夜校",
    )
    assert_title(f"中共石岭县委组织部\n山茶花又开\n{BODY}", "山茶花又开")


def test_a_title_whose_last_word_the_edge_of_the_page_cut_off_is_whole():
    head = "石岭镇2021年度党员夜校工作总结及2022年工作"
    assert_title(f"{head}\n打算\n{BODY}", f"{head}打算")
    assert_title(f"{TITLE}\n打算\n{BODY}", TITLE)


def test_a_title_below_an_editors_note_is_found_and_a_heading_below_an_abstract_is_not():
    note = "【编者按】今年以来，各地支部办夜校，有不少好办法。现将石岭镇的做法刊登如下，供学习借鉴。"
    assert_title(f"{note}\n石岭镇党委把支部建在产业链上\n{BODY}", "石岭镇党委把支部建在产业链上")
    abstract = "摘要：本文讨论石岭镇党委把支部建在产业链上的做法，提出三条建议，供各地党员参考借鉴。"
    assert title_of(f"{abstract}\n支部建在产业链上的由来\n{BODY}").value is None


@pytest.mark.parametrize(
    "address",
    [
        "http://www.shiling.example/show.asp?id=20871",
        "https://m.shiling.example/page/2022/0815/30012255.shtml",
        "www.shiling.example/dj/20210816.html",
        "网址：http://www.shiling.example/a.html",
        "ＨＴＴＰ：／／ｗｗｗ．shiling.example/a.html",
    ],
)
def test_the_address_of_a_page_is_no_title_and_no_working_title(address):
    assert_title(f"{address}\n{TITLE}\n{BODY}", TITLE)
    made = title_of(f"{address}\n{BODY}")
    assert made.value is None
    assert made.quote
    assert BODY.startswith(made.quote)


@pytest.mark.parametrize(
    "line",
    [
        "（县委书记何小禾代表石岭作经验交流）",
        "■2021新春走基层",
        "2024年新春走基层",
        "报名：石岭日报 版次：第005版：版名：基层组织建设 日期：20230718",
    ],
)
def test_what_a_picture_shows_a_column_of_the_season_and_the_head_of_a_papers_page_are_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None
    assert_title(f"{TITLE}\n{line}\n{BODY}", TITLE)


@pytest.mark.parametrize("line", ["（石岭）把支部建在茶山上", "记者走基层：石岭县把支部建在茶山上"])
def test_a_title_with_such_words_in_it_is_one(line):
    assert not is_never_a_title(line, fold(line))


def test_an_organ_with_a_column_behind_it_is_no_title():
    title = "区人大常委会主任何小禾来到茶山社区宣讲"
    lead = (
        "11月22日下午，茶山区人大常委会主任何小禾来到茶山社区宣讲，石岭市茶山区人大常委会的同志和街道人大代表一起听。"
    )
    assert_title(f"石岭市茶山区人大常委会_街道人大\n\n{title}\n\n{lead}\n{BODY}", title)
