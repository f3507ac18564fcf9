"""Which region is meant where a text names its own place once: beside borders, roads, rivers, examples and honours."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def region(title: str, *paragraphs: str, outlet: str = "") -> str | None:
    return describe_region(title, "\n".join(paragraphs), outlet=outlet, gazetteer=GAZETTEER).value


@pytest.mark.parametrize("border", ["东望陇西县碧岩镇", "北抵会宁县党家岘乡", "西连静宁县治平镇"])
def test_the_neighbours_of_a_village_are_not_its_place(border):
    assert region("", f"通渭县平襄镇某村在该镇东南，{border}，全村有党员七十六人。", FILLER) == "621121"


@pytest.mark.parametrize("verb", ["在该乡东南", "有5个自然村", "面积三平方公里"])
def test_a_village_called_like_a_province_is_a_village(verb):
    assert region("", f"通渭县平襄镇湖南村{verb}。", "湖南村党员带头修路。", FILLER) == "621121"


@pytest.mark.parametrize("bank", ["唐河北岸", "唐河上游", "唐河流域"])
def test_the_bank_of_a_river_is_no_county(bank):
    assert region("", f"方城县某村在{bank}，东望唐河县苍台镇。", FILLER) == "411322"


@pytest.mark.parametrize("road", ["北湖正街", "北湖西路", "北湖南大街"])
def test_a_road_called_like_a_district_is_a_road(road):
    assert region("", f"武汉某社区在武汉市{road}8号，党员三百名。", f"{road}有北湖卫生院。", FILLER) == "420100"


@pytest.mark.parametrize("street", ["关山街", "关山街道"])
def test_a_district_is_meant_before_its_street_however_that_is_spelt(street):
    assert region(f"{street}举办交流活动", f"7月31日，洪山区{street}举办活动，支部书记参加。", FILLER) == "420111"


def test_a_county_that_seats_the_offices_of_those_above_is_the_reports():
    lead = "县委组织部对全县68个直属单位和中央、省、市驻通渭13个单位作了调研。"
    assert region("", lead, FILLER) == "621121"
    assert region("", "该公司驻通渭13个网点都建了支部。", FILLER) is None


def test_a_countys_own_paper_is_the_countys_though_the_title_names_its_city():
    title = "县委书记参观“定西党建探索与实践”巡展"
    lines = (
        "通渭新闻网9月27日消息：昨日，县委书记去看定西党建巡展，要让通渭的党建再上一层。",
        "定西两新组织多。",
        "通渭县八家市场加入联盟。",
    )
    assert region(title, *lines, outlet="通渭新闻网") == "621121"
    assert region("定西党建巡展开幕", "定西市党建巡展开幕，各县参展。", "通渭县八家市场加入联盟。", FILLER) == "621100"


def test_a_visit_of_the_organ_above_to_a_meeting_is_no_guests_home():
    assert region("", "1月31日，大英经开区党工委召开述职会议，县委组织部第一指导组到会点评。", FILLER) == "510923"


def test_a_code_to_scan_is_no_heading_that_places_a_text():
    assert region("", "（全文请扫新湖南二维码）", "据新华社北京6月6日电 述职评议在全国开展十年。", FILLER) is None


def test_one_village_of_a_text_on_several_provinces_is_an_example():
    lines = (
        "记者走了多地，看第一书记做的事。" + FILLER * 3,
        "2025年，在贵州省黔东南州黎平县考察时的话，大家记着。",
        "钟某今年三十岁，在安徽长丰县杨庙镇马郢村驻村。",
        "杨庙镇党委书记说，选对了人。",
    )
    assert region("", *lines) is None


def test_two_counties_of_a_province_are_examples_though_one_opens_the_text():
    lines = (
        "“日子好了！”阿里地区普兰县霍尔乡帮仁村村民说。",
        "2016年，她被列为贫困户。西藏移动驻村工作队帮她找了工作。",
        "近年来，西藏自治区用党建带治理，夯实党在西藏的根基。" + FILLER,
        "阿里地区改则县麻米乡克勤村海拔高。" + FILLER,
        "西藏农牧区发展慢，自治区每年选派干部驻村。",
        "西藏自治区出台了措施和清单。",
    )
    assert region("", *lines) == "540000"


def test_a_text_that_begins_with_its_city_is_the_citys():
    lines = (
        "固原市在宁夏南部山区，是革命老区。2016年，在固原市西吉县将台堡发出号召。固原市干部记住嘱托，按自治区党委部署去做。",
        "固原是宁夏脱贫的主战场，有全区50%的贫困人口。",
        "为此，固原办起产业。",
    )
    assert region("", *lines) == "640400"


def test_a_week_of_a_city_told_county_by_county_is_the_citys():
    lines = (
        "1.昭阳区安置点动工。",
        "2.企业帮助镇雄县卖货。",
        "3.彝良县工程开工。",
        "4.镇雄县通了高速。",
        "镇雄县县城施工。",
    )
    assert region("一周看昭通", *lines) == "530600"
    assert region("昭通镇雄：一周看点", *lines) == "530627"


def test_the_county_of_the_leads_township_is_meant_where_the_text_names_it():
    lines = (
        "隶属：平襄镇，某村是省级文明村，得名于清代。",
        FILLER * 3,
        "甘肃省爱卫会给过荣誉。",
        "甘肃省电视台报道过。",
        "某村在通渭县城西郊。",
    )
    assert region("", *lines) == "621121"


def test_a_list_by_provinces_is_of_the_whole_country():
    named = ("- 湖北省有110万名党员下沉社区", "- 北京市有三十万名党员参与防控", "- 上海市有二十万名党员投身一线")
    lines = ("全国有三千多万名党员奋战在一线。", *named, "湖北省的数据逐月公布，湖北省委作了部署。", FILLER)
    assert region("", *lines) is None
    assert region("", *lines[:2], "湖北省的数据逐月公布，湖北省委作了部署。", FILLER) == "420000"


def test_a_notice_named_within_a_notice_is_no_path_of_a_page():
    lead = "为落实《中共珠晖区直属机关工作委员会〈通知〉》精神，区委组织部机关支部深入社区。"
    assert region("", lead, FILLER) == "430405"
    assert region("", "首页>>珠晖区>>机关党建", "支部深入社区。", FILLER) is None
