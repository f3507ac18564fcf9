"""The time that one question may cost."""

from __future__ import annotations

import time

from search.documents import QueryError
from search.sentences import say

#: Seconds of one core. What was read by then is kept, so that the same question may be answered at the second try.
SECONDS = 1.0


class Budget:
    """Begins with its making; ``check`` stands wherever a question can take long."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """QueryError once the time is spent."""
        if time.thread_time() > self._end:
            raise QueryError(say("这次检索太费时，已经停下。请少用几个词，或换成更长、更少见的说法再试。"))
