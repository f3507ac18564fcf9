"""Authors: bylines, names on a line of their own, signatures; accounts, outlets and other articles' reporters are none."""

from __future__ import annotations

import pytest

from archive.text.formats.extracted import PageHints
from tests.text.test_metadata_unlabelled import BODY, card, page


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("晚报胶南5月8日讯 （记者 逄淑慧 通讯员 薛强）休渔期里，码头静了下来。", "逄淑慧、薛强"),
        ("2021-10-18 07:22:00 来源：砚池时讯 作者：公方远 孟庆菲", "公方远 孟庆菲"),
        ("砚池新闻客户端记者 黎嘉宜", "黎嘉宜"),
        ("〔作者〕 佟 雪，砚池社会科学院助理研究员", "佟雪"),
        ("2022-05-08 罗以恒 申 岚", "罗以恒 申岚"),
        ("清风网综合讯：（通讯员 卧牛河镇人民政府 李琳）近日，账本送到了村里。", "李琳"),
        ("本报通讯员 王小明 李红 本报记者 赵亮", "王小明 李红、赵亮"),
        ("■闫长久 张聪慧", "闫长久 张聪慧"),
        ("文/图 王小明", "王小明"),
        ("作者：王小明 单位：通渭县委组织部", "王小明"),
        ("作者姓名：郭小志  谢小明  韩小文", "郭小志  谢小明  韩小文"),
        ("2024-07-09 06:44陆小涛奚小霞高岚", "陆小涛 奚小霞 高岚"),
        ("熊 小 军", "熊小军"),
        ("鲁小江 记者 杨 霞", "鲁小江、杨霞"),
        ("砚池信息港讯 通讯员罗小芳 11月8日，一行五人来到柳树湾，看账本怎样公开，也看马灯底下的夜校怎样办。", "罗小芳"),
        ("砚池广播电视台乡村频道 马珂 曹小茵", "马珂 曹小茵"),
        ("2020-08-31 01:35:33砚池移动公司党委政研课题组", "砚池移动公司党委政研课题组"),
        ("◎文/王小明", "王小明"),
        ("文/本报记者 王小明", "王小明"),
        ("王小明（通渭县委党校，甘肃 通渭 743300）", "王小明"),
        ("王小明1，李红2", "王小明，李红"),
        ("王小明* 李红", "王小明 李红"),
        ("本报评论员", "本报评论员"),
        ("本报记者李小婕本报通讯员王小红张强", "李小婕、王小红 张强"),
        ("（特派員李小婕／台北報導）", "李小婕"),
        ("砚池社記者李小婕嘉義縣12日電", "李小婕"),
        ("[作者简介] 乐小英,女,讲师。", "乐小英"),
        ("信息来源：党建工作科 罗小芳 发布时间：2021-05-12", "罗小芳"),
        ("王小明+++李小婕+++赵小亮", "王小明+++李小婕+++赵小亮"),
        ("作者\n王小明\n李小婕", "王小明 李小婕"),
        ("作者：王小明\n李小婕\n赵小亮", "王小明 李小婕 赵小亮"),
        ("郭小姣 报道", "郭小姣"),
        ("类别：现代 作者：一叶知秋字数：9246更新时间：2022-07-18", "一叶知秋"),
        ("作者：王小明来源：砚池网", "王小明"),
        ("王小明 李小婕 赵小亮[1]", "王小明 李小婕 赵小亮"),
        ("2024-01-27 13:41黄河阳\n砚池商贸 2024年2期\n\n黄河阳", "黄河阳"),
        ("2024-01-27 13:41黄河阳", None),
        ("夜校的灯亮了。□砚池日报全媒体记者罗小芳", "罗小芳"),
        ("砚池网9月4日电（邓小燕 肖小坪 记者高小利）账本送到了村里，马灯底下的夜校也开了课。", "邓小燕 肖小坪、高小利"),
        ("砚池在线报道（韩小强 通讯员 徐小丽）：账本送到了村里。", "韩小强、徐小丽"),
        ("□文/摄 孙小汉 本报记者 刘小洋", "孙小汉、刘小洋"),
        ("□文／攝 孫小漢 本報記者 劉小洋", "孫小漢、劉小洋"),
        ("【记者：于小闵】" + "账本送到了村里，马灯底下的夜校也开了课，看的人一天比一天多。" * 4, "于小闵"),
    ],
)
def test_bylines_are_read_whole(line, author):
    assert page(line).author.value == author


