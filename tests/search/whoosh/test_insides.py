"""Bounds and choices inside the embedded engine: candidates, time, texts looked through, words kept."""

from __future__ import annotations

import numpy as np
import pytest

from search.documents import Document, QueryError
from search.engines.whoosh.answering import ranking
from search.engines.whoosh.answering.executor import Execution
from search.engines.whoosh.disk.texts import find_characters
from search.engines.whoosh.reading import segments
from search.engines.whoosh.reading.segments import Budget, join_words
from tests.search.corpus import CORPUS
from tests.search.parsing import root


def test_the_best_candidates_are_those_at_the_head_of_the_order(full):
    snapshot = full._newest()
    numbers = snapshot.everything
    scores = (numbers % 5).astype("float32")
    best = ranking._best(snapshot, numbers, scores, 17)
    whole = sorted(range(len(numbers)), key=lambda at: (-scores[at], snapshot.by_age[numbers[at]]))
    assert best.tolist() == sorted(whole[:17])
    assert len(numbers) == len(CORPUS)


@pytest.mark.parametrize("typed", ["整 NEAR/900 党", "整顿 NEAR/900 党组织", "党*组", "整顿?党"])
def test_the_time_of_a_question_is_up_inside_near_and_wildcards_too(full, typed):
    spent = Budget(-1)
    execution = Execution(full._newest(), "folded", spent)
    with pytest.raises(QueryError, match="太费时"):
        execution.matches(root(typed))


def test_looking_through_texts_stops_between_documents(full):
    segment = full._newest().segments()[0]
    asked = []
    numbers = np.arange(segment.size, dtype=np.int32)
    keys = find_characters(segment.texts, segment.columns, "body", numbers, "党黨", lambda: asked.append(1))
    assert asked
    found = {int(segment.columns.arrays["id"][key >> 32]) for key in keys.tolist()}
    # The 50th was replaced later; the segment keeps its old text.
    holding = {document.id for document in CORPUS[:49] if {"党", "黨"} & set(document.body)}
    assert found == holding != set()


def test_a_word_of_one_text_alone_is_left_out_of_a_large_segment(engine, monkeypatch):
    monkeypatch.setattr(segments, "_SMALL", 0)
    engine.rebuild([Document(1, "换届", "整顿后进"), Document(2, "", "整顿")])
    words = engine.vocabulary()
    assert "整顿" in words
    assert "换届" in words
    assert "后进" not in words


def test_the_most_frequent_words_are_kept(monkeypatch):
    monkeypatch.setattr(segments, "MAX_WORDS", 2)
    assert join_words([{"整顿": 3, "换届": 1}, {"换届": 1, "后进": 1}]) == {"整顿": 3, "换届": 2}
