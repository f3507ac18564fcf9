"""An event, a sample, a paper, a notice: forms that tell the kind whoever speaks."""

import pytest

from archive.text.lines import read_lines
from archive.text.metadata.frames import find_masks
from archive.text.metadata.kind import describe_kind
from archive.text.metadata.shape import line_clues

STORY = (
    "入夜，柳树湾的打谷场上点起两盏马灯，三十多个人围着一张旧课桌坐下。老会计把账本摊开，一页一页地念给大家听。",
    "去年秋天，村里为了一台水泵吵了半个月。支部把两边的人请到场上，水泵归谁用，按田亩排出日子，写在墙上。",
    "墙上的日子走了一圈，水没有断过。眼下这个镇有九个村在打谷场上算账，来旁听的人一次比一次多，散场总在半夜。",
)
OWN = "我校党总支书记陪着大家看了校史馆和阅览室，我们也说了新学期的打算，请来宾多提意见。"


def kind_of(*lines: str, title: str = "", **known):
    text = "\n".join(lines)
    return describe_kind(title, text, read_lines(text), page=known.pop("page", text), **known)


@pytest.mark.parametrize(
    "event",
    [
        "9月20日上午，邻县教育局一行二十多人来校考察，听了课，也看了食堂和宿舍。",
        "1月3日下午,市里的领导来我校调研党建工作，在会议室开了座谈会，大家都说了话。",
        "为了解各村的党建情况，2月5日下午，青岩镇召开基层党组织书记述职评议会。",
        "近日，青岩县第二小学党支部走进敬老院开展主题党日活动，给老人们读报、理发。",
    ],
)
def test_an_event_in_the_first_sentence_makes_news_whoever_speaks(event):
    evidence = kind_of(event, OWN, OWN)
    assert evidence.value == "news"
    assert {"tells-an-event", "own-voice"} <= set(evidence.signs)


@pytest.mark.parametrize(
    "opening",
    [
        "截至10月31日，我县共有九个村开展清理活动，收回欠账两百多万元，群众都说好。",
        "自2021年3月5日以来，我县开展清理活动，收回欠账两百多万元，群众都说好。",
        "根据1月5日召开的全县会议要求，我县着手清理旧账，收回欠账两百多万元。",
    ],
)
def test_a_day_that_only_bounds_the_work_is_no_event(opening):
    assert "tells-an-event" not in kind_of(opening, OWN, OWN).signs


def test_a_speech_that_names_the_days_meeting_is_no_news_of_it():
    told = ("（2011年5月13日）同志们：今天召开全县会议，主要任务是部署下半年的工作。", *STORY)
    assert "tells-an-event" not in kind_of(*told, title="在全县会议上的讲话").signs


@pytest.mark.parametrize(
    "title", ["县长一行来校检查开学工作", "邻县率团来我校考察", "我校教师荣获市一等奖", "莅临青岩镇调研水利"]
)
def test_a_visitor_or_an_honour_in_the_title_makes_news(title):
    assert kind_of(OWN, OWN, OWN, title=title).value == "news"


def test_a_report_on_a_visit_stays_a_report():
    assert kind_of(OWN, OWN, title="关于赴邻县考察的情况报告").value == "report"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("县委书记张某某到村里看望李某某", 0),
        ("某某县某某村", 2),
        ("县委书记某某同志", 1),
        ("**一、压实责任。** 各村都要算账。", 0),
        ("请于 **3月17日** 前报送", 0),
        ("**县**镇建成**公里", 3),
        ("ⅹⅹ村党支部", 1),
    ],
)
def test_persons_whose_names_are_held_back_and_heavy_type_are_no_masks(text, count):
    assert len(find_masks(text)) == count


@pytest.mark.parametrize(
    "offer",
    [
        "小编为大家整理了这篇总结范文，供大家参考。",
        "下面是小编帮大家整理的最新报告范文，希望能够帮助到大家。",
        "前言：本站为你整理了几篇，供你写作时参考，要改写可找我们的客服老师。",
    ],
)
def test_a_page_that_offers_the_text_as_a_sample_holds_a_template(offer):
    told = ("现将本届工作汇报如下：我镇修路三条，打井两口。", "一、修路。", "二、打井。", "以上汇报，请审议。")
    page = "\n".join((offer, *told))
    assert kind_of(*told, title="镇党委工作总结", page=page).value == "template"
    assert kind_of(*told, title="青岩镇党委工作总结").value == "report"


def test_a_heading_without_a_place_on_a_text_without_a_place_is_a_sample():
    told = ("要选好带头人，开好会，把账算清楚，让群众放心，让组织放心。", *STORY[:1])
    assert kind_of(*told, title="乡镇党建总结及发展思路", is_placed=False).value == "template"
    assert kind_of(*told, title="乡镇党建总结及发展思路", is_placed=True).value == "report"


def test_the_abstract_that_a_site_writes_above_any_article_makes_no_paper():
    assert kind_of("摘要：村里算账，大家放心。", *STORY, page="青岩日报记者 范帆").value == "news"
    assert kind_of(*STORY, "关键词 算账").value == "news"
    assert kind_of("摘要：村里算账，大家放心。", "关键词：算账；村", *STORY).value == "academic"


def test_a_row_of_key_words_and_notes_of_sources_mark_a_paper():
    told = ("村级事务公开；基层党组织；功能定位", "村里的账是公开的前提。[1]怎样公开，说法不一。", *STORY)
    assert kind_of(*told, title="村级事务公开的限度").value == "academic"


def test_a_letter_to_all_branches_that_asks_for_something_is_no_experience():
    told = ("各党总支、直属党支部：", "两会就要开幕，请各支部组织一次学习。", "请于月底前报送学习情况。", "宣传部")
    assert kind_of(*told).value == "other"


def test_the_articles_of_a_rule_are_no_experience():
    told = [f"第{number}条 本县各村的账目按季公开，由村务监督委员会审核。" for number in "一二三四五六"]
    assert kind_of(*told).value == "other"


def test_a_text_that_opens_with_where_its_subject_lies_describes_it():
    assert (
        kind_of("青岩第二社区，位于青岩县城北，有居民八千人，住户两千六百户。", *STORY[:1], title="青岩第二社区").value
        == "other"
    )


def test_paragraphs_that_open_with_a_measure_are_an_experience():
    told = [
        f"{head}。定期对全县的企业摸底，每半年排查一次，把名单更新到平台上，各镇都能看到，用起来也方便。"
        for head in ("夯实基础，建立动态管理", "创新思路，推进组织建设", "融合发展，实现互促共赢")
    ]
    assert kind_of(*told).value == "experience"


def test_the_confidence_of_a_kind_grows_with_its_lead():
    alone = kind_of(*STORY, page="青岩日报记者 范帆")
    disputed = kind_of(*STORY, title="农村工作情况综述", page="青岩日报记者 范帆")
    assert "unopposed" in alone.signs
    assert "unopposed" not in disputed.signs
    assert alone.confidence > disputed.confidence


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
    "line", ["桃州镇党委结合各村实际，采取三步走的办法，建起党小组之家。", "（县融媒体中心记者范帆报道）小区里很热闹。"]
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


def test_the_editors_note_above_a_paper_s_series_marks_news():
    assert kind_of("编者按：请看各地的账本。", OWN, OWN).value == "news"
