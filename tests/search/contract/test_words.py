"""Words and strings beside hits, and the words of two subsets, beside brute force over the texts."""

from __future__ import annotations

import random
from dataclasses import astuple, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.documents import Document, Query, QueryError
from search.query import parse_query
from search.word_counts import LARGEST_WINDOW, MOST_ROWS, MOST_STRINGS, ROW_ORDERS, CountedWords
from tests.search.counted_words import (
    key_words,
    make_texts,
    neighbour,
    string_count,
    strings_beside,
    words_beside,
    words_in,
)
from tests.search.engines import KEEPS_WORDS
from tests.search.trees import answers, stretches, with_sections

LOOK = settings(max_examples=8, deadline=None)
ASKED = st.sampled_from(
    ["软弱涣散", "涣散", "組織", "软弱涣散 学习", "软弱 NEAR/8 整顿", "村", "软?涣", "支部 -会议", '"、"', '"织，"']
)
MODES = st.sampled_from(["folded", "folded", "script", "exact"])
SECTIONS = st.sampled_from(["", "", "problems", "measures"])

pytestmark = pytest.mark.skipif(
    not KEEPS_WORDS, reason="a cluster keeps no words in their order: it refuses, see below"
)


def some_texts():
    """Small texts, half of them in groups of near duplicates, with sections."""
    chance = random.Random(5)
    texts = make_texts(60, seed=5)
    members = [text.id for text in texts if chance.random() < 0.5]
    group_of = {id_: members[at - at % 3] for at, id_ in enumerate(members)}
    return with_sections([replace(text, group=group_of.get(text.id, 0)) for text in texts], seed=6)


TEXTS = some_texts()
BY_ID = {text.id: text for text in TEXTS}


@pytest.fixture(scope="module")
def words_engine(open_engine, tmp_path_factory):
    """Three segments whose documents do not stand by their ids; one document replaced and one deleted."""
    made = open_engine(tmp_path_factory.mktemp("words") / "index")
    made.rebuild([*TEXTS[30:], Document(500, "软弱涣散", "软弱涣散党组织" * 9, date="2019")])
    made.apply(upserts=[Document(3, "旧", "旧"), *TEXTS[15:30]])
    made.apply(upserts=TEXTS[:15])
    made.apply(deletes=[500])
    return made


def passing(query, holding=True):
    """The documents of a question, or with ``holding`` False all that pass its filters; near duplicates each."""
    found = [text for text in TEXTS if text.id not in query.hidden]
    if query.region:
        found = [text for text in found if text.region[:2] in query.region]
    if query.kind:
        found = [text for text in found if text.kind in query.kind]
    if query.section:
        found = [text for text in found if stretches(text, query.section)]
    root = parse_query(query.text, query.mode).root
    return (
        [text for text in found if not query.text or answers(text, root, query.mode, query.section)]
        if holding
        else found
    )


def once(documents, first=frozenset()):
    """Of each group of near duplicates one: among those whose ids stand in ``first``, if there are any, the smallest id."""
    kept = {}
    for document in sorted(documents, key=lambda each: (each.id not in first, each.id)):
        kept.setdefault(document.group or -document.id, document)
    return sorted(kept.values(), key=lambda each: each.id)


def rounded(rows):
    return {
        row.text: tuple(round(value, 6) if isinstance(value, float) else value for value in astuple(row))
        for row in rows
    }


@LOOK
@given(ASKED, MODES, st.booleans(), SECTIONS, st.integers(1, 6), st.sampled_from(["word", "string"]), st.booleans())
def test_what_stands_beside_hits_is_what_brute_force_counts(
    words_engine, text, mode, fold, section, window, by, narrowed
):
    query = Query(text, mode, fold=fold, section=section, hidden=(7, 40), kind=("news",) if narrowed else ())
    parsed = parse_query(text, mode)
    holding, subset = passing(query), passing(query, holding=False)
    if fold:
        holding = once(holding)
        subset = once(subset, {each.id for each in holding})
    beside = words_beside if by == "word" else strings_beside
    places = beside(holding, parsed, window, section)
    words = sum((words_in(each, section) for each in subset), words_in(Document(0, "", "")))
    whole = sum(words.values()) if by == "word" else sum(len(word) * often for word, often in words.items())
    found = words_engine.neighbours(query, window=window, by=by)
    lines = words_engine.lines(query)
    assert (found.nodes, found.reports) == (lines.total, lines.reports)
    assert (found.beside, found.total) == (places.count, whole)
    total_of = (lambda each: words[each]) if by == "word" else (lambda each: string_count(subset, each, mode, section))
    frequent = [each for each, of in places.of.items() if len(of) >= 5]
    rows = [neighbour(each, places, BY_ID, found.nodes, total_of(each), (places.count, whole)) for each in frequent]
    expected = rounded(row for row in rows if row)
    given_rows = rounded(found.rows)
    if by == "word":
        assert found.kinds == len(expected) <= MOST_ROWS
        assert given_rows == expected
    else:
        # A string that another holds at all its places is left out, and so are the less frequent ones.
        assert found.kinds == len(given_rows) <= MOST_STRINGS
        assert given_rows.items() <= expected.items()
        for each in expected.keys() - given_rows.keys():
            held = any(
                each in other and len(places.of[other]) == len(places.of[each]) for other in places.of if other != each
            )
            assert held or len(frequent) > MOST_STRINGS


