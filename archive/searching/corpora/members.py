"""The reports of a corpus today: what its query finds, with those listed and without those left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from archive.languages import say, translated
from archive.models import Corpus
from search.cache import ByteBoundedCache
from search.documents import LARGEST_PAGE, Query, QueryError
from search.engine import get_engine

#: Numbers of the reports that queries of corpora find, by engine, commit and query.
_FOUND = ByteBoundedCache(8 * 1024 * 1024)
_BYTES_OF_A_NUMBER, _BYTES_OF_A_KEY = 40, 2_000
_TRIES = 3

#: Reads the parameters of a search's address. Raises QueryError with the sentence of the search page.
ReadQuery = Callable[[str], Query]


def members_of(corpus: Corpus, read: ReadQuery) -> tuple[int, ...]:
    """Return the numbers of the corpus, ascending, not all of them published: the engine answers for those that are.

    Raises QueryError for a query that cannot be answered any more or finds more than Corpus.MOST; IndexMissing.
    """
    found: tuple[int, ...] = ()
    if corpus.query:
        try:
            found = _found(read(corpus.query))
        except QueryError as error:
            raise QueryError(say("语料库“{0}”的检索式现在答不了：{1}", corpus.name, translated(error))) from error
    return tuple(sorted({*found, *corpus.listed} - {*corpus.left_out}))


def _found(query: Query) -> tuple[int, ...]:
    """Return what a query finds, near duplicates each; kept until the next commit."""
    asked = replace(query, sort="added", page=1, size=LARGEST_PAGE, fold=False, facets=())
    for _ in range(_TRIES):
        engine = get_engine()
        before = engine.newest_commit()
        key = engine, before, asked
        if (kept := _FOUND.get(key)) is not None:
            return kept
        found = tuple(sorted(set(_pages(asked))))
        if engine.newest_commit() == before:
            _FOUND.put(key, found, _BYTES_OF_A_KEY + _BYTES_OF_A_NUMBER * len(found))
            break
    return found


def _pages(query: Query) -> list[int]:
    first = get_engine().search(query)
    if first.total > Corpus.MOST:
        raise QueryError(say("有 {0:,} 篇，多于一个语料库的上限 {1:,} 篇。", first.total, Corpus.MOST))
    numbers = [hit.id for hit in first.hits]
    for page in range(2, -(-first.total // query.size) + 1):
        numbers += [hit.id for hit in get_engine().search(replace(query, page=page)).hits]
    return numbers
