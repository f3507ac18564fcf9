from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.clean import RULE_LABELS, TRUNCATED, Cleaned, clean_text, drop_title
from archive.text.edits import apply_edits, compose_edits, undo_edits
from archive.text.formats import extract_text
from archive.text.repair import repair_text

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "../shared/seeds"
SAMPLES = ROOT / "fixtures/samples"

TITLE = "清河县整顿软弱涣散党组织的做法"
FIRST = "近年来,清河县把整顿软弱涣散党组织摆在突出位置,逐村会诊、一村一策,推动后进变先进。"
SECOND = "全县选派97名干部到村任第一书记,帮助完善制度、化解矛盾,群众满意度明显提升。"
BODY = f"{FIRST}\n{SECOND}"


def report(*, head: str = "", tail: str = "") -> str:
    return f"{TITLE}\n{head}\n{BODY}\n{tail}".strip("\n")


def fired(rule: str, words: str, cleaned: Cleaned) -> bool:
    """The rule took exactly the words out and the report stayed whole."""
    taken = "\n".join(removal.text for removal in cleaned.removed if removal.rule == rule)
    return taken == words and FIRST in cleaned.text and SECOND in cleaned.text and words not in cleaned.text


HEADS = [
    ("navigation", "首页 > 基层党建 > 正文"),
    ("navigation", "您所在的位置：网站首页 >> 经验交流 >> 浏览文章"),
    ("navigation", "登录 | 注册 | 网站地图 | 联系我们"),
    ("source-line", "来源:清河日报 日期:2021-08-16 浏览量:378"),
    ("source-line", "來源：清河日報　發布時間：2021-08-16 09:12　【打印】【關閉】"),
    ("source-line", "（2016-03-22　来源：清河日报）"),
    ("source-line", "2019-03-14 18:04:08 来源:《清河日报》2018年第6期 作者:王小明 【 】 浏览:0次"),
    ("source-line", "时间:2010年08月10日 11时20分来源:《清河日报》作者:王小明"),
    ("source-line", "www.example.gov.cn (2021-08-16) 来源:清河日报"),
    ("source-line", "时间:2019-05-12 16:19:27下载本文作者:会员上传"),
    ("source-line", "2020-07-24 08:20:03 来源: 清河日报 提示:全文字,阅读需要分钟"),
    ("navigation", "清河县网 > 新闻中心 > 时政新闻"),
    ("navigation", "第A02版:要闻"),
    ("document-site", "- 大小:28.00 KB\n- 文档页数:3"),
    ("byline", "记者 王小明　通讯员 李大山"),
    ("byline", "（作者单位：中共清河县委党校）"),
    ("share", "分享到：微信 微博 QQ空间"),
    ("share", "【字号：大 中 小】"),
    ("share", "加入收藏"),
    ("share", "微信掃碼分享本頁"),
    ("counter", "网站访问人数: 127379797"),
    ("counter", "点击量:378"),
    ("word-count", "共计2620个字,预计阅读时长9分钟"),
    ("keywords", "入党申请,心得体会_述廉模板|公务员面试_思想汇报大全"),
    ("slogan", "一水护田将绿绕 — — 某某文库◆记住我"),
    ("paper-mill", "导语:整顿做法一文来源于网友上传,不代表本站观点,欢迎参考。"),
    ("paper-mill", "以下是小编为大家整理的党建材料,供大家参考。"),
    ("document-site", "本文档由用户上传,版权归用户所有"),
    ("source-line", "上传人:b****3 文档编号:6846382 上传时间:2023-05-07 格式:DOCX 页数:25 大小:42.25KB"),
    ("document-site", "亲,该文档总共25页,到这儿已超出免费预览范围,如果喜欢就下载吧!"),
    ("document-site", "关于整顿工作的通知.docx_第1页"),
    ("source-line", "2018-11-20 06:29王小明"),
    ("source-line", "清河社会科学 2018年第2期"),
    ("source-line", "索引号 | 620702069/2023-00096 | 发文字号 | 号 |"),
    ("source-line", "发布机构: 清河县东关镇 成文日期: 2021-03-11 发布日期: 2021-03-15"),
    ("source-line", "稿源: 清河日报   2017-04-27 09:21:00报料热线:81850000"),
    ("source-line", "发布日期:2017-03-28-00:00:00 信息来源:清河县 浏览次数: 字号:[ ]"),
    ("navigation", ">> ... >> 其他政策文件"),
    ("navigation", "繁體中文 | 简体中文 | English"),
    ("navigation", "今天是2021年8月16日 星期一"),
    ("byline", "□记者 王小明"),
    ("share", "APP下载"),
    ("share", "文字大小:【大】【中】【小】"),
    ("counter", "本文已被浏览 378 次"),
    ("word-count", "本文共2620字,阅读约需9分钟。"),
]
TAILS = [
    ("byline", "责任编辑:李大山"),
    ("byline", "（記者 王小明）"),
    ("byline", "(东关镇 王小明)"),
    ("byline", "编辑:王小明 李大山\n统筹:赵红梅"),
    ("source-line", "《 清河日報 》( 2025年05月22日 11 版)"),
    ("byline", "（中共清河县委组织部供稿）"),
    ("share", "打开手机扫一扫,把本文带走"),
    ("share", "领取福利"),
    ("counter", "221381"),
    ("truncation", "(剩余8445字)"),
    ("truncation", "本文为会员文档,需要先登录后阅读全文"),
    ("copyright", "版权声明:本文内容由互联网用户贡献,本站不承担相关法律责任。"),
    ("copyright", "版權所有 © 清河黨建網\n冀ICP備00000000號"),
    ("related", "新闻推荐\n入汛前体检\n本报讯 昨日上午,海事人员登上停靠在江边的一艘餐饮趸船。"),
    ("related", "上一篇：索玛花开的季节"),
    ("pager", "第2页 共2页"),
    ("pager", "上一页 [1] [2] 下一页"),
    ("caption", "图为党员在田间劳动。王小明摄"),
    ("caption", "资料图"),
    ("byline", "（作者:王小明,系清河县委组织部部长）"),
    ("document-site", "本文地址:http://www.example.com/1.html"),
    ("share", "文档评论(0)"),
    ("share", "赞(12) 踩(0)"),
    ("share", "分享让更多人看到"),
    ("keywords", "标签:党建 整顿 基层"),
    ("copyright", "友情链接:人民网 新华网"),
    ("copyright", "转载请注明出处:清河范文网"),
    ("related", "为你推荐\n清河县2020年工作总结"),
]


