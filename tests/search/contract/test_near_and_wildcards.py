"""NEAR and wildcards: how they are read, said, found and bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import Document, QueryError
from search.query import And, Near, Not, Or, Term, Wildcard, parse_query
from search.query.lexer import read_word
from tests.search.corpus import ids
from tests.search.parsing import labels, root, said

A, B, C = Term("甲"), Term("乙"), Term("丙")


# NEAR


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("甲 NEAR/5 乙", Near((A, B), (5,))),
        ("甲 ＮＥＡＲ/５ 乙", Near((A, B), (5,))),
        ("甲 NEAR/0 乙", Near((A, B), (0,))),
        ("甲 NEAR/5 乙 NEAR/7 丙", Near((A, B, C), (5, 7))),
        ("甲 NEAR/5 (乙 OR 丙)", Near((A, Or((B, C))), (5,))),
        ('甲 NEAR/5 "乙 丙"', Near((A, Term("乙 丙")), (5,))),
        ("甲?乙 NEAR/5 丙", Near((Wildcard("甲?乙"), C), (5,))),
        ("标题:甲 NEAR/5 乙", Near((Term("甲", "title"), B), (5,))),
        ("标题:(甲 NEAR/5 乙)", Near((Term("甲", "title"), Term("乙", "title")), (5,))),
        ("丙 甲 NEAR/5 乙", And((C, Near((A, B), (5,))))),
        ("甲 NEAR/5 乙 OR 丙", Or((Near((A, B), (5,)), C))),
        ("-甲 NEAR/5 乙", Not(Near((A, B), (5,)))),
        ("近 near/5 远", And((Term("近"), Term("near/5"), Term("远")))),
    ],
)
def test_near_binds_before_not_and_and_or(typed, tree):
    assert root(typed) == tree


def test_a_near_without_a_number_has_the_usual_one_and_says_so():
    assert root("甲 NEAR 乙") == Near((A, B), (20,))
    assert "NEAR/20" in said("甲 NEAR 乙")


@pytest.mark.parametrize("typed", ["甲 NEAR/5 (乙 丙)", "甲 NEAR/5 -乙", "来源:甲 NEAR/5 乙", "标题:甲 NEAR/5 正文:乙"])
def test_a_near_of_what_cannot_be_near_is_read_as_and_and_says_so(typed):
    assert isinstance(root(typed), And)
    assert "现按“AND”检索" in said(typed)


def test_a_long_word_beside_a_near_stays_whole():
    assert root("整顿软弱涣散党组织的主要经验做法 NEAR/5 甲") == Near(
        (Term("整顿软弱涣散党组织的主要经验做法"), A), (5,)
    )


@pytest.mark.parametrize("typed", ["甲 NEAR/1001 乙", "甲 NEAR/" + "9" * 300 + " 乙"])
def test_too_great_a_distance_is_refused_with_its_limit(typed):
    with pytest.raises(QueryError, match="1000"):
        parse_query(typed)


def test_the_distance_counts_the_characters_between(engine):
    engine.apply(upserts=[Document(1, "", "整顿了,\n软弱")])
    assert ids(engine, "整顿 NEAR/3 软弱") == ids(engine, "软弱 NEAR/3 整顿") == [1]
    assert ids(engine, "整顿 NEAR/2 软弱") == []


def test_a_word_is_not_near_itself_nor_what_it_holds(engine):
    engine.apply(upserts=[Document(1, "", "党组织"), Document(2, "", "党组织和党组织")])
    assert ids(engine, "党组织 NEAR/9 党组织") == ids(engine, "党组织 NEAR/9 组织") == [2]


def test_neighbours_stand_in_one_field(engine):
    engine.apply(upserts=[Document(1, "整顿", "软弱"), Document(2, "整顿软弱", "")])
    assert ids(engine, "整顿 NEAR/9 软弱") == [2]


def test_the_middle_of_a_chain_is_near_to_both(engine):
    engine.apply(upserts=[Document(1, "", "甲乙" + "字" * 50 + "乙丙"), Document(2, "", "甲乙丙")])
    assert ids(engine, "甲 NEAR/5 乙 NEAR/5 丙") == [2]


def test_neighbours_are_found_across_segments_and_never_in_deleted_documents(engine):
    engine.apply(upserts=[Document(1, "", "整顿软弱"), Document(2, "", "整顿软弱")])
    engine.apply(upserts=[Document(3, "", "软弱整顿")], deletes=[2])
    assert sorted(ids(engine, "整顿 NEAR/1 软弱")) == [1, 3]


# Wildcards


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("党?组织", Wildcard("党?组织")),
        ("党？组织", Wildcard("党？组织")),
        ("软弱*组织", Wildcard("软弱*组织")),
        ("标题:党?组织", Wildcard("党?组织", "title")),
        ("-党?组织", Not(Wildcard("党?组织"))),
        ("**区", Term("**区")),
        ("*区", Term("*区")),
        ("李**", Term("李**")),
        ("张**书记", Term("张**书记")),
        ("****年", Term("****年")),
        (r"党\?组织", Term("党?组织")),
        (r"党\*组织", Term("党*组织")),
        ('"党?组织"', Term("党?组织")),
        ("软弱*", Term("软弱")),
        ("软弱?", Term("软弱")),
        ("为什么？", Term("为什么")),
        ("?软弱", Term("软弱")),
        ("党建 ?", Term("党建")),
        ("?", Term("?")),
        ("*", Term("*")),
    ],
)
def test_stars_and_question_marks_inside_a_word_stand_for_characters(typed, tree):
    assert root(typed) == tree


@pytest.mark.parametrize("typed", ["软弱*", "软弱?", "党建 ?", "党?组织", "*涣散", "＊涣散"])
def test_what_became_of_a_wildcard_is_said(typed):
    assert said(typed)


def test_the_question_mark_of_a_question_may_be_meant_literally_with_one_click():
    assert labels("为什么?")["按原样"] == ('"为什么?"', "folded")


def test_a_question_mark_is_one_character_and_a_star_none_to_twelve(engine):
    engine.apply(
        upserts=[
            Document(1, "", "党组织"),
            Document(2, "", "党的组织"),
            Document(3, "", "党和国组织"),
            Document(4, "", "党" + "字" * 12 + "组织"),
            Document(5, "", "党" + "字" * 13 + "组织"),
            Document(6, "", "党\n组织"),
        ]
    )
    assert ids(engine, "党?组织") == [2]
    assert ids(engine, "党??组织") == [3]
    assert sorted(ids(engine, "党*组织")) == [1, 2, 3, 4]
    assert sorted(ids(engine, "党?*组织")) == [2, 3, 4]


def test_a_wildcard_between_single_characters_is_found_too(engine):
    engine.apply(upserts=[Document(1, "", "黨的建设"), Document(2, "", "党建")])
    assert ids(engine, "党?建") == [1]
    assert ids(engine, "党?建", mode="script") == []


def test_a_wildcard_looks_into_a_source_when_told_to(engine):
    engine.apply(upserts=[Document(1, "", "", source="定西市日报"), Document(2, "", "", source="定西日报")])
    assert ids(engine, "来源:定西?日报") == [1]


def test_too_many_wildcards_are_refused_with_their_limit():
    with pytest.raises(QueryError, match="8处"):
        parse_query("一*二*三*四*五 一*二*三*四*五*六")
    with pytest.raises(QueryError, match="12个字"):
        parse_query("党" + "?" * 13 + "组织")


@given(st.text("*?\\\\＊？＼区a ", max_size=12))
def test_a_word_without_its_dropped_wildcards_has_the_same_pattern(typed):
    word = read_word(typed)
    if word.text:
        assert read_word(word.text).pattern == word.pattern
        assert Wildcard(word.text).pattern == word.pattern
