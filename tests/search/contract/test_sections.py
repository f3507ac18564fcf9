"""A query with a section finds, counts and marks a term only within sections of that kind; brute force is the oracle."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from search.documents import SECTIONS, Document, Query, QueryError
from search.hits import count_hits, find_marks
from search.query import MAX_LENGTH, parse_query, query_text
from search.term_hits import without_overlap
from tests.search.corpus import ids
from tests.search.engines import FINDS_IN_SECTIONS
from tests.search.trees import (
    TREES,
    answers,
    make_texts,
    neighbours,
    places,
    stretches,
    wildcards,
    with_sections,
    words,
)

TEXTS = with_sections(make_texts(120, seed=11), seed=12)
LOOK = settings(max_examples=25 * int(os.environ.get("ORACLE_TIMES", "1")), deadline=None)
MODES = st.sampled_from(["folded", "script", "exact"])
KINDS = st.sampled_from(SECTIONS[:4])  # no text has the last of them

in_texts = pytest.mark.skipif(not FINDS_IN_SECTIONS, reason="a cluster keeps no places of sections")


@pytest.fixture(scope="module")
def cut(open_engine, tmp_path_factory):
    """Texts with sections in three segments, one document replaced and one deleted."""
    made = open_engine(tmp_path_factory.mktemp("cut") / "index")
    made.rebuild([*TEXTS[:60], Document(500, "党组织", "软弱党组织", sections=(("problems", 0, 5),))])
    made.apply(upserts=[replace(TEXTS[60], sections=(("lessons", 0, 1),), body="旧"), *TEXTS[61:90]])
    made.apply(upserts=[TEXTS[60], *TEXTS[90:]])
    made.apply(deletes=[500])
    return made


def having(section: str) -> list[Document]:
    return [document for document in TEXTS if stretches(document, section)]


def read(tree) -> str:
    text = query_text(tree)
    assume(len(text) <= MAX_LENGTH)
    try:
        parse_query(text)
    except QueryError:
        assume(False)
    return text


@in_texts
@LOOK
@given(st.one_of(TREES, neighbours(), words(), wildcards()), MODES, KINDS)
def test_any_tree_finds_in_a_section_exactly_what_brute_force_finds(cut, tree, mode, section):
    text = read(tree)
    expected = {document.id for document in having(section) if answers(document, tree, mode, section)}
    assert set(ids(cut, text, mode=mode, section=section)) == expected, text
    assert cut.count(Query(text, mode, section=section)) == len(expected)


@in_texts
@LOOK
@given(words(), MODES, KINDS)
def test_marks_and_counts_in_a_section_are_its_hits_from_the_left(cut, tree, mode, section):
    parsed = parse_query(read(tree), mode)
    assume(parsed.root == tree)
    found = set()
    for document in having(section):
        for field in ("title", "body"):
            inside = stretches(document, section)
            marks = find_marks(getattr(document, field), parsed, mode, field=field, inside=inside)
            expected = list(without_overlap(places(document, field, tree, mode, section)))
            assert [(mark.start, mark.end) for mark in marks] == expected
            counts = count_hits(getattr(document, field), parsed, mode, field=field, inside=inside)
            assert counts == (len(expected),)
            found |= {document.id} if expected else set()
    if tree.field in ("", "title", "body"):
        assert set(ids(cut, query_text(tree), mode=mode, section=section)) == found


@in_texts
@LOOK
@given(neighbours(), MODES, KINDS)
def test_neighbours_in_a_section_are_marked_where_they_are_found(cut, tree, mode, section):
    parsed = parse_query(read(tree), mode)
    found = set(ids(cut, query_text(tree), mode=mode, section=section))
    for document in having(section):
        inside = stretches(document, section)
        fields = {"title": document.title, "body": document.body}
        marked = any(find_marks(text, parsed, mode, field=name, inside=inside) for name, text in fields.items())
        assert marked == (document.id in found)


@in_texts
def test_the_numbers_beside_a_query_in_a_section_are_its_own(cut):
    one = cut.search(Query("党 软", section="problems", size=1000))
    assert one.total < cut.count(Query("党 软"))
    assert one.term_hits == tuple(cut.count(Query(form, section="problems")) for form in ("党", "软"))
    assert sum(one.facets["kind"].values()) == one.total
    of_year = cut.search(Query("党 软", section="problems", years=("2021",)))
    assert of_year.beyond["year"] == one.facets["year"]


@in_texts
def test_hits_in_a_section_rank_by_themselves(open_engine, tmp_path):
    problems = "一、问题\n整顿软弱涣散不力。\n"
    other = "二、做法\n" + "整顿软弱涣散。" * 20
    texts = [
        Document(1, "甲", problems * 3 + other, sections=(("problems", 0, len(problems) * 3),)),
        Document(2, "乙", problems + other, sections=(("problems", 0, len(problems)),)),
    ]
    engine = open_engine(tmp_path)
    engine.rebuild([*texts, Document(3, "软弱涣散", "软弱涣散"), Document(4, "丙", "丙")])
    assert ids(engine, "软弱涣散", section="problems") == [1, 2]


@pytest.mark.parametrize("section", SECTIONS)
def test_without_words_every_report_with_such_a_section_is_listed(cut, section):
    assert set(ids(cut, section=section)) == {document.id for document in having(section)}
    assert set(ids(cut, "日期:2021", section=section)) == {
        document.id for document in having(section) if document.date.startswith("2021")
    }


def test_a_section_that_there_is_not_is_refused(cut):
    with pytest.raises(QueryError, match="段落"):
        cut.search(Query("党", section="问题"))
    assert cut.count_many([Query("党", section="x"), Query("党")])[0] is None


def test_a_document_with_other_sections_is_another_one(open_engine, tmp_path):
    engine = open_engine(tmp_path)
    before = Document(1, "甲", "整顿软弱涣散", sections=(("measures", 0, 6),))
    engine.rebuild([before])
    after = replace(before, sections=(("problems", 0, 2), ("measures", 2, 6)))
    engine.apply(upserts=[after])
    assert engine.digests() == {1: after.digest()} != {1: before.digest()}
    assert ids(engine, section="problems") == [1]


@pytest.mark.skipif(FINDS_IN_SECTIONS, reason="only a cluster keeps no places of sections")
def test_a_cluster_says_that_it_finds_no_words_in_sections(cut):
    for text in ("党", "-党", "来源:党 软", "标题:党"):
        with pytest.raises(QueryError, match="集群引擎还不能在段落里找词"):
            cut.search(Query(text, section="problems"))
