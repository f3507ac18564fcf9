"""Further forms of sources and authors: words glued on, rows of outlets, papers in titles, journals' pages, offices beside names."""

from __future__ import annotations

import pytest

from tests.text.test_metadata_unlabelled import BODY, TITLE, card, page


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：砚池新闻网收集 编辑：砚池新闻网", "砚池新闻网"),
        ("来源：砚池党建网整理", "砚池党建网"),
        ("来源：砚池日报讯", "砚池日报"),
        ("来源：砚池日报全媒体记者 王小明", "砚池日报"),
        ("来源：砚池大众报报业集团融媒体记者 王小明 字号：", "砚池大众报报业集团"),
        ("来源：通渭县融媒体中心", "通渭县融媒体中心"),
        ("来源：《砚池》·中国砚池网 作者：王小明", "《砚池》·中国砚池网"),
    ],
)
def test_what_was_done_with_an_outlet_s_text_is_not_of_its_name(line, source):
    assert page(line).source.value == source


def test_buttons_behind_a_reporter_are_no_names():
    assert page("来源：砚池日报记者 王小明 字号： 打印 收藏").author.value == "王小明"


@pytest.mark.parametrize(
    ("line", "source", "author"),
    [
        ("新砚池客户端、砚池网、砚池都市报记者 王小明 李红", "新砚池客户端、砚池网、砚池都市报", "王小明 李红"),
        ("砚池日报天眼新闻记者 罗小梅", "砚池日报天眼新闻", "罗小梅"),
        ("砚池日报社全媒体记者杨小豪文/图", "砚池日报社", "杨小豪"),
        ("砚池网记者 王小明 通讯员 李小红 东山报道", "砚池网", "王小明、李小红"),
        ("2021-05-06 砚池日报 王小明", "砚池日报", "王小明"),
        ("聯合日報／ 記者王小明李小林／連線報導", "聯合日報", "王小明 李小林"),
    ],
)
def test_a_byline_is_read_with_all_its_outlets_and_without_its_verbs(line, source, author):
    found = page(line)
    assert (found.source.value, found.author.value) == (source, author)


def test_a_paper_in_front_of_its_app_is_the_source_of_a_byline_behind_the_last_sentence():
    found = card(TITLE, BODY, f"{BODY}李红 砚池晚报 ZAKER砚池记者 王小明")
    assert found.source.value == "砚池晚报"
    assert "王小明" in (found.author.value or "")


def test_who_wrote_stays_where_another_took_the_picture():
    found = card(f"砚池新闻中心讯（通讯员：王小明 摄影：马小江） 3月3日，{BODY}", BODY, title="")
    assert (found.source.value, found.author.value) == ("砚池新闻中心", "王小明")


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (("砚池日报：马灯底下算清账本", "本报讯（记者 王小明）昨天，账本送到了村里。"), "砚池日报"),
        (("砚池日报系列报道之四：马灯底下算清账本", BODY, "（本报采访人员王小明、李红）"), "砚池日报"),
        (("砚池日报：马灯底下算清账本", BODY), None),
        (("通渭县：马灯底下算清账本", "本报讯（记者 王小明）昨天，账本送到了村里。"), None),
    ],
)
def test_the_paper_that_heads_a_title_is_the_source_where_the_text_says_our_paper(head, source):
    assert card(*head, BODY, title="").source.value == source


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (("Page 19 - 《砚池教育》2021年第6期", "P. 19"), "砚池教育"),
        (("《砚池教育》2021 NO.06",), "砚池教育"),
        (("砚池论苑·上 2016年9期",), "砚池论苑·上"),
        (("摘要", BODY, "出处", "《砚池论苑》", "2021年第6期25-26"), "砚池论苑"),
    ],
)
def test_a_journal_is_named_on_its_page_or_below_the_label(head, source):
    assert page(*head).source.value == source


def test_whoever_stands_in_front_of_reports_at_the_head_of_the_text_is_the_source():
    assert page(f"云上砚池报道：7月1日，{BODY}").source.value == "云上砚池"
    assert page(f"本报记者报道：7月1日，{BODY}").source.value is None
    assert page(f"王小明报道：7月1日，{BODY}").source.value is None
    assert page(f"主流砚池讯 7月1日，{BODY}").source.value == "主流砚池"
    assert page(f"通渭县讯 7月1日，{BODY}").source.value is None
    assert page(f"校园快讯 7月1日，{BODY}").source.value is None


def test_a_name_alone_between_the_day_and_the_text_is_the_source_where_the_text_names_it_again():
    assert page("2022-02-25", "高原发展智囊", f"高原发展智囊统计，{BODY}").source.value == "高原发展智囊"
    assert page("2022-02-25", "高原发展智囊").source.value is None


@pytest.mark.parametrize("line", ["[收稿日期]2024-03-11", "信息来源：  关键词：", "在线网站 2024-03-11"])
def test_a_label_is_no_source_of_another_and_two_plain_words_name_no_site(line):
    assert page(line).source.value is None


def test_the_table_of_a_document_above_its_title_stays_with_it():
    table = ("索引号：000 组配分类：文件", "信息分类：通知 发布机构：通渭县人民政府办公室", "文号：", "浏览次数：9")
    found = card(*(f"栏目{each}" for each in "甲乙丙丁戊己"), *table, TITLE, BODY, BODY, title="通渭县人民政府网")
    assert found.source.value == "通渭县人民政府办公室"