@pytest.mark.parametrize(("rule", "line"), HEADS)
def test_boilerplate_above_the_report_is_taken_out(rule, line):
    assert fired(rule, line, clean_text(report(head=line)))


@pytest.mark.parametrize(("rule", "line"), TAILS)
def test_boilerplate_below_the_report_is_taken_out(rule, line):
    assert fired(rule, line, clean_text(report(tail=line)))


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in HEADS + TAILS}))
def test_every_rule_has_a_name_for_the_page(rule):
    assert RULE_LABELS[rule]


def test_the_source_line_below_a_title_as_long_as_a_paragraph_is_taken_out():
    title = "清河县整顿软弱涣散党组织:从“要我改”到“我要改”,一百个村支部为什么能在一年里站起来?"
    assert clean_text(f"{title}\n来源:清河日报 日期:2021-08-16\n{BODY}").text == f"{title}\n{BODY}"


KEPT = [
    "党员+合作社>农户,三级联动",
    "党建——引领——发展",
    "来源于群众",
    "来源：资金主要靠县里拨付。",
    "经验分享会",
    "推荐",
    "知识产权",
    "责任编辑这个岗位由支部书记兼任",
    "访问人数达1000人",
    "温馨提示牌进楼道",
    "2019年11月",
    "（2013年12月）",
    "中共清河县委组织部\n2016年12月20日",
    "一、抓班子",
    "◆抓队伍强骨干",
    "微电影拍摄",
    "在会议室公开接受点击量和阅读量两项评议",
    "时间：2021年3月4日\n地点：县委三楼会议室",
    "以上报告，请予评议。",
    "主办单位：清河县委组织部",
    "小区",
    "相关",
    "2019-08-03主题党日活动",
    "今天是党的生日",
    "名称 | 时间 | 地点 | 参加人",
    "关键词:基层组织;国家治理",
    "清河县委组织部 王小明",
    "联系电话:0000-0000000 地址:清河县人民路1号",
    "分类:一类村、二类村、三类村",
    "评论员文章",
    "党建网格工作会开到2021年第5期",
    "……3",
]