def test_names_above_their_school_are_the_authors():
    told = card("万方圆，季 川", "（砚池师范学院 马克思主义学院，甘肃 庆阳 745000）", *[BODY] * 4, title="")
    assert told.author.value == "万方圆，季川"


@pytest.mark.parametrize("name", ["会员上传", "小编", "网友投稿", "砚池文库", "editor", "本站整理"])
def test_accounts_and_sites_are_no_authors(name):
    assert page(f"时间：2024-07-16 作者：{name}").author.value is None


def test_a_site_beside_the_clock_is_no_author_though_its_name_begins_with_a_surname():
    assert page("2020-10-13 16:22:09 龍門在線").author.value is None


@pytest.mark.parametrize("organ", ["中共通渭縣委組織部", "柳州市城中区委社会工作部", "中共合作市委"])
def test_a_named_organ_that_ends_the_text_signs_it(organ):
    described = page(end=(organ,))
    assert (described.author.value, described.author.rule) == (organ, "signature")


@pytest.mark.parametrize("day", ["（2019年5月6日）", "二〇一九年五月六日", "2019.5.6"])
def test_an_organ_above_its_day_signs_at_the_end(day):
    assert page(end=("通渭县委组织部", day)).author.value == "通渭县委组织部"


def test_an_organ_above_its_day_signs_below_the_title():
    assert page("中共通渭县委组织部", "（2019年5月6日）").author.value == "中共通渭县委组织部"


def test_who_took_a_picture_did_not_write_the_text():
    assert page(end=("砚池社记者 李燊 摄",)).author.value is None


@pytest.mark.parametrize(
    ("end", "author"),
    [
        ("（生化学院 周小升）", "周小升"),
        ("（东盛 黄小得）", "黄小得"),
        ("通渭县柳树湾镇政府：马小余", "马小余"),
        ("（来源：柳树湾镇 管小友）", "管小友"),
        ("（供稿：检验科党支部 公小洁  审核：王涛）", "公小洁"),
        ("（通渭市发展和改革委员会）", "通渭市发展和改革委员会"),
        ("（通渭县委组织部，2018年4月19日）", "通渭县委组织部"),
        ("柳树湾党支部 整理", "柳树湾党支部"),
        ("撰稿：组织部王小明", "王小明"),
        ("投稿：王小明", "王小明"),
        ("摄影/文字：李小婕", "李小婕"),
        ("（党支部 王小明 供稿）", "王小明"),
        ("（作者系中共通渭县委书记）", None),
        ("一审：王红 二审：赵小刚", None),
        (f"{BODY}记者 钟小德 通讯员 林小峰 龙荃 文/图", "钟小德、林小峰 龙荃"),
    ],
)
def test_who_signs_at_the_end_is_the_author(end, author):
    assert page(end=(end,)).author.value == author


def test_lines_of_bylines_that_follow_each_other_name_the_authors_together():
    assert page(end=("本报记者苏小雁", "本报通讯员姬小雨")).author.value == "苏小雁、姬小雨"


def test_the_reporter_of_a_recommended_article_is_not_the_author():
    below = ("其他人也在看", "马灯照亮另一个村", "（記者廖小禾報導）", "砚池新聞網記者 黃小順")
    assert page(end=below).author.value is None
    assert page("记者王小明报道 账本", end=below).author.value == "王小明"


@pytest.mark.parametrize("hint", ["name, email@example.com", "砚池科技", "砚池消息", "网易", "admin"])
def test_a_page_s_own_author_counts_only_where_it_is_a_name(hint):
    assert card(*[BODY] * 4, hints=PageHints(author=hint)).author.value is None


def test_who_took_the_one_picture_of_a_short_report_with_the_reporter_is_named_too():
    assert card(BODY, "记者张小平通讯员李丽于冬冬摄").author.value == "张小平、李丽 于冬冬"


def test_an_organ_above_its_day_signs_a_letter_that_sends_something_along():
    letter = ("各镇人民政府：", "现将工作要点发给你们。", "通渭县人民政府", "2017年12月20日", "工作要点")
    assert page(*letter).author.value == "通渭县人民政府"


