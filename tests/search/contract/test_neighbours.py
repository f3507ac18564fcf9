"""Of NEAR only what is near is marked, counted and quoted, by the rule by which the engine finds it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import Document
from search.hits import count_hits, find_marks, first_marks, snippets
from search.neighbours import leaves
from search.query import Near, parse_query
from search.term_hits import fold_for_mode, spans_in
from tests.search.corpus import ids

TEXT = "各地开展整顿。\n先整顿软弱涣散党组织。\n软弱涣散的表现。\n再整顿。"


def marked(text, query, mode="folded", field="body"):
    return [
        (mark.start, text[mark.start : mark.end])
        for mark in find_marks(text, parse_query(query, mode), mode, field=field)
    ]


def test_only_neighbours_are_marked_counted_and_quoted():
    query = parse_query("整顿 NEAR/2 软弱涣散")
    marks = find_marks(TEXT, query)
    assert [TEXT[mark.start : mark.end] for mark in marks] == ["整顿", "软弱涣散"]
    assert marks[0].start == TEXT.index("整顿软弱")
    assert count_hits(TEXT, query) == (1, 1)
    assert snippets(TEXT, marks, width=12, most=1)[0].text.startswith("先整顿软弱涣散")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("整顿 NEAR/2 软弱涣散 OR 表现", ["整顿", "软弱涣散", "表现"]),
        ("整顿 NEAR/2 (软弱 OR 表现)", ["整顿", "软弱"]),
        ("各地 NEAR/2 整顿 NEAR/9 软弱", ["各地", "整顿", "软弱"]),
        ("先?顿 NEAR/2 软弱*散", ["先整顿", "软弱涣散"]),
        ("整頓 NEAR/2 軟弱渙散", ["整顿", "软弱涣散"]),
        ("标题:(整顿 NEAR/2 软弱)", []),
        ("整顿 NEAR/2 火星", []),
        ("-(整顿 NEAR/2 软弱) 表现", ["表现"]),
    ],
)
def test_the_marks_are_those_of_whole_chains(query, words):
    assert [word for _, word in marked(TEXT, query)] == words


def test_a_term_that_is_asked_for_alone_too_is_marked_everywhere():
    assert [word for _, word in marked(TEXT, "(整顿 NEAR/2 软弱涣散) 整顿")] == ["整顿", "整顿", "软弱涣散", "整顿"]


def test_one_term_marked_alone_is_still_near_the_other():
    from dataclasses import replace

    query = parse_query("整顿 NEAR/2 软弱涣散")
    alone = replace(query, terms=query.terms[:1])
    assert [mark.start for mark in find_marks(TEXT, alone)] == [TEXT.index("整顿软弱")]


def test_the_bound_of_a_list_cuts_a_text_full_of_operands_and_says_so():
    text = "的" * 3000
    marks, may_be_more = first_marks(text, parse_query("的 NEAR/5 一"), "folded", field="body", most=10)
    assert (marks, may_be_more) == ([], True)


QUERIES = [
    "甲 NEAR/1 乙",
    "甲 NEAR/0 乙 NEAR/2 丙",
    "甲乙 NEAR/1 甲",
    "甲 NEAR/1 (乙 OR 丙)",
    "甲?乙 NEAR/1 丙",
    "甲 NEAR/2 甲",
]


def chained(text: str, chain: Near) -> set[tuple[int, int]]:
    """Every place of every whole chain, by trying all combinations."""
    folded = fold_for_mode(text, "folded")
    places = [
        [span for leaf in leaves(each, "body") for span in spans_in(text, folded, leaf, "folded")]
        for each in chain.operands
    ]

    def apart(one, other) -> int:
        return max(one[0], other[0]) - min(one[1], other[1]) if one[1] <= other[0] or other[1] <= one[0] else 10**9

    return {
        place
        for chosen in product(*places)
        if all(apart(*pair) <= most for *pair, most in zip(chosen[:-1], chosen[1:], chain.distances, strict=True))
        for place in chosen
    }


@given(st.text("甲乙丙丁", max_size=9), st.sampled_from(QUERIES))
def test_the_marks_are_places_of_chains_and_every_chain_is_marked(text, query):
    parsed = parse_query(query)
    assert isinstance(parsed.root, Near)
    expected = chained(text, parsed.root)
    marks = {(mark.start, mark.end) for mark in find_marks(text, parsed)}
    assert marks <= expected
    assert bool(marks) == bool(expected)
    if all(end - start == 1 for start, end in expected):
        assert marks == expected


@pytest.mark.parametrize("query", QUERIES)
def test_what_the_engine_finds_has_a_mark_and_nothing_else(engine, query):
    texts = ["".join(each) for each in product("甲乙丁", repeat=4)] + ["甲乙甲丙", "丙丁甲", "甲丁乙丙", "丙甲乙"]
    engine.apply(upserts=[Document(number, "", text) for number, text in enumerate(texts, 1)])
    marked_ones = [number for number, text in enumerate(texts, 1) if marked(text, query)]
    assert sorted(ids(engine, query)) == marked_ones
