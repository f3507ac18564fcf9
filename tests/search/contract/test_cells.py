"""Counting by year, province, source and kind, beside brute force over the texts."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.cells import AXES, MOST_TERMS, Cell
from search.documents import UNKNOWN, Document, Query, QueryError
from search.hits import find_marks
from search.query import And, Or, Term, parse_query, query_text
from tests.search.engines import FINDS_IN_SECTIONS
from tests.search.trees import answers, make_texts, neighbours, stretches, wildcards, with_sections, words

BY = (("year",), ("province",), ("kind",), ("source",), ("year", "province"), ("source", "year"))
MODES = st.sampled_from(["folded", "script", "exact"])
#: A cluster keeps no places of sections.
SECTIONS = ["", "", "problems", "measures"] if FINDS_IN_SECTIONS else [""]
LOOK = settings(max_examples=15, deadline=None)


def some_texts():
    """Small texts of several kinds and sources; half of them stand in groups of near duplicates, some across years."""
    chance = random.Random(11)
    texts = [
        replace(text, kind=chance.choice(["news", "summary", ""]), source=chance.choice(["定西日报", "組織報", ""]))
        for text in make_texts(120, seed=11)
    ]
    members = [text.id for text in texts if chance.random() < 0.5]
    group_of = {id_: members[at - at % 4] for at, id_ in enumerate(members)}
    return with_sections([replace(text, group=group_of.get(text.id, 0)) for text in texts], seed=12)


TEXTS = some_texts()


@pytest.fixture(scope="module")
def grouped(open_engine, tmp_path_factory):
    """Three segments whose documents do not stand by their ids; one document replaced and one deleted."""
    made = open_engine(tmp_path_factory.mktemp("cells") / "index")
    made.rebuild([*TEXTS[60:], Document(500, "党组织", "软党组织", date="2019")])
    made.apply(upserts=[Document(3, "旧", "旧"), *TEXTS[30:60]])
    made.apply(upserts=TEXTS[:30])
    made.apply(deletes=[500])
    return made


def value(document, axis):
    match axis:
        case "year":
            found = document.date[:4]
        case "province":
            found = document.region[:2]
        case _:
            found = getattr(document, axis)
    return found or UNKNOWN


def once(documents):
    """Of each group of near duplicates the smallest id."""
    first = {}
    for document in sorted(documents, key=lambda document: document.id):
        first.setdefault(document.group or -document.id, document)
    return list(first.values())


def marks_of(document, parsed, query):
    inside = stretches(document, query.section) if query.section else None
    return sum(
        len(find_marks(getattr(document, field), parsed, query.mode, field=field, inside=inside))
        for field in ("title", "body")
    )


def characters(document, section):
    if section:
        return sum(end - start for start, end in stretches(document, section))
    return len(document.title) + len(document.body)


class Oracle:
    """What each term finds and marks, text by text."""

    def __init__(self, trees, query):
        self.unfold = once if query.fold else list
        self.section = query.section
        self.finds = [
            {document.id for document in TEXTS if answers(document, tree, query.mode, query.section)} for tree in trees
        ]
        parsed = [parse_query(query_text(tree), query.mode) for tree in trees]
        self.marks = [
            {document.id: marks_of(document, term, query) for document in TEXTS if document.id in ids}
            for term, ids in zip(parsed, self.finds, strict=True)
        ]

    def cell(self, key, documents):
        holding = [self.unfold(document for document in documents if document.id in ids) for ids in self.finds]
        return Cell(
            key,
            len(self.unfold(documents)),
            sum(characters(document, self.section) for document in self.unfold(documents)),
            tuple(map(len, holding)),
            tuple(
                sum(marks[document.id] for document in some) for marks, some in zip(self.marks, holding, strict=True)
            ),
        )

    def table(self, axes, documents):
        cells = defaultdict(list)
        for document in documents:
            cells[tuple(value(document, axis) for axis in axes)].append(document)
        return tuple(self.cell(key, some) for key, some in sorted(cells.items()))


def readable(tree):
    try:
        return parse_query(query_text(tree)).root == tree
    except QueryError:
        return False


TERMS = st.one_of(
    words(st.sampled_from(["", "", "title", "body"])),
    wildcards(st.just("")),
    neighbours(),
    st.lists(words(st.sampled_from(["", "body", "author"])), min_size=2, max_size=2, unique=True).map(
        lambda pair: Or(tuple(pair))
    ),
).filter(readable)


@LOOK
@given(
    st.lists(TERMS, min_size=0, max_size=3),
    st.one_of(st.none(), TERMS),
    MODES,
    st.booleans(),
    st.booleans(),
    st.sampled_from(SECTIONS),
)
def test_every_number_of_every_cell_is_what_brute_force_counts(grouped, trees, asked, mode, fold, narrowed, section):
    query = Query(query_text(asked) if asked else "", mode, fold=fold, hidden=(7, 40), section=section)
    subset = [document for document in TEXTS if document.id not in query.hidden]
    if section:
        subset = [document for document in subset if stretches(document, section)]
    if asked:
        subset = [document for document in subset if answers(document, asked, mode, section)]
    if narrowed:
        query = replace(query, region=("62",), kind=("news", UNKNOWN))
        subset = [document for document in subset if document.region[:2] == "62" and document.kind in ("news", "")]
    found = grouped.cells(query, [query_text(tree) for tree in trees], BY)
    oracle = Oracle(trees, query)
    assert found.all == oracle.cell((), subset)
    for axes, table in zip(BY, found.tables, strict=True):
        assert table == oracle.table(axes, subset), axes


def list_of(query, axes, key, term=""):
    """The search whose list stands behind a number of a cell."""
    text = query_text(And((Term("党"), Term(term)))) if term else query.text
    narrowed = replace(query, text=text)
    for axis, name in zip(axes, key, strict=True):
        match axis:
            case "province":
                narrowed = replace(narrowed, region=(name,))
            case "year" if name == UNKNOWN:
                narrowed = replace(narrowed, years=(), date_from="0001", date_to="0001", undated=True)
            case "year":
                narrowed = replace(narrowed, years=(name,))
            case _:
                narrowed = replace(narrowed, **{axis: (name,)})
    return narrowed


@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("axes", [("year",), ("year", "province"), ("source", "kind")])
def test_a_list_behind_a_number_is_as_long_as_the_number(grouped, axes, fold):
    query, terms = Query("党", fold=fold), ("组织", "建")
    (table,) = grouped.cells(query, terms, [axes]).tables
    assert len(table) > 3
    for cell in table:
        assert cell.reports == grouped.search(list_of(query, axes, cell.key)).folded_total
        for term, number in zip(terms, cell.with_term, strict=True):
            assert number == grouped.search(list_of(query, axes, cell.key, term)).folded_total


@pytest.mark.parametrize("asked", [{}, {"text": "党"}, {"kind": ("news",)}, {"date_from": "2019", "undated": True}])
def test_the_cells_with_the_undated_and_unplaced_add_up_to_the_total_of_the_search(grouped, asked):
    query = Query(**asked)
    total = grouped.search(query).total
    found = grouped.cells(query, ("组织",), BY)
    assert found.all.reports == total > 0
    for table in found.tables:
        assert sum(cell.reports for cell in table) == total
        assert sum(cell.characters for cell in table) == found.all.characters
        assert sum(cell.hits[0] for cell in table) == found.all.hits[0]


def test_a_group_across_years_counts_once_in_each_year_and_by_its_smallest_id(engine):
    engine.apply(
        upserts=[
            Document(9, "甲", "党建党建党建", group=4, date="2019"),
            Document(4, "乙", "别的事情", group=4, date="2019"),
            Document(6, "丙", "党建", group=4, date="2020"),
        ]
    )
    found = engine.cells(Query(fold=True), ("党建",), [("year",)])
    # In 2019 the group's smallest id does not hold the term, so the other one gives the hits.
    assert found.tables == ((Cell(("2019",), 1, 5, (1,), (3,)), Cell(("2020",), 1, 3, (1,), (1,))),)
    assert found.all == Cell((), 1, 5, (1,), (1,))


def test_an_empty_archive_has_one_empty_cell_and_no_others(engine):
    found = engine.cells(Query(), ("党建",), [("year",), ("year", "province")])
    assert (found.all, found.tables) == (Cell((), 0, 0, (0,), (0,)), ((), ()))


def test_a_withdrawn_report_leaves_no_number_behind(engine):
    engine.apply(upserts=[Document(1, "党建", "党建", "620000", "2019"), Document(2, "党", "党", "520000", "2020")])
    engine.apply(deletes=[1])
    found = engine.cells(Query(), ("党建",), [("year", "province")])
    assert found.all == Cell((), 1, 2, (0,), (0,))
    assert found.tables == ((Cell(("2020", "52"), 1, 2, (0,), (0,)),),)


def test_too_many_terms_are_refused_and_an_unknown_grouping_is_an_error(grouped):
    with pytest.raises(QueryError, match=f"最多数{MOST_TERMS}个词"):
        grouped.cells(Query(), ["党"] * (MOST_TERMS + 1), [])
    for axes in ((), ("month",), ("year", "year"), AXES):
        with pytest.raises(ValueError, match="grouping"):
            grouped.cells(Query(), ["党"], [axes])
