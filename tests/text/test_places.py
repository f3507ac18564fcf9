import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.places import describe_region, find_mentions
from tests.slowness import is_within
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def names(text: str) -> list[str]:
    """Every mention as code+code, in the order of the text."""
    return ["+".join(mention.codes) for mention in find_mentions(text, GAZETTEER)]


def region(title: str, *paragraphs: str, outlet: str = "", years: tuple[int, ...] = ()):
    return describe_region(title, "\n".join(paragraphs), outlet=outlet, years=years, gazetteer=GAZETTEER)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("定西市召开会议", "621100"),
        ("碧江區堅持黨建引領", "520602"),
        ("凉山州委组织部", "513400"),
        ("乾縣縣委", "610424"),
    ],
)
def test_a_unit_is_found_under_its_names_in_both_scripts(text, code):
    assert names(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "隆重庆祝建党百年",
        "每天津贴二十元",
        "建成示范县三个",
        "若干县乡",
        "合水镇党委",
        "定西路街道",
        "西安电子科技大学",
        "合作市场建设",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("name", "code"), [("胶南市", "370211"), ("顺德市", "440606"), ("襄樊市", "420600"), ("定西地区", "621100")]
)
def test_a_former_name_leads_to_the_unit_of_today(name, code):
    assert names(f"{name}召开会议") == [code]


@pytest.mark.parametrize(("year", "code"), [(2009, "520602"), (2015, "520600")])
def test_the_year_tells_which_of_the_units_of_a_name_is_meant(year, code):
    evidence = region("铜仁市党建工作综述", "铜仁市推进整顿，" + FILLER, years=(year,))
    assert evidence.value == code


def test_without_a_year_the_unit_of_today_is_meant_with_less_confidence_and_the_other_is_a_rival():
    evidence = region("铜仁市党建工作综述", "铜仁市推进整顿，" + FILLER)
    dated = region("铜仁市党建工作综述", "铜仁市推进整顿，" + FILLER, years=(2015,))
    assert evidence.value == "520600"
    assert evidence.confidence < dated.confidence
    assert ("520602", "former-name") in [(rival.value, rival.rule) for rival in evidence.rivals]


def test_the_years_of_a_former_name_are_no_limit_where_no_other_unit_has_it():
    assert region("胶南市党建工作综述", "胶南市推进整顿，" + FILLER, years=(2020,)).value == "370211"


def test_the_short_form_of_a_former_name_is_found_too():
    assert region("襄樊：支部建在产业链上", "襄樊市" + FILLER).value == "420600"


def test_a_homonym_is_settled_by_a_township_that_only_one_of_them_has():
    text = "鼓楼区把支部建在网格上，" + FILLER
    assert region("鼓楼区党建工作总结", text, "在洪山镇，" + FILLER, "五凤街道带头落实。").value == "350102"


def test_a_text_that_names_only_the_townships_of_one_county_is_placed_with_less_confidence():
    evidence = region("", "乌盖苏木把党建工作抓在日常，我旗各嘎查一齐行动。", "乌盖苏木党委带头。")
    assert (evidence.value, evidence.rule) == ("150825", "township")
    assert evidence.confidence < 0.5
    assert "乌盖苏木" in evidence.quote


def test_a_township_in_passing_is_no_evidence():
    assert region("", FILLER + FILLER + FILLER + FILLER, "前往乌盖苏木参观。").value is None


def test_a_township_that_many_counties_have_is_no_evidence():
    assert region("城关镇党委工作汇报", "城关镇" + FILLER, "城关镇党委带头。").value is None


def test_the_examples_of_several_counties_speak_for_their_city():
    evidence = region(
        "", "今年以来，泸州市各地推进整顿。" + FILLER, "古蔺县" + FILLER, "合江县" + FILLER, "叙永县" + FILLER
    )
    assert evidence.value == "510500"


def test_counties_of_equal_weight_share_their_city():
    evidence = region("古蔺县、合江县结对共建", "古蔺县、合江县" + FILLER)
    assert (evidence.value, evidence.rule) == ("510500", "shared")


def test_an_organ_as_the_source_speaks_of_its_own_county():
    assert region("党建引领促振兴", "全县" + FILLER, outlet="通渭县人民政府").value == "621121"


def test_a_county_said_three_times_by_its_short_name_alone_is_found():
    text = [f"桐梓把第{number}批支部建在网格上。" for number in "一二三"]
    assert region("", *text).value == "520322"


@pytest.mark.parametrize(
    "line",
    [
        "弘扬延安精神，赓续红色血脉。",
        "学习运用浙江“千万工程”经验。",
        "本乡与丘北县、师宗县、罗平县接壤。",
        "东邻师宗县，西接罗平县。",
        "三百名党员在广东务工。",
    ],
)
def test_what_is_learnt_from_lies_beside_or_draws_workers_is_not_the_reports(line):
    assert region("", line, FILLER, line.replace("。", "，一年如一日。")).value is None


def test_a_whole_name_said_once_is_enough_where_the_scope_is_of_its_level_and_no_other_is_named():
    assert region("", FILLER, FILLER, FILLER, "今年富宁县整顿了三个村，全县一盘棋。").value == "532628"


def test_a_street_of_a_town_is_no_evidence_without_the_title():
    text = "光华路街道把支部建在楼里，我区各社区一齐行动。"
    assert region("社区大党委工作总结", text, "光华路街道党工委牵头。").value is None


def test_townships_of_another_county_than_the_named_one_do_not_place_a_text():
    assert region("", FILLER * 4, "通渭县来人学习。", "乌盖苏木带头，乌盖苏木先行。").value is None


def test_masks_with_blanks_on_both_sides_are_masks():
    evidence = region("", "中共 * 市 * 镇委员会", "中共 * 市 * 镇第四次代表大会")
    assert (evidence.value, evidence.rule) == (None, "redacted")


