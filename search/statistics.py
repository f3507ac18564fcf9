"""How sure is a share, and how much do two counts differ? Numbers alone: no texts, no engine, no Django.

Shares get Wilson's interval (Wilson, "Probable Inference", Journal of the American Statistical Association 22, 1927), the
difference of two shares Newcombe's, built of two of these (Newcombe, Statistics in Medicine 17, 1998, method 10). The
log-likelihood ratio tests whether two frequencies differ (Dunning, "Accurate Methods for the Statistics of Surprise and
Coincidence", Computational Linguistics 19, 1993); the log ratio tells how much, in doublings (Hardie, 2014). logDice tells
how exclusively two words stand together (Rychlý, "A Lexicographer-Friendly Association Score", 2008).
"""

from __future__ import annotations

from math import log, log2, sqrt

#: The quantile of the normal distribution for 95 of 100 intervals, two-sided.
Z95 = 1.959963984540054
#: What stands for a count of 0 in a ratio, whose logarithm would be infinite.
_HALF = 0.5
#: logDice of two words that stand together only.
_MOST_DICE = 14.0


def wilson(holding: int, total: int, z: float = Z95) -> tuple[float, float]:
    """Return the interval of the share ``holding / total``, from 0 to 1; (0, 1) for a ``total`` of 0."""
    if not total:
        return 0.0, 1.0
    share, square = holding / total, z * z / total
    middle = share + square / 2
    half = z * sqrt((share * (1 - share) + square / 4) / total)
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    # The interval of none begins at 0 and that of all ends at 1; floats miss both by a hair.
    return (low if holding else 0.0), (high if holding < total else 1.0)


def newcombe(holding: int, total: int, other: int, other_total: int, z: float = Z95) -> tuple[float, float]:
    """Return the interval of the first share less the second, from -1 to 1; (-1, 1) where a total is 0."""
    if not total or not other_total:
        return -1.0, 1.0
    one, two = holding / total, other / other_total
    low_one, high_one = wilson(holding, total, z)
    low_two, high_two = wilson(other, other_total, z)
    difference = one - two
    return (
        difference - sqrt((one - low_one) ** 2 + (high_two - two) ** 2),
        difference + sqrt((high_one - one) ** 2 + (two - low_two) ** 2),
    )


def log_likelihood(here: int, total_here: int, elsewhere: int, total_elsewhere: int) -> float:
    """Return Dunning's ratio of ``here`` in ``total_here`` to ``elsewhere`` in ``total_elsewhere``; 0 for equal shares.

    Chance alone passes 3.84 five times, 6.63 once and 10.83 a tenth of a time in a hundred. 0 where nothing is counted.
    """
    total = total_here + total_elsewhere
    if not total:
        return 0.0
    share = (here + elsewhere) / total
    cells = (
        (here, total_here * share),
        (elsewhere, total_elsewhere * share),
        (total_here - here, total_here * (1 - share)),
        (total_elsewhere - elsewhere, total_elsewhere * (1 - share)),
    )
    return max(0.0, 2 * sum(seen * log(seen / expected) for seen, expected in cells if seen))


def log_ratio(here: int, total_here: int, elsewhere: int, total_elsewhere: int) -> float:
    """Return how many times the frequency doubles from elsewhere to here; below 0 where it is rarer here.

    A count of 0 is taken as a half. 0 where a total is 0 or neither place has any.
    """
    if not total_here or not total_elsewhere or not (here or elsewhere):
        return 0.0
    return log2((here or _HALF) * total_elsewhere / ((elsewhere or _HALF) * total_here))


def log_dice(together: int, one: int, other: int) -> float:
    """Return 14 for words that stand together only, 1 less for each halving; minus infinity if they never do.

    ``one`` and ``other``: how often each word occurs at all.
    """
    return _MOST_DICE + log2(2 * together / (one + other)) if together else float("-inf")
