"""Which level is meant, and what beside the report never places it: outlets, captions, hosts, menus, units of authors."""

from __future__ import annotations

import pytest

from archive.text.places import describe_region
from archive.text.places.gazetteer import COMMON_SHORT_NAMES
from tests.text.gazetteer import GAZETTEER

FILLER = "坚持党建引领，建强基层党组织，推动村级集体经济发展壮大，群众的获得感不断提升。"


def evidence(title: str, *paragraphs: str, outlet: str = "", removed: str = ""):
    text = "\n".join(paragraphs)
    return describe_region(title, text, outlet=outlet, removed=removed, gazetteer=GAZETTEER)


def region(title: str, *paragraphs: str, outlet: str = "", removed: str = "") -> str | None:
    return evidence(title, *paragraphs, outlet=outlet, removed=removed).value


# Level and scope


@pytest.mark.parametrize(
    "lead",
    [
        "在南昌市青云谱区青云谱镇，有一个老村。近年来村党总支获江西省委表彰，是全省模范党组织，走在全省前列。",
        "省里的工作组到江西省南昌市青云谱区看望老党员，江西省有关部门负责人一同前往。",
    ],
)
def test_the_only_deeper_unit_that_the_lead_names_is_meant(lead):
    assert region("老村新事", lead, "村民都说，得过全省“先进”的支部就是不一样。", FILLER) == "360104"


def test_the_city_above_a_district_speaks_only_half_against_it():
    found = evidence("", "朝阳区委、朝阳区人民政府印发通知。", "北京市委组织部转发。", FILLER)
    assert (found.value, found.confidence >= 0.6) == ("110105", True)


def test_two_units_of_the_same_city_speak_for_the_city():
    lines = ("赣州市抓实基层党建。", "在瑞金市叶坪镇，" + FILLER, "赣州市于都县宽田乡也一样。", FILLER)
    assert region("", *lines) == "360700"


def test_a_city_in_the_title_is_not_pushed_aside_by_one_of_its_districts():
    lines = ("金台区东风路街道党工委书记说起共建，话很多。", FILLER)
    assert region("陕西宝鸡：探索城市党建共同体", *lines) == "610300"


def test_the_whole_of_a_city_that_acts_is_meant_though_a_county_is_an_example():
    lines = ("2022年以来，齐齐哈尔市实施七项工程，市直单位落实三十项任务。", FILLER * 3)
    assert region("", *lines, "依安县办学堂十五所，推动全县入社。", "全市评星九十人。", FILLER) == "230200"


@pytest.mark.parametrize("honour", ["全省先进党组织", "全省“十佳”支部", "全省模范", "全省第一批示范村", "走在全省前列"])
def test_an_honour_of_the_province_is_no_scope(honour):
    lines = (
        f"渭源县委办公楼前挂着{honour}的牌子，甘肃省有关部门来过。",
        FILLER,
        f"这面{honour}的牌子来之不易，{honour}。",
    )
    assert region("", *lines) == "621123"


# Outlets


def test_a_place_in_the_name_of_an_outlet_is_not_the_texts():
    line = "辽宁长安网讯 7月23日，记者从鞍山市有关部门获悉，鞍山市要选拔两千名后备干部。"
    assert region("", line, "各县区摸底，排出八十个村支部。") == "210300"


def test_an_outlet_in_the_title_does_not_place_a_text():
    title = "广西日报来宾头条 | 支部怎样变样——看来宾市的办法"
    assert region(title, "象州县罗秀镇军田村有了新营地。", FILLER) == "451300"


@pytest.mark.parametrize("book", ["《当代广西》", "《今日广西》", "《广西画报》"])
def test_a_paper_in_book_marks_is_no_place(book):
    lines = (
        f"{book}的编辑要用我写马山县的散文。",
        "老家在马山县林圩镇，走一趟半天。",
        f"{book}把文章登了，{book}又来约稿。",
    )
    assert region("支书的朋友圈", *lines) == "450124"


def test_the_reports_own_source_is_no_place_wherever_it_stands():
    lines = ("吉林先驱论坛按：下文是读者来稿。", "吉林先驱论坛谢谢作者。", FILLER)
    assert region("支部的一天", *lines, outlet="吉林先驱论坛") is None


def test_a_county_that_only_a_papers_name_has_needs_a_second_witness():
    assert region("区委会议召开", "区委书记主持会议，审议我区办法。", FILLER, outlet="东昌时讯") is None
    lines = ("东昌府讯3月17日，区委书记主持会议，审议我区办法。", FILLER)
    assert region("区委会议召开", *lines, outlet="东昌时讯") == "371502"


