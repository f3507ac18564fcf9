"""Visitors, helpers, meetings and editor's notes name places that a report is not about; a level and a paper name its own."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def evidence(title: str, *paragraphs: str, outlet: str = "", removed: str = ""):
    text = "\n".join(paragraphs)
    return describe_region(title, text, outlet=outlet, removed=removed, gazetteer=GAZETTEER)


def region(title: str, *paragraphs: str, outlet: str = "", removed: str = "") -> str | None:
    return evidence(title, *paragraphs, outlet=outlet, removed=removed).value


# Visitors and hosts


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("静宁县直机关工委考察团来通渭县考察", "静宁县直机关工委考察团来我县考察基层党建，通渭县有关部门陪同。"),
        ("", "5月6日，平凉市静宁县委组织部考察团一行20人到通渭县考察学习，县委常委陪同。"),
        ("", "静宁县委组织部一行来到通渭县参观学习，通渭县委组织部负责人介绍做法。静宁县委组织部一行认为很受启发。"),
    ],
)
def test_the_hosts_place_is_meant_and_not_the_visitors(title, lead):
    assert region(title, lead, "大家看了三个支部，静宁县的同志说要带回去学。", FILLER) == "621121"


def test_a_township_of_another_county_shows_that_its_visitors_came_from_elsewhere():
    lead = "5月25日，静宁县委组织部一行到榜罗镇党校参观学习，榜罗镇党委书记陪同。"
    assert region("", lead, "静宁县委组织部一行说，榜罗镇的党校办得好。") == "621121"


def test_a_county_that_visits_its_own_township_stays_the_reports_place():
    lead = "5月25日，通渭县委督查组一行到榜罗镇检查党建，通渭县委组织部负责人参加。"
    assert region("", lead, FILLER) == "621121"


@pytest.mark.parametrize("aim", ["通渭县榜罗镇", "榜罗镇文峰村", "通渭县"])
def test_a_citys_inspectors_are_guests_in_the_county_that_they_inspect(aim):
    lead = f"7月26日，定西市扫黑除恶督导组组长李某一行到{aim}检查，县纪委、县委组织部负责人陪同。"
    assert region("", lead, "通渭县委、县政府高度重视，成立专班。", FILLER) == "621121"


def test_whoever_goes_there_himself_stays_at_home_in_the_report():
    lead = "近日，通渭县委组织部带领考察组一行赴静宁县学习考察。"
    assert region("", lead, "回来后，通渭县开会交流，党员谈了体会。", FILLER) == "621121"


def test_the_places_of_a_tour_are_not_the_reports_place():
    lines = (
        "8月12日，榜罗镇组织村书记一行20余人外出学习。",
        "考察团一行先后深入静宁县雷大镇、秦安县叶堡镇、庄浪县万泉镇参观村史馆。",
        FILLER,
    )
    assert region("榜罗镇开展外出学习活动", *lines, outlet="通渭县榜罗镇") == "621121"


@pytest.mark.parametrize(
    "lead",
    [
        "安宁区结对帮扶礼县以来，安宁区的干部住进礼县的村子，礼县群众都认得他们。",
        "兰州市安宁区派出50名干部到陇南市礼县帮扶，安宁区农业农村局负责人说，先去礼县最远的村。",
        "书记老李从八百里外的安宁区到礼县任职。礼县的路难走，礼县的人实在，安宁区的亲友常来电话。",
    ],
)
def test_those_who_are_helped_are_meant_and_not_the_helpers(lead):
    assert region("", lead, "仲夏时节，记者到礼县看驻村干部怎样做事。", FILLER) == "621226"


# Meetings, words to all, ranges, examples


def test_a_citys_meeting_in_a_district_is_the_citys():
    lead = "10月28日，全市基层党建现场会在安定区鲁家沟镇举行，市委组织部和各县（区）党委组织部负责人参加。"
    assert region("", "定西日报记者 张某", lead, "会议通报了各县（区）的进度。", FILLER) == "621100"


def test_where_the_centre_publishes_something_is_not_what_it_is_about():
    lead = "2月28日，中央宣传部、民政部在兰州市公开发布最美社区工作者事迹。"
    assert region("", "他们接过鲜花与证书。", lead, "这次活动由中央宣传部、民政部在兰州市举办。", FILLER) is None


def test_a_word_to_all_that_was_spoken_somewhere_places_no_report():
    lead = "“第一书记制度还是要坚持。”3月17日，甘肃通渭县榜罗镇的火塘边，习近平总书记同村干部交谈时说道。"
    assert region("第一书记：乡村的领航人", lead, "一、他们是荒山的攻坚者。", FILLER) is None


def test_the_spirit_of_a_higher_meeting_that_is_passed_on_places_no_report():
    lead = "社区党委传达省委书记在甘肃省委全会上的讲话精神，大家结合工作谈体会。"
    assert region("", "11月15日，党员们来社区刷卡签到。", lead, FILLER) is None


def test_the_city_in_which_something_is_the_first_is_a_range():
    lead = "4月23日，城关区酒泉路街道红色物管联盟挂牌，这在兰州市是头一个。"
    assert region("兰州首个红色物管联盟成立", lead, FILLER) == "620102"


def test_a_district_given_as_an_example_is_not_the_place():
    lead = "近年来，兰州市推行小区党建。例如，安宁区在全区三百个小区建起支部。"
    assert region("", lead, "例如，七里河区选楼长。", "比如，西固区试点积分。", FILLER) == "620100"


def test_one_village_far_below_the_lead_of_a_long_text_is_an_example():
    assert region("", FILLER * 4, "某公司的党员在榆中县青城镇抢险。", FILLER) is None


# Editor's notes


@pytest.mark.parametrize(
    "note",
    [
        ("编者按：", "5年来，甘肃脱了贫。甘肃各地的组织振兴成色怎样？本报推出系列报道。"),
        ("编者按：", "5年来，甘肃脱了贫。", "即日起，本报记者分赴各市州。甘肃的变化，请看报道。"),
        ("[编者按] 甘肃脱了贫，甘肃的干部做了什么？本栏目今天讲一个故事。",),
    ],
)
def test_an_editors_note_on_the_province_does_not_place_the_article_below(note):
    lead = "近年来，通渭县榜罗镇党委靠党建带路，把村集体经济做大。"
    assert region("", *note, "记者 张某", lead, FILLER) == "621121"


def test_the_place_of_the_article_may_stand_in_the_note_alone():
    note = "开栏语：通渭县的非公党建走在前头，本报推出系列报道。"
    assert region("", note, "今天，通渭县委介绍了做法。", FILLER) == "621121"


# Its own paper, its level, its parts


@pytest.mark.parametrize(
    ("outlet", "lines", "code"),
    [
        ("", ("通渭网讯 2月5日，县关工委开座谈会，我县的经验得到肯定。",), "621121"),
        ("静宁融媒", ("1月27日，县委书记到乡镇调研，要求抓实党建。",), "620826"),
        ("海安日报", ("我市开村书记培训班，市委组织部负责人讲话。", "全市的村都换了届。"), "320685"),
        ("中国宁波网", ("中国宁波网讯 昨日，我市开培训班，市委书记上第一课。",), "330200"),
        ("朝阳融媒", ("县委书记到社区调研，县委办陪同。",), "211321"),
        ("东山发布", ("县委书记到村里调研，县委办陪同。",), "350626"),
    ],
)
def test_a_paper_that_speaks_of_the_level_of_its_place_places_the_report(outlet, lines, code):
    assert region("", *lines, FILLER, outlet=outlet) == code


def test_a_county_named_by_its_short_name_in_the_lead_is_what_this_county_refers_to():
    assert region("", "11日，崇阳为期两天的村书记培训班开班。该县一百九十七名书记听课。", FILLER) == "421223"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("我省四位书记受到表彰：定西市通渭县、陇南市礼县、平凉市静宁县、兰州市榆中县各一位。",), "620000"),
        (("我市推进合作社。", "通渭县的党支部领办。", "渭源县的党支部也领办。"), "621100"),
    ],
)
def test_several_parts_named_by_a_text_that_says_our_province_or_city_are_the_wholes(lines, code):
    assert region("", *lines, FILLER) == code


def test_an_example_of_a_city_whose_lead_names_another_county_is_the_citys():
    lines = ("7月3日，定西市临洮县的支部坐到一起。", FILLER * 3, "定西市是粮仓。", "在渭源县会川镇，党员包片。")
    assert region("", *lines, "渭源县的党员包户。") == "621100"


def test_a_township_whose_name_no_other_county_has_places_a_report_that_begins_with_it():
    assert region("", "6月6日，中学支部与甘沟驿镇的村支部联合开展主题党日。", FILLER) == "620422"
    assert region("", "6月6日，中学支部与榜罗乡的村支部联合活动，榜罗乡党委书记参加。", FILLER) == "621121"


def test_a_paper_of_the_city_tells_which_of_two_townships_is_meant():
    assert region("", "昨日，马营镇第八个党员服务站挂牌。", FILLER, outlet="定西日报") == "621121"


# What stands around a report


def test_the_unit_of_the_contributor_places_a_report_of_our_city():
    lines = ("市委组织部安排乡镇书记去台湾交流，我市打算三年轮一遍。", "书记们到了台湾要认真看。", FILLER)
    assert region("", *lines, removed="通讯员 定西市台办 张某 报道") == "621100"
    assert region("", "我镇开展外出学习。", FILLER, "活动很有意义。（通渭县榜罗镇 张某某）") == "621121"


def test_a_party_school_alone_in_its_line_is_where_the_author_works():
    lines = ("张某", "中共兰州市安宁区委党校", "甘肃省各地用党建引领社区治理，甘肃的办法不少。", "甘肃的家底不同。")
    assert region("", *lines, FILLER) == "620000"


def test_a_firm_named_after_its_province_does_not_place_a_report():
    lead = "通渭县榜罗镇党委引来甘肃省通丰农业发展有限公司，种下赤松茸。"
    assert region("", lead, "今年，甘肃省通丰农业发展有限公司带村民做工。", FILLER) == "621121"


def test_whoever_builds_a_line_of_the_underground_works_in_its_city():
    assert region("", "苏州地铁7号线项目与大学一起办党日。", "苏州地铁7号线项目启动党建品牌。") == "320500"


def test_a_sign_says_that_organs_townships_or_the_own_outlet_support_the_region():
    assert "supported" in evidence("", "近日，通渭县委组织部开会。", FILLER).signs
    assert "supported" in evidence("", "近日，通渭县榜罗镇开会。", FILLER).signs
    assert "supported" not in evidence("", "近日，党员在通渭县走访。", "通渭县的村庄变了样。").signs


# The report's own village, and its own site


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("", "青岗村是甘肃再普通不过的一座村庄。甘肃省委的驻村工作队住进了这里。甘肃省委的队长话不多。"),
        ("青岗村的夜晚", "甘肃省委的驻村工作队住进了村子。甘肃省委的队长话不多。"),
    ],
)
def test_the_county_in_which_the_village_of_the_lead_lies_places_the_report(title, lead):
    assert region(title, lead, FILLER, "通渭县榜罗镇青岗村离省城二百公里。", FILLER) == "621121"


def test_the_village_of_an_example_places_no_report_on_a_province():
    lead = "近日，记者走访甘肃多个乡村。甘肃省选优配强第一书记。甘肃省已选派干部三万人。"
    lines = (lead, FILLER * 4, "通渭县榜罗镇青岗村是产业村。", "老王是青岗村第一书记。", FILLER)
    assert region("", *lines) == "620000"


def test_a_site_of_the_county_that_tells_of_quarters_and_villages_tells_of_its_own():
    lines = ("志愿者和青岗村的党员一起清扫。", "活动受到欢迎。")
    host = "榆中县新闻传媒中心 主办"
    assert region("健安社区：党员志愿服务", *lines, outlet="榆中新闻网", removed=host) == "620123"
    assert region("党员志愿服务", "党员们一起清扫。", outlet="榆中新闻网", removed=host) is None


@pytest.mark.parametrize(
    "sight", ["某战斗纪念馆", "谷文昌故居", "党性教育基地", "烈士陵园", "革命旧址", "红色教育基地", "博物馆"]
)
@pytest.mark.parametrize("way", ["到福建东山县", "赴东山县", "前往漳州市东山县", "走进东山县"])
def test_who_sees_the_sights_of_a_county_is_of_another_place(way, sight):
    lead = f"分公司党支部组织党员{way}{sight}，重温入党誓词。"
    assert region("党支部开展主题党日", lead, "谷文昌同志带领东山县人民治过风沙。", FILLER) is None


def test_the_own_office_at_a_memorial_of_its_county_is_at_home():
    lead = "7月1日，东山县税务局党委在东山县城开会，随后东山县委组织部的党员到东山县谷文昌纪念馆。"
    assert region("", lead, FILLER) == "350626"


@pytest.mark.parametrize("from_where", ["源于门头沟区", "起源于门头沟区", "始于门头沟区", "源自门头沟区"])
def test_where_a_practice_comes_from_is_not_where_it_is_told_of(from_where):
    lines = (f"改革{from_where}的经验。", "门头沟区有镇。", FILLER)
    assert region("北京市的街道改革", "北京市推行街道改革。", *lines) == "110000"


@pytest.mark.parametrize("comes", ["参观", "深入", "来到", "莅临"])
def test_an_organ_of_the_province_that_comes_to_a_street_is_a_guest(comes):
    title = f"共建美好家园——内蒙古自治区党委统战部{comes}市府东路街道某社区实践基地"
    lines = ("社区有居民五千户，昆都仑区的网格员都熟。", FILLER, f"内蒙古自治区党委统战部{comes}市府东路街道某社区。")
    assert region(title, *lines, FILLER) == "150203"
