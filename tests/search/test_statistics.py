"""Intervals and ratios beside published numbers and beside what they must always hold to."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.statistics import log_dice, log_likelihood, log_ratio, newcombe, wilson

COUNTS = st.tuples(st.integers(0, 500), st.integers(1, 500)).map(lambda pair: (min(pair), max(pair)))
LOOK = settings(max_examples=50, deadline=None)


@pytest.mark.parametrize(
    ("holding", "total", "low", "high"),
    # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998, table I.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table(holding, total, low, high):
    assert wilson(holding, total) == pytest.approx((low, high), abs=5e-5)


def test_the_difference_has_the_interval_of_newcombes_table():
    # Newcombe, "Interval estimation for the difference between independent proportions", 1998, table II, method 10.
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert newcombe(0, 10, 0, 0) == (-1.0, 1.0)


@LOOK
@given(COUNTS)
def test_an_interval_holds_its_share_and_mirrors_that_of_the_others(counts):
    holding, total = counts
    low, high = wilson(holding, total)
    assert 0 <= low <= holding / total <= high <= 1
    assert wilson(total - holding, total) == pytest.approx((1 - high, 1 - low))
    assert wilson(0, 0) == (0.0, 1.0)


@LOOK
@given(COUNTS, COUNTS)
def test_a_difference_turned_round_has_the_interval_turned_round(one, other):
    low, high = newcombe(*one, *other)
    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1
    assert newcombe(*other, *one) == pytest.approx((-high, -low))


def test_the_ratio_is_that_of_rayson_and_garside():
    # Two corpora of 1,000 and 2,000: 10 against 5, by hand 2(10 ln 2 + 5 ln 0.5) with the cells of the rest.
    assert log_likelihood(10, 1000, 5, 2000) == pytest.approx(6.96, abs=0.01)


@LOOK
@given(COUNTS, COUNTS, st.integers(1, 20))
def test_the_ratio_is_never_negative_and_equal_shares_say_nothing(one, other, times):
    assert log_likelihood(*one, *other) >= 0
    assert log_likelihood(*one, one[0] * times, one[1] * times) == pytest.approx(0, abs=1e-6)
    assert log_likelihood(0, 0, 0, 0) == 0


def test_the_log_ratio_counts_doublings_and_takes_none_as_half_a_one():
    assert log_ratio(8, 100, 2, 100) == 2
    assert log_ratio(4, 100, 0, 100) == 3
    assert log_ratio(2, 100, 8, 50) == -3
    assert log_ratio(0, 0, 3, 7) == log_ratio(0, 5, 0, 7) == 0


@LOOK
@given(COUNTS, COUNTS)
def test_the_log_ratio_changes_its_sign_with_the_sides(one, other):
    assert log_ratio(*one, *other) == pytest.approx(-log_ratio(*other, *one))


def test_words_that_stand_together_only_have_the_highest_log_dice():
    assert log_dice(7, 7, 7) == 14
    assert log_dice(7, 14, 14) == 13
    assert log_dice(0, 7, 7) == -inf