def test_a_newspapers_name_is_marked_as_an_outlet():
    assert [mention.is_outlet for mention in find_mentions("定西日报", GAZETTEER)] == [True]


@given(st.text(alphabet="贵州省铜仁市碧江区定西海南乾縣区全，\n", max_size=60))
def test_mentions_stand_in_order_and_never_overlap(text):
    end = 0
    for mention in find_mentions(text, GAZETTEER):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


def test_a_citys_report_with_examples_of_its_counties_is_the_citys():
    evidence = region(
        "四川泸州构建选育用管全链条",
        "今年以来，四川泸州市制定实施意见，" + FILLER,
        "古蔺县明确负面清单，纳溪区实行村官区管，全市比例达99%。",
        "在古蔺县黄荆镇，" + FILLER + "全市累计培训五百人。",
    )
    assert (evidence.value, evidence.rule) == ("510500", "title")
    assert "510525" in [rival.value for rival in evidence.rivals]


def test_units_before_the_last_only_say_which_one_it_is():
    assert region("", "贵州省铜仁市碧江区紧扣基层，" + FILLER, "碧江区印发办法，全区排查95个村。").value == "520602"


def test_the_quote_is_literally_in_the_text():
    text = "近年來，碧江區堅持黨建引領鄉村振興，" + FILLER
    evidence = region("", text, "碧江區出臺辦法。")
    assert evidence.quote in text
    assert "碧江區" in evidence.quote


def test_a_homonym_is_settled_by_the_parent_that_is_named():
    assert region("吉林省长春市朝阳区：社区党建", "长春市朝阳区" + FILLER).value == "220104"
    assert region("北京市朝阳区：社区党建", "北京市朝阳区" + FILLER).value == "110105"


def test_a_homonym_of_former_days_is_settled_by_its_parent_too():
    assert region("重庆市江北区：社区党建", "重庆市江北区" + FILLER).value == "500157"
    assert region("宁波市江北区：社区党建", "宁波市江北区" + FILLER).value == "330205"


def test_a_wire_agencys_bureau_is_no_evidence():
    assert region("", "新华社成都8月16日电 " + FILLER).value is None


def test_a_visited_province_is_not_the_reports():
    assert region("", "深入贯彻总书记视察甘肃时的重要讲话精神，" + FILLER, FILLER).value is None


def test_a_homonym_without_a_parent_stays_ambiguous_with_its_candidates():
    evidence = region("鼓楼区党建工作总结", "鼓楼区把支部建在网格上，" + FILLER)
    assert (evidence.value, evidence.rule) == (None, "ambiguous")
    assert {"320106", "350102", "410204"} <= {rival.value for rival in evidence.rivals}


def test_common_words_are_no_places():
    text = "全面推进乡村振兴，同心同向，整合资源，加强合作，建设平安村庄，共创和平友好的光明未来。"
    assert region("", text, text).value is None


def test_a_common_word_is_a_place_behind_its_parent():
    assert region("宁夏同心县：积分管理", "宁夏吴忠市同心县推行积分制，" + FILLER).value == "640324"


def test_a_redacted_place_is_unknown_and_quoted():
    evidence = region("农村基层党建工作综述", "刚刚过去的一年，**区认真贯彻落实精神。", "**区坚持从严管理。")
    assert (evidence.value, evidence.rule, evidence.quote) == (None, "redacted", "**区")


def test_a_place_in_the_title_stands_beside_masked_villages():
    assert region("定西市党建综述", "定西市在**县**乡试点，" + FILLER, "**县带头落实。").value == "621100"


def test_a_place_that_every_paragraph_names_stands_beside_masked_ones():
    paragraphs = [f"定西市第{number}次推进整顿，全市一盘棋，某县带头。" for number in "一二三四"]
    assert region("", *paragraphs).value == "621100"


def test_our_district_alone_names_nothing():
    evidence = region("先進性機制交流", "我區各級黨組織不斷探索，全市推廣。")
    assert (evidence.value, evidence.rule, evidence.quote) == (None, "never-named", "我區")


def test_places_that_people_only_went_to_are_not_the_reports():
    evidence = region("", FILLER + "选派干部赴青岛市研修学习。", "组织骨干到上海、成都等发达地区挂职。")
    assert evidence.value is None


def test_the_outlets_home_alone_is_no_evidence():
    assert region("党建引领促振兴", FILLER, outlet="定西日报").value is None


def test_the_unit_of_the_author_is_no_evidence():
    assert region("支部建设研究", FILLER, "（作者单位：定西市委党校）").value is None


def test_confidence_grows_with_the_evidence():
    weak = region("", FILLER, "定西市推进整顿。", "定西市开展回头看。")
    strong = region("定西市党建综述", "定西市推进整顿。", "全市开展回头看。")
    assert weak.value == strong.value == "621100"
    assert weak.confidence < strong.confidence <= 1


def test_a_long_text_is_read_in_milliseconds():
    text = ("定西市渭源县坚持党建引领，深圳、泸州、海南等地前来学习。" + FILLER) * 40
    find_mentions(text, GAZETTEER)  # jieba reads its dictionary at the first word
    start = time.process_time()
    describe_region("定西市党建综述", text, gazetteer=GAZETTEER)
    assert is_within(time.process_time() - start, 1)  # measured 20 ms


@settings(max_examples=60)
@given(st.text(alphabet="全市县区贵州铜仁碧江定西**某XX（）：，。\n", max_size=80))
def test_a_value_is_a_code_of_the_table_or_nothing(text):
    evidence = region("", text)
    assert evidence.value is None or evidence.value in GAZETTEER.regions
    assert all(rival.value in GAZETTEER.regions for rival in evidence.rivals)
