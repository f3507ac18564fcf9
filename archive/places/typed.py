"""Names of places among the words of a query: whole names, names behind those above them, letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.models import code_prefix
from archive.places.gazetteer import codes_by_name
from archive.places.letters import codes_by_letters
from search.fold import fold
from search.suggest.sounds import typed_letters

#: Characters of the longest word, and words of the longest name in letters, that are read as a place.
_LONGEST, _MOST_WORDS = 30, 4


def typed_places(words: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (what was typed, codes of the regions that it may mean) for each place among ``words``, in their order.

    甘肃, 襄樊, 甘肃定西 and 甘肃省定西市通渭县 are one word each; Inner Mongolia is two words in a row.
    """
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _MOST_WORDS), at, -1):
            typed = " ".join(words[at:end])
            codes = codes_of(typed) if end == at + 1 else _codes_in_letters(typed)
            if codes:
                yield typed, codes
                at = end
                break
        else:
            at += 1


def codes_of(word: str) -> tuple[str, ...]:
    """Return the codes of the regions that a whole word may mean, () for any other word."""
    folded = fold(word)
    if len(folded) > _LONGEST:
        return ()
    return _codes_in_letters(word) if folded.isascii() else _codes_in_characters(folded)


def _codes_in_characters(folded: str) -> tuple[str, ...]:
    known = codes_by_name()
    if folded in known:
        return known[folded]
    found: dict[str, None] = {}
    for cut in range(2, len(folded) - 1):
        for above in known.get(folded[:cut], ()):
            inside = _codes_in_characters(folded[cut:])
            found |= dict.fromkeys(code for code in inside if code != above and code.startswith(code_prefix(above)))
    return tuple(found)


def _codes_in_letters(typed: str) -> tuple[str, ...]:
    return codes_by_letters().get(typed_letters(typed), ())
