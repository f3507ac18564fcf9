"""Who speaks, and in what frame: what tells one kind of text from another when the heading does not."""

import pytest

from archive.text.lines import read_lines
from archive.text.metadata.kind import describe_kind
from archive.text.shapes.frames import find_masks, narrates, shop_words, speaks_for_itself, without_terms

SCENE = (
    "入夜，柳树湾的打谷场上点起两盏马灯，三十多个人围着一张旧课桌坐下。老会计把账本摊开，一页一页地念给大家听。",
    "去年秋天，村里为了一台水泵吵了半个月。支部把两边的人请到场上，水泵归谁用，按田亩排出日子，写在墙上。",
    "墙上的日子走了一圈，水没有断过。眼下这个镇有九个村在打谷场上算账，来旁听的人一次比一次多，散场总在半夜。",
    "镇里没有发文件，也没有开现场会，只是把马灯换成了电灯，又添了几条长凳。邻镇的人来看，看完就回去照着做。",
)
OFFICE = (
    "强化责任落实，建立台账，坚持每月调度，健全考核办法，推进各项任务落实到村、到人、到岗，完善奖惩措施。",
    "推行村级事务公开，完善监督机制，坚持逐村审核，落实反馈办法，建立问题清单，推进整改落实，健全长效制度。",
)


def kind_of(*lines: str, title: str = "打谷场上的账本", **known):
    text = "\n".join(lines)
    return describe_kind(title, text, read_lines(text), page=known.pop("page", text), **known)


def test_a_text_that_tells_of_others_in_paragraphs_is_news():
    assert kind_of(*SCENE).value == "news"


def test_an_offices_measures_are_an_experience():
    assert kind_of(*OFFICE * 4, title="柳树湾村级事务公开").value == "experience"


def test_rows_of_like_headings_make_an_experience_of_a_story():
    told = [
        line for heading, line in zip("看算议评", SCENE, strict=True) for line in (f"{heading}：先问一声谁吃亏", line)
    ]
    assert kind_of(*told, *SCENE).value == "experience"


def test_an_office_that_signs_what_it_says_of_itself_and_its_problems_reports():
    told = (*SCENE[1:], "存在的问题主要是，我县山区村路远人少，夜里开会难以坚持。", "中共通渭县委组织部")
    assert kind_of(*told, title="").value == "report"


def test_an_office_that_ends_with_what_it_learnt_shares_its_experience():
    told = ("我镇地处陇中，山大沟深。", *SCENE * 2, "以上做法还不成熟。")
    assert kind_of(*told, title="").value == "experience"


@pytest.mark.parametrize("mask", ["**", "XX", "××", "xx", "某某"])
def test_masked_places_make_a_template_of_a_report(mask):
    line = f"{mask}镇党委在{mask}县委领导下建成{mask}村活动场所，现将有关情况汇报如下。"
    judged = kind_of(*[line, *SCENE[:1]] * 3, title="农村基层党建工作情况汇报")
    assert (judged.value, judged.rule) == ("template", "masked")


def test_a_few_masks_in_a_long_report_leave_it_a_report():
    told = ("现将有关情况报告如下。", *SCENE * 4, "**村和**村已经验收，**村待验收。", "特此报告。")
    assert kind_of(*told, title="整顿工作情况报告").value == "report"


def test_a_study_may_call_its_villages_x():
    told = ("摘要：本文考察X村的账本。", "关键词：X村；账本", *["笔者在X村访谈，样本取自X村。"] * 4)
    assert kind_of(*told, title="X村账本的公开逻辑").value == "academic"


def test_the_authors_school_in_brackets_marks_a_study():
    told = ("齐鸣", "（陇东师范学院 马克思主义学院，甘肃 庆阳 745000）", *SCENE)
    assert kind_of(*told, title="").value == "academic"


def test_a_text_on_an_unnamed_place_from_a_site_for_samples_is_a_template():
    assert kind_of(*SCENE, source="砚台范文网", is_placed=False).value == "template"
    assert kind_of(*SCENE, source="砚台范文网", is_placed=True).value == "news"


def test_the_name_of_a_measure_in_a_title_tells_no_kind():
    assert kind_of(*SCENE, title="安定区：“双向述职”让账本见光").value == "news"
    assert without_terms('安定区:"双向述职"') == "安定区:" + " " * 6


def test_a_reporters_words_mark_news_even_among_measures():
    told = (
        "记者日前从市委组织部获悉，整顿已经结束。",
        *SCENE,
        "“水泵归谁用，大家说了算。”老会计对记者说。",
        *OFFICE[:1],
    )
    assert kind_of(*told, title="").value == "news"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("XX县**镇×村", 3),
        ("某某社区", 1),
        ("XX\n省XX市委", 2),
        ("20xx年发展党员xx名", 2),
        ("__年", 1),
        ("GDP增长，A类", 0),
        ("某天", 0),
    ],
)
def test_masks_are_told_from_letters_and_words(text, count):
    assert len(find_masks(text)) == count


def test_a_file_shops_words_count_at_the_edges_of_a_page_only():
    assert shop_words("会员上传,可在线阅读" + "账" * 900)
    assert not shop_words("账" * 500 + "下载价:5元" + "账" * 500)


def test_what_somebody_says_in_quotes_is_not_the_voice_of_the_text():
    assert not speaks_for_itself(read_lines("“我们村的水没有断过。”老会计说。"))
    assert speaks_for_itself(read_lines("我们把水泵归了公。"))


def test_numbered_paragraphs_are_no_story():
    assert narrates(read_lines("\n".join(SCENE)))
    assert not narrates(read_lines("\n".join(("一是算账。", "二是公开。", *SCENE))))


@pytest.mark.parametrize("line", ["砚池社记者范帆", "砚池客户端记者 范帆", "通讯员 范帆 2017.09.08"])
def test_a_byline_on_a_line_of_its_own_marks_news_even_where_an_office_speaks(line):
    told = (SCENE[0], "我县另有九个村照着做。")
    assert kind_of(*told, page="\n".join(("打谷场上的账本", line, *told))).value == "news"


@pytest.mark.parametrize(
    "slogan", ["以优异成绩迎接党的二十大胜利召开", "喜迎县第十四次党代会召开", "以新业绩献礼茶山大会开幕"]
)
def test_a_slogan_that_greets_a_meeting_is_no_meeting(slogan):
    told = ("同志们：今天，我总结去年的账目公开。", "一年来，局系统办成了九件事，账目都贴在墙上。")

    def words(title: str) -> set[str]:
        found = kind_of(*told, title=title)
        return {found.quote, *(rival.quote for rival in found.rivals)}

    assert words(f"推动茶山事业 {slogan}").isdisjoint({"召开", "开幕"})
    assert "召开" in words("砚池县召开茶山会议")
