"""Words that a reader may have meant: words of the index, names of measures and places, by sound or one change.

A lexicon is made once for a commit of the index and never changes. It does not ask an engine: the caller counts what
a suggestion finds, and offers only one that finds more than the typed text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from search.fold import fold
from search.suggest.neighbours import Difference, NearTable, difference
from search.suggest.sounds import initials, merge_similar, pinyin, sounds_of, typed_letters

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
            merged[key] = (*merged.get(key, ()), *numbers)
        return {key: tuple(sorted(numbers)) for key, numbers in merged.items()}

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
                key = initials(folded)
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
