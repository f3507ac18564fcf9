"""Of a county, its city and its province: which one is meant when all are named, and what makes a name one of them?"""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from tests.text.gazetteer import GAZETTEER

FILLER = "支部把学习和办实事放在一起，党员分片包户，群众有难处就有人上门，大家都说好。"


def region(title: str, *paragraphs: str, outlet: str = "") -> str | None:
    return describe_region(title, "\n".join(paragraphs), outlet=outlet, gazetteer=GAZETTEER).value


@pytest.mark.parametrize(
    "order",
    ["中共甘肃省委组织部的通知", "甘肃省人民政府办公厅的意见", "甘肃省委社会工作部若干措施"],
)
def test_the_one_county_named_is_ours_though_an_order_of_the_province_stands_ahead(order):
    lines = (f"根据{order}，结合我县实际，招聘社区工作者，现公告如下。", FILLER * 4, "报名者须有通渭县户籍。")
    assert region("", *lines, FILLER) == "621121"


@pytest.mark.parametrize("meeting", ["全省组织部长会议在太原召开", "全省农村党建推进会日前在长治市举行"])
def test_a_meeting_of_the_whole_province_in_one_of_its_cities_is_the_provinces(meeting):
    assert region("", f"2月5日，{meeting}，传达有关精神。", "会议要求，全省各级党组织要抓落实。", FILLER) == "140000"


def test_a_county_that_its_city_outdoes_is_an_example_of_it():
    lines = (
        "山东省济宁市曲阜市陵城镇某村的果园连成片，全村一片忙。",
        "近年来，济宁市推行书记项目，抓镇促村。",
        "济宁市的组织员说，一个村一个样。",
        "曲阜市的葡萄今年又增产。",
    )
    assert region("", *lines, FILLER) == "370800"


def test_a_county_named_once_in_the_lead_yields_to_a_city_named_again_and_again():
    lines = ("苏州市吴江区的一条小巷里，灯火通明。", *[f"苏州第{n}年抓社区，党员到家。{FILLER}" for n in "三四五六七"])
    assert region("", *lines) == "320500"


def test_a_municipality_is_as_wide_as_a_city_and_not_as_a_province():
    lines = (
        "改革从哪里来？先看门头沟区的一个村。",
        "门头沟区有矿。",
        "2017年，门头沟区办了一件事。",
        "北京市把它推开。",
    )
    assert region("北京市“吹哨”改革是怎样起来的", *lines, FILLER) == "110000"


def test_a_city_whose_name_is_a_word_is_a_place_where_a_county_of_it_is_named():
    lines = ("近年来，安康把网格当家，服务到门口。", "“明天来吧。”在平利县某小区，网格员说。", FILLER)
    assert region("小网格 大家园——安康基层治理的答卷", *lines) == "610900"


def test_a_province_whose_name_is_a_word_is_a_place_all_the_same():
    assert region("河北三年培训村党组织书记", "2015年以来，河北启动培训工程。", FILLER) == "130000"


@pytest.mark.parametrize("village", ["湖美村", "西坑村", "东阁村"])
def test_a_village_behind_a_countys_short_name_settles_a_name_that_many_bear(village):
    lines = (f"鼓楼区委统战部的党员到福清{village}办主题党日。", FILLER)
    assert region("鼓楼区委统战部开展活动", *lines) == "350102"


@pytest.mark.parametrize("zone", ["滨湖新区", "滨湖地区", "滨湖片区"])
def test_a_short_name_that_comes_back_is_no_district_of_another_province(zone):
    lines = (f"安徽省第十次代表大会开幕，{zone}党建联盟组织学习。", f"联盟服务{zone}发展。", f"魅力滨湖，{zone}出力。")
    assert region("", *lines, FILLER) in (None, "340000")


def test_a_port_is_no_district():
    lines = ("深圳盐田港，巨轮待发。", "深圳是年轻的城。", FILLER)
    assert region("", *lines) == "440300"


def test_a_line_of_code_is_no_beginning_of_a_report():
    code = '{"a":"[[' + "68.720606,5.199182," * 12 + ']]","l":"[c1.html, c2.html]"}'
    lines = (code, "人才赋能促振兴", "——成县以五项工程绘就新图景", "路好了，产业就有了。", FILLER * 3)
    assert region("", *lines) == "621221"


def test_a_county_of_ours_named_once_is_enough_where_the_text_speaks_as_its_committee():
    lines = ("为落实区委“学习提高年”要求，我院召开述职大会。", FILLER * 4, "浦东新区卫健委的同志到会。")
    assert region("", *lines, "《上海市东方医院工作方案》由党委解读。") == "310115"


def test_our_city_with_a_township_of_a_city_below_it_is_the_one_below():
    lines = ("“打开镇江健康平台，我来填写。”2日早上，党员上门。", "我市下发通知，党员再次下沉到三茅街道中桥社区。")
    assert region("我市机关党员下沉三茅街道", *lines, FILLER) == "321182"


def test_our_city_with_a_township_of_one_of_its_districts_stays_the_city():
    lines = ("佛山的党员上门，我市下发通知。", "全市党员下沉到大良街道，我市的机关也去。")
    assert region("我市机关党员下沉大良街道", *lines, FILLER) == "440600"
