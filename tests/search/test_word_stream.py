"""A document as a row of words: none overlaps another, none is lost, and sentences end with a break."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import cut, words
from search.fold import fold
from search.word_stream import BREAK, LONGEST_STEP, make_stream, whole_words

PROSE = (
    "软弱涣散党组织整顿工作领导小组2021年摸排279个村。定西市“双进双促”怎么办？一、做法；二、问题\n"
    "黨組織書記、副書記 AB岗 12.5%，甘肃省定西市安定区中华人民共和国"
)
SENTENCES = st.text(st.sampled_from([*PROSE, " ", "。", "\n", "𠮷"]), max_size=60)


def tokens(stream):
    """Return [(word, offset)] of title and of body."""
    of_words = [stream.words[place] for place in stream.places]
    parts = []
    for some in (slice(0, stream.title), slice(stream.title, None)):
        parts.append(list(zip(of_words[some], accumulate(stream.steps[some]), strict=True)))
    return parts


def stream_of(title, body):
    return make_stream(title, body, words(fold(title)), words(fold(body)))


@given(SENTENCES, SENTENCES)
@settings(max_examples=60, deadline=None)
def test_the_words_of_a_text_are_those_of_a_cut_without_overlap(title, body):
    for text, found in zip((title, body), tokens(stream_of(title, body)), strict=True):
        assert [each for each in found if each[0] != BREAK] == cut(fold(text))


@given(SENTENCES)
@settings(max_examples=60, deadline=None)
def test_a_break_stands_at_each_end_of_a_sentence(body):
    found = [offset for word, offset in tokens(stream_of("", body))[1] if word == BREAK]
    assert found == [match.start() for match in re.finditer(r"[。！？!?；;\n\r]+", body)]


def test_a_word_comes_behind_the_shorter_ones_within_it():
    found = words(fold("中华人民共和国成立"))
    assert ("中华人民共和国", 0) in found
    assert len(found) > 2
    assert [word for word, _ in whole_words(found)] == ["中华人民共和国", "成立"]


@pytest.mark.parametrize("gap", [LONGEST_STEP - 2, LONGEST_STEP, 1000])
def test_a_gap_too_long_for_a_step_is_bridged_by_breaks(gap):
    body = "整顿" + "·" * gap + "党建"
    (_, found) = tokens(stream_of("", body))
    assert [each for each in found if each[0] != BREAK] == [("整顿", 0), ("党建", gap + 2)]
    assert len(found) - 2 == (gap + 2 - 1) // LONGEST_STEP
