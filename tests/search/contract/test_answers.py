"""What every engine answers. Brute force is the oracle."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.documents import UNKNOWN, Document, Query, QueryError
from search.query import ParsedQuery, Term
from tests.search.corpus import CORPUS, holds, ids, quoted, some_substring, some_tree


def expected(node, mode="folded"):
    return {document.id for document in CORPUS if holds(document, node, mode)}


# Exactness


def test_any_substring_finds_exactly_the_documents_that_hold_it(full, chance):
    for _ in range(300):
        text = some_substring(CORPUS, chance)
        assert set(ids(full, quoted(text))) == expected(Term(text)), repr(text)


@pytest.mark.parametrize("mode", ["script", "exact"])
def test_the_strict_modes_find_exactly_what_they_say(full, chance, mode):
    for _ in range(80):
        text = some_substring(CORPUS, chance)
        assert set(ids(full, quoted(text), mode=mode)) == expected(Term(text), mode), repr(text)


def test_any_tree_finds_exactly_the_documents_it_describes(full, chance):
    answered = 0
    for _ in range(200):
        tree, text = some_tree(CORPUS, chance)
        try:
            found = set(ids(full, text))
        except QueryError:
            assert len(text) > 400 or text.count('"') > 64
            continue
        assert found == expected(tree), text
        answered += 1
    assert answered > 100


def test_both_scripts_find_the_same(full):
    assert ids(full, "软弱涣散") == ids(full, "軟弱渙散") != []
    assert ids(full, "建设 覆盖") == ids(full, "建設 覆蓋") != []


def test_a_phrase_that_jieba_cuts_differently_in_context_is_found(engine):
    engine.apply(upserts=[Document(1, "", "全市279个软弱涣散党组织已转化"), Document(2, "", "研究生命起源")])
    assert ids(engine, "279个软弱涣散党组织") == [1]
    assert ids(engine, "个软") == ids(engine, "织已转") == ids(engine, "9") == [1]
    assert ids(engine, "究生") == ids(engine, "生命") == ids(engine, "研究生") == [2]


def test_a_phrase_that_begins_in_the_title_and_ends_in_the_body_is_not_one(engine):
    engine.apply(upserts=[Document(1, "党建", "工作")])
    assert ids(engine, "党建工作") == []
    assert ids(engine, "党建 工作") == [1]


def test_pairs_far_apart_are_not_a_phrase(engine):
    engine.apply(upserts=[Document(1, "", "软弱。涣散。党组,组织"), Document(2, "", "软弱涣散党组织")])
    assert ids(engine, "软弱涣散") == ids(engine, "党组织") == [2]


def test_text_beyond_65535_characters_is_found(engine):
    engine.apply(upserts=[Document(1, "", "开头" + "某某。" * 30_000 + "软弱涣散")])
    assert ids(engine, "软弱涣散") == ids(engine, "开头") == [1]


def test_redactions_and_numbers_are_literal(engine):
    engine.apply(upserts=[Document(1, "", "**区投入12.5%"), Document(2, "", "某区投入125%")])
    assert ids(engine, "**区") == ids(engine, "12.5%") == ids(engine, "*") == [1]


def test_source_and_author_are_searched_only_when_named(full):
    assert set(ids(full, "来源:中国组织")) == {document.id for document in CORPUS if document.source == "中國組織報"}
    assert set(ids(full, "作者:李明")) == {document.id for document in CORPUS if document.author == "李明"}
    assert ids(full, "定西日报") == []


def test_a_lone_negation_finds_all_others(full):
    assert set(ids(full, "-整顿")) == {document.id for document in CORPUS} - expected(Term("整顿"))


def test_titles_and_bodies_may_be_empty_or_strange(engine):
    strange = [Document(1, "", ""), Document(2, "\x00", "\ud800党\ud800"), Document(3, "标题", "\U0002f800𠮷野")]
    engine.apply(upserts=strange)
    assert ids(engine) == [3, 2, 1]
    assert ids(engine, "党") == ids(engine, '"\ud800党"') == [2]
    assert ids(engine, "𠮷野") == [3]


# Filters, order, facets, pages


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        ("62", {"620000", "621100", "621102"}),
        ("620000", {"620000", "621100", "621102"}),
        ("621100", {"621100", "621102"}),
        ("6211", {"621100", "621102"}),
        ("621102", {"621102"}),
        ("429004", {"429004"}),
        (UNKNOWN, {""}),
    ],
)
def test_a_region_holds_all_that_lies_below_it(full, region, codes):
    assert set(ids(full, region=region)) == {document.id for document in CORPUS if document.region in codes}


@pytest.mark.parametrize(
    ("first", "last", "dates"),
    [
        ("2021", "2021", {"2021-08-16", "2021-08", "2021"}),
        ("2021-08-16", "2021-08-16", {"2021-08-16", "2021-08", "2021"}),
        ("2021-08-17", "2021-08-17", {"2021-08", "2021"}),
        ("2021-09", "", {"2021", "2022-01-01"}),
        ("", "2018-12-31", {"2018-12-31"}),
        ("", "2019-01", {"2018-12-31", "2019"}),
        ("2021-12-31", "2022-01-01", {"2021", "2022-01-01"}),
    ],
)
def test_a_date_range_holds_what_may_lie_in_it(full, first, last, dates):
    inside = {document.id for document in CORPUS if document.date in dates}
    undated = {document.id for document in CORPUS if not document.date}
    assert set(ids(full, date_from=first, date_to=last)) == inside
    assert set(ids(full, date_from=first, date_to=last, undated=True)) == inside | undated


def test_source_and_kind_are_exact_names_or_unknown(full):
    for name in ("source", "kind"):
        for value in {getattr(document, name) for document in CORPUS}:
            wanted = {document.id for document in CORPUS if getattr(document, name) == value}
            assert set(ids(full, **{name: (value or UNKNOWN,)})) == wanted
    assert ids(full, source=("日报",)) == []


def test_filters_and_words_hold_together(full):
    wanted = {d.id for d in CORPUS if holds(d, Term("整顿")) and d.region.startswith("62") and d.kind == "news"}
    assert set(ids(full, "整顿", region="62", kind=("news",))) == wanted != set()


def test_newest_first_and_oldest_first_put_unknown_dates_last(full):
    known = [document for document in CORPUS if document.date]
    unknown = sorted((document.id for document in CORPUS if not document.date), reverse=True)
    newest = sorted(known, key=lambda document: (document.date, document.id), reverse=True)
    oldest = sorted(sorted(known, key=lambda document: -document.id), key=lambda document: document.date)
    assert ids(full, sort="newest") == [document.id for document in newest] + unknown
    assert ids(full, sort="oldest") == [document.id for document in oldest] + unknown


def test_facets_count_all_hits_not_the_page(full):
    results = full.search(Query(text="整顿", size=2))
    hits = [document for document in CORPUS if holds(document, Term("整顿"))]
    assert results.total == len(hits) > 2
    for name in ("region", "source", "kind", "script"):
        assert results.facets[name] == Counter(getattr(document, name) or UNKNOWN for document in hits)
    assert results.facets["year"] == Counter(document.date[:4] or UNKNOWN for document in hits)


def test_pages_follow_one_another_and_end(full):
    everything = ids(full, "整顿")
    pages = [full.search(Query(text="整顿", page=page, size=7)) for page in range(1, 12)]
    assert [hit.id for page in pages for hit in page.hits] == everything
    assert pages[-1].hits == ()
    assert pages[-1].page == 11
    assert {page.total for page in pages} == {len(everything)}


def test_a_question_that_cannot_be_read_is_refused_with_a_sentence(full):
    wrong = [{"date_from": "昨天"}, {"region": "甘肃"}, {"page": 0}, {"size": 0}, {"mode": "fuzzy"}, {"sort": "best"}]
    for fields in wrong:
        with pytest.raises(QueryError, match=r"[。]"):
            full.search(Query(**fields))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=30), st.sampled_from(["folded", "script", "exact"]))
def test_any_text_is_answered_or_refused(full, text, mode):
    try:
        full.search(Query(text=text, mode=mode))
    except QueryError:
        pass


# Several at once


def test_searches_asked_together_are_answered_as_each_alone(full):
    queries = [Query(text="整顿", size=5), Query(region=("62",), sort="newest", fold=True), Query(text="没有这回事")]
    together = full.search_many(queries)
    alone = [full.search(query) for query in queries]
    assert [replace(each, took_ms=0) for each in together] == [replace(each, took_ms=0) for each in alone]
    assert full.search_many([]) == []
    with pytest.raises(QueryError):
        full.search_many([Query(), Query(region=("甘肃",))])


def test_counts_asked_together_are_those_of_each_query(full):
    queries = [
        Query(),
        Query(text="整顿"),
        Query(text="整顿", region=("62",)),
        Query(text="没有这回事"),
        Query(text="整顿"),
    ]
    assert full.count_many(queries) == [full.search(query).total for query in queries]
    assert full.count_many(queries) == [full.count(query) for query in queries]
    assert full.count_many([]) == []


def test_a_query_that_cannot_be_answered_hinders_no_other_count(full):
    wrong = [Query(region=("甘肃",)), Query(text="甲 NEAR/9999 乙"), Query(date_from="昨天"), Query(mode="fuzzy")]
    assert full.count_many([*wrong, Query(text="整顿")]) == [None] * 4 + [full.count(Query(text="整顿"))]


def test_a_tree_that_is_given_is_counted_in_place_of_the_text(full):
    term = Term("整顿")
    tree = ParsedQuery(term, terms=(term,))
    assert full.count_many([Query(), Query()], [tree, None]) == [full.count(Query(text="整顿")), len(CORPUS)]


# Ranking


def test_a_title_hit_comes_before_body_hits(engine):
    engine.apply(
        upserts=[
            Document(1, "软弱涣散党组织整顿", "本县做法如下。" * 10),
            Document(2, "工作汇报", "整顿软弱涣散党组织。" * 6 + "其他内容。" * 10, date="2022"),
        ]
    )
    assert ids(engine, "软弱涣散") == [1, 2]


def test_more_occurrences_come_before_fewer(engine):
    rest = "其他工作内容也有进展。" * 10
    engine.apply(
        upserts=[Document(1, "汇报", "软弱涣散" * 5 + rest), Document(2, "汇报", "软弱涣散" + rest, date="2022")]
    )
    assert ids(engine, "软弱涣散") == [1, 2]


def test_a_rare_word_weighs_more_than_a_common_one(engine):
    common = [Document(number, "汇报", "党建工作。" * 5) for number in range(10, 20)]
    engine.apply(upserts=[*common, Document(1, "汇报", "网格。党建工作。")])
    assert ids(engine, "党建 OR 网格")[0] == 1


def test_equal_scores_are_ordered_by_date_then_id(engine):
    same = [
        Document(1, "党建", "党建", date="2020"),
        Document(2, "党建", "党建", date="2021"),
        Document(3, "党建", "党建"),
    ]
    engine.apply(upserts=[*same, Document(4, "党建", "党建", date="2020")])
    assert ids(engine, "党建") == [2, 4, 1, 3]


def test_nothing_is_ranked_without_words(full):
    assert {hit.score for hit in full.search(Query(size=1000)).hits} == {0.0}
    assert ids(full) == ids(full, sort="newest")


def test_an_engine_that_answers_is_well_and_one_without_an_index_has_failed(full, open_engine, tmp_path):
    assert full.health() in ("ok", "degraded")  # a cluster of one machine has no copies
    assert open_engine(tmp_path / "none").health() == "failed"
