"""Which word may a reader have meant? Words of the index, names of measures and places, by sound or by one change.

A lexicon is made once for a commit of the index and never changes. It does not ask an engine: the caller counts what
a suggestion finds, and offers only one that finds more than the typed text.

One change is a character wrong, missing or extra, or two neighbours swapped. Two strings are that near only if they
have a remainder in common when at most one character is deleted from each (SymSpell's observation). The remainders are
stored as 64-bit hashes, computed column by column in numpy: 60,000 words take 20 ms and 3 MB; a lookup takes 20 µs. The
distance to each proposed word is measured exactly.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from search.fold import fold
from search.suggest.sounds import merge_similar, pinyin, sounds_of, typed_letters

Difference = Literal["wrong", "missing", "extra", "swap"]
Reason = Literal["sound", "near-sound", "initials"] | Difference
#: The order of trust: a word of the same sound is the commonest slip of a pinyin keyboard.
_TRUST: dict[str, int] = {"sound": 0, "swap": 1, "wrong": 2, "missing": 3, "extra": 3, "near-sound": 4, "initials": 5}

#: The longest part of a string that is compared with words, in characters.
LONGEST_PART = 8
#: Two characters, one of them wrong, may mean any word; there only the same sound or another order counts.
_SHORTEST_NEAR = 3
_SHORTEST_NEAR_SOUND = 6
_INITIALS = range(3, 9)
#: Typed pinyin is read as at most so many words.
_WORDS_TYPED = 4
_MOST_ALIKE = 40

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word with its order of preference.

    ``rank`` is 0 for measures, 1 for places, 2 for other words; ``weight`` is the number of its documents.
    """

    text: str
    rank: int
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Respelling:
    """``text`` is the whole string as it may have been meant, with ``word`` in place of ``typed``."""

    text: str
    word: str
    typed: str
    reason: Reason


class Lexicon:
    """Tables of the known words. Of words with one fold, the first in the order of preference stays."""

    def __init__(self, words: Iterable[KnownWord]) -> None:
        best: dict[str, KnownWord] = {}
        for each in sorted(words, key=lambda each: (each.rank, -each.weight)):
            best.setdefault(fold(each.text), each)
        self._folded = tuple(best)
        self._known = tuple(best.values())
        self._numbers = {folded: number for number, folded in enumerate(self._folded)}
        self._near = NearTable(self._folded)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, text: str) -> bool:
        return fold(text) in self._numbers

    def prepare(self) -> None:
        """Build the tables of sounds now, and not at the first query that needs them."""
        _ = self._merged_sounds, self._near_sounds, self._initials

    def respellings(self, typed: str, *, suspects: frozenset[int] | None = None, most: int = 12) -> list[Respelling]:
        """Return what ``typed`` may stand for, best first: the whole of it, then parts of it, the longest first.

        ``suspects`` are offsets in ``typed``, of a pair's first character; a part must cover one of them. None: any part.
        """
        if letters := typed_letters(typed):
            return self._from_letters(typed, letters)[:most]
        folded = fold(typed).strip()
        found: dict[str, tuple[tuple[int, int, int, int], Respelling]] = {}
        if folded in self._numbers:
            # A known word may still be the wrong one of its sound: 权利 for 权力.
            same = [self._known[number].text for number, reason in self._alike(folded) if reason == "sound"]
            return [Respelling(text, text, folded, "sound") for text in same if fold(text) != folded][:most]
        parts = _parts(folded, suspects)
        unknown = [(start, end) for start, end in parts if folded[start:end] not in self._numbers]
        near = self._near.near([folded[start:end] for start, end in unknown])
        for (start, end), numbers in zip(unknown, near, strict=True):
            part = folded[start:end]
            for number, reason in (*self._alike(part), *self._changed(part, numbers)):
                word = self._known[number]
                text = folded[:start] + word.text + folded[end:]
                key = (start - end, _TRUST[reason], word.rank, number)
                if fold(text) != folded and (text not in found or key < found[text][0]):
                    found[text] = key, Respelling(text, word.text, part, reason)
        return [respelling for _, respelling in sorted(found.values(), key=lambda pair: pair[0])[:most]]

    def _changed(self, part: str, numbers: list[int]) -> Iterator[tuple[int, Reason]]:
        for number in numbers:
            reason = difference(part, self._folded[number])
            if reason == "swap" or max(len(part), len(self._folded[number])) >= _SHORTEST_NEAR:
                yield number, reason

    def _alike(self, part: str) -> Iterator[tuple[int, Reason]]:
        """Yield words of the same sound, and of a sound that many speakers do not tell apart from it."""
        sound = pinyin(part)
        same = self._sounds.get(sound, ())
        yield from ((number, "sound") for number in same[:_MOST_ALIKE] if len(self._folded[number]) == len(part))
        if len(part) >= _SHORTEST_NEAR:
            for number in self._merged_sounds.get(merge_similar(sound), ())[:_MOST_ALIKE]:
                if number not in same and len(self._folded[number]) == len(part):
                    yield number, "near-sound"

    def _from_letters(self, typed: str, letters: str) -> list[Respelling]:
        """Return the respellings of typed pinyin: one word, several words in a row, nearly a word, initials of a word."""
        found: dict[str, Respelling] = {}

        def add(numbers: Iterable[int], reason: Reason) -> None:
            for number in sorted(set(numbers))[:_MOST_ALIKE]:
                word = self._known[number].text
                found.setdefault(word, Respelling(word, word, typed, reason))

        add(self._sounds.get(letters, ()), "sound")
        if not found and (words := self._in_words(letters)):
            text = " ".join(words)
            found[text] = Respelling(text, text, typed, "sound")
        add(self._merged_sounds.get(merge_similar(letters), ()), "near-sound")
        if len(letters) >= _SHORTEST_NEAR_SOUND:
            near = self._near_sounds.near([letters])[0]
            add((number for at in near for number in self._sounds[self._all_sounds[at]]), "near-sound")
        if len(letters) in _INITIALS:
            add(self._initials.get(letters, ()), "initials")
        return list(found.values())

    def _in_words(self, letters: str) -> list[str]:
        """Return the fewest known words that ``letters`` spell (ruanruohuansanzhengdun: 软弱涣散, 整顿), or []."""
        ways: dict[int, list[str]] = {0: []}
        for end in range(2, len(letters) + 1):
            for start in range(max(0, end - 6 * LONGEST_PART), end - 1):
                words = ways.get(start)
                fewest = len(ways[end]) if end in ways else _WORDS_TYPED + 1
                if words is None or len(words) + 1 >= fewest:
                    continue
                if numbers := self._sounds.get(letters[start:end]):
                    ways[end] = [*words, self._known[numbers[0]].text]
        return ways.get(len(letters), [])

    @cached_property
    def _sounds(self) -> dict[str, tuple[int, ...]]:
        """Numbers of the words by pinyin; names of measures and places under all their spellings."""
        numbers: dict[str, tuple[int, ...]] = {}
        for number, (folded, known) in enumerate(zip(self._folded, self._known, strict=True)):
            sounds = sounds_of(folded)
            for sound in sounds.spellings if known.rank < 2 else (sounds.pinyin,):
                numbers[sound] = (*numbers.get(sound, ()), number)
        numbers.pop("", None)
        return numbers

    @cached_property
    def _merged_sounds(self) -> dict[str, tuple[int, ...]]:
        """Numbers of the words by pinyin without similar sounds."""
        merged: dict[str, tuple[int, ...]] = {}
        for sound, numbers in self._sounds.items():
            key = merge_similar(sound)
            merged[key] = tuple(sorted((*merged[key], *numbers))) if key in merged else numbers
        return merged

    @cached_property
    def _all_sounds(self) -> list[str]:
        return sorted(self._sounds)

    @cached_property
    def _near_sounds(self) -> NearTable:
        return NearTable(self._all_sounds)

    @cached_property
    def _initials(self) -> dict[str, tuple[int, ...]]:
        """Numbers of the words by initials."""
        numbers: dict[str, tuple[int, ...]] = {}
        for number, folded in enumerate(self._folded):
            if len(folded) in _INITIALS:
                key = sounds_of(folded).initials
                numbers[key] = (*numbers.get(key, ()), number)
        return numbers

    def beginning(self, letters: str, most: int) -> list[str]:
        """Return words whose pinyin begins with ``letters``, in the order of preference."""
        at = bisect_left(self._all_sounds, letters)
        numbers: set[int] = set()
        while at < len(self._all_sounds) and self._all_sounds[at].startswith(letters) and len(numbers) < 50 * most:
            numbers.update(self._sounds[self._all_sounds[at]])
            at += 1
        return [self._known[number].text for number in sorted(numbers)[:most]]


