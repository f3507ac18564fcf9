"""Sources in datelines and bylines, behind labels and in cells; menus, columns, companies and platforms are none."""

from __future__ import annotations

import pytest

from archive.text.credits.datelines import dateline_outlet
from archive.text.formats.extracted import PageHints
from search.fold import fold
from tests.text.test_metadata_unlabelled import BODY, TITLE, card, page


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("砚池日报·新砚池客户端12月23日讯（通讯员 王小明）", "砚池日报·新砚池客户端"),
        ("砚池日报-砚池网9月9日讯（记者王小明）", "砚池日报-砚池网"),
        ("date 2025-09-17 【on.yc砚網專訊】縣府今日", "on.yc砚网"),
        ("（砚央社澎湖縣12日電）", "砚央社"),
        ("砚央社／ 屏東縣12日電", "砚央社"),
        ("砚池财经3月27日北京报道（记者王小明）", "砚池财经"),
        ("砚网时刻柳树湾10月8日讯", "砚网时刻"),
        ("砚网柳湾分站10月8日讯(通讯员 王小明)", "砚网柳湾分站"),
        ("据砚华社北京8月12日电", "砚华社"),
        ("砚池报业网讯昨晚，", "砚池报业网"),
        ("本报讯（记者 王小明）", None),
        ("本报通渭讯 （记者王小明）", None),
        ("兰州8月16日电", None),
        ("晚报通渭5月8日讯", None),
        ("砚池日报电子版", None),
        ("砚新网 兰州7月26日电 题：马灯", "砚新网"),
        ("砚新网甘肃新闻3月18日电 近日，", "砚新网甘肃新闻"),
        ("砚池网电视台", None),
        ("近日，砚池日报报道", None),
    ],
)
def test_a_dateline_names_its_outlet_whole(line, outlet):
    folded = fold(line)
    span = dateline_outlet(folded)
    assert (folded[slice(*span)] if span else None) == outlet


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("农村日报·砚池农网记者 何小禾 马小涛", "农村日报·砚池农网"),
        ("文 |《砚望》新闻周刊记者 郑小清 刘湛", "《砚望》新闻周刊"),
        ("《砚池周刊》记者 曾小煦 | 新疆阿克苏报道", "砚池周刊"),
        ("砚池日报当代融媒体记者 / 王小明", "砚池日报当代融媒体"),
        ("砚新聞|記者張小順/台北報導", "砚新聞"),
        ("砚池广播电视台乡村频道 马珂 曹小茵", "砚池广播电视台乡村频道"),
        ("来 源：砚池日报", "砚池日报"),
        ("来　　源：砚池日报 · 新砚池客户端", "砚池日报 · 新砚池客户端"),
        ("本文轉自：砚池日報", "砚池日報"),
        ("当前报纸名称：砚池日报", "砚池日报"),
        ("发布机构 | 白沙苏木 | 文 号 | |", "白沙苏木"),
        ("发布机构：通渭县民政局 索引号：62-01", "通渭县民政局"),
        ("来源：据砚华社", "砚华社"),
        ("来源：砚网 通渭站", "砚网通渭站"),
        ("砚索 2018年6期", "砚索"),
        ("来源：砚池发布 发布时间：2020-01-01", "砚池发布"),
        ("来源丨砚池日报", "砚池日报"),
        ("来源：综合砚池日报、砚池网", "砚池日报、砚池网"),
        ("来源：砚池网－《砚池日报》", "砚池网－《砚池日报》"),
        ("2020年01月01日08:30 来源：砚池日报 人民网党建频道", "砚池日报"),
        ("砚池组工微平台 发布人:信息科", "砚池组工微平台"),
        ("砚池平原党建在线", "砚池平原党建在线"),
    ],
)
def test_a_source_is_read_from_labels_cells_and_bylines(line, source):
    assert page(line).source.value == source


@pytest.mark.parametrize(
    ("end", "source"),
    [
        ("（来源：柳树镇 组织部）", "柳树镇组织部"),
        ("（据砚华社）", "砚华社"),
        ("凡本网注明“来源：砚池新闻网”的作品，版权属于本网。", "砚池新闻网"),
    ],
)
def test_a_source_is_read_at_the_end(end, source):
    assert page(end=(end,)).source.value == source


