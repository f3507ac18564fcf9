"""Who is meant where several places are named: guests, examples, lists, comparisons, and what a text comes back to."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def region(title: str, *paragraphs: str) -> str | None:
    return describe_region(title, "\n".join(paragraphs), gazetteer=GAZETTEER).value


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
