"""What an engine answers that keeps no words in their order: a sentence, never a number."""

from __future__ import annotations

from collections.abc import Sequence

from search.documents import Query, QueryError
from search.query import ParsedQuery
from search.sentences import say
from search.word_counts import Keywords, Neighbours, NeighbourUnit, RowOrder, check_keywords, check_neighbours

_REFUSED = say("集群引擎不存词序，数不了邻近的词和特有的词。看词前词后的字，请用“语境”。")


class WithoutWords:
    """The questions on words of ``SearchEngine``, refused."""

    def neighbours(
        self,
        query: Query,
        parsed: ParsedQuery | None = None,
        *,
        window: int = 5,
        by: NeighbourUnit = "word",
        order: RowOrder = "score",
    ) -> Neighbours:
        """Raise QueryError."""
        check_neighbours(window, by, order)
        raise QueryError(_REFUSED)

    def keywords(self, query: Query, references: Sequence[Query], *, order: RowOrder = "score") -> Keywords:
        """Raise QueryError, or ValueError where there is no reference."""
        check_keywords(query, references, order)
        raise QueryError(_REFUSED)
