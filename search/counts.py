"""Counts of queries, cached: one and the same count serves pages, suggestions and measures until the next commit."""

from __future__ import annotations

from search.cache import ByteBoundedCache
from search.documents import Query
from search.engine import get_engine

#: The count cache: bytes in each process, some 8,000 counts. A count is keyed by the engine, its commit and the whole
#: query, so nothing is ever out of date; counts of older commits leave as new ones come.
BOUND_BYTES = 4 * 1024 * 1024
_BYTES_A_COUNT = 500
_cache = ByteBoundedCache(BOUND_BYTES)


def count_documents(query: Query) -> int:
    """Return the number of documents that answer ``query``. Raises QueryError, IndexMissing as the engine does."""
    engine = get_engine()
    # The engine itself is part of the key: an index in another folder may name its commits alike.
    key = engine, engine.newest_commit(), query
    return _cache.get_or_make(key, lambda: engine.count(query), lambda _: _BYTES_A_COUNT)
