"""A bound on the processor time of one query."""

from __future__ import annotations

import time

from search.documents import QueryError
from search.sentences import say

#: Seconds of one core. Postings read by then stay cached, so the same query may succeed at the second try.
SECONDS = 1.0


class Budget:
    """The processor time of one query, counted from its creation; call ``check`` wherever a query can take long."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """Raise QueryError once the time is spent."""
        if time.thread_time() > self._end:
            raise QueryError(say("这次检索太费时，已经停下。请少用几个词，或换成更长、更少见的说法再试。"))
