"""An engine that keeps no words in their order refuses what needs them."""

from __future__ import annotations

import pytest

from search.documents import QueryError
from tests.search.engines import KEEPS_WORDS
from tests.search.test_without_words import ASKED


@pytest.mark.skipif(KEEPS_WORDS, reason="this engine keeps them")
@pytest.mark.parametrize("ask", ASKED)
def test_words_are_refused(engine, ask):
    with pytest.raises(QueryError, match="不存词序"):
        ask(engine)
