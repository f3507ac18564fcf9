"""A document as a row of words, none overlapping, with a break where a sentence ends: for statistics, never for matching.

The words are those of jieba's search mode without those inside another; the offset of each is kept as the step from the
one before it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import itemgetter

#: Stands where a sentence or a paragraph ends, and wherever a step would be too long: no neighbourhood reaches across it.
BREAK = ""
#: The longest step between two tokens, in characters.
LONGEST_STEP = 255
#: The characters, as displayed, at which a sentence ends.
ENDS = "。！？!?；;\n\r"
_ENDS = re.compile(f"[{ENDS}]+")


@dataclass(frozen=True, slots=True)
class WordStream:
    """Title and body of a document as tokens, each a word or a BREAK.

    ``words``: BREAK, whether there is one or not, and the different words in the order of their first occurrence. ``places``: of each token its place in ``words``, u4.
    ``steps``: of each token the characters from the start of the one before it to its own, of the first one of a field those
    from the field's beginning. ``title``: how many tokens the title has.
    """

    words: tuple[str, ...]
    places: array[int]
    steps: bytes
    title: int


def make_stream(
    title: str, body: str, title_words: Sequence[tuple[str, int]], body_words: Sequence[tuple[str, int]]
) -> WordStream:
    """Return the stream of a document. ``title`` and ``body`` as displayed; the words of each as ``analysis.words`` gives them."""
    tokens: list[str] = []
    steps = bytearray()
    first = 0
    for text, found in ((title, title_words), (body, body_words)):
        first = len(tokens)
        before = 0
        for word, offset in merge(whole_words(found), breaks(text), key=itemgetter(1)):
            while offset - before > LONGEST_STEP:
                tokens.append(BREAK)
                steps.append(LONGEST_STEP)
                before += LONGEST_STEP
            tokens.append(word)
            steps.append(offset - before)
            before = offset
    place_of = {word: place for place, word in enumerate(dict.fromkeys([BREAK, *tokens]))}
    return WordStream(tuple(place_of), array("I", map(place_of.__getitem__, tokens)), bytes(steps), first)


def whole_words(found: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the words of search mode that stand in no other one, with their offsets: a word comes behind those within it."""
    whole = []
    bound: float = float("inf")
    for word, offset in reversed(found):
        if offset < bound:
            whole.append((word, offset))
            bound = offset
    return whole[::-1]


def breaks(text: str) -> Iterable[tuple[str, int]]:
    """Yield a BREAK with the offset of each end of a sentence or paragraph."""
    return ((BREAK, match.start()) for match in _ENDS.finditer(text))
