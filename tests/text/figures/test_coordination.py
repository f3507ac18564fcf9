"""Numbers that share their words."""

from __future__ import annotations

from tests.text.figures.read import figures, rows


def test_a_bare_list_has_one_noun_and_one_deed():
    assert rows("开展集中轮训6期、1200余人次。") == [
        ("6", "期", "集中轮训", "开展"),
        ("1200", "人次", "集中轮训", "开展"),
    ]


def test_the_last_of_several_numbers_names_the_head_of_all():
    text = "培育6个市级、11个县级示范点。"
    assert rows(text) == [("6", "个", "市级示范点", "培育"), ("11", "个", "县级示范点", "培育")]
    assert [len(figure.noun) for figure in figures(text)] == [2, 1]


def test_respectively_gives_each_number_its_own_subject():
    assert [row[2] for row in rows("党员、群众代表、网格员分别达到120名、86名和34名。")] == [
        "党员",
        "群众代表",
        "网格员",
    ]


def test_respectively_without_subjects_means_the_numbers_before():
    text = "书记大专以上学历占41%、35岁以下占18%，分别比上届提高12个百分点、7个百分点。"
    found = figures(text)
    assert [figure.noun_in(text) for figure in found] == ["书记大专以上学历", "35岁以下"] * 2
    assert [(figure.kind, figure.base.of(text)) for figure in found[2:]] == [("change", "上届")] * 2


def test_from_and_to_are_of_one_thing():
    text = "活动场所面积由60平方米扩大到220平方米。"
    assert rows(text) == [("60", "平方米", "活动场所面积", "扩大"), ("220", "平方米", "活动场所面积", "扩大")]
    assert [figure.role for figure in figures(text)] == ["from", "to"]


def test_from_the_last_term_is_no_part_of_the_noun():
    text = "书记平均年龄从上届的**岁下降至**.*岁。"
    assert [row[2:] for row in rows(text)] == [("书记平均年龄", "下降")] * 2


def test_a_part_knows_its_whole():
    text = "选派第一书记56名，其中女性9名。"
    whole, part = figures(text)
    assert (part.noun_in(text), part.action_in(text), part.base.of(text)) == ("女性", "选派", whole.noun_in(text))


def test_three_kinds_with_own_nouns_keep_them():
    assert [row[2] for row in rows("表彰了3个先进基层党组织和35名优秀党务工作者。")] == [
        "先进基层党组织",
        "优秀党务工作者",
    ]


def test_a_head_stands_behind_an_attribute_of_two_words():
    assert [row[2] for row in rows("新增2家千亿级、24家百亿级工业企业。")] == ["千亿级工业企业", "百亿级工业企业"]


def test_all_of_a_list_before_the_deed_have_it():
    assert [row[3] for row in rows("1名市级领导、2个单位、3支队伍下沉到社区。")] == ["下沉"] * 3


def test_the_thing_of_a_pair_may_stand_in_the_clause_before():
    assert [row[2] for row in rows("党建经费投入大幅增长，由43.5万元增至82万元。")] == ["党建经费"] * 2
