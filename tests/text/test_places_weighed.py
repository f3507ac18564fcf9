"""Who is meant where several places are named: guests, examples, lists, comparisons, and what a text comes back to."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def evidence(title: str, *paragraphs: str, outlet: str = ""):
    return describe_region(title, "\n".join(paragraphs), outlet=outlet, gazetteer=GAZETTEER)


def region(title: str, *paragraphs: str, outlet: str = "") -> str | None:
    return evidence(title, *paragraphs, outlet=outlet).value


def test_where_visitors_came_from_is_not_where_they_went():
    title = "顺德区大良街道党工委委员一行到众创金融街开展调研"
    assert region(title, "佛山顺德区大良街道党工委委员一行八人到金融街调研。", "我区将进一步优化环境。", FILLER) is None


@pytest.mark.parametrize("visit", ["通渭县委书记一行到企业调研党建工作", "通渭县组织部一行到平襄镇调研党建工作"])
def test_whoever_visits_the_own_villages_is_at_home(visit):
    assert region(visit, "全县党员干部深受鼓舞。", FILLER) == "621121"


def test_places_counted_in_a_list_are_helpers():
    lines = ("益阳市某区堆场发生火灾，益阳、岳阳、常德3地党员赶来。", FILLER)
    assert region("", *lines) == "430900"


def test_two_levels_of_the_same_place_are_no_list():
    assert region("", "通渭县辖2镇3乡，通渭县委抓基层打基础。", FILLER) == "621121"


def test_a_district_called_after_a_direction_is_meant_where_its_city_is_named():
    lines = ("西宁市委接报城东区的情况后，城东区委立即部署。", "城东区党员干部上门走访。", FILLER)
    assert region("", *lines) == "630102"


@pytest.mark.parametrize(
    "line", ["城东区党员上门走访，城东区委作出部署。", "西宁市老城区和新城区的党员上门走访，西宁市委作出部署。"]
)
def test_a_part_of_any_town_is_no_district(line):
    assert region("", line, FILLER) in (None, "630100")


def test_who_is_told_or_compared_is_no_scope():
    lines = (
        "山西新绛县某中学党支部开展活动，新绛县委组织部作了指导。",
        "山西省教育厅对此作了介绍，做法居全省前列。",
        "新绛县各支部都去学习。",
        "山西省教育厅已向全省学校作了通报。",
    )
    assert region("", *lines) == "140825"


def test_a_province_that_speaks_of_all_of_itself_is_meant():
    lines = ("山西省委组织部召开会议，全省各级党组织参加。", "我省今年选派第一书记。", "新绛县作了交流。", FILLER)
    assert region("", *lines) == "140000"


def test_one_city_of_several_examples_is_not_the_text_s():
    lines = ["近年来各地支部都有办法。" * 12]
    lines += [
        "南京市的一个支部。",
        "成都市的一个支部。",
        "南京市又一个支部。",
        "成都市又一个支部。",
        "南京市还有一个。",
    ]
    assert region("", *lines) is None


def test_the_only_city_that_a_text_names_again_and_again_is_its_own():
    lines = ["近年来各支部都有办法。" * 12, "南京市的一个支部。", "南京市又一个支部。", "南京市还有一个。"]
    assert region("", *lines) == "320100"


HANGZHOU = ["杭州市一位校长退休了。", "杭州市的朋友来看他。", "杭州市的老师写信。", FILLER * 4]


def test_what_a_text_comes_back_to_wins_over_where_it_began():
    lines = [f"台江县第{number}个支部请他讲课。" for number in "一二三四五六七八九"]
    assert region("", *HANGZHOU, *lines, "全县都来听，全县都说好，全州也来听。") == "522630"


def test_places_named_about_as_often_stay_open():
    lines = [f"台江县第{number}个支部请他讲课。" for number in "一二三四"]
    assert region("", *HANGZHOU, *lines, "全县都来听，全县都说好，全州也来听。") is None


# Names of other things, and people who are away from home


@pytest.mark.parametrize("unit", ["合水嘎查", "合水屯", "合水农场", "合水团场"])
def test_a_unit_below_the_county_that_is_called_like_another_county_does_not_name_it(unit):
    lines = (
        f"和林格尔县{unit}的党员先学一步。",
        f"{unit}党支部办起党课。",
        f"{unit}群众说好。",
        f"{unit}的路修通了。",
        FILLER,
    )
    assert region("", *lines) == "150123"


@pytest.mark.parametrize("aid", ["第八批援藏干部", "12名援藏医生", "市援藏工作队", "对口支援西藏的教师"])
def test_whoever_is_sent_to_help_is_told_of_where_he_works(aid):
    lines = (
        f"天津{aid}都在岗。",
        "日喀则市的乡亲常来看他们。",
        f"天津{aid}办起夜校。",
        "日喀则市的学校多了老师。",
        FILLER,
    )
    assert region("", *lines) == "540200"


@pytest.mark.parametrize("office", ["驻昆明特派办", "驻昆明办事处", "驻昆明记者站"])
def test_an_office_of_others_in_a_city_is_not_the_city(office):
    assert region("", f"审计部门{office}党支部与芜湖市审计局党支部结对。", FILLER) == "340200"


def test_a_team_in_a_county_works_there():
    assert region("", "省交通厅驻通渭县工作队走访老党员。", "通渭县的路修通了。", FILLER) == "621121"


@pytest.mark.parametrize("deed", ["参观学习", "观摩", "参观规划展览馆", "取经"])
def test_where_people_went_to_look_is_not_their_home(deed):
    lines = (f"渭源县五竹镇的村干部到张掖市{deed}。", "张掖市的变化大家都看在眼里。", "渭源县的干部说要赶上。", FILLER)
    assert region("", *lines) == "621123"


@pytest.mark.parametrize("building", ["机场", "高铁站", "规划展览馆", "科技馆"])
def test_a_landmark_called_after_a_city_is_no_report_of_the_city(building):
    lines = (f"专机落在兰州市{building}旁。", f"甘南州的党员在兰州市{building}等候。", "甘南州的乡亲也来了。", FILLER)
    assert region("", *lines) == "623000"


@pytest.mark.parametrize(
    ("outlet", "own", "code"),
    [
        ("天津市第九十中学", "我校党委召开述职会。", "120000"),
        ("重庆市江津区慈云医院", "我院党支部开展义诊。", "500116"),
        ("天津市第九十中学", "学校里召开述职会。", None),
        ("天津市某某网", "我校党委召开述职会。", None),
    ],
)
def test_what_a_school_tells_of_itself_is_of_its_town(outlet, own, code):
    assert region("述职评议会召开", own, FILLER, outlet=outlet) == code


def test_the_same_said_of_parts_of_three_cities_is_said_of_their_province():
    listed = "巡视组进驻张掖市临泽县、酒泉市金塔县、庆阳市环县、天水市武山县。"
    assert region("", listed, FILLER) == "620000"
    assert region("", "巡视组进驻张掖市临泽县、酒泉市金塔县。", FILLER) is None
    assert region("", "巡视组进驻张掖市临泽县、湖州市安吉县、庆阳市环县。", FILLER) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("全港十八區的關愛隊先在荃灣成立，區議會支持。", "810000"),
        ("金門縣政府邀鄉鎮公所開會，金門縣各社區都來。", "710000"),
        ("福建省泉州市金门县的往事，金门县人都记得。", "350527"),
        ("兵团党委部署主题教育，兵团党委要求各师抓好落实。", "650000"),
        ("博州温泉县奇山村的党员先学一步。", "652723"),
    ],
)
def test_names_that_only_prose_has_lead_to_the_unit_of_the_table(text, code):
    assert region("", text, FILLER) == code


@pytest.mark.parametrize("word", ["乡贤", "乡风", "乡村", "乡亲", "乡土", "乡愁"])
def test_a_word_that_begins_with_乡_behind_a_short_name_makes_no_township_of_it(word):
    text = f"广东云浮{word}工作年年有进展。云浮各级党组织把{word}工作抓在手上，群众都说好。"
    assert describe_region("", text, gazetteer=GAZETTEER).value == "445300"


def test_a_street_or_quarter_called_after_a_landmark_is_in_its_district():
    assert region("", "长沙县机场路社区党员先学一步。", "长沙县高铁站片区党委跟上。", FILLER) == "430121"
    assert region("", "香港屯門的街坊說好，香港屯門有人幫手。", FILLER) == "810000"


# What speaks for and against


def test_signs_say_how_a_region_is_named_and_who_else_is():
    strong = evidence(
        "定西市党建综述", "近年来，定西市推进整顿，全市一盘棋。", "定西市回头看。", FILLER, outlet="定西日报"
    )
    assert set(strong.signs) == {"acts", "scope-agrees", "outlet-agrees", "supported"}
    weak = evidence("", FILLER * 4, "今年富宁县整顿了三个村，全县一盘棋。")
    assert set(weak.signs) == {"scope-agrees"}
    beside = evidence("通渭县来人交流", "通渭县一班人来了。", "渭源县作了介绍。", "渭源县又作了介绍。", FILLER)
    assert "others-named" in beside.signs
    province = evidence(
        "", "甘肃的支部有办法。", FILLER, "甘肃的干部下村。", "渭源县作了介绍。", "渭源县又作了介绍。", "通渭县也去了。"
    )
    assert {"short-only", "part-ahead"} <= set(province.signs)


def test_a_county_that_its_city_outdoes_bears_a_sign_of_it():
    lines = ("党员在金堂县官仓街道入户。", FILLER * 4, "金堂县的人都说好。")
    assert "above-ahead" in evidence("成都的网格有新招", *lines).signs
    assert "above-ahead" not in evidence("金堂县的网格有新招", *lines).signs
