"""Sources beside clocks, in datelines and behind labels, where blanks and boxes stand in the way."""

from __future__ import annotations

import pytest

from tests.text.test_metadata_fallen_apart import BODY, card, gazetteer  # noqa: F401

TITLE = "通渭县抓基层党建工作情况报告"
BOXES = "登录超时\n快速登录\n注册\n学院\n社区\n理财\n直播\n期货\n某讯 > 要闻 > 正文\n"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"{TITLE}\n{BODY}\n来源：管理学院 “治力行” 实践团  \n文字：王梅", "管理学院 “治力行” 实践团"),
        (f"{TITLE}\n{BODY}\n来源：管理学院 王梅", "管理学院"),
        (f"{TITLE}\n2019-05-17 · 陇中城市报道\n{BODY}", "陇中城市报道"),
        (f"{TITLE}\n2019-05-17 · 要闻\n{BODY}", None),
        (f"{TITLE}\n新华社\n2020-01-03 18:13\n{BODY}", "新华社"),
        (f"{TITLE}\n供销社\n{BODY}", None),
        (f"{TITLE}\n砚网通渭供电公司党委表示，支部要修好线路。\n{BODY}", None),
        (f"2007年12月25日\n陇中晚报定西信息：记者王梅报道：{BODY}", "陇中晚报"),
        (f"2009-08-05\n陇中报业网讯昨晚，{BODY}", "陇中报业网"),
        (f"2009-08-05\n陇中日报通渭讯 {BODY}", "陇中日报"),
        (f"{TITLE}\n陇中日报—通渭网记者 王梅\n{BODY}", "陇中日报—通渭网"),
        (f"{TITLE}\n{BODY}\n（陇中报业全媒体记者王梅 通讯员李红）", "陇中报业"),
        (f"{TITLE}\n{BODY}\n[ 责任编辑：王梅 ]\n原稿件作者：\n转载编辑：王梅\n原稿件来源：陇中新闻网", "陇中新闻网"),
        (f"{TITLE}\n• 索引号：\n6100/2024\n• 来源：\n• 发文机构：\n通渭县政府网站\n{TITLE}\n{BODY}", "通渭县政府网站"),
        (f"{TITLE}\n发布来源：宣传办公室\n发布时间：2009-08-05\n{BODY}", "宣传办公室"),
        (f"{TITLE}\n文 |《砚台》新闻周刊记者\n{BODY}", "《砚台》新闻周刊"),
        (f"{TITLE}\n陇中日报记者\n{BODY}", "陇中日报"),
        (f"《陇中先锋》杂志2025年第2期刊发县委书记王梅署名文章《{TITLE}》。\n{TITLE}\n王梅\n{BODY}", "陇中先锋"),
        (f"陇中学院学报\n隴中學院學報\n2011年\n5期\n39-41\n{BODY}", "陇中学院学报"),
        (f"陇中学院学报\n{BODY}", None),
        (f"{TITLE}\n来源：陇中网-陇中日□?bào 2009-08-05\n{BODY}", "陇中网-陇中日报"),
        (f"{TITLE}\n来源：陇中网-通渭□zhēn 2009-08-05\n{BODY}", "陇中网"),
        (f"{TITLE}\n陇中日□?bào—通渭网记者 王梅\n{BODY}", None),
        (f"{TITLE}\n来源：通渭□□部 2009-08-05\n{BODY}", None),
    ],
)
def test_the_source_is_read_whole_and_only_where_one_stands(text, source, gazetteer):  # noqa: F811
    assert card(text, gazetteer).source.value == source


def test_the_paper_beside_the_clock_is_found_below_a_title_that_the_path_says_too(gazetteer):  # noqa: F811
    head = "陇中在线\n军事频道\n设为书签，方便快捷。\n当前位置：要闻 >\n"
    found = card(f"{head}{TITLE}\n{TITLE}\n2019-11-09 13:48:05 陇中日报\n{BODY}", gazetteer)
    assert (found.source.value, found.date.value) == ("陇中日报", "2019-11-09")


def test_boxes_above_the_title_hide_neither_source_nor_date(gazetteer):  # noqa: F811
    found = card(f"{BOXES}{TITLE}\n2019-09-26 10:56:28 陇中时报网\n{BODY}", gazetteer, title=TITLE)
    assert (found.source.value, found.date.value) == ("陇中时报网", "2019-09-26")


def test_paragraphs_above_a_line_like_the_title_are_no_boxes(gazetteer):  # noqa: F811
    above = f"来源：陇中日报\n{BODY}{BODY}"
    found = card(f"{above}{TITLE}\n2019-09-26 10:56:28 陇中时报网\n{BODY}", gazetteer, title=TITLE)
    assert found.source.value == "陇中日报"


def test_the_owner_of_a_footer_is_named_without_its_formula(gazetteer):  # noqa: F811
    text = f"{TITLE}\n{BODY}\n© 1997-2020 陇中公司版权所有 关于我们"
    found = card(text, gazetteer).source
    assert (found.value or found.rivals[0].value) == "陇中公司"  # proposed; whether it is likely enough is fitted