def test_a_desk_signs_only_above_a_day():
    assert page(end=("宣传部", "2017年3月2日")).author.value == "宣传部"
    assert page(end=("宣传部",)).author.value is None


def test_signs_tell_what_speaks_for_an_author():
    told = page("本报记者 王小明 勇小宣", end=("（通讯员 李小红）",)).author
    assert told.signs == ("rare-surname", "several", "top-of-page", "contradicted")


@pytest.mark.parametrize("organ", ["某市某局机关党委", "XX乡党委", "县委组织部"])
def test_an_organ_without_a_name_signs_nothing(organ):
    assert page(end=(organ,)).author.value is None


def test_a_reporter_who_walks_in_is_not_named_so():
    assert page("记者 走进柳树湾，看见两盏马灯。").author.value is None


@pytest.mark.parametrize("line", ["作者： 访问量：", "作者：  浏览次数：12", "作者： 王小明："])
def test_the_next_label_behind_an_empty_one_is_no_author(line):
    assert page(line).author.value is None


@pytest.mark.parametrize(
    ("opening", "author"),
    [
        ("本报讯（HSW记者王小明通讯员李红）昨日，账本送到了村里。", "王小明、李红"),
        ("砚池经济报 砚池发展网讯 王小明 记者李红报道 6月29日上午，账本送到了村里。", "王小明、李红"),
        ("砚池网（砚池日报网）讯（通讯员王小明）11月28日，账本送到了村里。", "王小明"),
        ("砚池时报客户端记者王小明李红通讯员赵亮/文图", "王小明 李红、赵亮"),
    ],
)
def test_a_dispatch_names_its_reporters_whatever_the_outlet_s_form(opening, author):
    assert page(opening if len(opening) < 30 else opening + BODY).author.value == author


@pytest.mark.parametrize(
    ("end", "author"),
    [
        ("（安为民 李红）", "安为民 李红"),
        ("（李红 高为民）", "李红 高为民"),
        ("（宣传科王小梅）", "王小梅"),
        ("（柳树湾村党支部石小英）", "石小英"),
        ("（王小明 李红） |", "王小明 李红"),
        ("科研基地处 王小明供稿/供图 李红审核", "王小明"),
        ("王小明 李红供稿", "王小明 李红"),
        ("王小明/文 李红/图", "王小明"),
        ("（王小文 李博文）", "王小文 李博文"),
        (f"{BODY}（宣传处 王小明/文 李红/图）", "王小明"),
        (f"{BODY}（李红 摄影）", None),
        ("（县委史志办）", None),
        ("（市政府安委会）", None),
        ("组织科供稿", None),
    ],
)
def test_names_at_the_end_are_read_with_their_office_verb_or_neighbour(end, author):
    assert page(end=(end,)).author.value == author


@pytest.mark.parametrize("line", ["王小明 李红 2019-06-26", "王小明 李红 2019年6月26日 |", "▶ 王小明 李红"])
def test_names_between_the_title_and_the_text_are_the_authors(line):
    assert page(line).author.value == "王小明 李红"


def test_a_given_name_that_ends_in_the_word_for_text_stays_whole():
    assert page("王小文 李红").author.value == "王小文 李红"
    assert page(end=("王小文/图",)).author.value is None
    assert page("王小明 文").author.value == "王小明"


@pytest.mark.parametrize("line", ["基层党建 2019-06-26", "方便群众 2019-06-26"])
def test_a_column_beside_the_day_is_no_author(line):
    assert page(line).author.value is None


def test_offices_that_sign_one_letter_sign_together():
    offices = ("中共通渭县柳树湾镇委员会", "通渭县柳树湾镇人民政府")
    assert page("各村党支部：", "现将方案发给你们。", *offices, "2021年1月8日", "附件1：").author.value == " ".join(
        offices
    )
    assert page(end=(*offices, "2021年1月8日")).author.value == " ".join(offices)


def test_names_and_day_above_the_text_are_found_below_a_long_menu():
    assert (
        page(*(f"{word}要闻 |" for word in "甲乙丙丁戊己庚辛壬癸"), "王小明 李红 2019-06-26").author.value
        == "王小明 李红"
    )
