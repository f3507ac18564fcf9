"""What a whole text is about tells its kind: a place's data, rules, the state of a work, an essay of the web."""

import pytest

from archive.text.lines import read_lines
from archive.text.metadata.kind import describe_kind


def kind_of(*lines: str, title: str = "", **known):
    text = "\n".join(lines)
    return describe_kind(title, text, read_lines(text), page=known.pop("page", text), **known)


@pytest.mark.parametrize(
    "lines",
    [
        (
            "青岩乡在青岩县西北部，东邻柳树湾镇，南接白石乡，离县城十八公里，四面是山。",
            "全乡面积59平方公里，下辖十个村民委员会，户籍人口4万多人，种水稻和茶叶。",
            "乡里海拔八百米上下，年平均气温十四度，无霜期二百天，春天两岸全绿，秋天雾多。",
        ),
        (
            "地名：柳湾村，隶属：青岩乡，邮政编码：000000，长途区号：0000，村庄在河的北岸。",
            "村里距县城20公里，全村9.8平方公里，种烟叶和水稻，还养着不少鱼，日子过得安稳。",
            "明清时属东里，民国时为青岩保，后来属青岩公社，再后来改为村民委员会，一直到现在。",
        ),
    ],
)
def test_several_sorts_of_a_places_data_make_an_entry_and_no_news(lines):
    evidence = kind_of(*lines)
    assert (evidence.value, evidence.rule) == ("other", "profile")


def test_a_yearbooks_survey_is_an_entry():
    survey = "青岩街道在青岩县中部，设七个办公室，干部职工六十三人，几年里先后得过几回称号，街上铺子很多，人来人往。"
    assert kind_of("【概况】", survey, survey, title="青岩街道", page="来源：青岩年鉴\n青岩街道").value == "other"


@pytest.mark.parametrize("is_placed", [True, False])
def test_norms_in_row_make_rules_and_no_report(is_placed):
    evidence = kind_of(
        "1、党员大会一般每季度开一次，由书记主持，到会人数过半方可举行，听取报告，研究重大问题。",
        "2、委员会一般每月开一次，不得无故缺席，会后要做好记录，由组织委员保管。",
        "3、党小组会每月至少一次，会后及时把情况记下来，向支部汇报。",
        "4、党课原则上每年不少于两次，必须有签到和讲稿。",
        is_placed=is_placed,
    )
    assert (evidence.value, evidence.rule) == ("other", "articles")


def test_counted_work_without_persons_is_an_experience_and_scenes_are_news():
    counted = (
        "青岩县自换届以后，选派第一书记120名，培训村干部860人，整顿后进支部35个，发展党员210名，办成实事540件。",
        "全县投入资金3000万元，修缮活动场所48个，建成服务站67个，集体收入过10万元的村有92个，比上年多了31个，饮水工程修到96个村。",
    )
    evidence = kind_of(*counted)
    assert (evidence.value, evidence.rule) == ("experience", "state")
    scene = (
        "清晨，老支书走到场上，看着墙上的账笑了。老人坐下来说，今年的水没有断过，大爷大妈站在旁边听，阳光照着一条长凳。"
    )
    assert kind_of(*counted, scene, scene, scene).value == "news"


def test_a_newspaper_that_counts_what_was_done_reports_it():
    counted = (
        "青岩县自换届以后，选派第一书记120名，培训村干部860人，整顿后进支部35个，发展党员210名，办成实事540件。" * 2
    )
    assert kind_of(counted, counted, source="青岩日报").value == "news"


def test_an_introduction_above_everything_is_an_essay_and_below_key_words_a_paper():
    body = "青岩这座城变得快，街上的日子也跟着变。本文看看它的新样子，也说说今后的路怎么走，写给想知道的人读。"
    assert kind_of("引言", body, body).value == "other"
    assert kind_of("摘要：" + body, "关键词：社区；党建", "引言", body, body).value == "academic"


def test_an_abstract_in_english_below_the_chinese_one_shows_a_paper():
    chinese = "青岩县的民政工作几十年里变了样，从一间屋子做到各乡都有站点，老人和孩子都有人管，办事也不用跑远路。"
    english = "In those years the county set up one office after another and " * 4
    assert kind_of(chinese, english).value == "academic"


@pytest.mark.parametrize(
    "meeting",
    [
        "为检验一年来的成效，青岩街道开了年度考核会。会议由街道党工委书记主持，县里派人到会指导，五十多人听了。",
        "座谈的人很多，青岩县工商联主席陈某、商会会长刘某等出席，镇里讲了资源和想结对的项目，随后签约、合影。",
        "青岩县医院院长致辞说，医院要借开诊二十周年，把党建和医疗都做得更好，老专家们坐在前排，大家都鼓了掌。",
    ],
)
def test_who_presided_spoke_and_attended_tells_an_event(meeting):
    told = "会上三位书记说了做过的事，讲了水泵、路灯和老屋，也讲了没有做好的地方，散会的时候天已经黑了，雨也停了。"
    evidence = kind_of(meeting, told, told)
    assert evidence.value == "news"
    assert "tells-an-event" in evidence.signs


def test_a_span_of_days_is_a_day_and_a_day_since_which_is_none():
    told = "，青岩县农业局先后带队到白石乡、柳树湾镇等地，听介绍，实地看，调研集体经济，和村里的人谈到很晚才走。"
    assert "tells-an-event" in kind_of("8月23日—25日、28日—29日" + told).signs
    assert "tells-an-event" not in kind_of("从去年算，8月23日至今" + told).signs


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("青岩学院学生党支部规范化建设标准（试行）", "other"),
        ("青岩县国民经济和社会发展规划（2021—2025年）", "other"),
        ("中共青岩县委关于制定青岩县发展规划的建议", "other"),
        ("柳树湾：来自青岩山区的调研", "news"),
    ],
)
def test_the_name_of_a_document_or_of_a_reporters_walk_ends_its_heading(title, kind):
    body = "茶园要连成片，路要通到坡上，水要引到田头，老屋要修，孩子上学要有车，老人看病要有人接送，账目要让人看得懂。"
    assert kind_of(body, body, title=title).value == kind


def test_parts_with_chapters_are_a_book_and_no_samples():
    body = "茶园要连成片，路要通到坡上，水要引到田头，老屋要修，孩子上学要有车。"
    assert kind_of("第一篇 开头", "第一章 家底", body, body).value != "template"
    assert kind_of("第一篇 述职", body, "第二篇 述职", body).value == "template"


def test_a_speech_with_masked_places_is_one_to_copy():
    body = "今天我们在这里开会，XX同志到会，请XX镇先讲，再请XX村讲，最后由XX同志讲几点，大家认真听，把XX的事记好。"
    assert kind_of(body, body, title="在党建述职评议会上的讲话").value == "template"


def test_the_name_of_a_report_as_a_line_by_itself_heads_a_report():
    body = "建成光伏项目五个，修好牧场六处，藏香猪卖得好，酒庄开了三家，路通到了山里，娃娃都上了学，老人看病也近了。"
    assert kind_of("2025年1月22日", "政府工作报告", body, body).value == "report"
