"""The border between archive and engine: the methods of every engine, and the engine in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from search.documents import Document, EngineStatus, FileCheck, Query, Results
from search.query import ParsedQuery


class SearchEngine(Protocol):
    """An engine; tests/search/test_engine_contract.py and test_engine_changes.py test every engine alike."""

    def search(self, query: Query, parsed: ParsedQuery | None = None) -> Results:
        """Answer from the newest commit. Raises QueryError, IndexMissing.

        ``parsed``: the query's text by ``parse_query``, if the caller has it already.
        """

    def count(self, query: Query, parsed: ParsedQuery | None = None) -> int:
        """Return ``search(query).total`` alone, in a fraction of its time, cached until the next commit.

        Raises as ``search`` does.
        """

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[int] = ()) -> None:
        """Replace and remove documents; durable (fsynced) when it returns.

        Raises IndexBusy at once if another process is writing. A second call with the same
        arguments changes nothing. An id may be in either argument, not in both.
        """

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] = lambda done: None,
        current: Callable[[set[int]], Iterable[Document]] | None = None,
        refuse: Callable[[int, Exception], None] | None = None,
    ) -> int:
        """Write a new index beside the live one and swap them; return the number of documents. Raises IndexBusy.

        ``current`` reads again those of the given ids that should be in the index. With it ``apply`` works meanwhile, and
        the rebuild reads what ``apply`` changed before the swap; ``documents`` must then be lazy. Without it ``apply`` waits.
        ``refuse`` is told of each document that the index cannot take, which is left out; without it the error is raised.
        """

    def digests(self) -> Mapping[int, str]:
        """Return Document.digest() by id, of all documents; for ``index check``."""

    def check_files(self) -> FileCheck:
        """Read the whole index and return the files that are not as they were written. Raises IndexMissing if none is there."""

    def refuse_if_damaged(self) -> FileCheck:
        """Check the files as ``check_files`` does; if one is damaged, no process answers from them until a rebuild.

        Raises IndexMissing, IndexDamaged.
        """

    def vocabulary(self) -> Mapping[str, int]:
        """Return words of two to eight Han characters, folded, with their document counts, for suggestions.

        Words of titles, and words of at least two documents; 40,000 at most; counts may include deleted documents.
        Raises IndexMissing.
        """

    def newest_commit(self) -> str:
        """Return the name of the newest commit: every change and every rebuild gives another name.

        A value worked out of one commit is valid while its name stays. Takes microseconds. Raises IndexMissing.
        """

    def status(self) -> EngineStatus:
        """Return numbers for ``index status`` and ``/readyz``. Raises IndexMissing."""


@cache
def get_engine() -> SearchEngine:
    """Return the engine of the settings: one handle in a process, safe between threads and after a fork.

    Call it before the server forks, so that the workers share jieba's dictionary. Tests that
    change the settings call ``get_engine.cache_clear()``.
    """
    from django.conf import settings

    from search.analysis import load_jieba
    from search.engines.whoosh.engine import WhooshEngine

    load_jieba(Path(settings.JIEBA_CACHE_DIR))
    return WhooshEngine(Path(settings.INDEX_DIR))
