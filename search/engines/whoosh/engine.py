"""The embedded engine: Whoosh keeps the index, numpy answers from it (answering/executor.py)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from search.analysis import load_jieba
from search.documents import (
    Document,
    EngineStatus,
    FileCheck,
    Health,
    Hit,
    IndexDamaged,
    Query,
    QueryError,
    Results,
    SearchError,
    Texts,
)
from search.engines.rules.filters import check_query
from search.engines.whoosh.answering.executor import Execution
from search.engines.whoosh.answering.facets import (
    count_beyond,
    count_facets,
    filter_documents,
    first_of_groups,
    folded_under,
    order_keys,
    page_of,
    without_hidden,
)
from search.engines.whoosh.answering.titles import find_titles
from search.engines.whoosh.disk.commits import folder_size
from search.engines.whoosh.disk.schema import schema_version
from search.engines.whoosh.disk.storage import damage_sentence, live_folder, mark_damaged
from search.engines.whoosh.reading.segments import Budget, join_words
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.snapshot_cache import SnapshotCache, check_files
from search.engines.whoosh.research import ResearchAnswers
from search.engines.whoosh.writing.changes import apply_changes, rebuild_index
from search.query import Everything, ParsedQuery, parse_query

#: In the ranking cache, with its query as the key.
_BYTES_OF_A_COUNT = 1000


class WhooshEngine(ResearchAnswers):
    """A SearchEngine on a folder. Any number of handles, threads and processes may share the folder."""

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = Path(index_dir)
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._snapshots = SnapshotCache(self._index_dir)

    def search(self, query: Query, parsed: ParsedQuery | None = None) -> Results:
        """Answer from the newest commit. Raises QueryError, IndexMissing."""
        started = time.perf_counter()
        snapshot = self._snapshot_for(query)
        with self._damage_told(snapshot):
            return self._search(snapshot, query, parsed, started)

    def search_many(self, queries: Sequence[Query]) -> list[Results]:
        """Answer each query. Raises QueryError, IndexMissing."""
        return [self.search(query) for query in queries]

    def _search(self, snapshot: Snapshot, query: Query, parsed: ParsedQuery | None, started: float) -> Results:
        parsed = parsed or parse_query(query.text, query.mode)
        execution = Execution(snapshot, query.mode, Budget(), query.section)
        matched = without_hidden(snapshot, query, execution.matches(parsed.root))
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
            term_hits=tuple(len(without_hidden(snapshot, query, execution.found(term))) for term in parsed.terms),
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def count(self, query: Query, parsed: ParsedQuery | None = None) -> int:
        """Return ``search(query).total`` alone, from the ranking cache if it is there. Raises QueryError, IndexMissing."""
        return self._count(self._snapshot_for(query), query, parsed)

    def count_many(
        self, queries: Sequence[Query], parsed: Sequence[ParsedQuery | None] | None = None
    ) -> list[int | None]:
        """Return the count of each query, all of one commit; None for one that cannot be answered. Raises IndexMissing."""
        counts: list[int | None] = []
        snapshot: Snapshot | None = None
        for query, tree in zip(queries, parsed or [None] * len(queries), strict=True):
            try:
                check_query(query)
                snapshot = snapshot or self._snapshot_for(query)
                counts.append(self._count(snapshot, query, tree))
            except QueryError:
                counts.append(None)
        return counts

    def _count(self, snapshot: Snapshot, query: Query, parsed: ParsedQuery | None) -> int:
        def make() -> int:
            root = (parsed or parse_query(query.text, query.mode)).root
            execution = Execution(snapshot, query.mode, Budget(), query.section)
            matched = without_hidden(snapshot, query, execution.matches(root))
            return len(filter_documents(snapshot, query, matched))

        with self._damage_told(snapshot):
            return snapshot.ranking_cache.get_or_make(("count", query, parsed), make, lambda _: _BYTES_OF_A_COUNT)

    @contextmanager
    def _answering(self, query: Query) -> Iterator[Snapshot]:
        snapshot = self._snapshot_for(query)
        with self._damage_told(snapshot):
            yield snapshot

    def _snapshot_for(self, query: Query) -> Snapshot:
        check_query(query)
        load_jieba(None)  # the two seconds of loading do not count in the query's budget
        return self._newest()

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[int] = ()) -> None:
        """Replace and remove documents; durable when it returns. Raises IndexBusy, IndexMissing."""
        apply_changes(self._index_dir, self._newest_in, upserts, deletes)

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] = lambda done: None,
        current: Callable[[set[int]], Iterable[Document]] | None = None,
        refuse: Callable[[int, Exception], None] | None = None,
    ) -> int:
        """Write a new index beside the live one and swap them; return the number of documents. Raises IndexBusy."""
        return rebuild_index(self._index_dir, documents, progress, current, refuse)

    def digests(self, first: int = 0, last: int | None = None) -> Mapping[int, str]:
        """Return Document.digest() by id, of the documents from id ``first`` to ``last``. Raises IndexMissing."""
        snapshot = self._newest()
        with self._damage_told(snapshot):
            return snapshot.digests(first, last)

    def check_files(self) -> FileCheck:
        """Compare every byte of the newest commit with its checksums. Raises IndexMissing."""
        try:
            folder = live_folder(self._index_dir)
        except IndexDamaged:
            return FileCheck(("CURRENT",))
        check = check_files(folder)
        # Another commit, or a rebuild, may have taken its place.
        return check if not check.damaged or folder == live_folder(self._index_dir) else self.check_files()

    def refuse_if_damaged(self) -> FileCheck:
        """Check the files; if one is damaged, every process raises IndexDamaged until a rebuild. Raises IndexMissing."""
        folder = live_folder(self._index_dir)
        check = check_files(folder)
        if check.damaged and folder == live_folder(self._index_dir):
            mark_damaged(folder)
            raise IndexDamaged(damage_sentence(check.damaged[0]))
        return check

    def vocabulary(self) -> Mapping[str, int]:
        """Return words and how many documents hold each. Raises IndexMissing."""
        snapshot = self._newest()
        with self._damage_told(snapshot):
            return join_words(segment.words for segment in snapshot.segments())

    def titles(self, text: str, most: int) -> list[tuple[int, str]]:
        """Return titles that begin with the text, then those that hold it. Raises QueryError, IndexMissing."""
        snapshot = self._newest()
        with self._damage_told(snapshot):
            return find_titles(snapshot, text, most, Budget())

    def newest_commit(self) -> str:
        """Return folder and commit: a rebuild counts its commits anew. Raises IndexMissing."""
        snapshot = self._newest()
        return f"{snapshot.folder.name}/{snapshot.commit}"

    def status(self) -> EngineStatus:
        """Return the numbers of the newest commit. Raises IndexMissing."""
        snapshot = self._newest()
        try:
            size = folder_size(snapshot.folder)
        except OSError as error:
            raise IndexDamaged(damage_sentence(snapshot.folder.name)) from error
        writable = all(os.access(folder, os.W_OK | os.X_OK) for folder in (self._index_dir, snapshot.folder))
        return EngineStatus(snapshot.count, snapshot.commit, schema_version(), size, writable)

    def health(self) -> Health:
        """Return ok, or failed if there is no index to answer from."""
        try:
            self._newest()
        except (SearchError, OSError):
            return "failed"
        return "ok"

    def _newest(self) -> Snapshot:
        self._begin_after_fork()
        return self._snapshots.newest()

    def _newest_in(self, folder: Path) -> Snapshot:
        self._begin_after_fork()
        return self._snapshots.newest_in(folder)

    @contextmanager
    def _damage_told(self, snapshot: Snapshot) -> Iterator[None]:
        """Raise IndexDamaged for an error of the block that a damaged file explains; every other error stays as it is."""
        try:
            yield
        except SearchError:
            raise
        except Exception as error:
            if sentence := self._snapshots.find_damage(snapshot):
                raise IndexDamaged(sentence) from error
            raise

    def _begin_after_fork(self) -> None:
        if self._process != os.getpid():
            # A fork copies locks as they are, perhaps held.
            self._begin()


def open_engine(settings: Any, texts: Texts) -> WhooshEngine:
    """Return the engine on the folder of the settings. Its index holds the texts, so it asks for none."""
    return WhooshEngine(Path(settings.INDEX_DIR))