def test_a_paper_that_heads_its_own_site_is_proposed():
    found = page("砚池工人报官方网站 | 砚工网首页 今天是", title="").source
    assert (found.value or found.rivals[0].value) == "砚池工人报"


def test_a_site_that_leads_a_short_crumb_is_proposed():
    assert page(title="砚池新闻网 > 党建 > 正文").source.rivals or page(title="砚池新闻网 > 党建 > 正文").source.value


def test_the_office_of_a_contribution_loses_no_letter_and_no_person_joins_it():
    assert page(end=("（集团组织人事部 供稿）",)).source.value == "集团组织人事部"
    assert page(end=("（通渭县委组织部王小明 供稿）",)).source.value == "通渭县委组织部"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("秦 朗 中国社会治理研究院院长", "秦朗"),
        ("王小明 通渭县委常委、组织部部长", "王小明"),
        ("基层党建 通渭县委组织部部长", None),
        ("王小明+李红+赵小亮", "王小明+李红+赵小亮"),
        ("文/图🖊 王小明 李红", "王小明 李红"),
        ("文/中共通渭县委党校 王小明", "王小明"),
        ("本站讯（党办 王小明）昨天，账本送到了村里。", "王小明"),
        ("中共通渭县委通讯组", "中共通渭县委通讯组"),
        ("中共通渭县委通讯组 砚池日报记者", "中共通渭县委通讯组 砚池日报记者"),
        ("记者王小明 文/摄", "王小明"),
        ("文/拓展部 王小明", "王小明"),
        ("（王小明 报道）在端午节到来之际，账本送到了村里。", "王小明"),
        ("作者：通渭县“访惠聚”办公室供稿", "通渭县“访惠聚”办公室"),
        ("记 者 | 王小明 赵 鑫", "王小明 赵鑫"),
        ("作者：分享到 微信", None),
        ("作者：user2020", None),
    ],
)
def test_a_name_is_read_beside_its_office_its_marks_and_its_camera(line, author):
    assert page(line).author.value == author


@pytest.mark.parametrize(
    ("end", "author"),
    [
        (f"{BODY}（王小明）endprint", "王小明"),
        (f"{BODY}作者|王小明", "王小明"),
        ("王小明（台北市/家管）", "王小明"),
        ("王小明（通渭县委组织部）", "王小明"),
        ("王小明（左一）", None),
        ("[作者简介]王小明,某大学教授,研究方向:乡村治理;李红,某大学硕士研究生。", "王小明 李红"),
    ],
)
def test_who_signs_behind_the_last_sentence_is_found_whatever_follows(end, author):
    assert page(end=(end,)).author.value == author


def test_a_name_above_one_short_sentence_is_the_author():
    short = "11月3日，三十多个人围着旧课桌坐下，老会计把账本摊开，一页一页念给大家听，念完才散。"
    for name in ("夏小华", "◎夏小华 李红"):
        assert card(name, short, BODY, title="").author.value == name.strip("◎")


def test_an_entry_of_a_list_of_contents_names_neither_source_nor_author():
    found = page("目 录", "3.砚池日报当代融媒体记者王小明：", "柳树湾镇推进支部建设 12")
    assert (found.source.value, found.author.value) == (None, None)


def test_a_long_line_of_labels_names_the_author_too():
    labels = "责任编辑：李红  信息来源：《砚池学报》2021年第1期，第117-122页。  发布时间：2020-09-26  浏览次数： 141  字号：大 中 小  打印本页"
    found = page(f"作者：王小明 赵小林  {labels}")
    assert (found.source.value, found.author.value) == ("砚池学报", "王小明 赵小林")


def test_furniture_below_the_text_does_not_hide_who_signs_it():
    short = "账本公开以后，村里的事大家都看得见，议事也比从前快得多了，再没有人说闲话。（王小明）"
    assert card(TITLE, BODY, short, "集团微信", "五局微信", "网站地图 | 法律声明 | 联系我们").author.value == "王小明"


@pytest.mark.parametrize("label", ["文章作者", "本文作者", "稿件作者"])
def test_an_empty_source_in_front_of_the_label_of_the_author_has_no_value(label):
    found = page(f"发布时间：2022/03/24 文章来源： {label}：王小明 阅读次数：496次")
    assert (found.source.value, found.author.value) == (None, "王小明")


@pytest.mark.parametrize(
    "line",
    ["来源：不详砚池茶叶诚信企业", "来源：未知砚池茶业", "来源：版权归属原作者", "本文来源：砚池官方下载入口-www"],
)
def test_an_unknown_source_and_an_advertisement_are_none(line):
    assert page(line).source.value is None


@pytest.mark.parametrize(
    "line",
    ["文 / 砚池党的建设全媒体记者  王小明", "文/砚池党的建设融媒体记者 王小明", "文|当代砚池与茶山全媒体记者 王小明"],
)
def test_the_reporter_behind_a_label_is_the_author_and_not_the_outlet_in_front(line):
    assert page(line).author.value == "王小明"


def test_who_wrote_it_out_is_the_author():
    assert page(end=("撰写人:王小明   供稿单位:茶学院",)).author.value == "王小明"