@pytest.mark.parametrize("line", KEPT)
@pytest.mark.parametrize("place", ["head", "tail"])
def test_a_line_of_the_report_that_only_resembles_boilerplate_stays(line, place):
    assert clean_text(report(**{place: line})).removed == ()


INSIDE = [
    "在楼道里贴出“温馨提示”,提醒居民:1.关好门窗;2.按时交费,这一做法被全县推广。",
    "各村把意见箱的来源于群众的建议分门别类,其中涉及知识产权的3条转交有关部门。",
    "王小明(龚利军的接班人)说,他第一次去拍摄宣传片时,微信扫码的人排成长队。",
    "网站访问人数达1000人,其中点击量最高的是整顿专栏,群众留言279条。",
    "软件著作权的版权声明由镇里统一办理,免责声明另行公布,相关新闻由县里发布。",
    "需要先登录学习平台的党员,由支部书记手把手教会,没有一人掉队。",
]


@pytest.mark.parametrize("sentence", INSIDE)
def test_a_sentence_that_speaks_of_such_things_stays(sentence):
    text = f"{TITLE}\n{FIRST}\n{sentence}\n{SECOND}"
    assert clean_text(text).text == text


def test_a_table_of_contents_goes():
    toc = "目 录\n一、组织设置 ........ (1)\n二、班子建设 ........ (12)\n三、党员管理…………23"
    cleaned = clean_text(f"{TITLE}\n{toc}\n{BODY}")
    assert cleaned.text == f"{TITLE}\n{BODY}"
    assert {removal.rule for removal in cleaned.removed} == {"contents"}


def test_dots_before_a_number_in_a_sentence_are_no_table_of_contents():
    text = f"{TITLE}\n{FIRST}\n他数着:一、二、三……7\n{SECOND}"
    assert clean_text(text).text == text


def test_the_edges_of_a_text_in_short_lines_are_cleaned_too():
    body = "清河县把整顿摆在突出位置。\n逐村会诊,一村一策。\n群众满意度明显提升。"
    assert clean_text(f"首页 > 基层党建 > 正文\n{TITLE}\n{body}\n责任编辑:李大山").text == f"{TITLE}\n{body}"


def test_the_name_in_brackets_behind_the_last_sentence_becomes_a_byline():
    cleaned = clean_text(f"{BODY}(龔利軍)")
    assert (cleaned.text, cleaned.removed[0].rule, cleaned.removed[0].text) == (BODY, "byline", "(龔利軍)")


def test_the_name_is_found_behind_a_footer_too():
    cleaned = clean_text(f"{BODY}(龚利军)\n版权声明:本站仅提供信息存储空间服务。")
    assert cleaned.text == BODY


@pytest.mark.parametrize("end", ["(略)", "(试行)", "(第一 批次)", "(共 三 类)", "(见附件)", "(社区)", "(龚利军的做法)"])
def test_another_bracket_behind_the_last_sentence_stays(end):
    assert clean_text(BODY + end).text == BODY + end


def test_a_counter_at_the_end_of_a_line_goes_without_the_line():
    cleaned = clean_text(f"{TITLE} 点击量:378\n{BODY}")
    assert (cleaned.text, cleaned.removed[0].text) == (f"{TITLE} \n{BODY}", "点击量:378")


def test_a_truncated_copy_says_so():
    assert clean_text(report(tail="(剩余8445字)")).notes == (TRUNCATED,)


def test_a_whole_copy_is_not_called_truncated():
    assert clean_text(report(head="来源:清河日报")).notes == ()


def test_redactions_are_no_truncation():
    text = f"{FIRST}\n****年,**区投入*.*万元,XX县X乡X村(略)整顿完毕,群众普遍感到满意。"
    assert clean_text(text).text == text


