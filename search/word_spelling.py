"""How is a folded word mostly spelled? 复盖 is 覆盖, 着名 is 著名: the fold joins characters that words keep apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from search.analysis import dictionary_words
from search.fold import fold


def spelled(folded: str) -> str:
    """Return the most frequent spelling that the dictionary has of a folded word, or the word itself; for a page's eyes alone."""
    return _spellings().get(folded, folded)


@cache
def _spellings() -> Mapping[str, str]:
    """Return {folded word: its most frequent spelling} of those words that the fold changes; about 0.3 s, once in a process."""
    found: dict[str, tuple[int, str]] = {}
    plain: dict[str, int] = {}
    for word, frequency in dictionary_words():
        folded = fold(word)
        if folded == word:
            plain[word] = frequency
        elif frequency > found.get(folded, (0, ""))[0]:
            found[folded] = frequency, word
    return {folded: word for folded, (frequency, word) in found.items() if frequency > plain.get(folded, 0)}
