"""Marks of a kind in prose: dispatches, abstracts, profiles, orders, headed paragraphs, and prose on no place."""

import pytest

from archive.text.lines import read_lines
from archive.text.shapes.shape import line_clues
from tests.text.test_metadata_kind_forms import OWN, STORY, kind_of


@pytest.mark.parametrize(
    "opening",
    [
        "本站讯（党办 范帆）照着上级的要求，医院党委商量换届，定下三条办法。",
        "青岩日报讯 打谷场上的账本，村里人念了一遍又一遍，谁也没有话说。",
        "通讯员范帆报道：打谷场上的账本，村里人念了一遍又一遍。",
        "记者从县纪委了解到，八个巡察组要到二十八家单位去，月底前做完。",
    ],
)
def test_a_dispatch_makes_news_though_the_outlet_is_not_named(opening):
    assert kind_of(opening, OWN, OWN).value == "news"


@pytest.mark.parametrize(
    "paragraph",
    [
        "2022年11月8日是记者节。上午，县领导到融媒体中心看望新闻工作者，请大家讲好青岩的事。",
        "根据院党委安排，2月23日下午，一支部集中开展主题党日活动，学了文件，也评了党员。",
        "为优化组织设置，机关党支部更名。12月31日，两个支部相继召开成立大会，选了委员会。",
    ],
)
def test_a_later_sentence_tells_the_event_where_it_begins_with_the_day(paragraph):
    assert "tells-an-event" in kind_of(paragraph, OWN, OWN).signs


def test_a_later_day_within_a_sentence_tells_no_event():
    told = "我县抓好账本公开，群众满意。各镇的账本都要在每年的12月31日以前张贴，活动也要有记录。"
    assert "tells-an-event" not in kind_of(told, OWN, OWN).signs


@pytest.mark.parametrize(
    "heads",
    [
        ("广泛覆盖，特色创建。", "凝集合力，扎实推进。", "总结经验，辐射引领。"),
        ("抓载体促服务。", "抓保障促落实。", "抓品牌促创新。"),
    ],
)
def test_paragraphs_headed_by_pairs_of_words_are_an_experience(heads):
    told = [
        f"{head}各村的支部都要认领一块责任田，定下人，定下日子，月底看结果，年底算总账，群众说了算。" for head in heads
    ]
    assert kind_of(*told, is_placed=False).value == "experience"


@pytest.mark.parametrize(
    "line",
    [
        "桃州镇党委结合各村实际，采取三步走的办法，建起党小组之家。",
        "（县融媒体中心记者范帆报道）小区里很热闹。",
        "今年以来，工作队在落实政策、拓宽门路上下功夫。",
        "“棉花创了新高。”职工看着棉苗说。",
    ],
)
def test_a_town_or_a_reporter_keeps_prose_from_being_placeless(line):
    found = kind_of(line, STORY[0], STORY[1], is_placed=False)
    assert found.rule != "placeless"
    assert all(rival.rule != "placeless" for rival in found.rivals)


def test_a_company_whose_name_ends_in_power_sends_no_dispatch():
    told = "2022年5月，国网青岩省电力有限公司与青岩市签了合作的协议，供电公司党委跟着同各局联建。"
    assert not any(clue.rule == "dispatch" for clue in line_clues(read_lines(told)))