def test_the_head_of_a_newspapers_page_names_the_paper():
    told = card("砚池日报", "2019年06月28日", "第02版:综合新闻", TITLE, *[BODY] * 3, title="").source
    assert (told.value, told.rule) == ("砚池日报", "paper-head")


@pytest.mark.parametrize(
    "line",
    [
        "发布机构 | 成文日期 | 发布日期 | 2022-10-26",
        "来源：微信公众平台",
        "来源 | 金额 | 备注",
        "资金来源：财政拨款",
        "公共文件夹|公告|新闻|文件|下载",
        "当前位置：首页 > 专题范文 > 公文范文 >",
        "砚池社记者 李小燊 摄",
        "接受砚池日报记者采访时，他说起那本账。",
    ],
)
def test_labels_platforms_folders_columns_and_photographers_are_no_source(line):
    assert page(line).source.value is None


def test_the_company_that_made_a_site_is_no_source():
    assert page(end=("Copyright©砚池科技发展有限公司  京ICP备00000000号",)).source.value is None


def test_the_outlet_of_a_recommended_article_is_no_source():
    assert page(end=("相关阅读", "马灯照亮另一个村", "砚池日报记者 王小明")).source.value is None


def test_a_crumb_that_begins_with_the_medium_names_it_without_its_wrapping():
    assert page("砚治周刊新媒体首页 > 省直 > 通渭").source.value == "砚治周刊"


def test_names_that_run_into_an_outlet_are_cut_off():
    assert page("砚池在线消息（王小明李小红砚池新闻网记者陈小帆）今日凌晨，").source.value in ("砚池在线", "砚池新闻网")


def test_signs_tell_what_speaks_for_a_source():
    told = page("来源：砚池日报", end=("（砚池网记者 王小明）",)).source
    assert told.signs == ("outlet", "top-of-page", "contradicted")
    named = card(*[BODY] * 9, hints=PageHints(source="柳树湾镇")).source
    assert named.signs == ("organ",)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("2017-04-18 砚池卫视", "砚池卫视"),
        ("Yan Chi Ri Bao·2025-04-01 03:13", "Yan Chi Ri Bao"),
        ("马灯时刻·2025-04-01 03:13", "马灯时刻"),
        ("王小明·2025-04-01 03:13", None),
        ("基层党建·2025-04-01", None),
    ],
)
def test_a_name_in_front_of_the_clock_publishes_in_whatever_script(line, source):
    assert page(line).source.value == source


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("（本期报道由砚池党建网通讯员 王小明 协助整理）", "砚池党建网"),
        ("本文由砚池日报记者 王小明 采写", "砚池日报"),
        ("据砚池日报记者王小明报道", "砚池日报"),
        ("自由时报记者王小明报道", "自由时报"),
        ("接受砚池日报记者王小明采访", None),
    ],
)
def test_the_words_in_front_of_an_outlet_are_not_of_its_name(line, source):
    assert page(line).source.value == source


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("编者按：近日，砚池日报·砚池农网采访组来到通渭，看账本怎样公开。", "砚池日报·砚池农网"),
        ("【开栏的话】即日起，砚池晚报全媒体采访组走进村庄。", "砚池晚报"),
        ("编者按：请看砚池晚报报道组发回的报道。", "砚池晚报"),
        ("近日，砚池日报采访组到我县采访。", None),
    ],
)
def test_a_paper_s_own_team_names_it_in_the_editor_s_note_alone(line, source):
    assert page(line).source.value == source


@pytest.mark.parametrize("slogan", ["全国村官第一门户", "砚池门户网站"])
def test_what_a_site_says_of_itself_behind_its_name_is_not_the_name(slogan):
    assert page(f"通渭县：马灯底下算清账本_砚池在线_{slogan}").source.value == "砚池在线"


def test_the_word_for_site_behind_a_sites_name_falls_away():
    assert page(end=("Copyright 2005-2006 砚池在线网站 All Rights Reserved",)).source.value == "砚池在线"
    assert page(end=("版权所有：通渭县人民政府网站",)).source.value == "通渭县人民政府网站"
