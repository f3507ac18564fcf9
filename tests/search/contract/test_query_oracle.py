"""The engine beside brute force, on trees with everything that the language has."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.documents import Document, QueryError
from search.hits import count_hits, find_marks
from search.query import MAX_LENGTH, Wildcard, parse_query, query_text
from tests.search.corpus import ids
from tests.search.trees import ALPHABET, TREES, answers, make_texts, neighbours, spans_of, wildcards

TEXTS = make_texts(150, seed=7)
#: ORACLE_TIMES=20 looks twenty times as long.
LOOK = settings(max_examples=40 * int(os.environ.get("ORACLE_TIMES", "1")), deadline=None)
MODES = st.sampled_from(["folded", "script", "exact"])


@pytest.fixture(scope="module")
def small(open_engine, tmp_path_factory):
    """Small texts in three segments, one document replaced and one deleted."""
    made = open_engine(tmp_path_factory.mktemp("small") / "index")
    made.rebuild([*TEXTS[:80], Document(500, "党组织", "软弱党组织")])
    made.apply(upserts=[Document(81, "旧", "旧"), *TEXTS[81:120]])
    made.apply(upserts=[TEXTS[80], *TEXTS[120:]])
    made.apply(deletes=[500])
    return made


def expected(tree, mode):
    return {document.id for document in TEXTS if answers(document, tree, mode)}


def read_again(tree):
    """Return the text of a tree, or None where it is beyond the limits."""
    text = query_text(tree)
    try:
        assert len(text) > MAX_LENGTH or parse_query(text).root == tree
    except QueryError:
        return None
    return text if len(text) <= MAX_LENGTH else None


@LOOK
@given(TREES)
def test_a_tree_is_what_its_expression_is_read_as(tree):
    read_again(tree)


@LOOK
@given(TREES, MODES)
def test_any_tree_finds_exactly_what_brute_force_finds(small, tree, mode):
    if text := read_again(tree):
        assert set(ids(small, text, mode=mode)) == expected(tree, mode), text


@LOOK
@given(neighbours(), MODES)
def test_neighbours_are_found_exactly(small, tree, mode):
    if text := read_again(tree):
        assert set(ids(small, text, mode=mode)) == expected(tree, mode), text


@LOOK
@given(wildcards(), MODES)
def test_words_with_unknown_characters_are_found_exactly(small, tree, mode):
    assert set(ids(small, query_text(tree), mode=mode)) == expected(tree, mode), tree.text


@LOOK
@given(st.text(ALPHABET, max_size=50), wildcards(st.just("")), MODES)
def test_what_a_wildcard_marks_is_what_brute_force_counts_from_the_left(text, tree, mode):
    left, reached = [], 0
    for start, end in spans_of(text, tree, mode):
        if start >= reached:
            left.append((start, end))
            reached = end
    parsed = parse_query(query_text(tree), mode)
    assert [(mark.start, mark.end) for mark in find_marks(text, parsed, mode)] == left
    assert count_hits(text, parsed, mode) == (len(left),)


@LOOK
@given(wildcards(st.just("body")), MODES)
def test_a_document_is_found_exactly_if_a_hit_is_marked_in_it(small, tree, mode):
    parsed = parse_query(query_text(tree), mode)
    assert parsed.root == tree == Wildcard(tree.text, "body")
    marked = {document.id for document in TEXTS if find_marks(document.body, parsed, mode, field="body")}
    assert set(ids(small, query_text(tree), mode=mode)) == marked


def test_the_oracle_reads_a_pattern_as_a_regular_expression_would():
    text = "党组织,党的组织,党和国家的组织"
    regular = [match.span() for match in re.finditer("党.{0,12}?组织", text)]
    assert spans_of(text, Wildcard("党*组织"), "exact") == regular
