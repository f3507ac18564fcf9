"""Shifted pairs that fell into user-defined code space and vanished without a sign.

Of the characters X Y the shift shows the pair of X's last and Y's first byte. If that pair has no character and the
page dropped it, reading on gives one character, made of X's first and Y's last byte, in place of both. Its only sign
is that it reads badly where two others read well.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.text.evidence import Candidate
from archive.text.repair.likelihood import is_common, log_probability, shares, single_words
from archive.text.repair.stream import bytes_of, character_of, characters_before

# First bytes of pairs in user-defined code space, if the second is 0xA1 and more.
_USER_DEFINED = (*range(0xAA, 0xB0), *range(0xF8, 0xFF))
_WEAK = 20_000  # uses in jieba's dictionary; a word of one character that is no more common is suspect
_CONTEXT = 3
_TWO_AS_LIKELY = -1.0  # how far the two may lie behind the one; a lower bound finds no more real losses


def dropped_pairs(before: str, text: str, behind: str) -> list[tuple[int, tuple[Candidate, ...]]]:
    """Return (offset in ``text``, candidates) of characters that are more likely the remains of two."""
    whole = before + text + behind
    found: list[tuple[int, tuple[Candidate, ...]]] = []
    for place in single_words(whole, _WEAK):
        if not len(before) <= place < len(before) + len(text):
            continue
        head, tail = whole[max(0, place - _CONTEXT) : place], whole[place + 1 : place + 1 + _CONTEXT]
        straight = log_probability(head + whole[place] + tail)
        scores = {pair: log_probability(head + pair + tail) for pair in _pairs(whole[place])}
        best = max(scores.values(), default=float("-inf"))
        if best > straight + _TWO_AS_LIKELY:
            scores[whole[place]] = straight
            likely = tuple(Candidate(value, "byte-shift", "", share) for value, share in shares(scores))
            found.append((place - len(before), likely))
    return found


def _pairs(character: str) -> Iterator[str]:
    """Yield the pairs of common characters that leave ``character`` behind when their middle bytes vanish."""
    encoded = bytes_of(character)
    if len(encoded) < 2:
        return
    lefts = [left for second in _USER_DEFINED if is_common(left := character_of(encoded[0], second))]
    rights = [right for right in characters_before(encoded[1]) if is_common(right) and bytes_of(right)[0] >= 0xA1]
    yield from (left + right for left in lefts for right in rights)
