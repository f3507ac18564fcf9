"""Counts of queries for one page, asked of the engine together."""

from __future__ import annotations

from search.documents import Query, SearchError
from search.engine import get_engine
from search.query import ParsedQuery


class Counts:
    """The counts that a page needs: whoever will need one says so first, and the first count asks for all of them.

    One object serves one request in one thread.
    """

    def __init__(self) -> None:
        self._foreseen: dict[tuple[Query, ParsedQuery | None], None] = {}
        self._known: dict[tuple[Query, ParsedQuery | None], int | None] = {}
        self._error: SearchError | None = None

    def foresee(self, query: Query, parsed: ParsedQuery | None = None) -> None:
        """Note a query that will probably be counted."""
        if (query, parsed) not in self._known:
            self._foreseen[query, parsed] = None

    def __call__(self, query: Query, parsed: ParsedQuery | None = None) -> int | None:
        """Return the number of reports that a query finds, None for one that cannot be answered.

        Raises SearchError without an index; an engine that failed once is not asked again.
        """
        if self._error:
            raise self._error
        if (query, parsed) not in self._known:
            self.foresee(query, parsed)
            self._ask(list(self._foreseen))
        return self._known[query, parsed]

    def _ask(self, asked: list[tuple[Query, ParsedQuery | None]]) -> None:
        try:
            counts = get_engine().count_many([each for each, _ in asked], [tree for _, tree in asked])
        except SearchError as error:
            self._error = error
            raise
        self._known |= zip(asked, counts, strict=True)
        self._foreseen.clear()