def test_the_texts_have_words_that_stand_together(words_engine):
    beside = [row.text for row in words_engine.neighbours(Query("软弱涣散"), order="ll").rows]
    assert beside[0] == "党组织"
    assert "党组织" in [row.text for row in words_engine.neighbours(Query("软弱涣散"), by="string", order="hits").rows]


QUERIES = st.builds(
    Query,
    st.sampled_from(["", "", "学习", "软弱涣散", "支部 OR 会议"]),
    fold=st.booleans(),
    kind=st.sampled_from([(), (), ("news",), ("summary",)]),
    region=st.sampled_from([(), (), ("62",), ("52", "11")]),
    hidden=st.just((7, 40)),
)


def documents_of(*queries):
    found = {each.id: each for query in queries for each in (once(passing(query)) if query.fold else passing(query))}
    return list(found.values())


@LOOK
@given(QUERIES, st.lists(QUERIES, min_size=1, max_size=3), SECTIONS)
def test_the_words_of_two_subsets_are_what_brute_force_counts(words_engine, query, others, section):
    query, *others = (replace(each, section=section) for each in (query, *others))
    found = words_engine.keywords(query, others)
    here, there = documents_of(query), documents_of(*others)
    more, less, words_here, words_there = key_words(here, there, section)
    assert (found.here, found.there) == (CountedWords(len(here), words_here), CountedWords(len(there), words_there))
    assert rounded(found.more) == rounded(more.values())
    assert rounded(found.less) == rounded(less.values())
    assert (found.more_kinds, found.less_kinds) == (len(more), len(less))


@LOOK
@given(QUERIES, QUERIES)
def test_two_subsets_exchanged_give_the_same_words_with_the_other_sign(words_engine, one, other):
    found, back = words_engine.keywords(one, [other]), words_engine.keywords(other, [one])
    assert (found.here, found.there) == (back.there, back.here)
    for rows, turned in ((found.more, back.less), (found.less, back.more)):
        exchanged = [
            replace(
                row,
                here=row.there,
                there=row.here,
                reports_here=row.reports_there,
                reports_there=row.reports_here,
                log_ratio=-row.log_ratio,
            )
            for row in turned
        ]
        assert rounded(rows) == rounded(exchanged)


def test_a_subset_is_never_compared_with_what_stands_outside_it(engine):
    inside = [Document(number, "", f"整顿村{number}，学习会议。整顿支部{number}", "620000") for number in range(1, 9)]
    outside = [Document(number, "", "学习支部会议" * 9, "110000") for number in range(20, 29)]
    engine.apply(upserts=inside)
    query = Query("整顿", region=("62",))
    alone = [engine.neighbours(query, by=by) for by in ("word", "string")]
    keys = engine.keywords(query, [Query(region=("62",))])
    engine.apply(upserts=outside)
    assert [engine.neighbours(query, by=by) for by in ("word", "string")] == alone
    assert engine.keywords(query, [Query(region=("62",))]) == keys


@pytest.mark.parametrize("order", ROW_ORDERS)
def test_rows_stand_in_the_order_that_is_asked(words_engine, order):
    beside = words_engine.neighbours(Query("软弱涣散"), order=order).rows
    more = words_engine.keywords(Query(kind=("news",)), [Query(kind=("summary",))], order=order).more
    scores = {"score": (lambda row: row.log_dice, lambda row: row.log_ratio), "ll": (lambda row: row.ll,) * 2}
    of_beside, of_more = scores.get(order, (lambda row: row.hits, lambda row: row.here))
    for rows, score in ((beside, of_beside), (more, of_more)):
        assert len(rows)
        assert [*map(score, rows)] == sorted(map(score, rows), reverse=True)


def test_no_hits_and_no_documents_have_no_rows(engine, words_engine):
    for some in (engine, words_engine):
        for by in ("word", "string"):
            found = some.neighbours(Query("没有这样的话"), by=by)
            assert (found.nodes, found.rows) == (0, ())
    assert engine.keywords(Query(), [Query("党")]).more == ()


def test_a_window_a_unit_or_an_order_that_there_is_not_is_refused(words_engine):
    for window in (0, LARGEST_WINDOW + 1):
        with pytest.raises(QueryError, match=f"1 至 {LARGEST_WINDOW}"):
            words_engine.neighbours(Query("党"), window=window)
    with pytest.raises(QueryError, match="字串"):
        words_engine.neighbours(Query("党"), by="letter")
    for ask in (
        lambda: words_engine.neighbours(Query("党"), order="age"),
        lambda: words_engine.keywords(Query(), [Query()], order="age"),
    ):
        with pytest.raises(QueryError, match="排序"):
            ask()
    for references in ([], [Query(section="problems")]):
        with pytest.raises(ValueError, match="reference"):
            words_engine.keywords(Query(), references)
