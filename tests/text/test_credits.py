"""Names of people and outlets in bylines and datelines: where they begin, end and part; which words are none."""

from __future__ import annotations

import pytest

from archive.text.credits.bylines import find_bylines, outlet_and_names
from archive.text.credits.outlets import is_named_outlet, is_outlet
from archive.text.credits.people import are_names, has_rare_surname, is_name, may_be_name, split_names
from search.fold import fold


def read(line: str) -> list[tuple[list[str], str]]:
    """Names and outlet of each byline, folded."""
    folded = fold(line)
    return [
        ([folded[slice(*name)] for name in byline.names], folded[slice(*byline.outlet)] if byline.outlet else "")
        for byline in find_bylines(folded)
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报讯（记者郑小禾通讯员侯文涛）", ["郑小禾", "侯文涛"]),
        ("本报记者 王小明 李红 通讯员 赵亮", ["王小明", "李红", "赵亮"]),
        ("通讯员兰一帆记者邱少白", ["兰一帆", "邱少白"]),
        ("记者毕大山报道 “网格支部”", ["毕大山"]),
        ("记者习文、管宁、喻晓 报道", ["习文", "管宁", "喻晓"]),
        ("本网记者 项海云 摄影报道", ["项海云"]),
        ("本報記者?陳小禾", ["陈小禾"]),
        ("〔記者劉小禾／澎湖報導〕", ["刘小禾"]),
        ("【記者嚴小禾報導】", ["严小禾"]),
        ("（記者廖小禾嘉縣報導）", ["廖小禾"]),
        ("（记者王小禾北京报道）", ["王小禾"]),
        ("記者黃小禾/太平報導", ["黄小禾"]),
        ("记者 王 艳 丁 睿", ["王 艳", "丁 睿"]),
        ("记者 熊 小 军", ["熊 小 军"]),
        ("（通讯员/朱潇 审核/焦小庆）", ["朱潇"]),
        ("（见习采访人员李小婕 实习生彭冲）", ["李小婕", "彭冲"]),
        ("记者欧阳小禾司马光远", ["欧阳小禾", "司马光远"]),
        ("（记者阿合买提江 吴小俊）", ["阿合买提江", "吴小俊"]),
        ("通讯员 卧牛河镇人民政府 李琳", ["李琳"]),
        ("采写：砚都记者 余小菁 向小妮", ["余小菁", "向小妮"]),
        ("记者黄河通讯员勇小宣", ["黄河", "勇小宣"]),
    ],
)
def test_a_byline_names_each_reporter_and_nothing_behind_them(line, names):
    assert [name for names_, _ in read(line) for name in names_] == names


@pytest.mark.parametrize(
    "line",
    [
        "他告诉记者，账本已经公开。",
        "记者从县委组织部获悉，",
        "记者了解到，柳树湾有三个支部。",
        "接受本报记者采访时，他说起那本账。",
        "记者手记",
        "记者调查 柳树湾的马灯",
        "记者 走进柳树湾，看见两盏马灯。",
        "通讯员队伍培训班",
        "记者王小明近日在柳树湾看到，",
    ],
)
def test_prose_about_reporters_is_no_byline(line):
    assert read(line) == []


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("砚池日报·新砚池客户端记者 王小明", "砚池日报·新砚池客户端"),
        ("（砚池日报/砚池网通讯员王小明）", "砚池日报/砚池网"),
        ("《砚池》新闻周刊记者 王小明", "<砚池>新闻周刊"),
        ("文 |《砚池月刊》记者 王小明", "<砚池月刊>"),
        ("砚池日报当代融媒体记者 / 王小明", "砚池日报当代融媒体"),
        ("砚池日报全媒体记者 王小明", "砚池日报"),
        ("砚池客户端 记者 王小明", "砚池客户端"),
        ("2021-05-06 10:00 砚池日报记者 王小明", "砚池日报"),
        ("砚池社记者 王小明", "砚池社"),
        ("本报记者 王小明", ""),
        ("市融媒体中心 本台记者 王小明", ""),
    ],
)
def test_the_outlet_in_front_of_a_reporter_is_read_whole(line, outlet):
    assert read(line)[0][1] == fold(outlet)


def test_a_line_of_an_outlet_and_names_needs_no_word_between():
    byline = outlet_and_names("砚池广播电视台乡村频道 马珂 曹小茵")
    assert byline is not None
    assert (byline.names, byline.outlet) == (((12, 14), (15, 18)), (0, 11))
    assert outlet_and_names("砚池日报 要闻 时政") is None
    assert outlet_and_names("马珂 曹小茵") is None


@pytest.mark.parametrize(
    "name", ["侯小禾", "邱文", "毕大山", "兰一帆", "习文", "管宁", "成小禾", "喻晓", "祖小禾", "巫山云", "华小禾"]
)
def test_surnames_beyond_the_commonest_make_names(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "word",
    [
        "高度",
        "方法",
        "成立",
        "管理员",
        "党建",
        "时间",
        "要闻",
        "来源",
        "和平",
        "全市",
        "温江区",
        "纪检监察",
        "记者",
        "安徽",
        "任组长",
        "张村",
        "林长制",
    ],
)
def test_words_that_begin_with_a_surname_are_no_names(word):
    assert not is_name(word)


def test_a_rare_surname_counts_only_where_a_label_stands_before_it():
    assert (may_be_name("勇小宣"), is_name("勇小宣")) == (True, False)
    assert (has_rare_surname("勇小宣"), has_rare_surname("王小明")) == (True, False)


def test_names_without_marks_part_where_surnames_begin():
    assert split_names("王春雨曹霁阳熊琳") == ["王春雨", "曹霁阳", "熊琳"]
    assert split_names("李丽于冬冬") == ["李丽", "于冬冬"]
    assert split_names("从城关镇了解到") == []
    assert (are_names("王春雨 曹霁阳、熊琳"), are_names("name, email@example.com")) == (True, False)


@pytest.mark.parametrize("name", ["砚池财经", "砚池信息港", "砚池网时刻", "砚池电视台乡村频道"])
def test_further_endings_make_an_outlet(name):
    assert is_outlet(name)


@pytest.mark.parametrize("name", ["国内财经", "服务热线", "微信公众号", "年报", "喜报", "接受本报"])
def test_columns_and_plain_words_are_no_outlet(name):
    assert not is_outlet(name)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("砚池日报·新砚池客户端", True),
        ("<砚池>周刊", True),
        ("x.y砚池网", True),
        ("柳树湾·马灯", False),
        ("供销社", False),
    ],
)
def test_an_outlet_in_front_of_a_dispatch_may_be_joined_titled_or_latin(name, holds):
    assert is_named_outlet(name) is holds