def test_the_box_of_a_document_site_goes_as_a_block():
    box = "温馨提示:\n1. 本文档由用户上传。\n2. 下载后无法预览请联系客服。\n网站客服:3074922707"
    cleaned = clean_text(f"{box}\n{TITLE}\n{BODY}")
    assert cleaned.text == f"{TITLE}\n{BODY}"
    assert {removal.rule for removal in cleaned.removed} == {"document-site"}


def test_a_numbered_reminder_about_the_matter_is_no_box():
    text = f"{FIRST}\n温馨提示:\n1. 党员请佩戴党徽。\n2. 会议九点开始。\n{SECOND}"
    assert clean_text(text).text == text


def test_a_title_in_pieces_above_the_title_goes():
    cleaned = clean_text(f"清河县\n整顿\n软弱涣散\n{TITLE}\n{BODY}")
    assert cleaned.text == f"{TITLE}\n{BODY}"
    assert {removal.rule for removal in cleaned.removed} == {"split-title"}


def test_short_headings_that_no_title_holds_stay():
    text = f"抓班子\n带队伍\n{TITLE}\n{BODY}"
    assert clean_text(text).text == text


def test_a_title_said_twice_stays_once():
    cleaned = clean_text(f"{TITLE}\n\n来源:清河日报\n\n清河县:整顿软弱涣散党组织的做法\n\n{BODY}")
    assert cleaned.text.count("党组织的做法") == 1
    assert [removal.rule for removal in cleaned.removed] == ["source-line", "repeated-title"]


def test_headings_that_differ_by_a_figure_are_no_repetition():
    text = f"清河县2020年基层党建工作总结\n清河县2021年基层党建工作打算\n{BODY}"
    assert clean_text(text).text == text


def test_a_hinted_title_is_never_a_menu_or_a_button():
    title = "首页 > 党建 > 正文"
    assert clean_text(f"{title}\n{BODY}", title_hint=title).removed == ()


def test_a_stamp_behind_the_sentences_of_many_lines_goes():
    lines = [f"第{number}段写整顿软弱涣散党组织的第{number}项举措。" for number in ("一", "二", "三")]
    stamped = "\n".join(f"{line}清河范文网整理发布" for line in lines)
    assert clean_text(stamped).text == "\n".join(lines)


def test_a_refrain_at_the_end_of_many_lines_stays():
    text = "\n".join(
        f"{number}是抓好整顿。为乡村振兴提供坚强的组织保证。" for number in ("第一", "第二", "第三", "第四")
    )
    assert clean_text(text).text == text


def test_a_section_called_related_reading_in_the_middle_stays():
    text = f"{TITLE}\n{FIRST}\n相关阅读\n{SECOND}\n{FIRST.replace('清河', '河东')}\n{SECOND.replace('97', '98')}"
    assert clean_text(text).text == text


def test_a_notice_of_copyright_before_further_prose_takes_only_its_own_line():
    notice = "版权声明:本文版权归作者所有,转载须注明。"
    cleaned = clean_text(f"{BODY}\n{notice}\n{FIRST.replace('清河', '河东')}")
    assert cleaned.text == f"{BODY}\n{FIRST.replace('清河', '河东')}"


def test_blank_lines_are_collapsed_to_one():
    cleaned = clean_text(f"\n\n{TITLE}\n\n\n \n{FIRST}\n\n{SECOND}\n\n")
    assert cleaned.text == f"{TITLE}\n\n{FIRST}\n\n{SECOND}"
    assert {edit.rule for edit in cleaned.edits} == {"blank-lines"}


def test_a_removed_line_between_blank_lines_keeps_its_own_rule():
    cleaned = clean_text(f"{FIRST}\n\n点击量:378\n\n{SECOND}")
    assert cleaned.text == f"{FIRST}\n\n{SECOND}"
    assert [(edit.rule, edit.before) for edit in cleaned.edits if edit.rule == "counter"] == [
        ("counter", "点击量:378\n")
    ]


LINES = st.sampled_from(
    [line for _, line in HEADS + TAILS] + KEPT + INSIDE + [TITLE, FIRST, SECOND, "", " ", "第一,", "党建", "1."]
)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


