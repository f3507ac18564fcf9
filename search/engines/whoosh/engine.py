"""The embedded engine: Whoosh keeps the index, numpy answers (executor.py)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from search.analysis import load_jieba
from search.documents import Document, EngineStatus, Hit, IndexMissing, Query, QueryError, Results
from search.engines.whoosh.answering.executor import Execution
from search.engines.whoosh.answering.facets import (
    CHOICES,
    count_beyond,
    count_facets,
    filter_documents,
    first_of_groups,
    folded_under,
    order_keys,
    page_of,
)
from search.engines.whoosh.disk.schema import schema_version
from search.engines.whoosh.disk.storage import latest_generation, live_folder
from search.engines.whoosh.reading.budget import Budget
from search.engines.whoosh.reading.dictionary import joined_words
from search.engines.whoosh.reading.snapshot import Snapshot, SnapshotReader
from search.engines.whoosh.reading.watched import Watched
from search.engines.whoosh.writing.changes import apply_changes, rebuild_index
from search.query import Everything, ParsedQuery, parse_query

_TRIES = 20
_MODES = {"folded", "script", "exact"}
_LARGEST_PAGE = 1000


class WhooshEngine:
    """A SearchEngine on a folder. Any number of handles, threads and processes may share the folder."""

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = Path(index_dir)
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._reader = SnapshotReader()
        self._live, self._generation = Watched(live_folder), Watched(latest_generation)

    def search(self, query: Query, parsed: ParsedQuery | None = None) -> Results:
        """Answer from the newest commit. Raises QueryError, IndexMissing."""
        started = time.perf_counter()
        snapshot = self._asked(query)
        parsed = parsed or parse_query(query.text, query.mode)
        execution = Execution(snapshot, query.mode, Budget())
        matched = execution.matches(parsed.root)
        found = filter_documents(snapshot, query, matched)
        ranked = query.sort == "relevance" and not isinstance(parsed.root, Everything)
        scores = execution.scores(parsed.terms, found) if ranked else None
        keys = order_keys(snapshot, query, found, scores)
        listed = np.flatnonzero(first_of_groups(snapshot, found, keys)) if query.fold else None
        page = page_of(query, keys) if listed is None else listed[page_of(query, keys[listed])]
        shown = [0.0] * len(page) if scores is None else scores[page].tolist()
        folded = folded_under(snapshot, found, keys, page) if query.fold else [()] * len(page)
        ids = snapshot.ids[found[page]].tolist()
        return Results(
            total=len(found),
            folded_total=len(found) if listed is None else len(listed),
            hits=tuple(Hit(id_, round(score, 5), under) for id_, score, under in zip(ids, shown, folded, strict=True)),
            page=query.page,
            size=query.size,
            facets=count_facets(snapshot, found, query.facets),
            beyond=count_beyond(snapshot, query, matched, query.facets),
            explain=parsed.explain,
            term_hits=tuple(execution.hits(term) for term in parsed.terms),
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def count(self, query: Query, parsed: ParsedQuery | None = None) -> int:
        """``search(query).total`` alone. Raises QueryError, IndexMissing."""
        snapshot = self._asked(query)
        parsed = parsed or parse_query(query.text, query.mode)
        matched = Execution(snapshot, query.mode, Budget()).matches(parsed.root)
        return len(filter_documents(snapshot, query, matched))

    def _asked(self, query: Query) -> Snapshot:
        """The newest commit, to put a question to that can be answered."""
        _check(query)
        load_jieba(None)  # at once if it is loaded; its two seconds are not the question's
        return self._newest()

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[int] = ()) -> None:
        """Replace and remove documents; durable when it returns. Raises IndexBusy, IndexMissing."""
        apply_changes(self._index_dir, self._open, upserts, deletes)

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] = lambda done: None,
        current: Callable[[set[int]], Iterable[Document]] | None = None,
    ) -> int:
        """Write a new index beside the live one and swap; the number of documents. Raises IndexBusy."""
        return rebuild_index(self._index_dir, documents, progress, current)

    def digests(self) -> Mapping[int, str]:
        """Document.digest() by id, of all documents held. Raises IndexMissing."""
        return self._newest().digests()

    def vocabulary(self) -> Mapping[str, int]:
        """Words and how many documents hold each. Raises IndexMissing."""
        return joined_words(segment.words for segment in self._newest().segments())

    def newest_commit(self) -> str:
        """Folder and generation: a rebuild counts its generations anew. Raises IndexMissing."""
        snapshot = self._newest()
        return f"{snapshot.folder.name}/{snapshot.generation}"

    def status(self) -> EngineStatus:
        """Numbers of the newest commit. Raises IndexMissing."""
        snapshot = self._newest()
        size = 0
        for path in snapshot.folder.iterdir():
            try:
                size += path.stat().st_size
            except FileNotFoundError:  # a writer cleans up
                continue
        return EngineStatus(snapshot.count, snapshot.generation, schema_version(), size)

    def _newest(self) -> Snapshot:
        """The newest commit; looks again if a writer removes files while they are being opened."""
        self._begin_after_fork()
        for attempt in range(_TRIES):
            folder = self._live(self._index_dir)
            try:
                return self._reader.open(folder, self._generation(folder))
            except OSError:
                time.sleep(0.01 * attempt)
        raise IndexMissing(f"索引目录{folder.name}打不开。请运行 manage.py index rebuild 重建索引。")

    def _open(self, folder: Path) -> Snapshot:
        """The newest commit for a writer, who must not miss one: listed, not watched."""
        self._begin_after_fork()
        return self._reader.open(folder, latest_generation(folder))

    def _begin_after_fork(self) -> None:
        if self._process != os.getpid():
            # A fork copied the locks as they were, perhaps held.
            self._begin()


def _check(query: Query) -> None:
    if query.mode not in _MODES:
        raise QueryError("检索方式只有folded(繁简通)、script(精确字形)和exact(完全一致)。")
    for name in CHOICES:
        if isinstance(getattr(query, name), str):
            raise TypeError(f"{name} takes a tuple of values")
    if query.page < 1:
        raise QueryError("页码从1开始。")
    if not 1 <= query.size <= _LARGEST_PAGE:
        raise QueryError(f"每页条数在1和{_LARGEST_PAGE}之间。")
