"""Blocks, titles, ends and blank lines: what cleaning does to a whole report, and that it can be undone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.clean import RULE_LABELS, TRUNCATED, clean_text, drop_title
from archive.text.edits import apply_edits, compose_edits, undo_edits
from tests.text.clean_reports import BODY, FIRST, SECOND, TITLE, report
from tests.text.test_clean_lines import HEADS, INSIDE, KEPT, TAILS


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


@pytest.mark.parametrize(
    "words",
    [
        "仅展示672字，全文共2743字",
        "……（开头部分已省略330字）",
        "请输入验证码",
        "点击查看全文",
        "点击阅读全文>>",
        "第2页 共2页",
        "共3页，第1页",
    ],
)
def test_words_that_stand_for_the_rest_go_and_the_copy_is_called_truncated(words):
    cleaned = clean_text(f"{TITLE}\n{BODY}\n{words}")
    assert (cleaned.text, cleaned.notes) == (f"{TITLE}\n{BODY}", (TRUNCATED,))


def test_the_numbers_of_all_pages_are_no_truncation():
    cleaned = clean_text(f"{TITLE}\n{BODY}\n第1页 共2页\n{BODY}\n第2页 共2页")
    assert (cleaned.text, cleaned.notes) == (f"{TITLE}\n{BODY}\n{BODY}", ())


@pytest.mark.parametrize("end", ["全镇把支部建在产业链上，党员带着群众一起", "支书说：“我们先把路修通，", "推广做法（"])
def test_a_copy_that_ends_in_mid_sentence_is_called_truncated(end):
    cleaned = clean_text(
        f"{TITLE}\n{BODY}\n近年来，清河县推进抓党建促乡村振兴，村集体收入增加，群众满意。{'各村轮流开会。' * 4}{end}"
    )
    assert cleaned.notes == (TRUNCATED,)
    assert cleaned.text.endswith(end)


@pytest.mark.parametrize("end", ["。", "！", "。（作者：清河县委组织部", "。 清河县委组织部", "（记者 某某）"])
def test_a_copy_that_ends_with_a_stop_or_a_credit_is_whole(end):
    assert (
        clean_text(f"{TITLE}\n{BODY}\n{'近年来，清河县推进抓党建促乡村振兴，各村轮流开会，收入增加' * 2}{end}").notes
        == ()
    )


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


def test_a_sentence_that_opens_the_text_is_never_dropped_as_its_title():
    assert drop_title(f"清河县召开党建推进会。\n{BODY}", "清河县召开党建推进会") == []


@pytest.mark.parametrize("title", ["", "另一个标题", "清河县"])
def test_a_leading_line_that_is_not_the_title_stays(title):
    assert drop_title(f"{TITLE}\n{BODY}", title) == []
