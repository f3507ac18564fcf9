"""The border: what every engine offers, and the one in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from search.documents import Document, EngineStatus, Query, Results
from search.query import ParsedQuery


class SearchEngine(Protocol):
    """One contract suite holds for all engines: tests/search/test_engine_contract.py and _changes.py."""

    def search(self, query: Query, parsed: ParsedQuery | None = None) -> Results:
        """Answer from the newest committed generation. Raises QueryError, IndexMissing.

        ``parsed``: what ``parse_query`` made of the query's text, if the caller has it already.
        """

    def count(self, query: Query, parsed: ParsedQuery | None = None) -> int:
        """``search(query).total`` alone, for a fraction of its time. Raises as ``search`` does."""

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[int] = ()) -> None:
        """Replace and remove documents; durable (fsynced) when it returns.

        Raises IndexBusy at once if another process is writing. Doing the same twice
        changes nothing. An id may stand in either argument, not in both.
        """

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] = lambda done: None,
        current: Callable[[set[int]], Iterable[Document]] | None = None,
    ) -> int:
        """Write a new index beside the live one and swap; the number of documents. Raises IndexBusy.

        ``current``: reads anew those of the named documents that are to be held. With it ``apply`` goes on meanwhile, and
        what it changed is asked for before the swap; ``documents`` must then be lazy. Without it ``apply`` waits.
        """

    def digests(self) -> Mapping[int, str]:
        """Document.digest() by id, of all documents held; for ``index check``."""

    def vocabulary(self) -> Mapping[str, int]:
        """Words of two to eight Han characters, folded, and the documents that hold each, for suggestions: those of
        titles, and those that at least two documents hold; 40,000 at the most, about right. Raises IndexMissing."""

    def newest_commit(self) -> str:
        """Names what is searched: every change and every rebuild gives another name, so what was worked out of one holds
        while its name stands. Quick. Raises IndexMissing."""

    def status(self) -> EngineStatus:
        """Numbers for ``index status`` and ``/readyz``. Raises IndexMissing."""


@cache
def get_engine() -> SearchEngine:
    """The engine named by the settings, one handle a process, safe between threads and after a fork.

    Call it before the server forks, so that the workers share jieba's dictionary. Tests that
    change the settings call ``get_engine.cache_clear()``.
    """
    from django.conf import settings

    from search.analysis import load_jieba
    from search.engines.whoosh.engine import WhooshEngine

    load_jieba(Path(settings.JIEBA_CACHE_DIR))
    return WhooshEngine(Path(settings.INDEX_DIR))
