"""Lines that are the site's by where they stand: above its path, among buttons, in lists, behind the editor's line."""

import pytest

from archive.text.clean import clean_text

TITLE = "青岭县白石镇:茶山上的十二面党旗"
BODY = """入冬以来,青岭县白石镇的茶山上多了十二面党旗,每一面党旗下都有一名联系户长,茶农有事先找他。
镇党委把茶农、收茶人和合作社编成四个支部,春茶的价钱由支部和收茶人当面谈定,谁也不吃亏。
下一步,全镇要在明年清明以前把支部议事的办法推到所有的采摘点,一村一策,逐村落实。"""


def cleaned(text):
    return clean_text(text).text


@pytest.mark.parametrize(
    "above",
    [
        "学院简介\n院长致词\n学校主页\n党委工作\n首页 >> 党团工作 >> 正文",
        "大国新村\n首页 > 地方要闻 > 正文",
        "青岭新闻网\n青岭新闻网>>白石",
        "• 首页\n• 资讯中心\n• 投稿\n收藏\n打开菜单\n通知公告\n当前位置：首页> 资讯中心 专题文章列表",
        "您当前的位置 ： 青岭网  >  新闻中心  >  时政·经济\n搜 索",
        "茶乡频道 > 正文",
    ],
)
def test_the_path_of_a_page_goes_with_all_above_it(above):
    assert cleaned(f"{above}\n{TITLE}\n{BODY}") == f"{TITLE}\n{BODY}"


def test_a_title_above_the_path_stays():
    assert cleaned(f"{TITLE}\n当前位置：首页 > 基层动态 > 正文\n{BODY}") == f"{TITLE}\n{BODY}"


@pytest.mark.parametrize("line", ["党员>农户", "“支部+合作社>农户”三级联动", "从6 > 5说起", "一棵茶树→一座茶山"])
def test_a_line_with_a_sign_of_a_path_that_is_no_path_stays(line):
    assert cleaned(f"{TITLE}\n{line}\n{BODY}") == f"{TITLE}\n{line}\n{BODY}"


@pytest.mark.parametrize(
    "buttons",
    [
        "1\n茶乡干部报网\n微信公众号\n茶乡干部报网\n官方微博",
        "关注青岭网\n微博\nQzone\n北岭新闻",
        "• 政治\n• 地方\n• 生活\n• 文教\n• 政治\n• 地方\n• 生活\n• 文教",
        "通版阅读请点击:\n展开通版\n收缩通版\n当前版:01版",
    ],
)
def test_a_run_of_buttons_above_the_text_goes(buttons):
    assert cleaned(f"{TITLE}\n{buttons}\n{BODY}") == f"{TITLE}\n{BODY}"


def test_short_headings_in_a_row_stay():
    heads = "茶山新事\n党旗下的话\n先看山"
    assert cleaned(f"{TITLE}\n{heads}\n{BODY}") == f"{TITLE}\n{heads}\n{BODY}"


HEADLINES = "某县驻村工作队的一天[05-09]\n某区支部怎样过组织生活?[06-03]\n书记谈心得[12-23]"
DATED = "- 2022-03-16某县旦山乡:转变作风提质效\n- 2022-03-16某集团抓细疫情防控\n- 2022-03-15某市网格员进楼栋"


@pytest.mark.parametrize("headlines", [HEADLINES, DATED, f"推荐阅读\n{HEADLINES}"])
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_list_of_dated_headlines_goes(headlines, place):
    above, below = (f"{headlines}\n", "") if place == "above" else ("", f"\n{headlines}")
    assert cleaned(f"{above}{TITLE}\n{BODY}{below}") == f"{TITLE}\n{BODY}"


def test_the_dates_of_a_report_of_one_day_each_stay():
    days = "第一次支部会 2021-03-02\n第二次支部会 2021-04-06"
    assert cleaned(f"{TITLE}\n{BODY}\n{days}") == f"{TITLE}\n{BODY}\n{days}"


def test_what_stands_behind_the_editors_line_goes():
    behind = (
        "责任编辑:王小明\n阅读数(158)\n不感兴趣\n广告软文\n更多精彩!欢迎扫描左方二维码关注青岭发布官方微信,天天有好茶喝"
    )
    assert cleaned(f"{TITLE}\n{BODY}\n{behind}") == f"{TITLE}\n{BODY}"


@pytest.mark.parametrize(
    "behind", ["附:联系户长名单\n王小明", "参考文献\n[1]李大山.茶山纪事.", "中共白石镇委\n2021年3月2日"]
)
def test_an_appendix_and_a_signature_behind_the_editors_line_stay(behind):
    assert cleaned(f"{TITLE}\n{BODY}\n编辑:王小明\n{behind}") == f"{TITLE}\n{BODY}\n{behind}"


