"""Filters of several values, what a text lacks, and near duplicates folded under one hit."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from search.documents import FACETS, UNKNOWN, Document, Query, QueryError
from search.fold import fold
from search.query import parse_query
from tests.search.corpus import CORPUS, ids


@pytest.mark.parametrize("name", ["source", "kind", "script"])
def test_several_values_of_a_filter_are_alternatives(full, name):
    values = tuple(sorted({getattr(document, name) for document in CORPUS} - {""})[:2])
    assert set(ids(full, **{name: values})) == {d.id for d in CORPUS if getattr(d, name) in values}


@pytest.mark.parametrize("name", ["source", "kind", "script"])
def test_an_excluded_value_is_left_out(full, name):
    value = CORPUS[0].source if name == "source" else getattr(CORPUS[0], name)
    assert set(ids(full, excluded=((name, value or UNKNOWN),))) == {d.id for d in CORPUS if getattr(d, name) != value}


def in_three_states(engine):
    engine.apply(
        upserts=[
            Document(1, "甲", "党建"),
            Document(2, "乙", "党建", quality=("redacted",)),
            Document(3, "丙", "党建", quality=("redacted", "truncated")),
            Document(4, "丁", "党建", quality=("damaged",)),
        ]
    )


def test_a_text_counts_under_all_that_it_lacks_and_complete_means_nothing_lacks(engine):
    in_three_states(engine)
    assert engine.search(Query()).facets["quality"] == {"redacted": 2, "complete": 1, "damaged": 1, "truncated": 1}
    assert ids(engine, quality=("complete",)) == [1]
    assert ids(engine, quality=("redacted",)) == [3, 2]
    assert ids(engine, quality=("complete", "truncated")) == [3, 1]
    assert ids(engine, excluded=(("quality", "redacted"),)) == [4, 1]


# Near duplicates


def near_one_another(engine):
    """1, 2 and 5 are one group, 3 and 4 another, 6 is alone; 2 and 4 say more of 整顿."""
    body = "其他工作。" * 20
    engine.apply(
        upserts=[
            Document(1, "甲", "整顿" + body, group=1, kind="news"),
            Document(2, "乙", "整顿整顿整顿" + body, group=1),
            Document(3, "丙", "整顿" + body, group=3, kind="news"),
            Document(4, "丁", "整顿整顿" + body, group=3),
        ]
    )
    engine.apply(upserts=[Document(5, "戊", body, group=1), Document(6, "己", "整顿" + body, kind="news")])


def test_a_folded_list_has_the_best_of_each_group_and_names_the_others(engine):
    near_one_another(engine)
    results = engine.search(Query(text="整顿", fold=True))
    assert [(hit.id, hit.folded) for hit in results.hits] == [(2, (1,)), (4, (3,)), (6, ())]
    assert (results.total, results.folded_total) == (5, 3)


def test_only_hits_are_folded_and_a_filter_may_leave_another_on_top(engine):
    near_one_another(engine)
    results = engine.search(Query(text="整顿", fold=True, kind=("news",)))
    assert [(hit.id, hit.folded) for hit in results.hits] == [(6, ()), (3, ()), (1, ())]


def test_folding_changes_no_facet_and_an_unfolded_list_shows_all(engine):
    near_one_another(engine)
    folded, plain = engine.search(Query(text="整顿", fold=True)), engine.search(Query(text="整顿"))
    assert folded.facets == plain.facets
    assert (plain.folded_total, len(plain.hits), {hit.folded for hit in plain.hits}) == (5, 5, {()})


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_of_a_folded_list_hold_each_hit_once(engine, sort):
    chance = random.Random(7)
    engine.apply(
        upserts=[
            Document(n, "党建", "党建" * chance.randint(1, 9), group=chance.choice([0, 1, 2, 3]), date=f"{2000 + n}")
            for n in range(1, 41)
        ]
    )
    pages = [engine.search(Query(text="党建", fold=True, sort=sort, page=page, size=7)) for page in range(1, 8)]
    shown = [number for page in pages for hit in page.hits for number in (hit.id, *hit.folded)]
    assert sorted(shown) == list(range(1, 41))
    assert sum(len(page.hits) for page in pages) == pages[0].folded_total


def test_a_question_read_before_is_not_read_again(full):
    assert full.search(Query(text="不相干"), parse_query("整顿")).total == len(ids(full, "整顿"))


# What a page offers beside the filters in force


def test_the_facet_of_a_filter_in_force_is_counted_without_it_too(full):
    query = Query(text="整顿", kind=("news",), region="62", date_from="2019", excluded=(("script", "hant"),))
    results = full.search(query)
    assert set(results.beyond) == {"kind", "region", "year", "script"}
    assert results.beyond["kind"] == full.search(replace(query, kind=())).facets["kind"]
    assert results.beyond["script"] == full.search(replace(query, excluded=())).facets["script"]
    assert results.beyond["year"] == full.search(replace(query, date_from="")).facets["year"]
    assert set(results.facets["kind"]) <= {"news"}


def test_years_are_any_of_several_and_the_years_beside_them_stay_counted(full):
    counts = full.search(Query(facets=("year",))).facets["year"]
    one, other = sorted(year for year in counts if year != UNKNOWN)[::2][:2]
    query = Query(years=(one, other), facets=("year",))
    results = full.search(query)
    assert results.total == counts[one] + counts[other]
    assert results.facets["year"] == {one: counts[one], other: counts[other]}
    assert results.beyond["year"] == counts
    assert full.count(replace(query, undated=True)) == results.total + counts[UNKNOWN]
    assert full.count(replace(query, date_to=one)) == counts[one]
    undated = replace(query, years=(UNKNOWN,))
    assert full.count(undated) == counts[UNKNOWN]
    assert full.count(replace(query, years=(one, UNKNOWN))) == counts[one] + counts[UNKNOWN]
    assert full.count(replace(undated, date_to=one)) == 0
    assert full.count(replace(undated, date_to=one, undated=True)) == counts[UNKNOWN]
    with pytest.raises(QueryError, match="年份"):
        full.count(Query(years=("20",)))


@pytest.mark.parametrize("fields", [{}, {"text": "整顿"}, {"text": "整顿 -党", "kind": ("news",)}, {"date_to": "2020"}])
def test_a_count_is_the_total(full, fields):
    assert full.count(Query(**fields)) == full.search(Query(**fields)).total


@pytest.mark.parametrize(
    "fields", [{}, {"region": "62"}, {"kind": ("report",)}, {"date_from": "2015"}, {"text": "整顿"}]
)
def test_each_facet_alone_counts_what_it_counts_beside_the_others(full, fields):
    query = Query(**fields)
    whole = full.search(query)
    for name in FACETS:
        alone = full.search(replace(query, facets=(name,)))
        assert list(alone.facets[name].items()) == list(whole.facets[name].items())
        assert alone.facets.keys() == {name}
        assert alone.beyond.keys() == whole.beyond.keys() & {name}
    assert full.search(replace(query, facets=())).hits == whole.hits


def test_facets_are_counts_of_the_hits_the_most_first_equal_ones_by_value(full):
    documents = [document for document in CORPUS if "整顿" in fold(document.body)]
    facets = full.search(Query(text="正文:整顿")).facets
    for name, value in {
        "region": lambda d: d.region,
        "source": lambda d: d.source,
        "kind": lambda d: d.kind,
        "script": lambda d: d.script,
        "year": lambda d: d.date[:4],
    }.items():
        counts = Counter(value(document) for document in documents)
        expected = [(key or UNKNOWN, count) for key, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))]
        assert list(facets[name].items()) == expected


def test_how_much_of_a_date_is_known_is_a_facet_where_it_is_asked_for(full):
    names = {0: UNKNOWN, 4: "year", 7: "month", 10: "day"}
    for text in ("", "整顿"):
        query = Query(text=text, date_from="2019", undated=True, facets=("precision", "year"))
        results = full.search(query)
        within = [document for document in CORPUS if document.id in ids(full, text, date_from="2019", undated=True)]
        assert results.facets["precision"] == Counter(names[len(document.date)] for document in within)
        assert list(results.beyond) == ["year"]
    assert "precision" not in full.search(Query()).facets


def test_a_corpus_is_the_whole_world_of_a_question(engine):
    near_one_another(engine)
    assert set(ids(engine, among=(1, 3, 4, 99))) == {1, 3, 4}
    assert ids(engine, among=()) == []
    found = engine.search(Query("整顿", among=(1, 3, 4), hidden=(4,), fold=True, facets=("kind",)))
    assert (found.total, found.folded_total, found.term_hits, found.facets["kind"]) == (2, 2, (2,), {"news": 2})
    assert engine.count(Query("整顿", among=(2, 5, 6))) == len(ids(engine, text="整顿", among=(2, 5, 6)))
    assert engine.lines(Query("整顿", among=(2,))).total == 3
    cells = engine.cells(Query(among=(1, 2, 6)), ["整顿"], by=[("year",)])
    assert cells.all.reports == 3
