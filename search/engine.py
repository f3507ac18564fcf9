"""The border between archive and engine: the methods of every engine, and the engine in use.

An engine may be another machine, so a page asks few times: many counts are one question (``count_many``). Whatever asks
may get EngineUnavailable, a SearchError.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

from search.cells import Cells
from search.documents import Document, EngineStatus, FileCheck, Health, Query, Results, Texts
from search.lines import Concordance, LineOrder
from search.query import ParsedQuery
from search.reuse.found import PLAIN, PairOfReports, ReuseRule, Shared, SharedWith
from search.sentences import say
from search.word_counts import Keywords, Neighbours, NeighbourUnit, RowOrder


class SearchEngine(Protocol):
    """An engine; tests/search/contract tests every engine alike."""

    def search(self, query: Query, parsed: ParsedQuery | None = None) -> Results:
        """Answer from the newest commit. Raises QueryError, IndexMissing.

        ``parsed``: the query's text by ``parse_query``, if the caller has it already.
        """

    def search_many(self, queries: Sequence[Query]) -> list[Results]:
        """Answer several queries in their order, asked together. Raises as ``search`` does, for the first that it refuses."""

    def count(self, query: Query, parsed: ParsedQuery | None = None) -> int:
        """Return ``search(query).total`` alone, in a fraction of its time, cached until the next commit.

        Raises as ``search`` does.
        """

    def count_many(
        self, queries: Sequence[Query], parsed: Sequence[ParsedQuery | None] | None = None
    ) -> list[int | None]:
        """Return the count of each query in their order, asked together; None for one that ``count`` would refuse.

        ``parsed``: of each query its tree as in ``count``, None for one to be read. Raises IndexMissing.
        """

    def cells(self, query: Query, terms: Sequence[str], by: Sequence[tuple[str, ...]]) -> Cells:
        """Count the query's documents, and those that each of ``terms`` finds among them, in the cells of each grouping.

        ``terms``: up to MOST_TERMS expressions, read in the query's mode. ``by``: groupings of one or two of AXES, all
        answered by one call of one commit. Nothing is sampled: QueryError where a budget ends, never a part of a number.
        Raises as ``search`` does, and ValueError for a grouping that there is not.
        """

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
        """Return one page of every hit in the documents that ``query`` finds: a line is a mark of a report's page.

        ``query``: its text, mode, section, filters and ``hidden`` count; its order, page and facets do not. With ``fold`` the
        smallest id of each group of near duplicates counts alone. ``order``: by the ``width`` characters behind
        the hit (right), by those before it from the hit outwards (left), as the mode compares them, or by date or region
        (unknown last); equal lines stand by id, title before body, and place, in the orders by region and date the newest
        and the highest id first. ``beside``: the characters of each string of ``follows`` and ``precedes``.
        Nothing is sampled: a query with too many lines is refused. Raises QueryError, IndexMissing.
        """

    def neighbours(
        self,
        query: Query,
        parsed: ParsedQuery | None = None,
        *,
        window: int = 5,
        by: NeighbourUnit = "word",
        order: RowOrder = "score",
    ) -> Neighbours:
        """Return which words (or strings) stand within ``window`` words (characters) of the query's hits, as pages mark them.

        A place beside several hits counts once; no neighbourhood reaches into a hit, over the end of a sentence
        (word_stream.ENDS), or out of the query's section. What they are compared with are all documents that pass the
        query's filters. With ``fold`` one of each group of near duplicates counts, of its hits as in ``lines``. Rows have
        FEWEST_HITS places in FEWEST_REPORTS documents and are SURE; of equal ones any may come first. Strings are letters and
        digits in a row, folded as the mode folds; of them the MOST_STRINGS most frequent ones are rows at most.
        Nothing is sampled. Raises QueryError (also where the engine keeps no words in their order), IndexMissing.
        """

    def keywords(self, query: Query, references: Sequence[Query], *, order: RowOrder = "score") -> Keywords:
        """Return which words are more frequent in the query's documents than in those of ``references`` together, and less.

        Order, page and facets of the queries do not count; near duplicates count as each says, a document of several
        references once. ``keywords(a, [b])`` is ``keywords(b, [a])`` with its sides exchanged. Raises as ``neighbours`` does,
        and ValueError for no reference, or for questions in different sections.
        """

    def shared(self, query: Query, report: int, rule: ReuseRule = PLAIN) -> tuple[SharedWith, ...]:
        """Return which of the query's documents have passages in common with the body of ``report``, those with most first.

        Set phrases count nothing: what stands in COMMON_PROVINCES provinces, a group of near duplicates being one witness,
        or in a central document of the rule that is dated no later than the later of the two. The spread is counted
        over all documents that ``query.hidden`` does not name. Near duplicates of the report are left out; of other
        groups the smallest id that shares words is named, with the rest. The page and order of the query do not count.
        Nothing is sampled. Raises QueryError, also for a report that the index does not have, and IndexMissing.
        """

    def shared_by(self, query: Query, report: int, other: int, rule: ReuseRule = PLAIN) -> Shared:
        """Return what two documents share, be it enough or not; the query's filters do not count. Raises as ``shared`` does."""

    def shared_among(self, query: Query, rule: ReuseRule = PLAIN) -> tuple[PairOfReports, ...]:
        """Return the pairs of the query's documents that share words, near duplicates as their smallest id, most first.

        Compared are pairs with three fresh prints in common (search/reuse/prints.py), some 24 characters; a print that more
        than 40 of the documents hold counts as none. Nothing is sampled: QueryError where there are too many.
        Raises QueryError, IndexMissing.
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

    def digests(self, first: int = 0, last: int | None = None) -> Mapping[int, str]:
        """Return Document.digest() by id, of the documents from id ``first`` to ``last``, None for no end.

        ``index check`` asks for a range at a time, so that no mapping holds the whole archive. Raises IndexMissing.
        """

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

    def titles(self, text: str, most: int) -> list[tuple[int, str]]:
        """Return (id, title) of the documents whose title begins with ``text``, then of those whose title holds it.

        ``text`` is no query but a string, of one character or more; script and width make no difference. Each title
        stands once, at most ``most`` of them, of each kind the greatest id first. A single character is looked for at the
        beginning alone. Raises QueryError, IndexMissing.
        """

    def newest_commit(self) -> str:
        """Return the name of the newest commit: every change and every rebuild gives another name.

        A value worked out of one commit is valid while its name stays. Takes microseconds. Raises IndexMissing.
        """

    def status(self) -> EngineStatus:
        """Return numbers for ``index status`` and ``/readyz``. Raises IndexMissing."""

    def health(self) -> Health:
        """Tell whether questions are answered: within a second, by one question to another machine. Raises nothing."""


_archive_texts: list[Texts] = []


def use_texts(texts: Texts) -> None:
    """Let engines that hold no texts read them by ``texts``; the archive calls this once, before any search."""
    _archive_texts[:] = [texts]


def _texts(ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    return _archive_texts[0](ids) if _archive_texts else {}


@cache
def get_engine() -> SearchEngine:
    """Return the engine that the setting ENGINE names: one handle in a process, safe between threads and after a fork.

    Call it before the server forks, so that the workers share jieba's dictionary. Tests that
    change the settings call ``get_engine.cache_clear()``. Raises ImproperlyConfigured if it is not installed.
    """
    from django.conf import settings

    from search.analysis import load_jieba

    load_jieba(Path(settings.JIEBA_CACHE_DIR))
    opened: SearchEngine = _room(settings.ENGINE).open_engine(settings, _texts)
    return opened


def _room(name: str) -> ModuleType:
    """Return the module that opens the engine of this name. Raises ImproperlyConfigured."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        return import_module(f"search.engines.{name}.engine")
    except ModuleNotFoundError as error:
        remedy = (
            say("这个版本没有这种引擎")
            if (error.name or "").startswith("search.")
            else say("请运行 .venv/bin/pip install -r requirements-{0}.txt", name)
        )
        raise ImproperlyConfigured(
            say("ENGINE={0}：没有 {1}；{2}，或改用 ENGINE=whoosh，它不需要别的。", name, error.name, remedy)
        ) from error