@given(TEXTS)
def test_cleaning_can_always_be_undone(text):
    cleaned = clean_text(text)
    assert apply_edits(text, cleaned.edits) == cleaned.text
    assert undo_edits(cleaned.text, cleaned.edits) == text


@given(TEXTS)
def test_cleaning_only_takes_away_and_every_taking_has_a_label(text):
    edits = clean_text(text).edits
    assert all(edit.after == "" and edit.rule in RULE_LABELS and edit.kind == "clean" for edit in edits)
    assert all(left.end <= right.start for left, right in pairwise(edits))


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned(text):
    assert undo_edits(clean_text(text).text, clean_text(text).edits) == text


def test_the_leading_title_can_be_dropped_and_put_back():
    text = f"{TITLE}\n\n{BODY}"
    edits = drop_title(text, "清河县：整顿软弱涣散党组织的做法")
    assert [edit.rule for edit in edits] == ["title-line", "blank-lines"]
    assert apply_edits(text, edits) == BODY


def test_the_dropped_title_and_the_cuts_behind_it_stay_edits_of_their_own():
    text = f"{TITLE}\n\n来源:清河日报 日期:2021-08-16\n\n导语:整顿一文来源于网友上传,不代表本站观点。\n\n{BODY}"
    cleaned = clean_text(text)
    edits = compose_edits(cleaned.edits, drop_title(cleaned.text, TITLE), text)
    assert [edit.rule for edit in edits if edit.rule != "blank-lines"] == ["title-line", "source-line", "paper-mill"]
    assert apply_edits(text, edits) == BODY


@pytest.mark.parametrize("title", ["", "另一个标题", "清河县"])
def test_a_leading_line_that_is_not_the_title_stays(title):
    assert drop_title(f"{TITLE}\n{BODY}", title) == []


# --- the five real reports and the samples -------------------------------------------------------------------

seeds_are_here = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real reports are not here")
JUNK = (
    "版权声明",
    "網站訪問人數",
    "网站访问人数",
    "微信扫码",
    "微信掃碼",
    "温馨提示",
    "溫馨提示",
    "网站客服",
    "網站客服",
    "加入收藏",
)


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return repair_text(extract_text(path.read_bytes(), path.name).text).text


@seeds_are_here
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_no_boilerplate_of_a_real_report_is_left(number):
    text = clean_text(seed(number)).text
    assert not [words for words in (*JUNK, "版權聲明") if words in text]


@seeds_are_here
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_no_paragraph_of_a_real_report_is_lost(number):
    report_text = seed(number)
    notices = ("1. ", "2. ", "3. ", "4. ", "版權聲明", "導語")
    paragraphs = [line for line in report_text.split("\n") if len(line) > 60 and not line.startswith(notices)]
    cleaned = clean_text(report_text).text
    assert len(paragraphs) >= 4
    assert all(line.removesuffix("(龔利軍)") in cleaned for line in paragraphs)


@seeds_are_here
@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        ("000", "近年來,碧江區", "分工管理混亂的問題。"),
        ("001", "定西市:谋深抓实", "抓在手上。"),
        ("002", "农村基层党建工作综述", "新路子。"),
        ("003", "四川泸州构建", "绩效奖金。"),
        ("004", "先進性機制交流", "全市之首。"),
    ],
)
def test_a_real_report_begins_and_ends_with_its_own_words(number, first, last):
    text = clean_text(seed(number)).text
    assert (text[: len(first)], text[-len(last) :]) == (first, last)


@seeds_are_here
def test_the_author_of_a_real_report_is_handed_on():
    assert ("byline", "(龔利軍)") in {(removal.rule, removal.text) for removal in clean_text(seed("000")).removed}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample reports are not here")
def test_no_paragraph_of_a_sample_report_is_lost():
    lost = []
    for path in sorted(SAMPLES.glob("*.txt")):
        text = repair_text(extract_text(path.read_bytes(), path.name).text).text
        cleaned = clean_text(text)
        wholesale = {"document-site", "copyright", "related", "paper-mill", "keywords"}
        taken = " ".join(removal.text for removal in cleaned.removed if removal.rule in wholesale)
        lost += [line for line in text.split("\n") if len(line) > 60 and line not in cleaned.text and line not in taken]
    assert lost == []
