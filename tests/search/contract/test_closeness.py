"""What readers expect of an order, and that the order is of the documents alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import Document, Query
from search.engines.rules import formula
from tests.search.corpus import ids, make_corpus

#: Clauses without any word that the tests look for, so that lengths are alike.
FILLER = "春耕时节各家各户忙着育秧插田,河边的柳树绿了,孩子们放学回来。"


def padded(text: str, size: int = 400) -> str:
    return text + FILLER * ((size - len(text)) // len(FILLER))


@pytest.fixture
def order(engine):
    """Return the names of made-up documents of equal length in the order of the results."""

    def found(text: str, **bodies) -> list[str]:
        documents = [
            Document(id=number, title=title, body=padded(body), kind=kind, date=date)
            for number, (title, body, kind, date) in enumerate(map(card, bodies.values()), 1)
        ]
        # Others, so that a word of all the documents asked for is none of all documents.
        others = [Document(id=number, title="农时", body=padded("")) for number in range(100, 120)]
        engine.apply(upserts=documents + others)
        names = list(bodies)
        return [names[number - 1] for number in ids(engine, text)]

    return found


def card(given: str | tuple[str, ...]) -> tuple[str, ...]:
    title, body, kind, date = given if isinstance(given, tuple) else ("简讯", given, "report", "2020")
    return title, body, kind, date


def test_a_title_stands_above_a_lead_and_a_lead_above_a_mention_in_passing(order):
    found = order(
        "回头看",
        passing=FILLER * 8 + "年底又搞了回头看。",
        lead="年底又搞了回头看。" + FILLER * 8,
        title=("回头看见成效", FILLER * 8, "report", "2020"),
    )
    assert found == ["title", "lead", "passing"]


def test_words_typed_apart_that_stand_together_come_first(order):
    found = order(
        "支部 吹哨",
        apart="支部开会。" + FILLER * 5 + "社区吹哨。",
        together=FILLER * 4 + "支部吹哨。" + FILLER,
        close=FILLER * 4 + "支部遇到难事就吹哨。" + FILLER,
    )
    assert found == ["together", "close", "apart"]


def test_a_long_sentence_puts_the_report_that_holds_it_whole_first(order):
    found = order(
        "支部书记带头上门收集群众的意见",
        scattered="支部书记、支部书记、支部书记。群众、群众、群众的意见。带头、带头。上门、上门收集。" + FILLER * 6,
        whole=FILLER * 8 + "支部书记带头上门收集群众的意见。",
    )
    assert found == ["whole", "scattered"]


def test_a_sentence_is_known_by_its_words_when_the_text_has_commas_in_it(order):
    found = order(
        "支部书记带头上门收集群众的意见",
        scattered="群众的意见,上门收集,支部书记带头。" + FILLER * 8,
        whole=FILLER * 8 + "支部书记带头,上门收集群众的意见。",
    )
    assert found == ["whole", "scattered"]


def test_a_made_up_sample_text_comes_after_a_report_that_says_the_same(order):
    body = "换届以后实现一肩挑。"
    found = order("一肩挑", sample=("总结", body, "template", "2024"), report=("总结", body, "report", "2014"))
    assert found == ["report", "sample"]


def test_of_equal_texts_the_newer_comes_first(order):
    body = "换届以后实现一肩挑。"
    found = order("一肩挑", old=("总结", body, "report", "2014"), new=("总结", body, "report", "2021-03"))
    assert found == ["new", "old"]


def test_closeness_changes_no_count_and_no_facet(full, full_folder, open_engine, monkeypatch):
    query = Query(text="整顿 党员", size=100)
    with_bonus = full.search(query)
    monkeypatch.setattr(formula, "CANDIDATES", 1)
    fewer = open_engine(full_folder).search(query)
    assert (with_bonus.total, with_bonus.facets) == (fewer.total, fewer.facets)


def test_what_is_no_candidate_stays_below_all_candidates_on_every_page(full, full_folder, open_engine, monkeypatch):
    query = "整顿 OR 党员"
    monkeypatch.setattr(formula, "NEAR", 0.0)
    monkeypatch.setattr(formula, "PHRASE", 0.0)
    plain = ids(open_engine(full_folder), query)
    monkeypatch.undo()
    monkeypatch.setattr(formula, "CANDIDATES", 7)
    fresh = open_engine(full_folder)
    order = ids(fresh, query)
    assert set(order[:7]) == set(plain[:7])
    assert order[7:] == plain[7:]
    assert [hit.id for page in (1, 2, 3) for hit in fresh.search(Query(text=query, size=5, page=page)).hits] == order[
        :15
    ]


QUERIES = [
    "整顿 党员",
    "软弱涣散 整顿",
    "县委组织部 督导 OR 培训",
    "乡村振兴",
    "驻村第一书记 后进村 -公示",
    "標題:換屆 OR 黨",
]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), cuts=st.lists(st.integers(1, 29), max_size=3, unique=True))
def test_the_order_is_of_the_documents_alone(open_engine, tmp_path_factory, seed, cuts):
    documents = make_corpus(30, seed=seed)
    together = open_engine(tmp_path_factory.mktemp("together") / "index")
    together.rebuild(documents)
    shuffled = random.Random(seed).sample(documents, len(documents))
    parts = open_engine(tmp_path_factory.mktemp("parts") / "index")
    parts.rebuild([])
    for first, last in zip([0, *sorted(cuts)], [*sorted(cuts), len(documents)], strict=True):
        parts.apply(upserts=shuffled[first:last])
    for query in QUERIES:
        one, two = (each.search(Query(text=query, size=100)).hits for each in (together, parts))
        assert one == two, query