def test_the_media_centre_of_a_county_speaks_of_our_county():
    lines = ("3月2日，我县召开组织部长会议。", "县委书记张某某出席。", "（通渭县融媒体中心）")
    assert region("我县召开组织部长会议", *lines) == "621121"


def test_a_company_or_a_delegation_of_a_place_does_not_place_a_text():
    assert region("", "青岛海滨食品有限公司送来物资，上海代表团作了发言。", FILLER, "青岛海滨食品集团又来。") is None


# What stands beside a report


@pytest.mark.parametrize(
    "unit",
    [
        "（河西師範學院馬克思主義學院，甘肅 張掖 734000）",
        "（1.河西师范学院 马克思主义学院，甘肃 张掖 734000；2.陇东党校 党史教研室，甘肃 庆阳 745000）",
        "河西师范学院马克思主义学院，甘肃 张掖 734000",
        "[作者单位] 中共张掖市委党校",
        "张三，李四（河西学院经济管理学院，甘肃张掖734000）",
    ],
)
def test_the_institution_of_an_author_is_apparatus(unit):
    lines = ("农村基层党组织是党的根基。本文分析困境，提出对策。", "第一，要抓好带头人。[1]")
    assert region("", unit, *lines) is None
    assert region("农村党建的困境", "张某某", unit, *lines) is None


def test_a_number_of_six_digits_makes_no_institution_of_a_paragraph():
    line = "张掖市委组织部统计，全市党员教育中心去年培训党员，共123456人次，张掖市各支部都到了。"
    assert region("", line, "全市一盘棋。") == "620700"


@pytest.mark.parametrize(
    "caption", ["四川省达州市某村的果园。 张某某摄（人民视觉）", "图①：四川省达州市某村。", "達州市的廣場。李某攝"]
)
def test_the_words_below_a_picture_do_not_place_a_text(caption):
    assert region(caption, caption, FILLER, FILLER) is None


def test_crumbs_hosts_and_lists_do_not_place_a_text():
    furniture = ("人民网>>江西", "欢迎来到江西长安网", "主办：中共江西省委政法委员会", "江西省纪委通报三起问题[06-03]")
    assert region("", *furniture, FILLER) is None


def test_a_menu_above_the_title_does_not_place_a_text():
    assert region("支部清理河道", "我市干部到湖北参观", "浙江省纪委通报", "支部清理河道", FILLER, FILLER) is None


def test_another_article_below_does_not_place_a_text():
    lines = (
        FILLER * 4,
        "新闻推荐",
        "通渭县的老人过生日",
        "通渭县某镇的老人一百零五岁。",
        "通渭新闻，弘扬正气。通渭县不变。",
    )
    assert region("支部的一天", *lines) is None


def test_the_host_of_a_site_places_a_text_on_a_township_of_its_county():
    lines = ("2月5日，郑集镇召开述职评议会，镇党委书记主持。", FILLER)
    found = evidence("", *lines, removed="主办单位：中共天长市委组织部 承办：天长市党员教育中心")
    assert (found.value, found.rule) == ("341181", "publisher")
    assert region("", "2月5日，村里开会。", FILLER, removed="主办单位：中共天长市委组织部") is None
    assert region("", *lines, removed="主办单位：中共安徽省委组织部") is None


# Names that are words


def test_a_county_whose_short_name_is_a_word_acts_in_its_clause():
    units = [each for each in GAZETTEER.regions.values() if each.level == "county" and each.short in COMMON_SHORT_NAMES]
    units = [each for each in units if each.tail == "县"]
    assert len(units) > 100
    told = {each.name: region("", f"近年来，{each.name}坚持大抓基层，党员带着群众学技术。", FILLER) for each in units}
    assert {
        name for name, code in told.items() if code not in [each.code for each in units if each.name == name]
    } <= set()


@pytest.mark.parametrize(
    "line", ["要建设平安县、富裕县和文明镇。", "创建平安县城，走共同富裕县域之路。", "打造宜居新区，把新区建成样板。"]
)
def test_a_word_before_a_level_word_is_no_county(line):
    assert region("", line, FILLER) is None


