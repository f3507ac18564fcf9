"""Pages whose layout fell apart in the copy: what they say of themselves is still found, and prose is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from archive.text.clean import clean_text
from archive.text.credits.people import is_row_of_names, name_behind_organ
from archive.text.formats import extract_text
from archive.text.lines import below_furniture, read_lines, read_page
from archive.text.metadata import Description, describe
from archive.text.metadata.title import site_behind, without_site_name
from tests.text.gazetteer import GAZETTEER

BODY = "全县各级党组织把抓基层打基础摆上重要位置，先后走访一百二十个支部，解决难题三百余件，群众都说办得好。\n" * 4


@pytest.fixture(scope="module")
def gazetteer():
    return GAZETTEER


def card(text: str, gazetteer, *, url: str = "", title: str = "") -> Description:
    extracted = extract_text(text.encode(), "a.txt")
    hints = extracted.hints if not title else type(extracted.hints)(title=title)
    return describe(
        extracted.text,
        cleaned=clean_text(extracted.text, title_hint=title),
        hints=hints,
        filename="a.txt",
        gazetteer=gazetteer,
        today=date(2026, 11, 22),
    )


SPREAD = "下载\n打印\n全屏\n收藏\n【字号：\n加大\n还原\n减小\n】\n通渭县抓基层党建工作情况报告\n来源：\n陇中晨讯\n时间：\n2021-08-16 09:20\n"


def test_buttons_on_lines_of_their_own_hide_neither_title_nor_source_nor_date(gazetteer):
    found = card(SPREAD + BODY, gazetteer)
    assert found.title.value == "通渭县抓基层党建工作情况报告"
    assert (found.source.value, found.date.value) == ("陇中晨讯", "2021-08-16")


def test_buttons_on_lines_of_their_own_are_taken_out():
    assert clean_text(SPREAD + BODY).text.startswith("通渭县抓基层党建工作情况报告")


def test_one_short_word_alone_stays_where_it_is():
    text = "村里的变化\n大\n" + BODY
    assert clean_text(text).text == text.rstrip("\n")


def test_a_path_spread_over_lines_is_taken_out_and_the_title_is_not():
    text = "您的位置：\n首页\n>\n党建要闻\n通渭县整顿软弱涣散村党组织的几点体会\n" + BODY
    assert clean_text(text).text.startswith("通渭县整顿软弱涣散村党组织的几点体会")


def test_a_sign_in_the_text_takes_no_paragraph_with_it():
    text = BODY + "党员带头\n>\n群众跟上\n" + BODY
    assert clean_text(text).text == text.rstrip("\n")


def test_the_occasion_of_a_speech_is_no_subtitle_but_its_day(gazetteer):
    found = card(
        "政府工作报告\n（2026年1月27日在通渭县第十九届人民代表大会第五次会议上）\n县长　李明\n各位代表：\n" + BODY,
        gazetteer,
    )
    assert (found.title.value, found.date.value, found.author.value) == ("政府工作报告", "2026-01-27", "李明")
    assert found.kind.value == "report"


def test_a_subtitle_that_is_no_occasion_stays_with_its_title(gazetteer):
    found = card("把支部建在网格上\n——通渭县抓党建促治理侧记\n" + BODY, gazetteer)
    assert found.title.value == "把支部建在网格上——通渭县抓党建促治理侧记"


def test_a_day_that_the_text_only_tells_of_is_no_occasion(gazetteer):
    found = card("通渭县基层党建侧记\n2026年1月27日在通渭县城南社区，老人们领到了棉衣。\n" + BODY, gazetteer)
    assert found.date.value is None


def test_a_title_that_a_print_breaks_is_whole_by_the_page_s_own(gazetteer):
    whole = "寻历史之源强根脉——法学院研究生党支部赴县博物馆开展主题党日活动"
    text = "寻历史之源强根脉——法学院研究生党支部赴县博\n物馆开展主题党日活动-某某大学\n" + BODY
    found = card(text, gazetteer, title=whole + "-某某大学")
    assert found.title.value == whole
    assert found.kind.value == "news"


@pytest.mark.parametrize(
    ("shown", "title", "site"),
    [
        ("红旗飘在田埂上_先锋文汇_某某党员网", "红旗飘在田埂上", "某某党员网"),
        ("红旗飘在田埂上-某某日报-某某网", "红旗飘在田埂上", "某某日报"),
        ("红旗飘在田埂上 - 某某省人民政府门户网站", "红旗飘在田埂上", "某某省人民政府门户网站"),
        ("红旗飘在田埂上-某某大学", "红旗飘在田埂上", "某某大学"),
        ("红旗飘在田埂上|砚池官方下载入口", "红旗飘在田埂上", "砚池官方下载入口"),
        ("抓党建-促振兴", "抓党建-促振兴", ""),
    ],
)
def test_what_follows_a_title_is_its_site(shown, title, site):
    assert (without_site_name(shown), site_behind(shown)) == (title, site)


def test_names_may_stand_in_a_row_without_blanks():
    assert is_row_of_names("王春雨曹霁阳熊琳")
    assert not is_row_of_names("从城关镇了解到")
    assert not is_row_of_names("王春雨")


def test_who_wrote_for_an_office_is_the_author_and_no_source(gazetteer):
    found = card("通渭县基层党建侧记\n" + BODY + "供稿：县委组织部李红林\n编辑：张艾林\n审核：郭辉\n", gazetteer)
    assert (found.author.value, found.source.value) == ("李红林", None)
    assert name_behind_organ("县委组织部") == ""


@pytest.mark.parametrize("line", ["文稿 | 康稼禾 马蔚萌", "文字丨康稼禾 马蔚萌", "（文/图 康稼禾 马蔚萌）"])
def test_credits_name_the_authors(line, gazetteer):
    assert card("通渭县基层党建侧记\n" + BODY + line + "\n", gazetteer).author.value == "康稼禾 马蔚萌"


def test_the_credits_of_a_page_show_that_it_is_news(gazetteer):
    body = "城南社区党支部组织党员为三十户老人清扫院落，老人们泡好了茶，孩子们也来帮忙。\n" * 5
    foot = "文字：李红\n图片：王明\n编辑：张林\n审核：郭辉\n"
    assert card("党员在身边\n" + body + foot, gazetteer).kind.value == "news"


def test_words_of_buttons_end_the_name_of_a_source(gazetteer):
    found = card("通渭县基层党建侧记\n2021-05-31 来源：《陇中晨讯》收藏\n" + BODY, gazetteer)
    assert found.source.value in ("陇中晨讯", "《陇中晨讯》")


def test_a_short_dispatch_of_an_agency_names_its_source(gazetteer):
    assert (
        card("2008年10月19日\n中新社9月22日信息：通渭县基层党建有了新办法。\n" + BODY, gazetteer).source.value
        == "中新社"
    )


def test_a_museum_tells_where_it_stands_and_not_what_a_text_is_about(gazetteer):
    text = "支部来到山东省博物馆参观，党员们在山东省博物馆重温誓词。\n乘济南公交前往济南地铁工地。\n" * 3
    assert card("支部开展主题党日活动\n" + text, gazetteer).region.value is None


def test_the_ends_of_a_road_are_not_where_a_text_plays(gazetteer):
    text = "湖北省荆门市沙洋县纪山镇，一辆北京开往湖南张家界的客车抛锚。\n沙洋县党员连夜送饭，北京开往张家界的旅客很感动。\n"
    assert card("党员连夜送饭\n" + text, gazetteer).region.value == "420822"


def test_a_short_name_right_behind_its_province_is_meant(gazetteer):
    text = "宁夏固原因受雨夹雪天气影响，道路结冰，固原党员上路清雪。\n固原的党员说，群众出行要紧。\n"
    assert card("党员上路清雪\n" + text, gazetteer).region.value == "640400"


def test_a_headline_of_the_council_of_state_speaks_to_the_country(gazetteer):
    text = "通知要求湖北省和武汉市严格管控。北京市要严防输入。\n湖北省要继续做好工作。广东省要复工复产。\n" * 2
    assert card("国务院联防联控机制:湖北和武汉要严格管控\n" + text, gazetteer).region.value is None


def test_who_told_a_reporter_is_not_where_it_happened(gazetteer):
    text = "记者从四川甘孜州政府办获悉，该州雅江县党员连夜抢通道路。\n雅江县有十二个支部上路，雅江县委说群众已转移。\n"
    assert card("党员抢通道路\n" + text, gazetteer).region.value == "513325"


def test_a_dispatch_is_not_dated_by_a_year_of_history(gazetteer):
    found = card("北岸新闻网8月21日电\n支部来到博物馆，观看1905年的影片，重温入党誓词。\n" + BODY, gazetteer)
    assert found.date.value is None


def test_a_heading_below_the_first_paragraph_is_no_title():
    text = f"# \n{BODY}\n## 一、走访支部\n{BODY}\n## 二、解决难题\n{BODY}\n## 三、再出发\n"
    assert extract_text(text.encode(), "a.md").hints.title == ""
    assert extract_text(f"## 走访支部记\n{text}".encode(), "a.md").hints.title == "走访支部记"


def test_tags_in_marked_up_text_are_no_words():
    text = '# 走访支部记\n\n## <span style="background:#fff88f">初识</span>\n\n**要点**\n'
    assert "span" not in extract_text(text.encode(), "a.md").text


HEADLINES = "某县驻村工作队在茶山上的一天又一夜[05-09]\n某区支部怎样过组织生活才不走过场?[06-03]\n书记谈心得体会和今后的打算[12-23]"
TEA = "茶山上的十二面党旗"
SENTENCES = "\n".join(
    f"第{number}个支部同茶农和收茶人当面谈定了春茶的价钱,谁也不吃亏,大家都说好。" for number in "一二三"
)


def test_headlines_of_other_articles_are_no_lines_of_the_page():
    text = f"{HEADLINES}\n{TEA}\n{SENTENCES}"
    assert next(line.text for line in read_page(text, clean_text(text))) == TEA


def test_the_page_begins_at_the_title_below_long_headlines():
    columns = [
        f"青岭县{number}个乡镇的支部书记到白石镇的茶山上看党旗、听茶农说价钱、学支部议事的办法和几年来的经验"
        for number in range(7)
    ]
    lines = read_lines("\n".join([*columns, TEA, SENTENCES]))
    assert below_furniture(lines, TEA)[0].text == TEA
    prose = [f"{line}。" for line in columns]
    assert below_furniture(read_lines("\n".join([*prose, TEA])), TEA)[0].text == prose[0]
