"""An engine without prints of the texts refuses the questions that need them, and says how they are answered."""

from __future__ import annotations

from search.documents import Query, QueryError
from search.reuse.found import PLAIN, PairOfReports, ReuseRule, Shared, SharedWith
from search.sentences import say


class WithoutPrints:
    """The methods of a SearchEngine that compare passages: each raises QueryError."""

    def shared(self, query: Query, report: int, rule: ReuseRule = PLAIN) -> tuple[SharedWith, ...]:
        """Raise QueryError."""
        raise _refused()

    def shared_by(self, query: Query, report: int, other: int, rule: ReuseRule = PLAIN) -> Shared:
        """Raise QueryError."""
        raise _refused()

    def shared_among(self, query: Query, rule: ReuseRule = PLAIN) -> tuple[PairOfReports, ...]:
        """Raise QueryError."""
        raise _refused()


def _refused() -> QueryError:
    return QueryError(say("集群引擎不比对相同文字。管理员可改用 ENGINE=whoosh。"))