@pytest.mark.parametrize("name", ["新区", "东区", "老城区", "矿区", "郊区"])
def test_a_name_of_a_part_of_any_town_is_a_place_only_behind_its_city(name):
    assert region(f"组织部到{name}走访", f"5月8日，一行来到{name}。", f"目前{name}有支部四十个。") is None


def test_the_new_area_of_a_city_is_the_citys():
    assert region("", "6月16日，工作组来到兰州新区调研。", "目前兰州新区有企业支部一百个。") == "620100"


@pytest.mark.parametrize("line", ["县教育局和县直学校的党员到会。", "县委书记张某某和县直机关的党员到会。"])
def test_and_before_the_word_county_names_no_county(line):
    assert region("", line, FILLER) is None


def test_a_slogan_in_quotation_marks_is_no_place():
    lines = ("天津市滨海新区建设美丽“滨城”。", "“滨城”越来越美，“滨城”人高兴。")
    assert region("为建设美丽“滨城”而奋斗", *lines) == "120116"


def test_a_village_may_have_the_name_of_a_province():
    lines = ("走进湖南村，路灯亮了。湖南村党支部带头修路。", "湖南村党员都来了。", FILLER)
    assert region("湖南村的变化", *lines) is None
    assert region("", "湖南村级组织换届完成。", "湖南村干部待遇提高。", "湖南全省都这样。") == "430000"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("臺東鄉的長輩都來了，東鄉社區一起參加。", None),
        ("嘉義縣社區評鑑揭曉，嘉義縣府一起輔導。", "710000"),
        ("港府發表施政報告，由政務司負責地區治理，民政事務總署協助。", "810000"),
        ("記者張某某/台北報導", None),
    ],
)
def test_what_lies_below_the_table_stands_for_its_province(line, code):
    assert region("", line, FILLER) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("在济源示范区，支书的车成了公车。", "419001"),
        ("苏州工业园区把支部建在楼里，苏州工业园区有党员三万名。", "320500"),
        ("小雪时节，新郑观音寺镇十里铺村的工厂快要投产。", "410184"),
    ],
)
def test_an_authority_or_a_township_behind_a_short_name_makes_it_a_place(line, code):
    assert region("", line, FILLER) == code


def test_a_district_before_its_own_street_is_meant_though_it_is_named_once():
    assert region("驻村笔记", FILLER * 4, "双阳区山河街道立新村是个穷村，沿山拉出几公里。") == "220112"


@pytest.mark.parametrize(
    "line",
    [
        "发言人4日在北京表示，这件事不能接受。",
        "坚如磐石的堡垒，磐石一样的支部，磐石工程做得好。",
        "车停在樟树湾，樟树湾的人都来了，樟树湾支部帮忙。",
        "路上过来一辆上海牌照的货车，司机是河南籍。",
        "陈某的女儿从浙江老家来看他。",
        "这里距沈阳市六十公里，距离鞍山市更近。",
        "中央组织部在浙江省杭州市召开全国城市基层党建会。",
        "机关党员赴甘肃省定西市学习，感触很深。",
        "总书记在甘肃省考察时指出，要夯实根基。",
        "优秀名单：何某明、金华元、高某某、谢某。",
        "市区的路修好了，市区勤俭路也通了。",
    ],
)
def test_where_somebody_spoke_or_comes_from_is_not_the_texts_place(line):
    assert region("", line, FILLER) is None


def test_an_event_is_where_people_went_to_work_and_not_where_they_went_to_learn():
    assert region("", "12月12日，学生党支部前往武汉市青山区某某社区开展志愿活动。", FILLER) == "420107"
    assert region("", "12月12日，镇党委赴遵义市播州区枫香镇花茂村考察学习。", FILLER) is None


def test_a_city_and_its_district_are_told_apart_though_the_district_had_the_citys_name():
    assert region("", "遵义市播州区把支部建在网格上。", FILLER) == "520304"
    assert region("", "遵义市抓基层。", "在播州区和汇川区，党员上门。", FILLER) == "520300"


def test_a_kicker_before_the_place_in_a_title_does_not_hide_it():
    lines = ("浙江省纪委公开通报五起问题。", "杭州市滨江区某局张某的问题。", "湖州市安吉县王某的问题。")
    assert region("警示教育 | 浙江省纪委通报五起问题", *lines) == "330000"


def test_a_district_whose_name_is_a_word_is_meant_where_its_city_is_named():
    assert (
        region("", "沈阳市把支部建在楼里。", "在和平区，社区党员上门走访。", "社区党员说，和平区变了样。") == "210102"
    )