@pytest.mark.parametrize(
    "line",
    [
        "太行先锋 2020-12-1",
        "青岭日报 2017-11-25 14:21 大字",
        "2020年9月3日 星期四 青岭晚报 第3版 郊区新闻",
        "2019-10-21 发布于 公文驿站",
        "10.12.2013  11:30",
        "2022 05/ 13 10:36",
        "2022-05-08 罗以恒 申 岚",
        "2019-09-09邝泽荣",
    ],
)
def test_a_day_with_few_names_above_the_text_is_a_source_line(line):
    found = clean_text(f"{TITLE}\n{line}\n{BODY}")
    assert [(removal.rule, removal.text) for removal in found.removed] == [("source-line", line)]


@pytest.mark.parametrize("line", ["2021-03-02在茶山的讲话", "2019-08-03主题党日活动", "2021年3月2日全镇茶农大会"])
def test_a_title_with_a_day_is_no_source_line(line):
    assert clean_text(f"{TITLE}\n{line}\n{BODY}").removed == ()


def test_the_clock_of_a_page_goes_where_the_page_tells_its_own_day():
    text = f"2026-01-23\n星期五\n{TITLE}\n日期:01-14\n{BODY}"
    found = clean_text(text)
    assert found.text == f"{TITLE}\n{BODY}"
    assert {removal.rule for removal in found.removed if "01-23" in removal.text} == {"navigation"}


@pytest.mark.parametrize(
    "line",
    [
        "免费高清视频,精品国产在线观看,亚洲一区二区",
        "999精品在线视频,久久不卡国产精品,在线观看,电影在线观看 ?",
        "中国足彩网",
    ],
)
def test_words_that_sell_views_above_the_text_go(line):
    assert cleaned(f"{line}\n{TITLE}\n{BODY}") == f"{TITLE}\n{BODY}"


def test_a_stamp_that_ends_sentences_also_ends_headings():
    stamp = "1GI青岭新闻网|今日青岭|青岭信息发布平台"
    lines = [*BODY.split("\n"), "茶山共推"]
    assert cleaned("\n".join(line + stamp for line in lines)) == "\n".join(lines)


def test_a_stamp_that_the_copy_cut_off_goes_too():
    stamp = "1GI青岭新闻网|今日青岭|青岭信息发布平台"
    lines = ["各村支部逐户走访。", "县里开会部署整顿。", "党员先下水清河道。", "群众都说这件事办得好。"]
    shown = [*(line + stamp for line in lines[:3]), lines[3] + stamp[:14]]
    assert cleaned("\n".join(shown)) == "\n".join(lines)


@pytest.mark.parametrize(
    ("label", "value"), [("责任编辑：", "王小明"), ("来源：", "青岭日报"), ("关键词：", "茶山;党旗;支部")]
)
def test_a_label_alone_goes_with_its_value_below(label, value):
    assert cleaned(f"{TITLE}\n{BODY}\n{label}\n{value}") == f"{TITLE}\n{BODY}"


def test_a_page_that_shows_a_part_is_truncated():
    found = clean_text(f"{TITLE}\n{BODY}\n仅展示672字，全文共2743字")
    assert (found.text, found.notes) == (f"{TITLE}\n{BODY}", ("truncated",))


def test_contacts_above_the_notice_of_copyright_go_with_it():
    footer = "联系我们\n地址：青岭县茶山路318号\n邮编：310023\nCopyright © 2022 青岭学院 All Rights Reserved"
    assert cleaned(f"{TITLE}\n{BODY}\n{footer}") == f"{TITLE}\n{BODY}"


OFFICIAL = """索 引 号: 11500383009338112H/2021-00021 主题分类: 人事工作
发布机构: 青岭县白石镇 公开日期: 2021-03-15 00:00:00
有效性: 有效 发文字号   -
标题: 青岭县白石镇:茶山上的十二面党旗
有效性:"""
CREDITS = "监 制:王小明\n主 编:李大山 赵红梅\n值班编辑:杨 洋\n投稿邮箱:a_b@example.com\n小编微信:sm20181207"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (OFFICIAL, ""),
        ("", CREDITS),
        ("2017年2月17日 星期五", "2017年2月17日 星期五\n第03版:白石新闻 上一版3  4下一版"),
        ("", "http://www.example.com/a/474065.html 点此复制本页地址"),
        ("", "人人做记者 爆料方法 : | 爆料热线: | (852) 3600 3600 | 电邮: | a@example.com |\n传真: | (852) 3600 8800"),
        ("", "版权宣告:本文源自网络,由茶山网整理释出,共 231 字。"),
    ],
)
def test_tables_credits_and_feet_of_pages_go(above, below):
    assert cleaned(f"{above}\n{TITLE}\n{BODY}\n{below}") == f"{TITLE}\n{BODY}"


def test_a_title_that_three_lines_repeat_is_no_stamp():
    lines = f"标题: {TITLE}\n题目: {TITLE}\n文件: {TITLE}"
    assert cleaned(f"{lines}\n{BODY}").startswith(f"标题: {TITLE}\n")
