"""Counts of a page: asked together, once each, and of a failing engine once."""

from __future__ import annotations

import pytest

from archive.searching.counts import Counts
from search.documents import EngineUnavailable, Query
from search.engine import get_engine
from tests.counting import use_counting_engine


def test_the_first_count_asks_for_all_that_were_foreseen(make_report, monkeypatch):
    make_report(text="整顿软弱涣散党组织。")
    engine = use_counting_engine(monkeypatch)
    counts = Counts()
    for text in ("整顿", "软弱", "换届", "甲 NEAR/9999 乙"):
        counts.foresee(Query(text=text))
    assert engine.asked == []
    found = [counts(Query(text=text)) for text in ("换届", "整顿", "软弱", "甲 NEAR/9999 乙", "整顿")]
    assert found == [0, 1, 1, None, 1]
    assert engine.asked == ["count_many"]
    assert counts(Query()) == 1
    assert engine.asked == ["count_many"] * 2


def test_an_engine_that_does_not_answer_is_not_asked_again_by_the_same_page(engine, monkeypatch):
    asked = []

    def unavailable(*arguments):
        asked.append(arguments)
        raise EngineUnavailable("no answer")

    monkeypatch.setattr(get_engine(), "count_many", unavailable)
    counts = Counts()
    for text in ("整顿", "软弱"):
        with pytest.raises(EngineUnavailable):
            counts(Query(text=text))
    assert len(asked) == 1
