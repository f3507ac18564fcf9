"""Who goes to whom? Organs of those above come to us; ours go to learn elsewhere; a practice came from somewhere."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from tests.text.gazetteer import GAZETTEER

FILLER = "支部把学习和办实事放在一起，党员分片包户，群众有难处就有人上门，大家都说好。"


def region(title: str, *paragraphs: str, outlet: str = "") -> str | None:
    return describe_region(title, "\n".join(paragraphs), outlet=outlet, gazetteer=GAZETTEER).value


@pytest.mark.parametrize("who", ["省住房城乡建设厅副厅长一行", "省委组织部督导组", "国家乡村振兴局工作组"])
@pytest.mark.parametrize("looks", ["调研物业管理", "督导老旧小区整治", "走访慰问"])
def test_a_city_to_which_an_organ_of_the_province_comes_is_the_reports(who, looks):
    lines = (f"12月4日，{who}赴扬州市{looks}工作。", "范某指出，扬州市要落实我省的要求，争创省级示范。", FILLER)
    assert region("", *lines) == "321000"


@pytest.mark.parametrize("learns", ["学习考察", "参观学习", "考察交流"])
def test_a_district_to_which_ours_go_to_learn_is_another(learns):
    lines = (
        f"7月19日，区委常委、副区长黄某带领区直部门及社区负责人赴下陆区开展红色物业{learns}，下陆区委常委夏某陪同。",
        "夏某介绍了下陆区的做法，大家要把下陆区的经验用到我区。",
        "目前，全区小区都有了支部，在黄石港区注册的物业企业都有党员。",
    )
    assert region("", *lines, FILLER) == "420202"


@pytest.mark.parametrize("us", ["我市", "本市"])
def test_whoever_leads_a_group_to_us_is_of_another_place(us):
    lines = (
        f"12月26日，省政协委员、十堰市政协主席赵某率委员组一行，赴{us}习家店镇杏花村调研，{us}领导陪同。",
        f"委员组了解了十堰市和{us}的情况。",
        "据悉，省、十堰市、丹江口市政协委员到过该村，全市都学它。",
    )
    assert region("", *lines, FILLER) == "420381"


@pytest.mark.parametrize("first", ["率先进行网格化管理", "首创网格化管理", "最早推行网格化管理"])
def test_where_a_practice_first_began_places_no_paper_on_it(first):
    lines = (f"自北京市东城区2004年{first}以来，它已在各地推广。", FILLER)
    assert region("从网格化到路长制", *lines) is None


@pytest.mark.parametrize(
    "institution", ["湖北城市社区建设研究中心", "湖北经济与社会发展研究院", "湖北省党的建设研究所"]
)
def test_the_institution_of_an_author_within_a_line_places_no_text(institution):
    lead = f"以温州市五马街道实验为参照 袁某 王某 {institution} 摘要：网格化管理有惯性，{institution}的作者这样说。"
    assert region("", lead, FILLER) in ("330300", "330302")


def test_a_name_in_passing_is_no_rival_for_our_level():
    lines = ("5月8日，党员赴静宁县参观。", FILLER * 4, "全县党员都来。", "通渭县的党员也到了。")
    assert region("", *lines) == "621121"


@pytest.mark.parametrize("signed", ["于北京，2023年5月8日", "写于北京市 2023年5月8日", "初稿于上海，2023年5月8日"])
def test_where_an_author_wrote_a_text_does_not_place_it(signed):
    assert region("怎样抓好支部", FILLER * 3, FILLER, signed) is None


def test_a_meeting_held_there_is_not_where_somebody_wrote():
    assert region("", "现场会近日于通渭县举行，通渭县委书记讲话。", FILLER) == "621121"


@pytest.mark.parametrize("aim", ["革命老区常绿镇", "美丽的常绿镇", "常绿镇"])
def test_guests_who_come_to_a_town_of_another_county_are_guests_in_the_title_too(aim):
    lead = f"拱墅区某民主党派一行30余人来到{aim}开展活动，走访三户人家。"
    assert region("拱墅区某民主党派来常绿开展活动", lead, "拱墅区的党员点赞。", FILLER) in (None, "330111")


def test_the_organ_of_a_city_that_comes_to_our_school_is_our_citys():
    lead = "4月22日上午，绍兴市政协副主席徐某一行，来到我校与支部座谈。"
    assert region("绍兴市政协副主席徐某来我校慰问座谈", lead, FILLER) == "330600"
