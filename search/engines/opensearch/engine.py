"""The engine of several machines: an OpenSearch cluster keeps the index, and answers as the embedded engine does.

docs/scale.md tells when to change to it. docs/decisions/ tells what it rests on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from search.analysis import load_jieba
from search.cache import ByteBoundedCache
from search.cells import Cells, check_cells
from search.documents import (
    Document,
    EngineStatus,
    EngineUnavailable,
    FileCheck,
    Health,
    IndexMissing,
    Query,
    QueryError,
    Results,
    Texts,
)
from search.engines.opensearch.answering.cells import Counting
from search.engines.opensearch.answering.chains import find_chain
from search.engines.opensearch.answering.counts import COUNTS_BYTES, Counts
from search.engines.opensearch.answering.dsl import Json, every
from search.engines.opensearch.answering.filters import filters_of, hidden_filter
from search.engines.opensearch.answering.lines import find_lines
from search.engines.opensearch.answering.matching import having, matching
from search.engines.opensearch.answering.page import find_page
from search.engines.opensearch.answering.titles import find_titles
from search.engines.opensearch.client import Cluster, ClusterSettings
from search.engines.opensearch.health import ask_bytes, ask_health
from search.engines.opensearch.kept import Kept
from search.engines.opensearch.writing.changes import apply_changes, digests_between
from search.engines.opensearch.writing.mapping import schema_version
from search.engines.opensearch.writing.rebuilding import rebuild_index
from search.engines.opensearch.writing.state import State, read_state
from search.engines.opensearch.writing.vocabulary import read_vocabulary
from search.engines.rules.filters import check_query
from search.engines.rules.without_prints import WithoutPrints
from search.engines.rules.without_words import WithoutWords
from search.lines import Concordance, LineOrder, check_lines
from search.query import Everything, Node, ParsedQuery, parse_query
from search.sentences import say

Answer = TypeVar("Answer")

_BYTES_OF_A_VALUE = 200


class OpenSearchEngine(WithoutWords, WithoutPrints):
    """A SearchEngine on a cluster. Any number of handles, threads, processes and machines may share it."""

    def __init__(self, settings: ClusterSettings, texts: Texts) -> None:
        self._settings = settings
        self._texts = texts
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._cluster = Cluster(self._settings)
        self._counts = ByteBoundedCache(COUNTS_BYTES)
        self._newest_state: Kept[State] = Kept()
        self._newest_health: Kept[Health] = Kept()
        self._newest_bytes: Kept[int] = Kept()

    def search(self, query: Query, parsed: ParsedQuery | None = None) -> Results:
        """Answer from the newest commit. Raises QueryError, IndexMissing, EngineUnavailable."""
        check_query(query)
        started = time.perf_counter()
        parsed = parsed or parse_query(query.text, query.mode)
        return self._on_newest(lambda state: self._answer(state, query, parsed, started))

    def search_many(self, queries: Sequence[Query]) -> list[Results]:
        """Answer each query. Raises as ``search`` does, for the first that it refuses."""
        return [self.search(query) for query in queries]

    def _answer(self, state: State, query: Query, parsed: ParsedQuery, started: float) -> Results:
        """Return the answer; that about everything, whose facets hold thousands of values, is kept for the commit."""
        if not isinstance(parsed.root, Everything) or hidden_filter(query) or any(filters_of(query).values()):
            return self._search(state, query, parsed, started)
        kept = self._counts.get_or_make(
            (state.name, "everything", query),
            lambda: self._search(state, query, parsed, started),
            lambda made: _BYTES_OF_A_VALUE * (10 + len(made.hits) + sum(map(len, made.facets.values()))),
        )
        facets = {name: dict(counts) for name, counts in kept.facets.items()}  # copies, for the caller to change
        return replace(kept, facets=facets, explain=parsed.explain, took_ms=_milliseconds_since(started))

    def _search(self, state: State, query: Query, parsed: ParsedQuery, started: float) -> Results:
        def match(node: Node) -> Json:
            return self._matching(state, node, query)

        counts = Counts(self._cluster, state, self._counts)
        found = find_page(self._cluster, state.index, counts, self._texts, query, parsed, match)
        return replace(found, took_ms=_milliseconds_since(started))

    def count(self, query: Query, parsed: ParsedQuery | None = None) -> int:
        """Return ``search(query).total`` alone. Raises QueryError, IndexMissing, EngineUnavailable."""
        check_query(query)
        return self._on_newest(lambda state: self._count_all(state, [self._counted(state, query, parsed)])[0])

    def count_many(
        self, queries: Sequence[Query], parsed: Sequence[ParsedQuery | None] | None = None
    ) -> list[int | None]:
        """Return the count of each query, in one request; None for one that ``count`` would refuse."""
        trees = parsed or [None] * len(queries)

        def ask(state: State) -> list[int | None]:
            requests: list[Json | None] = []
            for query, tree in zip(queries, trees, strict=True):
                try:
                    check_query(query)
                    requests.append(self._counted(state, query, tree))
                except QueryError:
                    requests.append(None)
            counts = iter(self._count_all(state, [each for each in requests if each]))
            return [next(counts) if request else None for request in requests]

        return self._on_newest(ask)

    def cells(self, query: Query, terms: Sequence[str], by: Sequence[tuple[str, ...]]) -> Cells:
        """Return the cells of all groupings. Raises as ``search`` does, and ValueError; QueryError within sections."""
        check_query(query)
        check_cells(terms, by)
        if query.section:
            raise QueryError(say("集群引擎还不能只在段落里计数。请去掉“段落”再数。"))
        trees = [parse_query(text, query.mode) for text in (query.text, *terms)]

        def ask(state: State) -> Cells:
            found = [(tree, self._matching(state, tree.root, query)) for tree in trees[1:]]
            counting = Counting(self._cluster, state.index, self._texts, query, [(), *by])
            return counting.cells(self._counted(state, query, trees[0]), found)

        return self._on_newest(ask)

    def lines(
        self,
        query: Query,
        parsed: ParsedQuery | None = None,
        *,
        order: LineOrder = "right",
        page: int = 1,
        size: int = 50,
        width: int = 20,
        beside: int = 2,
    ) -> Concordance:
        """Return one page of the query's concordance; QueryError for more documents than it reads the texts of."""
        check_lines(order, page, size, width, beside)
        check_query(query)
        tree = parsed or parse_query(query.text, query.mode)
        asked: Any = {"order": order, "page": page, "size": size, "width": width, "beside": beside}

        def ask(state: State) -> Concordance:
            found = self._counted(state, query, tree)
            return find_lines(self._cluster, state.index, self._texts, query, tree, found, **asked)

        return self._on_newest(ask)

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[int] = ()) -> None:
        """Replace and remove documents; durable and visible when it returns. Raises IndexBusy, IndexMissing, EngineUnavailable."""
        try:
            apply_changes(self._cluster, upserts, deletes)
        finally:
            self._forget()

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] = lambda done: None,
        current: Callable[[set[int]], Iterable[Document]] | None = None,
        refuse: Callable[[int, Exception], None] | None = None,
    ) -> int:
        """Write a new index beside the live one and swap them; return the number of documents. Raises IndexBusy."""
        try:
            return rebuild_index(self._cluster, documents, progress, current, refuse)
        finally:
            self._forget()

    def digests(self, first: int = 0, last: int | None = None) -> Mapping[int, str]:
        """Return Document.digest() by id, of the documents from id ``first`` to ``last``. Raises IndexMissing."""
        return self._on_newest(lambda state: digests_between(self._cluster, state.index, first, last))

    def check_files(self) -> FileCheck:
        """Return no damaged file: the cluster checks its own, and a shard that is not sound answers nothing. Raises IndexMissing."""
        self._newest()
        return FileCheck()

    def refuse_if_damaged(self) -> FileCheck:
        """Return what ``check_files`` does. Raises IndexMissing, EngineUnavailable if a shard is missing."""
        if self.health() == "failed":
            raise EngineUnavailable("a part of the index does not answer: look at the cluster's health")
        return self.check_files()

    def vocabulary(self) -> Mapping[str, int]:
        """Return words and how many documents hold each. Raises IndexMissing."""
        return self._on_newest(lambda state: read_vocabulary(self._cluster, state.index))

    def titles(self, text: str, most: int) -> list[tuple[int, str]]:
        """Return titles that begin with the text, then those that hold it. Raises IndexMissing, EngineUnavailable."""
        return self._on_newest(lambda state: find_titles(self._cluster, state.index, self._texts, text, most))

    def newest_commit(self) -> str:
        """Return the name of the newest commit, at most a second old. Raises IndexMissing, EngineUnavailable."""
        return self._newest().name

    def status(self) -> EngineStatus:
        """Return the numbers of the newest commit. Raises IndexMissing, EngineUnavailable."""

        def ask(state: State) -> EngineStatus:
            documents = Counts(self._cluster, state, self._counts).lengths().documents
            size = self._newest_bytes.get(lambda: ask_bytes(self._cluster, state.index))
            return EngineStatus(documents, state.commit, schema_version(), size)

        return self._on_newest(ask)

    def health(self) -> Health:
        """Return ok, degraded (copies are missing, every answer is whole) or failed (some shard does not answer)."""
        if self._process != os.getpid():
            self._begin()
        return self._newest_health.get(lambda: ask_health(self._cluster, self._settings.index))

    def _matching(self, state: State, root: Any, query: Query) -> Json:
        chains = partial(find_chain, self._cluster, state, self._texts, self._counts)
        found = matching(root, query.mode, lambda node, candidates: chains(node, query.mode, candidates))
        return every([found, having(query.section, root)]) if query.section else found

    def _counted(self, state: State, query: Query, parsed: ParsedQuery | None) -> Json:
        root = (parsed or parse_query(query.text, query.mode)).root
        filters = [each for several in filters_of(query).values() for each in several]
        return every([self._matching(state, root, query), *hidden_filter(query), *filters])

    def _count_all(self, state: State, requests: Sequence[Json]) -> list[int]:
        return Counts(self._cluster, state, self._counts).of(requests)

    def _newest(self) -> State:
        if self._process != os.getpid():
            self._begin()  # a fork copies locks as they are, perhaps held, and connections that its parent uses
        return self._newest_state.get(lambda: read_state(self._cluster))

    def _forget(self) -> None:
        self._newest_state.forget()

    def _on_newest(self, ask: Callable[[State], Answer]) -> Answer:
        """Return what ``ask`` does of the newest commit; once more if its index was replaced and removed meanwhile."""
        try:
            return ask(self._newest())
        except IndexMissing:
            self._forget()
            return ask(self._newest())


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)


def open_engine(settings: Any, texts: Texts) -> OpenSearchEngine:
    """Return the engine of the settings OPENSEARCH_*; ``texts`` reads those of the archive."""
    load_jieba(Path(settings.JIEBA_CACHE_DIR))
    password = (
        Path(settings.OPENSEARCH_PASSWORD_FILE).read_text("utf-8").strip() if settings.OPENSEARCH_PASSWORD_FILE else ""
    )
    return OpenSearchEngine(
        ClusterSettings(
            urls=tuple(settings.OPENSEARCH_URLS),
            index=settings.OPENSEARCH_INDEX,
            shards=settings.OPENSEARCH_SHARDS,
            replicas=settings.OPENSEARCH_REPLICAS,
            ca=settings.OPENSEARCH_CA,
            user=settings.OPENSEARCH_USER,
            password=password,
            certificate=settings.OPENSEARCH_CERTIFICATE,
            key=settings.OPENSEARCH_KEY,
        ),
        texts,
    )
