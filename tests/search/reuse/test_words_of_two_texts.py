"""Runs and prints of two texts: exact, the same from either side, and found where a tenth of the words is changed.

SLOW_TESTS=1 looks at ten times as many texts.
"""

from __future__ import annotations

import os
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from search.reuse.found import LEAST, Shared
from search.reuse.pairs import Commons, Run, find_runs, shared_words
from search.reuse.prints import CERTAIN, SIZE, ReadText, read_text
from search.statistics import wilson
from tests.search.reuse.texts import PHRASES, changed, paragraph

TIMES = 10 if os.environ.get("SLOW_TESTS") == "1" else 1
FEW = st.text("甲乙，", max_size=60)


def characters(text: ReadText) -> str:
    return "".join(map(chr, text.points))


def commons(text: ReadText, phrases: tuple[str, ...] = ()) -> Commons:
    """Say that the prints within ``phrases`` are in nine provinces."""
    words = [characters(read_text(phrase)) for phrase in phrases]
    mine = characters(text)
    is_common = np.array(
        [
            any(mine[start:end] in phrase for phrase in words)
            for start, end in zip(text.starts.tolist(), text.ends.tolist(), strict=True)
        ],
        bool,
    )
    return Commons(is_common, np.where(is_common, 9, 1), np.zeros(len(is_common), np.int64))


def shared(one: str, other: str, phrases: tuple[str, ...] = ()) -> Shared:
    read = read_text(one)
    return shared_words(read, read_text(other), commons(read, phrases))


def test_only_letters_and_digits_count_and_every_digit_is_one_sign():
    read = read_text("２０２１年，整顿 软弱、涣散（党组织）279 个。")
    assert characters(read) == "0000年整顿软弱涣散党组织000个"
    assert read.span(5, 9) == (6, 11)


def test_a_text_has_the_same_prints_in_traditional_script():
    text = paragraph(random.Random(1))
    assert set(read_text(OpenCC("s2t").convert(text)).prints.tolist()) == set(read_text(text).prints.tolist())


@given(st.text("甲乙丙丁一二，。\n", max_size=120))
@settings(max_examples=40, deadline=None)
def test_of_shingles_in_a_row_one_is_a_print_so_equal_words_share_one(text):
    read = read_text(text)
    prints = read.starts[: len(read.prints) - read.clauses].tolist()
    for first in range(len(read) - CERTAIN + 1):
        assert any(first <= at <= first + CERTAIN - SIZE for at in prints)


def test_whether_a_shingle_is_a_print_depends_on_nothing_beside_it():
    chance = random.Random(2)
    text = paragraph(chance, 400)
    whole = read_text(text)
    prints = set(whole.prints[: len(whole.prints) - whole.clauses].tolist())
    words = characters(whole)
    for at in range(len(words) - SIZE):
        alone = read_text(words[at : at + SIZE])
        is_print = len(alone.prints) - alone.clauses == 1
        assert is_print == (int(alone.shingles[0]) in prints) == (int(whole.shingles[at]) in prints)


def maximal(one: str, other: str) -> set[tuple[int, int, int]]:
    """Runs of SIZE or more by brute force: extended from each pair of equal beginnings."""
    found = set()
    for start in range(len(one)):
        for there in range(len(other)):
            if one[start] != other[there] or (start and there and one[start - 1] == other[there - 1]):
                continue
            size = 0
            while start + size < len(one) and there + size < len(other) and one[start + size] == other[there + size]:
                size += 1
            if size >= SIZE:
                found.add((start, there, size))
    return found


@given(FEW, FEW, st.text("甲乙丙", min_size=8, max_size=30))
@settings(max_examples=60, deadline=None)
def test_each_run_is_part_of_a_maximal_one_and_none_of_the_longest_is_missed(one, other, both):
    left, right = read_text(one + both + other), read_text(other + both + one)
    runs = find_runs(left, right)
    expected = maximal(characters(left), characters(right))
    assert bool(runs) == bool(expected)
    assert max((run.size for run in runs), default=0) == max((size for _, _, size in expected), default=0)
    for run in runs:
        assert any(
            start <= run.start and run.start + run.size <= start + size and run.start - run.other_start == start - there
            for start, there, size in expected
        )
    for at in ("start", "other_start"):
        spans = sorted((getattr(run, at), getattr(run, at) + run.size) for run in runs)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_runs_of_two_real_sentences_end_where_the_words_differ():
    left = read_text("县委推行门前三问：今天谁没来，为什么没来，下次怎么来，由党小组长每周五傍晚当面问清。")
    right = read_text("区里学着做门前三问——今天谁没来、为什么没来、下次怎么来，由党小组长每周五傍晚当面问清楚。")
    assert find_runs(left, right) == [Run(4, 5, 33)]


def test_what_is_shown_are_the_same_word_characters_in_both_texts():
    chance = random.Random(3)
    for _ in range(5 * TIMES):
        one = "\n".join(paragraph(chance) for _ in range(3))
        other = paragraph(chance) + changed(one, chance, 0.1)
        found = shared(one, other, PHRASES)
        stretches = [run for passage in found.passages for run in passage.runs] + [each.at for each in found.phrases]
        assert stretches
        for at in stretches:
            here, there = one[at.start : at.end], other[at.other_start : at.other_end]
            assert characters(read_text(here)) == characters(read_text(there))
            assert (here[0] + here[-1]).isalnum()
        assert found.fresh == sum(passage.fresh for passage in found.passages)


def test_a_set_phrase_is_no_shared_passage_but_is_told():
    phrase = "坚持以新思想为指导，全面贯彻新时代的总要求，深入推进各项工作取得实效"
    found = shared(f"{phrase}。", f"我们{phrase}。", (phrase,))
    assert (found.fresh, found.longest, found.passages) == (0, 0, ())
    (told,) = found.phrases
    assert (told.provinces, told.central) == (9, 0)
    assert phrase[told.at.start : told.at.end] == phrase


def test_a_set_phrase_within_a_passage_is_taken_off_its_characters():
    left = "坚持以新思想为指导，深入贯彻落实党中央决策部署。县委推行门前三问：今天谁没来，为什么没来，下次怎么来，由党小组长每周五傍晚在晒谷场上当面问清。"
    right = left.replace("县委推行", "区里学着做")
    whole, less = shared(left, right), shared(left, right, ("深入贯彻落实党中央决策部署",))
    assert whole.fresh - less.fresh == 13
    assert [left[each.at.start : each.at.end] for each in less.phrases] == ["深入贯彻落实党中央决策部署"]
    assert less.fresh >= 40


def test_planted_paragraphs_with_a_tenth_of_their_words_changed_are_found_and_no_others():
    chance = random.Random(4)
    texts = ["\n".join(paragraph(chance) for _ in range(3)) for _ in range(40 * TIMES)]
    found = 0
    for text in texts:
        other = "\n".join((paragraph(chance), changed(chance.choice(text.split("\n")), chance, 0.1), paragraph(chance)))
        found += shared(text, other, PHRASES).is_shared(LEAST)
    assert wilson(found, len(texts))[1] >= 0.95, found
    false = sum(shared(one, other, PHRASES).is_shared(LEAST) for one, other in pairwise(texts))
    assert false == 0


@pytest.mark.parametrize("text", ["甲" * 20_000, "甲乙" * 10_000, "－" * 20_000, "0123456789" * 2_000], ids=len)
def test_texts_that_repeat_themselves_cost_no_more_than_others(text):
    found = shared(text, text)
    assert len(found.passages) <= 1
