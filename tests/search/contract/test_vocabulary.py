"""The words of an index, for suggestions."""

from __future__ import annotations

from search.documents import Document


def test_words_come_with_the_number_of_documents_that_hold_them(engine):
    engine.rebuild([Document(1, "整顿", "软弱涣散，软弱涣散"), Document(2, "换届", "整顿软弱涣散")])
    words = engine.vocabulary()
    assert words["涣散"] == 2
    assert words["整顿"] == 1
    assert words["换届"] == 1


def test_words_are_folded(engine):
    engine.rebuild([Document(1, "換屆", "")])
    assert "换届" in engine.vocabulary()


def test_words_of_all_segments_are_added_up(engine):
    engine.apply(upserts=[Document(1, "", "整顿")])
    engine.apply(upserts=[Document(2, "", "整顿")])
    assert engine.vocabulary()["整顿"] == 2


def test_digits_letters_and_single_characters_are_no_words(engine):
    engine.rebuild([Document(1, "2021 ABC 的", "2021 ABC 的")])
    assert engine.vocabulary() == {}


def test_an_empty_index_has_no_words(engine):
    assert engine.vocabulary() == {}