def _parts(text: str, suspects: frozenset[int] | None) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of possible words: the whole if short enough, and every part of two characters or more."""
    if len(text) <= LONGEST_PART + 1:
        yield 0, len(text)
    for length in range(min(LONGEST_PART, len(text) - 1), 1, -1):
        for start in range(len(text) - length + 1):
            end = start + length
            if suspects is None or any(start <= at + 1 and at < end for at in suspects):
                yield start, end


class NearTable:
    """A list of words, found by strings that are one change away. Words are numbered from 0."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        hashes, owners = _remainders(words)
        order = np.argsort(hashes)
        self._hashes, self._owners = hashes[order], owners[order]

    def near(self, strings: Sequence[str]) -> list[list[int]]:
        """Return for each string the numbers of the words exactly one change away, ascending."""
        hashes, owners = _remainders(strings)
        first = np.searchsorted(self._hashes, hashes, "left")
        behind = np.searchsorted(self._hashes, hashes, "right")
        proposed: list[set[int]] = [set() for _ in strings]
        for at in np.flatnonzero(first < behind).tolist():
            proposed[owners[at]].update(self._owners[first[at] : behind[at]].tolist())
        return [
            sorted(number for number in numbers if OSA.distance(self._words[number], text, score_cutoff=1) == 1)
            for text, numbers in zip(strings, proposed, strict=True)
        ]


def difference(typed: str, meant: str) -> Difference:
    """Return the change that turned ``meant`` into ``typed``; the two are one change apart."""
    if len(typed) != len(meant):
        return "missing" if len(typed) < len(meant) else "extra"
    return "swap" if sorted(typed) == sorted(meant) else "wrong"


def _remainders(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return hashes of each word whole and without each one of its characters; and the word's number for each hash."""
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        if word:
            by_length[len(word)].append(number)
    hashes, owners = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
    for length, numbers in by_length.items():
        raw = "".join(words[number] for number in numbers).encode("utf-32-le", "surrogatepass")
        letters = np.frombuffer(raw, "<u4").reshape(-1, length).astype(np.uint64) * _MIX + np.uint64(1)
        for columns in _column_choices(length):
            hashed = np.zeros(len(numbers), np.uint64)
            for column in columns:
                hashed = hashed * _BASE + letters[:, column]
            hashes.append(hashed)
            owners.append(np.array(numbers, np.int32))
    return np.concatenate(hashes), np.concatenate(owners)


def _column_choices(length: int) -> list[list[int]]:
    everything = list(range(length))
    return [everything, *([*everything[:at], *everything[at + 1 :]] for at in everything)]
