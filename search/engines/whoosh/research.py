"""What pages of research ask of the embedded engine: cells, lines, words beside and apart, passages in common."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from search.cells import Cells, check_cells
from search.documents import (
    Query,
)
from search.engines.rules.filters import check_query
from search.engines.whoosh.answering.cells import count_cells
from search.engines.whoosh.answering.keywords import find_keywords
from search.engines.whoosh.answering.lines import find_lines
from search.engines.whoosh.answering.neighbours import find_neighbours
from search.engines.whoosh.answering.reuse.others import compare_two, find_others
from search.engines.whoosh.answering.reuse.pairs import find_pairs
from search.engines.whoosh.answering.strings_beside import find_strings
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.lines import Concordance, LineOrder, check_lines
from search.query import ParsedQuery, parse_query
from search.reuse.found import PLAIN, PairOfReports, ReuseRule, Shared, SharedWith
from search.word_counts import Keywords, Neighbours, NeighbourUnit, RowOrder, check_keywords, check_neighbours


class ResearchAnswers:
    """The part of the engine that answers questions of research, each from one commit."""

    def _answering(self, query: Query) -> AbstractContextManager[Snapshot]:
        """Return the newest commit for a query, once that is found valid; damage of its files is told as such."""
        raise NotImplementedError

    def cells(self, query: Query, terms: Sequence[str], by: Sequence[tuple[str, ...]]) -> Cells:
        """Return the cells of all groupings, of one commit. Raises QueryError, IndexMissing, ValueError."""
        check_cells(terms, by)
        with self._answering(query) as snapshot:
            trees = [parse_query(text, query.mode) for text in (query.text, *terms)]
            return count_cells(snapshot, query, trees[0], trees[1:], by, Budget())

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
        """Return one page of the query's concordance. Raises QueryError, IndexMissing."""
        check_lines(order, page, size, width, beside)
        with self._answering(query) as snapshot:
            parsed = parsed or parse_query(query.text, query.mode)
            return find_lines(snapshot, query, parsed, order=order, page=page, size=size, width=width, beside=beside)

    def neighbours(
        self,
        query: Query,
        parsed: ParsedQuery | None = None,
        *,
        window: int = 5,
        by: NeighbourUnit = "word",
        order: RowOrder = "score",
    ) -> Neighbours:
        """Return what stands beside the query's hits. Raises QueryError, IndexMissing."""
        check_neighbours(window, by, order)
        with self._answering(query) as snapshot:
            parsed = parsed or parse_query(query.text, query.mode)
            find = find_neighbours if by == "word" else find_strings
            return find(snapshot, query, parsed, window=window, order=order, budget=Budget())

    def keywords(self, query: Query, references: Sequence[Query], *, order: RowOrder = "score") -> Keywords:
        """Return the words of two subsets that differ. Raises QueryError, IndexMissing, ValueError."""
        check_keywords(query, references, order)
        for each in references:
            check_query(each)
        with self._answering(query) as snapshot:
            asked = [(each, parse_query(each.text, each.mode)) for each in (query, *references)]
            return find_keywords(snapshot, asked[0], asked[1:], order, Budget())

    def shared(self, query: Query, report: int, rule: ReuseRule = PLAIN) -> tuple[SharedWith, ...]:
        """Return the documents that share words with a report. Raises QueryError, IndexMissing."""
        with self._answering(query) as snapshot:
            return find_others(snapshot, query, report, rule, Budget())

    def shared_by(self, query: Query, report: int, other: int, rule: ReuseRule = PLAIN) -> Shared:
        """Return what two documents share. Raises QueryError, IndexMissing."""
        with self._answering(query) as snapshot:
            return compare_two(snapshot, query, report, other, rule)

    def shared_among(self, query: Query, rule: ReuseRule = PLAIN) -> tuple[PairOfReports, ...]:
        """Return the pairs of documents that share words, kept with the commit. Raises QueryError, IndexMissing."""
        with self._answering(query) as snapshot:
            return find_pairs(snapshot, query, rule)