@pytest.mark.parametrize(
    ("lines", "title", "kind"),
    [
        # A paper's abstract, cut off or alone.
        (("<正>国有企业的根和魂在党的领导，这也是它的长处，总书记指出，工作要围着生产转。",), "", "academic"),
        (
            (
                "摘要：目的/意义",
                "看一看跨村联建怎样拉近村与村。",
                "方法/过程下去调查，也看文献。",
                "结果/结论三种机制。",
            ),
            "",
            "academic",
        ),
        (("范帆", "（中共青岩县委，甘肃 青岩 745000）", *STORY), "", "academic"),
        # On no place and no day: doctrine and method.
        (
            (
                "党组织的全会提出，基层要管的事更多，只有把能力补起来才接得住，办法要新，责任要清，人要用对，钱要花好。"
                * 3,
            ),
            "",
            "academic",
        ),
        (("本文以青岩区为例，走访了社区和部门，看村账怎样公开，提出几条建议，供各地比较。" * 4,), "", "academic"),
        (("1 村账公开的时代定位", STORY[0], "2.1 村账公开的办法", STORY[1]), "", "academic"),
        # What there is, what there was, and what is ordered.
        (("某社区辖区面积1.1平方公里，有2114户，6132人，40栋楼，支部有党员40名，下设四个小组。",), "", "other"),
        (
            ("1921年，山里有了第一个党员。1923年，他介绍同乡入党。1927年，队伍上了山，后来又下了江。" * 2, STORY[0]),
            "",
            "other",
        ),
        (("各镇要把账本公开，按季张贴，群众有话就说。",) * 3, "关于公开村级账本经验的实施意见", "other"),
        (("青办发〔2019〕12号", "各镇要把账本公开，按季张贴，群众有话就说。"), "", "other"),
        (("各镇要把账本公开，按季张贴，群众有话就说。", "特此通知。"), "", "other"),
        # An office looks back, or sets right what inspectors found.
        (("按照条例，现将整改进展情况予以公布。", "一、提高认识，我县成立小组。", "二、我县清退欠账。"), "", "report"),
        (("近年来，青岩县水库移民局党组靠党建带路，做项目，修路，办学，移民村的样子变了。" * 3,), "", "experience"),
        (("供电靠服务。近年来，青岩供电公司党委同村里结对，修线路，办讲堂，村里的灯更亮了。" * 3,), "", "experience"),
    ],
)
def test_abstracts_doctrine_profiles_history_orders_and_looks_back_have_their_marks(lines, title, kind):
    placed = kind in ("report", "experience")
    assert kind_of(*lines, title=title, is_placed=placed).value == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("范帆调研青岩新区农村党建工作", "news"),
        ("青岩县：“三项”举措助力村账公开", "experience"),
        ("县医院召开会议研究讨论换届工作", "news"),
        ("村账公开问题探究", "academic"),
        ("村账公开的创新策略探索", "academic"),
        ("范帆论村账公开的五重路径", "academic"),
        ("青岩县村账公开工作方案", "other"),
    ],
)
def test_further_words_of_titles_tell_the_kind(title, kind):
    assert kind_of(OWN, OWN, title=title).value == kind


def test_prose_on_no_place_is_no_story_unless_a_day_or_a_paper_tells_it():
    told = ("支部班子要建强，关键在抓组织聚人心，抓教育出先锋，抓服务让师生满意，三样都要有人管，有账算，有人问。" * 3,)
    assert kind_of(*told, is_placed=False).value in ("other", "academic")
    assert kind_of(*told, is_placed=True).value == "news"
    assert kind_of("5月28日，" + told[0], is_placed=False).value == "news"
    assert kind_of(*told, is_placed=False, source="青岩日报").value == "news"


def test_one_mask_on_no_place_makes_a_sample_of_an_office_s_prose():
    told = ("XX 社区要建共同体，一是聚合力，二是办实事，三是建队伍，群众满意，组织放心。" * 4,)
    assert kind_of(*told, is_placed=False).value == "template"


def test_a_later_part_of_a_book_is_no_row_of_samples():
    assert not any(
        clue.rule == "numbered-samples" for clue in line_clues(read_lines("第三篇 发展党员\n什么是积极分子？"))
    )


def test_who_asks_in_turns_makes_an_interview():
    told = (
        "采访对象：范帆，1957年生。",
        "采访组：您是怎样认识他的？",
        "范帆：在青岩。",
        "采访组：后来呢？",
        "范帆：后来常去。",
    )
    assert kind_of(*told).value == "news"


def test_the_editors_note_above_a_paper_s_series_marks_news():
    assert kind_of("编者按：请看各地的账本。", OWN, OWN).value == "news"
