"""An engine without words in their order says so, and never answers with a part."""

from __future__ import annotations

import pytest

from search.documents import Query, QueryError
from search.engines.rules.without_words import WithoutWords

ASKED = (lambda engine: engine.neighbours(Query("党")), lambda engine: engine.keywords(Query("党"), [Query()]))


@pytest.mark.parametrize("ask", ASKED)
def test_words_beside_hits_and_words_of_subsets_are_refused_in_a_sentence(ask):
    with pytest.raises(QueryError, match=r"集群引擎不存词序.*请用“语境”"):
        ask(WithoutWords())


def test_a_question_that_is_wrong_in_itself_is_told_so():
    with pytest.raises(ValueError, match="reference"):
        WithoutWords().keywords(Query(), [])
