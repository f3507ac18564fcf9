"""Texts on the whole country have no region; names of persons, origins and parts of any town are no places of a report."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def evidence(title: str, *paragraphs: str, outlet: str = ""):
    return describe_region(title, "\n".join(paragraphs), outlet=outlet, gazetteer=GAZETTEER)


def region(title: str, *paragraphs: str, outlet: str = "") -> str | None:
    return evidence(title, *paragraphs, outlet=outlet).value


# The whole country


@pytest.mark.parametrize(
    "heading", ["全国基层党组织践行初心使命", "各地党员在一线", "我国农村党建的经验", "6位省委书记履新一周"]
)
def test_a_text_headed_by_the_whole_country_is_of_no_place(heading):
    lines = ("甘肃省，防控任务重。全省医疗战线组织行动。", "甘肃省的党员冲到一线。", FILLER)
    assert region(heading, *lines) is None
    assert region("党旗在一线飘扬", heading, *lines) is None
    assert region("甘肃：党旗在一线飘扬", heading, *lines) == "620000"


def test_an_honour_of_the_whole_country_in_a_heading_hides_no_place():
    assert region("全国文明村的支部", "通渭县榜罗镇的支部开会。", "通渭县的党员都来了。", FILLER) == "621121"


def test_a_text_in_parts_headed_by_places_of_several_provinces_is_of_none():
    lines = ("连日来，党员迎难而上。", "甘肃：守好社区", "在安宁区，党员下沉。安宁区委发了通知。", "陕西：发挥作用")
    assert region("党旗飘扬", *lines, "莲湖区的党员响应。", FILLER) is None


def test_a_conference_of_the_whole_country_is_not_of_the_town_where_it_met():
    lead = "记者从4日在兰州新区举行的全国开发区党建研讨会上获悉，我国将加强园区党建。"
    assert region("", lead, "会议由中央组织部举办。", FILLER) is None


@pytest.mark.parametrize("visit", ["参观了革命圣地延安", "走进革命圣地延安"])
def test_a_hallowed_town_that_learners_visit_places_no_report(visit):
    assert region("培训心得", f"培训期间，我们{visit}，接受洗礼。", FILLER) is None


def test_whoever_writes_that_visitors_come_here_is_there():
    lead = "日前，某大学校长一行来钱塘区白杨街道走访。这是杭州首个新居民社区。"
    assert region("", lead, "校长一行说，这里的社区办得好。", FILLER) == "330114"


def test_a_zone_that_publishes_its_own_report_places_it():
    assert region("", "开发区党工委抓党建，园区企业建起七个支部。", FILLER, outlet="杜集经济开发区") == "340602"


def test_examples_named_once_each_from_three_provinces_place_no_text_on_the_country():
    lines = (
        "进入11月，湘乡市大学生村官曹某更忙了。",
        "全国共选聘村官六万人，全国的培训班也开了。",
        "据了解，滕州市的村官表现抢眼。",
        "河曲县鹿固乡杨桥村换届也有亮点。",
    )
    assert region("大学生村官的路", *lines, FILLER) is None


# Names that only look like a report's place


def test_an_editor_named_like_a_city_is_a_person():
    assert region("", "村官达三万名，分布在广大农村。", "来源：新华网（记者 李某） 编辑：宁波") is None


def test_a_university_student_who_serves_in_a_county_serves_there():
    assert region("", "近日，湘乡市大学生村官曹某忙着村里的事。", "湘乡市大学生村官多了。", FILLER) == "430381"


def test_where_somebody_was_born_is_not_where_he_works():
    lead = "彭某是贵州遵义人，2008年被选聘到长沙县某村任职。"
    assert region("", lead, FILLER) == "430121"


def test_the_outskirts_of_our_city_are_no_region():
    assert region("支部党员赴我市郊区义诊", "我市郊区的村民很欢迎。", FILLER) is None


def test_parts_of_our_city_are_told_from_examples_that_share_a_region():
    lines = ("我市推进合作社。", "通渭县的党支部领办。", "渭源县的党支部也领办。", FILLER)
    assert evidence("", *lines).rule == "parts"


@pytest.mark.parametrize("spelt", ["陕西", "陝西", "陜西"])
def test_shaanxi_is_known_by_each_of_its_signs(spelt):
    assert region("", f"近日，{spelt}省委組織部發出通知。", f"{spelt}省的幹部下鄉。", FILLER) == "610000"


def test_the_three_cities_between_which_a_town_lies_are_not_its_place():
    lead = "通渭县榜罗镇地处定西、天水、平凉三市交汇处，下辖十九个村。"
    assert region("", lead, FILLER) == "621121"


def test_a_street_with_a_long_name_of_its_own_places_a_report_that_begins_with_it():
    assert region("", "10日，区委副书记到四川北路街道调研。街道负责人汇报工作。", FILLER) == "310109"


def test_what_is_sent_to_an_office_of_a_district_is_examined_there():
    lead = "北京市民李某反映孩子不适。园方已把食物送去东城区疾控中心化验。"
    assert region("", lead, FILLER, "北京东城区疾控中心说，这件事归北京东城区的局管。") == "110101"


def test_a_handbook_of_a_university_names_no_city():
    assert region("", "服务站发放《武汉大学研究生手册》。", "新生到校，武汉站有人接。", FILLER) is None


def test_examples_of_two_cities_in_several_paragraphs_place_no_text():
    lines = (FILLER * 4, "成都市人民政府建了馆。", "成都有龙王庙。", "南京市文联办展。南京的高校来了。", "南京的馆多。")
    assert region("高校博物馆", *lines, "南京市少先队来参观。", FILLER) is None


def test_a_firm_named_after_its_municipality_does_not_place_a_report():
    assert region("", "上海市南电力(集团)有限公司党委表示，将与村里共建。", FILLER) is None


def test_a_former_name_that_one_sentence_settles_is_settled_everywhere():
    lines = (
        "河北省石家庄市桥东区某社区有党员百人，邻近谈固街道。",
        "几年来，社区在桥东区委领导下办事，获石家庄市表彰。",
        "2003年，石家庄市授了牌。",
        "2005年，石家庄市又授了牌。",
    )
    assert region("", *lines, FILLER) == "130102"


@pytest.mark.parametrize("parted", ["、", "，"])
def test_provinces_in_a_row_are_a_list_and_place_no_text(parted):
    row = parted.join(["新疆", "安徽", "湖南", "云南"])
    lines = (f"8月底，{row}换了书记。", FILLER * 4, "安徽的书记到村里，问收成。", FILLER)
    assert region("书记履新做什么", *lines) is None


@pytest.mark.parametrize("everywhere", ["31个省份先后行动", "各省（区、市）先后行动", "各省市先后行动"])
def test_one_city_beside_all_the_provinces_is_an_example(everywhere):
    lines = ("病毒侵袭武汉并向全国蔓延。", f"疫情发生后，全国{everywhere}。", "医务人员分批派往武汉市。", FILLER)
    assert region("党组织是桥头堡", *lines) is None


@pytest.mark.parametrize(
    "post", ["北京市某研究中心特约研究员", "北京市某大学教授", "北京市作协会员", "山东省委党校副教授"]
)
def test_the_post_of_an_author_places_no_text(post):
    lines = (f"作者：张三（{post}）", "建设现代化国家，关键在党。", FILLER)
    assert region("时刻保持清醒和坚定", *lines) is None
