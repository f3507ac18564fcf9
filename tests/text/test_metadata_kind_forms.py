"""An event, a sample, a paper, a notice: forms that tell the kind whoever speaks."""

import pytest

from archive.text.lines import read_lines
from archive.text.metadata.kind import describe_kind
from archive.text.shapes.frames import find_masks

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
