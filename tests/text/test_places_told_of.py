"""Whose place is it? A part of a province, a person's name, a giver of honours, an office that acts alone, a paper of a smaller city."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from archive.text.places.mentions import find_mentions
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def evidence(title: str, *paragraphs: str, outlet: str = "", removed: str = ""):
    text = "\n".join(paragraphs)
    return describe_region(title, text, outlet=outlet, removed=removed, gazetteer=GAZETTEER)


def region(title: str, *paragraphs: str, outlet: str = "", removed: str = "") -> str | None:
    return evidence(title, *paragraphs, outlet=outlet, removed=removed).value


def names(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_mentions(text, GAZETTEER)]


@pytest.mark.parametrize("words", ["支部到京西山区的老村去", "在豫西山区办学", "党员走遍川西山区", "湘南宁静的小村"])
def test_a_part_of_a_province_hides_no_name_of_another_place(words):
    assert names(words) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [("鄂东阳新县的支部", "阳新县"), ("苏北海门区的支部", "海门区"), ("湘南宁远县的支部", "宁远县")],
)
def test_the_place_in_a_part_of_a_province_is_named_and_not_the_one_across(words, name):
    assert names(words) == [name]


@pytest.mark.parametrize("words", ["昆明市西山区的支部", "北京东城区的支部", "四川南充的支部", "西山区的支部"])
def test_a_name_that_begins_with_a_direction_is_still_a_name(words):
    assert names(words)


def test_a_reporter_named_like_a_city_places_no_report():
    assert region("七组学习先进 干部受到激励", "本网讯(邵阳)3月23日，第七组党员集体学习。", FILLER) is None
    assert names("文章作者:邵阳 阅读") == []
    assert names("讯(邵阳市)") == ["邵阳市"]


def test_a_new_area_behind_its_city_is_not_a_district_of_another_province():
    lead = "5月8日，宿迁市湖滨新区的同志到榜罗镇党校考察。"
    assert "411202" not in {rival.value for rival in evidence("宿迁市湖滨新区领导到我镇考察", lead).rivals}
    assert region("", "三门峡市湖滨区把支部建在网格上。", f"湖滨区{FILLER}") == "411202"


@pytest.mark.parametrize(
    "honour", ["被评为甘肃省委年度先进支部", "荣获甘肃省先进基层党组织", "获评甘肃省五星文明村称号"]
)
def test_the_giver_of_an_honour_is_not_the_reports_place(honour):
    assert region("支部简介", f"我支部有十二名党员，{honour}。", FILLER) is None


@pytest.mark.parametrize("post", ["人大代表", "政协委员", "劳动模范"])
def test_a_deputy_of_the_province_is_of_the_county_that_the_lead_names(post):
    lead = f"1月27日，在甘肃省十四届人大会上，甘肃省{post}、通渭县榜罗镇文峰村支书王某介绍了积分的办法。"
    assert region("", f"甘肃省{post}王某。", lead, "文峰村65名党员都记积分。", FILLER) == "621121"


def test_a_case_that_every_cadre_is_warned_of_is_of_no_report():
    lead = "会上通报了湖南换届贿选案的处理情况，大家表示要引以为戒。"
    assert region("我县召开警示教育会", lead, FILLER) is None


@pytest.mark.parametrize("paper", ["甘肃省第十四次党代会报告", "中共甘肃省委教育工委的指导意见"])
def test_who_studies_a_paper_of_the_province_is_not_the_province(paper):
    lines = ("最后，党员一起学习二十大报告。", f"大家还学习了{paper}。", FILLER)
    assert region("行政支部过主题党日", *lines) is None


def test_an_office_of_the_province_that_comes_to_a_district_is_its_guest():
    title = "广东省民政厅副厅长王某一行赴福田区益田社区考察"
    lead = "3月8日，广东省民政厅副厅长王某等到深圳市福田区益田社区考察，深圳市社会组织局、福田区民政局的同志陪同。"
    more = "益田社区曾得“广东省五星宜居社区”称号。"
    assert region(title, lead, more, FILLER) != "440000"


@pytest.mark.parametrize("title", ["山西“85后”“兵支书”：退伍不褪色", "山西有个“兵支书”"])
def test_the_one_county_of_a_lead_with_its_village_is_the_place_of_a_story_that_a_paper_heads_with_the_province(title):
    dateline = f"砚池网7月2日电 题：{title}"
    lead = "退伍军人王某当山西省运城市新绛县北张镇北杜坞村党支部书记三年，他说：“从前当兵，如今给大家办事。”"
    assert region(title, dateline, lead, "王某带着党员修渠，村里的水通了。", FILLER) == "140825"
    again = ("山西的支书都来看渠，记者在山西走了三个村。", "山西的经验还有许多。")
    assert region(title, dateline, lead, *again, FILLER) == "140000"


def test_a_smaller_citys_paper_that_says_our_city_passes_on_what_the_city_above_decided():
    lines = (
        "4月12日，我市召开现场观摩会，各镇组织委员参加。",
        "这次活动照福州市部署会的精神来办，让我市的行动更扎实。",
        "会上传达了福州市两个会的精神和我市的意见。",
    )
    assert region("我市召开现场观摩会", *lines, FILLER, outlet="福清市融媒体中心") == "350181"
    assert region("我市召开现场观摩会", *lines, FILLER, outlet="福州日报") == "350100"


@pytest.mark.parametrize("host", ["欢迎光临四川省民政厅官方网站", "主办：四川省民政厅"])
def test_the_province_whose_office_runs_the_site_is_that_of_the_office_in_the_title(host):
    lines = ("会议由民政厅党组成员主持，厅直属各支部书记述职。", FILLER)
    assert region("民政厅召开述职评议会", *lines, removed=host) == "510000"
    assert region("学院召开述职评议会", *lines[1:], removed=host) is None


@pytest.mark.parametrize("title", ["同样的激情——阜平、涞源脱贫纪实", "阜平县和涞源县同时摘帽"])
def test_two_counties_of_one_city_in_a_title_are_the_citys(title):
    lines = ("阜平县的支部修了路，保定市的干部来看。", "阜平县还引了水。", "近年来，阜平县坚持党建引领。", FILLER)
    assert region(title, *lines) == "130600"
    assert region("阜平县脱贫纪实", *lines) == "130624"


def test_a_school_named_after_its_town_names_no_county_of_this_name():
    assert names("海阳一小党支部概况") == []
    assert names("海阳第二小学党支部") == []
    assert names("海阳小支部的大作为") == ["海阳"]


@pytest.mark.parametrize("words", ["党总支副书记宋凌云主持会议", "校长王通渭说", "支部委员李静宁，村主任张定西"])
def test_a_person_behind_an_office_and_a_surname_is_no_place(words):
    assert names(words) == []


@pytest.mark.parametrize("words", ["县委书记在定西调研", "副书记到通渭县", "校长任定西市委委员"])
def test_a_place_behind_an_office_and_a_word_is_one(words):
    assert names(words)


@pytest.mark.parametrize("words", ["中共香港正版资料大全委员会", "香港六合彩开奖", "澳门和记娱乐场的支部"])
def test_an_advertisement_in_a_copied_text_names_no_place(words):
    assert names(words) == []
    assert names("香港的支部和澳门的社团")


@pytest.mark.parametrize("goes", ["奔赴", "前往", "参观了"])
def test_the_second_sight_of_a_journey_is_no_place_of_the_report_either(goes):
    lead = f"7月3日，我公司百名党员{goes}平凉市革命纪念馆和静宁县界石铺红色纪念馆学习，重温誓词。"
    assert region("", lead, "参观后，大家表示要爱岗敬业。", FILLER) is None


def test_the_counties_to_which_a_schools_teams_went_are_not_its_place():
    lines = (
        "暑假期间，我院组建两支队伍深入乡镇开展实践。",
        "7月8日，宣讲团赴湘潭县花石镇宣讲，从产业兴旺等方面助推花石镇振兴。",
        "7月25日，服务团重访郴州市宜章县境内的路线和遗址。",
        "宣讲团赴湘潭县花石镇，受到群众的热烈欢迎。",
    )
    assert region("", *lines, FILLER) is None
    assert region("", *(line.replace("我院", "县里") for line in lines), "湘潭县坚持党建引领。") == "430321"
