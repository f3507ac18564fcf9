"""Marks are the occurrences in the text on the page; snippets are pieces of it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fold import fold
from search.hits import Mark, count_hits, find_marks, snippets
from search.query import parse_query
from search.term_hits import fold_for_mode

BODY = "全市整顿軟弱渙散黨組織。\n软弱涣散党组织共279个,“软弱”是表现。"
TEXTS = st.text(alphabet="软弱軟涣散党建。,\n a", max_size=60)


def marked(text, query, mode="folded", field="body"):
    return [text[mark.start : mark.end] for mark in find_marks(text, parse_query(query, mode), mode, field=field)]


def test_both_scripts_are_marked_as_they_stand_on_the_page():
    assert marked(BODY, "软弱涣散") == ["軟弱渙散", "软弱涣散"]


def test_the_script_mode_marks_one_script():
    assert marked(BODY, "软弱涣散", "script") == ["软弱涣散"]


def test_the_exact_mode_knows_quotes_apart():
    assert marked(BODY, r'"\“软弱\”"', "exact") == ["“软弱”"]
    assert marked(BODY, r'"\"软弱\""', "exact") == []
    assert marked(BODY, r'"\"软弱\""') == ["“软弱”"]


def test_excluded_terms_are_never_marked():
    assert marked(BODY, "整顿 -软弱") == ["整顿"]


def test_a_title_term_is_marked_in_the_title_only():
    assert marked(BODY, "标题:整顿") == []
    assert marked("整顿", "标题:整顿", field="title") == ["整顿"]
    assert marked("日报", "来源:日报", field="title") == []


def test_of_overlapping_hits_the_earlier_then_the_longer_is_marked():
    assert marked("软弱涣散党组织", "软弱 软弱涣散 涣散党") == ["软弱涣散"]


def test_the_counts_are_those_of_ctrl_f_even_where_marks_overlap():
    parsed = parse_query("软弱 软弱涣散")
    assert count_hits(BODY, parsed) == (3, 2)


def test_a_phrase_across_a_line_break_is_marked():
    assert marked("党建\n工作", '"党建 工作"') == ["党建\n工作"]


@given(TEXTS, st.text(alphabet="软弱党", min_size=1, max_size=3))
def test_the_marks_of_one_term_are_all_its_occurrences(text, word):
    marks = find_marks(text, parse_query(word))
    assert len(marks) == fold(text).count(word)
    assert all(fold(text[mark.start : mark.end]) == word for mark in marks)


@given(TEXTS, st.text(alphabet="软弱涣党 -|a", max_size=12))
def test_marks_are_sorted_and_never_overlap(text, query):
    marks = find_marks(text, parse_query(query))
    assert all(one.end <= other.start for one, other in itertools.pairwise(marks))


@given(TEXTS.map(lambda text: text * 8), st.text(alphabet="软弱涣党 ", max_size=6), st.integers(8, 60))
def test_snippets_are_pieces_of_the_text_with_whole_marks(text, query, width):
    marks = find_marks(text, parse_query(query))
    found = snippets(text, marks, width=width, most=3)
    assert len(found) <= 3
    assert all(one.start + len(one.text) <= other.start for one, other in itertools.pairwise(found))
    for snippet in found:
        assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        assert snippet.marks or not marks
        assert len(snippet.text) <= width + 6
        for mark in snippet.marks:
            assert Mark(mark.start + snippet.start, mark.end + snippet.start, mark.term) in marks


def test_a_snippet_begins_with_its_sentence_and_says_what_is_left_out():
    text = "第一句很长很长很长很长很长很长很长。" * 3 + "整顿软弱涣散党组织取得成效。" + "后面还有许多字。" * 9
    (snippet,) = snippets(text, find_marks(text, parse_query("软弱涣散")), width=40)
    assert snippet.text.startswith("整顿软弱涣散")
    assert snippet.text.endswith("。")
    assert snippet.cut_left
    assert snippet.cut_right
    assert [snippet.text[mark.start : mark.end] for mark in snippet.marks] == ["软弱涣散"]


def test_snippets_prefer_terms_not_yet_shown():
    text = "整顿。" * 30 + "其他内容很多。" * 20 + "网格化。" + "其他内容很多。" * 20
    parsed = parse_query("整顿 OR 网格化")
    found = snippets(text, find_marks(text, parsed), width=30)
    assert {mark.term for snippet in found for mark in snippet.marks} == {0, 1}


def test_without_marks_the_beginning_is_shown():
    (snippet,) = snippets("\n\n开头的话。" + "后文" * 200, [], width=20)
    assert snippet.text.startswith("开头的话。")
    assert not snippet.cut_left
    assert snippet.cut_right


def test_an_empty_text_has_no_snippet():
    assert snippets(" \n", []) == []


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="mode"):
        fold_for_mode("党建", "fuzzy")


def test_snippets_show_a_term_whose_only_place_lies_under_the_window_with_the_most_terms():
    text = "会议" + "甲" * 12 + "书记甲支部" + "甲" * 5 + "支部群众乙乙"
    marks = find_marks(text, parse_query("书记 支部 群众 会议"))
    shown = snippets(text, marks, width=20, most=2)
    assert {mark.term for each in shown for mark in each.marks} == {mark.term for mark in marks}


def test_a_term_behind_many_marks_of_others_is_shown():
    text = "支部开会。" * 400 + "别的。" * 30 + "群众来了。"
    marks = find_marks(text, parse_query("支部 群众"))
    assert {mark.term for each in snippets(text, marks, width=30) for mark in each.marks} == {0, 1}
