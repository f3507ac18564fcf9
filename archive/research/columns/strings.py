"""Which strings does one set of texts have more often than others? Counted character by character, without cutting words.

A string is a run of 2 to LONGEST letters that no punctuation, digit or line end interrupts. Of nested strings that always
stand together only the longest counts: every 涣散 of 软弱涣散 is that of the longer one. None begins or
ends with a particle. The log-likelihood ratio tests, the log ratio ranks (see search/statistics.py). All texts are read; beyond MOST_CHARACTERS nothing is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.fold import fold
from search.statistics import log_likelihood, log_ratio

LONGEST = 12
#: A string must have so many hits in so many texts of its set.
FEWEST_HITS, FEWEST_TEXTS = 5, 3
#: What chance alone passes once in a hundred times (chi-squared, one degree of freedom).
SURE = 6.63
#: Characters with which no whole string begins, and with which none ends.
_NO_BEGIN = frozenset("的了着和与及是也都就把被而們们")
_NO_END = _NO_BEGIN - {*"們们"} | {*"在从對对以不"}
#: Strings of one set that are shown.
SHOWN = 12
#: Characters of all sets together. A million takes about a second.
MOST_CHARACTERS = 1_000_000
#: Strings that are freed of those nested in them, the surest first.
_LOOKED_AT = 400

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KeyString:
    """A string of one set: ``text`` as its first text writes it, ``hits`` in each set, ``texts`` of its own set that have it.

    ``log_ratio``: how many times its frequency doubles from the other sets together to its own.
    """

    text: str
    hits: tuple[int, ...]
    texts: int
    log_ratio: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Written:
    """All texts in one row: the folded letters as numbers, 0 where none stands; the text and the set of each place.

    ``may_begin``, ``may_end``: by number of the letter.
    """

    shown: str
    letters: Ints
    text_of: Ints
    set_of: Ints
    sets: int
    may_begin: NDArray[np.bool_]
    may_end: NDArray[np.bool_]

    def is_fit(self, starts: Ints, length: int) -> NDArray[np.bool_]:
        """Return which of the strings of this length neither begin nor end with a particle."""
        return self.may_begin[self.letters[starts]] & self.may_end[self.letters[starts + length - 1]]


@dataclass(frozen=True, slots=True)
class _Level:
    """The strings of one length that are frequent enough: where each stands first, its hits and texts by set.

    ``places`` with the string that begins there (``strings``), ascending.
    """

    length: int
    first: Ints
    hits: Ints
    texts: Ints
    places: Ints
    strings: Ints


def characteristic_strings(sets: Sequence[Sequence[str]], *, shown: int = SHOWN) -> tuple[tuple[KeyString, ...], ...]:
    """Return for each set of texts the strings that it has more often than the others together, by log ratio.

    Each passes SURE, FEWEST_HITS and FEWEST_TEXTS. () for all with fewer than two sets, or sets without letters.
    """
    written = _write(sets)
    totals = np.bincount(written.set_of[written.letters > 0], minlength=written.sets)
    if len(sets) < 2 or not totals.all():
        return ((),) * len(sets)
    found: list[list[KeyString]] = [[] for _ in sets]
    for level, is_whole in _levels(written):
        for number in range(len(sets)):
            found[number] += _characteristic(written, level, is_whole, number, totals.tolist())
    return tuple(tuple(_ranked(strings, shown)) for strings in found)


def _write(sets: Sequence[Sequence[str]]) -> _Written:
    texts = [text for each in sets for text in each]
    shown = "".join(f"{text}\n" for text in texts)
    points = np.frombuffer(fold(shown).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    known = np.flatnonzero(np.bincount(points, minlength=1))
    rank = np.zeros(int(points.max(initial=0)) + 1, np.int64)
    letters = [point for point in known.tolist() if chr(point).isalpha()]
    rank[letters] = np.arange(1, len(letters) + 1)
    lengths = [len(text) + 1 for text in texts]
    set_of_text = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    text_of = np.repeat(np.arange(len(texts)), lengths)
    may_begin, may_end = (
        np.array([False, *(chr(point) not in no for point in letters)], bool) for no in (_NO_BEGIN, _NO_END)
    )
    return _Written(shown, rank[points], text_of, set_of_text[text_of], len(sets), may_begin, may_end)


def _levels(written: _Written) -> Sequence[tuple[_Level, NDArray[np.bool_]]]:
    """Return the strings of each length from 2 on, and which of them are whole: no longer one has all their hits."""
    letters = written.letters
    size = int(letters.max(initial=0)) + 1
    places = np.flatnonzero(letters)
    strings = letters[places]
    levels: list[tuple[_Level, NDArray[np.bool_]]] = []
    for length in range(2, LONGEST + 2):
        following = letters[np.minimum(places + length - 1, len(letters) - 1)]
        inside = (following > 0) & (places + length <= len(letters))
        places, keys = places[inside], (strings * size + following)[inside]
        level = _counted(written, length, places, keys)
        if levels:
            _note_parts(written, *levels[-1], level)
        if not len(level.first):
            break
        levels.append((level, np.ones(len(level.first), bool)))
        places, strings = level.places, level.strings
    return levels[: LONGEST - 1]


def _counted(written: _Written, length: int, places: Ints, keys: Ints) -> _Level:
    """Return the strings with FEWEST_HITS in a set; equal ``keys`` are the same string."""
    order = np.argsort(keys, kind="stable")
    ordered, at = keys[order], places[order]
    begins = np.ones(len(ordered), bool)
    begins[1:] = ordered[1:] != ordered[:-1]
    number = np.cumsum(begins) - 1
    count = int(number[-1]) + 1 if len(number) else 0
    cell = number * written.sets + written.set_of[at]
    hits = np.bincount(cell, minlength=count * written.sets).reshape(count, written.sets)
    text = written.text_of[at]
    is_new = begins.copy()
    is_new[1:] |= text[1:] != text[:-1]
    texts = np.bincount(cell[is_new], minlength=count * written.sets).reshape(count, written.sets)
    kept = hits.max(axis=1, initial=0) >= FEWEST_HITS
    renumbered = np.cumsum(kept) - 1
    stays = kept[number]
    back = np.argsort(at[stays], kind="stable")
    return _Level(
        length=length,
        first=at[begins][kept],
        hits=hits[kept],
        texts=texts[kept],
        places=at[stays][back],
        strings=renumbered[number[stays]][back],
    )


def _note_parts(written: _Written, level: _Level, is_whole: NDArray[np.bool_], longer: _Level) -> None:
    """Mark the strings of ``level`` that a longer one holds at every place: at its beginning or at its end."""
    is_fit = written.is_fit(longer.first, longer.length)
    string_at = np.full(len(written.letters) + 1, -1, np.int64)
    string_at[level.places] = level.strings
    for shift in (0, 1):
        parts = string_at[longer.first + shift]
        always = is_fit & (parts >= 0) & (longer.hits.sum(axis=1) == level.hits[parts].sum(axis=1))
        is_whole[parts[always]] = False


def _characteristic(
    written: _Written, level: _Level, is_whole: NDArray[np.bool_], number: int, totals: Sequence[int]
) -> list[KeyString]:
    here, everywhere = level.hits[:, number], level.hits.sum(axis=1)
    total, elsewhere = totals[number], sum(totals) - totals[number]
    is_enough = (here >= FEWEST_HITS) & (level.texts[:, number] >= FEWEST_TEXTS)
    is_more = here * elsewhere > (everywhere - here) * total
    found = []
    is_fit = written.is_fit(level.first, level.length)
    for string in np.flatnonzero(is_whole & is_enough & is_more & is_fit).tolist():
        seen, other = int(here[string]), int(everywhere[string] - here[string])
        surprise = log_likelihood(seen, total, other, elsewhere)
        if surprise >= SURE:
            start = int(level.first[string])
            found.append(
                KeyString(
                    text=written.shown[start : start + level.length],
                    hits=tuple(level.hits[string].tolist()),
                    texts=int(level.texts[string, number]),
                    log_ratio=log_ratio(seen, total, other, elsewhere),
                    log_likelihood=surprise,
                )
            )
    return found


def _ranked(strings: list[KeyString], shown: int) -> list[KeyString]:
    """Return the ``shown`` of the highest log ratio; of strings that hold one another only the surest stays."""
    apart: list[KeyString] = []
    for each in sorted(strings, key=lambda string: (-string.log_likelihood, -len(string.text), string.text))[
        :_LOOKED_AT
    ]:
        if not any(each.text in other.text or other.text in each.text for other in apart):
            apart.append(each)
    return sorted(apart, key=lambda string: (-string.log_ratio, -string.log_likelihood, string.text))[:shown]
