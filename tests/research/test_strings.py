"""Characteristic strings: counted without cutting words, tested, ranked, and of no text outside the sets."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.research.columns.strings import FEWEST_HITS, FEWEST_TEXTS, SURE, characteristic_strings
from search.fold import fold
from search.statistics import log_likelihood, log_ratio

FILLER = "支部每月开会，党员轮流发言；村里修路。"


def of(words: str, texts: int = 4) -> list[str]:
    return [f"{FILLER}{words}，{words}。第{number}篇。" for number in range(texts)]


def test_what_one_set_says_and_the_other_does_not_is_found_whole_and_in_both_directions():
    here, there = characteristic_strings([of("马铃薯产业党支部"), of("巷长制")])
    assert [string.text for string in here] == ["马铃薯产业党支部"]
    assert [string.text for string in there] == ["巷长制"]
    assert (here[0].hits, here[0].texts) == ((8, 0), 4)
    assert there[0].hits == (0, 8)
    assert here[0].log_ratio > 0
    assert here[0].log_likelihood > SURE


def test_a_string_needs_five_hits_in_three_texts():
    (few_texts, _) = characteristic_strings([[*of("马铃薯", 2), *of("修渠", 3)], of("巷长制", 9)])
    assert [string.text for string in few_texts] == ["修渠"]
    (few_hits, _) = characteristic_strings([[f"{FILLER}马铃薯。"] * 4, of("巷长制")])
    assert few_hits == ()


def test_traditional_and_simplified_spellings_are_one_string_shown_as_its_first_text_has_it():
    here, _ = characteristic_strings([[*of("黨建引領", 2), *of("党建引领", 2)], of("巷长制")])
    assert [(string.text, string.hits) for string in here] == [("黨建引領", (8, 0))]


def test_nothing_is_characteristic_of_equal_sets_of_one_set_or_of_none():
    assert characteristic_strings([of("马铃薯"), of("马铃薯")]) == ((), ())
    assert characteristic_strings([of("马铃薯")]) == ((),)
    assert characteristic_strings([]) == ()
    assert characteristic_strings([of("马铃薯"), []]) == ((), ())


@settings(max_examples=15)
@given(
    st.lists(st.text("甲乙丙，", max_size=30), min_size=3, max_size=6),
    st.lists(st.text("甲乙丁。", max_size=30), min_size=3, max_size=6),
)
def test_the_sets_exchanged_exchange_what_is_found(one, other):
    """What is more frequent in the first is rarer in the second: no string stands on both sides."""
    here, there = characteristic_strings([one, other])
    exchanged = characteristic_strings([other, one])
    of = [[(string.text, string.hits, string.log_likelihood) for string in strings] for strings in (here, there)]
    assert [
        [(string.text, string.hits[::-1], string.log_likelihood) for string in strings] for strings in exchanged[::-1]
    ] == of
    assert not {string.text for string in here} & {string.text for string in there}


def test_no_string_crosses_punctuation_or_texts_or_ends_in_a_particle():
    here, _ = characteristic_strings([["马铃薯的，产业"] * 6, of("巷长制", 6)])
    assert {string.text for string in here} == {"马铃薯", "产业"}


@settings(max_examples=25)
@given(
    st.lists(st.text("甲乙丙，", max_size=30), min_size=3, max_size=8),
    st.lists(st.text("甲乙丁。", max_size=30), min_size=3, max_size=8),
)
def test_counts_are_those_of_the_texts_themselves(one, other):
    """Of every string shown the hits, texts and both numbers are what a plain count of its places gives."""
    totals = [sum(map(len, re.findall(r"\w+", "，".join(texts)))) for texts in (one, other)]
    for number, strings in enumerate(characteristic_strings([one, other])):
        assert all(a.log_ratio >= b.log_ratio for a, b in pairwise(strings))
        for string in strings:
            pattern = re.compile(f"(?={string.text})")
            hits = tuple(sum(len(pattern.findall(fold(text))) for text in texts) for texts in (one, other))
            assert string.hits == hits
            assert string.texts == sum(bool(pattern.search(fold(text))) for text in (one, other)[number])
            assert string.hits[number] >= FEWEST_HITS
            assert string.texts >= FEWEST_TEXTS
            counts = (hits[number], totals[number], hits[1 - number], totals[1 - number])
            assert string.log_likelihood == log_likelihood(*counts) >= SURE
            assert string.log_ratio == log_ratio(*counts) > 0
