"""Engines on a real cluster for tests: an index for each folder, and the texts of the documents that were given to it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from search.documents import Document
from search.engines.opensearch.client import Cluster, ClusterSettings
from search.engines.opensearch.engine import OpenSearchEngine

URLS = tuple(os.environ.get("OPENSEARCH_URLS", "http://127.0.0.1:9200").split(","))
#: All indexes of tests begin so.
PREFIX = "jiceng-test-"


class RememberingEngine(OpenSearchEngine):
    """An engine whose archive is what it was given: texts are those of the last document of each id."""

    def __init__(self, settings: ClusterSettings, texts: dict[int, tuple[str, str]]) -> None:
        self.texts = texts
        super().__init__(settings, lambda ids: {id_: texts[id_] for id_ in ids if id_ in texts})

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[int] = ()) -> None:
        super().apply(upserts=self._remembered(upserts), deletes=deletes)

    def rebuild(self, documents, *, current=None, **options):
        read_again = None if current is None else lambda ids: self._remembered(current(ids))
        return super().rebuild(self._remembered(documents), current=read_again, **options)

    def _remembered(self, documents: Iterable[Document]) -> Iterator[Document]:
        for document in documents:
            self.texts[document.id] = (document.title, document.body)
            yield document


@contextmanager
def opened_engines(
    shards: int = 1, replicas: int = 0, urls: tuple[str, ...] = URLS
) -> Iterator[Callable[[Path], RememberingEngine]]:
    """Yield a function that opens an engine on the index of a folder; remove these indexes afterwards."""
    texts: dict[str, dict[int, tuple[str, str]]] = {}

    def open_engine(folder: Path) -> RememberingEngine:
        name = PREFIX + hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        settings = ClusterSettings(urls, name, shards, replicas)
        return RememberingEngine(settings, texts.setdefault(name, {}))

    yield open_engine
    remove_indexes(Cluster(ClusterSettings(urls)), texts)


def remove_indexes(cluster: Cluster, names: Iterable[str]) -> None:
    """Remove all indexes whose names begin with one of ``names``; the cluster takes no wildcard to delete."""
    for name in names:
        for row in cluster.ask("GET", f"/_cat/indices/{name}-*", params={"format": "json", "h": "index"}):
            cluster.ask("DELETE", f"/{row['index']}", missing_is={}, seconds=30)
