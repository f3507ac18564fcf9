"""Any string of one to twelve characters, in every mode, after updates and deletes: the hits are those of Python's ``in``.

SLOW_TESTS=1 asks for 5,000 strings over 2,000 documents, half of them as long as real reports.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from benchmarks.corpus import make_corpus as make_long_corpus
from search.documents import Document, Query
from search.engine import SearchEngine
from search.fold import fold, fold_width
from search.query import Everything, Term, parse_query
from tests.search.corpus import make_corpus, quoted

SLOW = os.environ.get("SLOW_TESTS") == "1"
DOCUMENTS, STRINGS, ROUNDS = (2000, 5000, 12) if SLOW else (80, 60, 4)
FORMS = {"folded": fold, "script": fold_width, "exact": str}


@pytest.fixture(scope="module")
def held(open_engine, tmp_path_factory) -> tuple[SearchEngine, list[Document]]:
    """Return an engine after several commits with new, replaced and deleted documents; and its documents."""
    chance = random.Random(16)
    short, long = make_corpus(DOCUMENTS // 2, seed=16), list(make_long_corpus(DOCUMENTS // 2))
    whole = [replace(each, id=number) for number, each in enumerate((*short, *long), 1)]
    chance.shuffle(whole)
    engine = open_engine(tmp_path_factory.mktemp("exact") / "index")
    now = {each.id: each for each in whole[: DOCUMENTS // 2]}
    engine.rebuild(now.values())
    coming = whole[DOCUMENTS // 2 :]
    share = len(coming) // ROUNDS
    for number in range(ROUNDS):
        news = coming[number * share :] if number == ROUNDS - 1 else coming[number * share : (number + 1) * share]
        changed = [replace(now[id_], body=now[id_].body[::-1]) for id_ in chance.sample(sorted(now), 5)]
        gone = set(chance.sample(sorted(now.keys() - {each.id for each in changed}), 5))
        engine.apply(upserts=[*news, *changed], deletes=gone)
        now |= {each.id: each for each in (*news, *changed)}
        now = {id_: each for id_, each in now.items() if id_ not in gone}
    return engine, list(now.values())


def some_string(documents: list[Document], chance: random.Random) -> str:
    """Of a title or a text, from anywhere in it; one in twenty turned round, so that mostly nobody holds it."""
    document = chance.choice(documents)
    text = chance.choice([document.title, document.body, document.body, document.body])
    start = chance.randrange(len(text))
    found = text[start : start + chance.randint(1, 12)]
    return found[::-1] if chance.random() < 0.05 else found


def hits(engine: SearchEngine, text: str, mode: str) -> set[int]:
    found: set[int] = set()
    page = 1
    while True:
        results = engine.search(Query(text=text, mode=mode, size=1000, page=page, sort="newest", facets=()))
        found |= {hit.id for hit in results.hits}
        if page * 1000 >= results.total:
            assert len(found) == results.total
            return found
        page += 1


def test_no_string_is_missed_and_none_is_found_where_it_is_not(held):
    engine, documents = held
    forms = {mode: [(each.id, form(each.title), form(each.body)) for each in documents] for mode, form in FORMS.items()}
    chance = random.Random(5)
    found = asked = 0
    for _ in range(STRINGS):
        text = some_string(documents, chance)
        for mode, form in FORMS.items():
            match parse_query(quoted(text), mode).root:
                case Everything():  # nothing but blanks or marks: the page says so
                    continue
                case Term(meant):
                    needle = form(meant)
            expected = {id_ for id_, title, body in forms[mode] if needle in title or needle in body}
            assert hits(engine, quoted(text), mode) == expected, (text, mode)
            asked += 1
            found += bool(expected)
    assert asked > 2 * STRINGS
    assert found > asked / 2
