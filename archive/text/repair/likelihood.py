"""How well a few words read, by the word frequencies of jieba's dictionary, on the folded words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from archive.text.repair.readings import HAN
from search.analysis import load_jieba
from search.fold import fold

_HAN_RUN = re.compile(rf"[{HAN}]+")
_OTHER_LOG = math.log(1e-3)  # digits and punctuation are neither rare nor common
_RARE_LOG = -18.0  # a word with a count of one in jieba's dictionary


def log_probability(text: str) -> float:
    """Return the natural logarithm of the probability of the likeliest words, summed over the text.

    Blanks cost nothing. Prose has -3 to -6 a character, text decoded out of step -8 to -13.
    """
    # The process's one dictionary, folded as the text is; loaded only for texts that show such damage.
    words = load_jieba(None)
    total = 0.0
    folded = fold(text)
    for run in _HAN_RUN.findall(folded):
        route: dict[int, tuple[float, int]] = {}
        words.calc(run, words.get_DAG(run), route)
        total += route[0][0]
    for character in _HAN_RUN.sub("", folded):
        # Letters of other scripts and rare ideographs count as much as a word used once.
        total += 0 if character.isspace() else _RARE_LOG if character > "\x7f" and character.isalpha() else _OTHER_LOG
    return total


def frequency(word: str) -> int:
    """Return how often the word stands in the corpus of jieba's dictionary; 0 for no word."""
    return load_jieba(None).FREQ.get(fold(word)) or 0


def words_of(text: str) -> Iterator[str]:
    """Yield the likeliest words of the Han runs of ``text``, folded."""
    for run in _HAN_RUN.findall(fold(text)):
        yield from (run[start:end] for start, end in _cut(run))


def single_words(text: str, most: int) -> list[int]:
    """Return the places where the likeliest words are single Han characters used at most ``most`` times."""
    frequencies = load_jieba(None).FREQ
    return [
        match.start() + start
        for match in _HAN_RUN.finditer(fold(text))
        for start, end in _cut(match[0])
        if end - start == 1 and (frequencies.get(match[0][start]) or 0) <= most
    ]


def _cut(run: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the likeliest words of a run of Han characters."""
    words = load_jieba(None)
    route: dict[int, tuple[float, int]] = {}
    words.calc(run, words.get_DAG(run), route)
    at = 0
    while at < len(run):
        end = route[at][1] + 1
        yield at, end
        at = end


def is_common(character: str) -> bool:
    """Return whether it is in the first, everyday part of GB 2312 or of Big5: 概 is, its variant 槪 is not."""
    return character in _common_characters()


@cache
def _common_characters() -> frozenset[str]:
    """Return the everyday characters of both standards. Read once a process: a constant of the program."""
    lead_bytes = (("gb2312", range(0xB0, 0xD8)), ("big5", range(0xA4, 0xC7)))
    return frozenset(
        character
        for encoding, leads in lead_bytes
        for lead, second in product(leads, range(0x40, 0xFF))
        if len(character := bytes((lead, second)).decode(encoding, "ignore")) == 1 and character > "\x7f"
    )


def shares(scores: Mapping[str, float], most: int = 5) -> Sequence[tuple[str, float]]:
    """Return the ``most`` likeliest keys of logarithmic scores with their share of the probability, best first."""
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    if not ranked:
        return []
    weights = [math.exp(max(score - ranked[0][1], -50.0)) for _, score in ranked]
    whole = sum(weights)
    return [(key, round(weight / whole, 3)) for (key, _), weight in zip(ranked[:most], weights, strict=False)]
