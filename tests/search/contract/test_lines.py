"""Every hit one line: as many as the report pages mark, in any order the same ones; brute force is the oracle.

SLOW_TESTS=1 asks for 200 random terms over 2,000 documents, half of them as long as real reports.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.corpus import make_corpus as make_long_corpus
from search.documents import SECTIONS, UNKNOWN, Document, Query, QueryError
from search.engine import SearchEngine
from search.fold import fold
from search.lines import LARGEST_BESIDE, LARGEST_WIDTH, LINE_ORDERS, SIDES, Beside, Concordance, Line
from search.query import parse_query, query_text
from tests.search.corpus import make_corpus, quoted, some_substring
from tests.search.engines import FINDS_IN_SECTIONS
from tests.search.lines import beside as count_beside
from tests.search.lines import context, in_order, is_of, lines_of
from tests.search.trees import TREES, answers, make_texts, stretches, with_sections

SLOW = os.environ.get("SLOW_TESTS") == "1"
DOCUMENTS, TERMS = (2000, 200) if SLOW else (60, 12)
LOOK = settings(max_examples=10 * int(os.environ.get("ORACLE_TIMES", "1")), deadline=None)
MODES = ("folded", "script", "exact")
WHOLE = 1000

Held = tuple[SearchEngine, dict[int, Document]]


@pytest.fixture(scope="module")
def held(open_engine, tmp_path_factory) -> Held:
    """An engine after two commits with replaced and deleted documents and some groups; and its documents."""
    short, long = make_corpus(DOCUMENTS - DOCUMENTS // 4, seed=31), list(make_long_corpus(DOCUMENTS // 4))
    made = [
        replace(each, id=number, group=number - number % 10 + 1 if number % 10 in (1, 2, 3) else 0)
        for number, each in enumerate((*short, *long), 1)
    ]
    made[7] = replace(made[7], title="𠮷村整顿软弱涣散", body="𠮷村的𠮷，整顿整顿整顿。\n整顿完")
    engine = open_engine(tmp_path_factory.mktemp("lines") / "index")
    engine.rebuild([*made[: DOCUMENTS // 2], replace(made[-1], body="旧稿：整顿软弱涣散党组织。")])
    engine.apply(upserts=made[DOCUMENTS // 2 :], deletes=[5, 6])
    return engine, {each.id: each for each in made if each.id not in (5, 6)}


@pytest.fixture(scope="module")
def small(open_engine, tmp_path_factory) -> Held:
    """Small texts of few characters, in which nearly everything is found."""
    texts = with_sections(make_texts(100, seed=7), seed=8)
    engine = open_engine(tmp_path_factory.mktemp("small") / "index")
    engine.rebuild(texts[:60])
    engine.apply(upserts=texts[60:])
    return engine, {each.id: each for each in texts}


def all_lines(engine: SearchEngine, query: Query, **asked) -> tuple[Concordance, list[Line]]:
    """Return the first page, and the lines of all pages."""
    first = engine.lines(query, size=WHOLE, **asked)
    lines = list(first.lines)
    for page in range(2, -(-first.total // WHOLE) + 1):
        lines += engine.lines(query, size=WHOLE, page=page, **asked).lines
    assert len(lines) == first.total
    return first, lines


def found_by(engine: SearchEngine, query: Query) -> set[int]:
    """Ids of all documents that the search page counts."""
    ids: set[int] = set()
    page = 1
    while True:
        results = engine.search(replace(query, size=WHOLE, page=page, sort="newest", facets=(), fold=False))
        ids |= {hit.id for hit in results.hits}
        if page * WHOLE >= results.total:
            return ids
        page += 1


def test_there_are_as_many_lines_as_marks_on_the_report_pages_and_as_ctrl_f_counts(held):
    engine, documents = held
    chance = random.Random(18)
    asked = lines = 0
    while asked < TERMS:
        text = some_substring(list(documents.values()), chance)
        if not fold(text).strip():
            continue
        asked += 1
        whole, order = engine.lines(Query(quoted(text)), size=1), chance.choice(LINE_ORDERS)
        parsed = parse_query(quoted(text))
        (term,) = parsed.terms
        expected = lines_of(list(documents.values()), parsed)
        lines += len(expected)
        on_folded_texts = sum(
            fold(each).count(fold(term.text))
            for document in documents.values()
            for each in (document.title, document.body)
        )
        assert whole.total == len(expected) == on_folded_texts, text
        assert whole.reports == len({line.id for line in expected}), text
        assert all_lines(engine, Query(quoted(text)), order=order)[1] == in_order(expected, documents, order, "folded")
    assert lines > 2 * TERMS


@LOOK
@given(TREES, st.sampled_from(MODES), st.sampled_from(LINE_ORDERS))
def test_of_any_tree_each_hit_that_a_page_marks_is_a_line(small, tree, mode, order):
    engine, documents = small
    text = query_text(tree)
    try:
        parsed = parse_query(text, mode)
    except QueryError:
        return
    expected = lines_of([each for each in documents.values() if answers(each, tree, mode)], parsed)
    assert all_lines(engine, Query(text, mode), order=order)[1] == in_order(expected, documents, order, mode), text


@pytest.mark.skipif(not FINDS_IN_SECTIONS, reason="a cluster keeps no places of sections")
@LOOK
@given(TREES, st.sampled_from(MODES), st.sampled_from(SECTIONS[:4]))
def test_in_a_section_only_what_a_page_marks_there_is_a_line(small, tree, mode, section):
    engine, documents = small
    text = query_text(tree)
    try:
        parsed = parse_query(text, mode)
    except QueryError:
        return
    found = [each for each in documents.values() if stretches(each, section) and answers(each, tree, mode, section)]
    expected = in_order(lines_of(found, parsed, section), documents, "right", mode)
    assert all_lines(engine, Query(text, mode, section=section))[1] == expected, text


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("length", range(1, LARGEST_BESIDE + 1))
def test_the_tables_count_what_stands_beside_every_line(held, mode, length):
    engine, documents = held
    for text in ("整顿", "党组织 整顿", "標準化 | 标准化", "𠮷"):
        found = engine.lines(Query(text, mode), beside=length)
        _, lines = all_lines(engine, Query(text, mode))
        for side, table in zip(SIDES, (found.follows, found.precedes), strict=True):
            counts = count_beside(lines, documents, side, mode, length)
            assert table.kinds == len(counts)
            assert is_of(table.strings, counts, side, mode), (text, table)


def test_a_string_of_a_table_is_written_as_most_lines_write_it(open_engine, tmp_path):
    engine = open_engine(tmp_path / "index")
    engine.rebuild(
        [Document(1, "", "整顿黨組織"), Document(2, "", "整顿党组织，整顿党组织"), Document(3, "", "党组织整顿")]
    )
    assert engine.lines(Query("整顿")).follows == Beside((("党组", 3), ("", 1)), 2)
    assert engine.lines(Query("整顿", "exact")).follows == Beside((("党组", 2), ("", 1), ("黨組", 1)), 3)
    assert engine.lines(Query("整顿")).precedes == Beside((("", 2), ("织，", 1), ("组织", 1)), 3)


FILTERS = (
    Query("整顿", region=("62",)),
    Query("整顿", region=(UNKNOWN,), date_from="2019", date_to="2021", undated=True),
    Query("整顿 党组织", kind=("news", UNKNOWN), excluded=(("source", "定西日报"),)),
    Query("整顿 OR 培训", years=("2021",), hidden=(1, 2, 3, 4)),
    Query("地区:62 整顿"),
)


@pytest.mark.parametrize("query", FILTERS)
def test_lines_are_those_of_the_documents_that_the_search_page_counts(held, query):
    engine, documents = held
    found = found_by(engine, query)
    expected = lines_of([documents[id_] for id_ in found], parse_query(query.text))
    assert found
    assert all_lines(engine, query)[1] == in_order(expected, documents, "right", "folded")


def test_of_near_duplicates_the_smallest_number_alone_has_lines(held):
    engine, documents = held
    query = Query("整顿", fold=True)
    found = found_by(engine, query)
    firsts: dict[int, int] = {}
    for id_ in sorted(found):
        firsts.setdefault(documents[id_].group or -id_, id_)
    expected = lines_of([documents[id_] for id_ in firsts.values()], parse_query("整顿"))
    assert len(firsts) < len(found)
    assert all_lines(engine, query)[1] == in_order(expected, documents, "right", "folded")


def test_every_order_holds_the_same_lines_and_pages_cut_them_without_loss(held):
    engine, _ = held
    query = Query("党 整顿")
    whole, right = all_lines(engine, query)
    for order in LINE_ORDERS:
        assert Counter(all_lines(engine, query, order=order)[1]) == Counter(right)
    pages = [engine.lines(query, size=7, page=page).lines for page in range(1, -(-whole.total // 7) + 2)]
    assert [line for page in pages for line in page] == right
    assert pages[-1] == ()


def test_the_left_order_is_the_right_order_of_the_texts_read_backwards(held, open_engine, tmp_path):
    engine, documents = held
    backwards = {id_: replace(each, title=each.title[::-1], body=each.body[::-1]) for id_, each in documents.items()}
    turned = open_engine(tmp_path / "index")
    turned.rebuild(backwards.values())
    for text in ("整顿", "软弱涣散", "党"):
        _, left = all_lines(engine, Query(text), order="left")
        _, right = all_lines(turned, Query(text[::-1]), order="right")
        assert [(line.id, context(line, documents, "left", 20)) for line in left] == [
            (line.id, context(line, backwards, "right", 20)) for line in right
        ]
        assert engine.lines(Query(text)).precedes.kinds == turned.lines(Query(text[::-1])).follows.kinds


def test_without_a_word_of_the_text_there_are_no_lines(held):
    engine, _ = held
    for text in ("", "地区:62", "-整顿", "来源:日报", "没有这样的话"):
        assert engine.lines(Query(text)) == Concordance()


@pytest.mark.parametrize(
    "asked",
    [
        {"order": "up"},
        {"page": 0},
        {"size": 0},
        {"size": 1001},
        {"width": LARGEST_WIDTH + 1},
        {"width": 0},
        {"beside": 0},
        {"beside": LARGEST_BESIDE + 1},
    ],
)
def test_an_order_or_a_number_that_there_is_not_is_refused(held, asked):
    with pytest.raises(QueryError):
        held[0].lines(Query("整顿"), **asked)


def test_where_there_are_too_many_lines_no_number_is_given(held, monkeypatch):
    monkeypatch.setattr("search.lines.MOST_LINES", 3)
    with pytest.raises(QueryError, match="不给数"):
        held[0].lines(Query("整顿 | 党"))
