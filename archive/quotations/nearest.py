"""Which stretch of a text is nearest to given words? The least number of characters to change, add or leave out. Pure.

A text is looked at only around strings that it shares with the words: words in ``n + 1`` parts, of which ``n`` changes
can alter ``n``, leave one as it is. There the distance is worked out for every end at once, a character of the text by a
few operations on numbers of as many bits as the words have characters (Myers, A fast bit-vector algorithm for approximate
string matching based on dynamic programming, J. ACM 46, 1999).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Changes up to which every passage of a text that is looked at is found.
MOST_SURE = 11
#: Changes beyond which two passages are not called near, whatever their length.
_MOST_CHANGES = 100
#: Places of shared strings in one text; beyond them the whole text is looked at.
_MOST_ANCHORS = 2_000
#: Ends side by side of which the best is chosen.
_MOST_ENDS = 4


@dataclass(frozen=True, slots=True)
class NearStretch:
    """``text[start:end]`` of a squeezed text, ``distance`` changes away from the words."""

    distance: int
    start: int
    end: int


def most_changes(length: int) -> int:
    """Return how many changes may part a near passage from words of this length: a quarter of them, at least one."""
    return min(_MOST_CHANGES, max(1, length // 4))


def sure_changes(length: int) -> int:
    """Return up to how many changes a passage is found for sure."""
    return min(MOST_SURE, most_changes(length))


def parts(form: str, count: int) -> list[tuple[int, str]]:
    """Return ``form`` cut into ``count`` parts of nearly equal length, each with its offset; fewer if it is shorter."""
    count = max(1, min(count, len(form)))
    bounds = [len(form) * number // count for number in range(count + 1)]
    return [(start, form[start:end]) for start, end in pairwise(bounds)]


def stretches(form: str, text: str) -> list[tuple[int, int]]:
    """Return the stretches of a squeezed ``text`` in which a passage near to ``form`` may stand, apart and in order."""
    reach = most_changes(len(form))
    spans: list[tuple[int, int]] = []
    for offset, part in parts(form, sure_changes(len(form)) + 1):
        for at in _starts(text, part):
            if len(spans) == _MOST_ANCHORS:
                return [(0, len(text))]
            begin = at - offset
            spans.append((max(0, begin - reach), min(len(text), begin + len(form) + reach)))
    spans.sort()
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if apart and start <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def nearest_in(form: str, text: str, among: Sequence[tuple[int, int]]) -> NearStretch | None:
    """Return the nearest stretch of a squeezed text, the first of equal ones; None if none is near.

    ``among``: its ``stretches``. Takes some 2 µs for each character of them.
    """
    best = most_changes(len(form)) + 1
    ends: list[
        tuple[int, int]
    ] = []  # (start of the stretch, end) of the first place, where several ends lie side by side
    for start, end in among:
        for at, distance in enumerate(_distances(form, text[start:end]), start + 1):
            if distance < best:
                best, ends = distance, [(start, at)]
            elif distance == best and ends and at == ends[-1][1] + 1:
                ends.append((start, at))
    if not ends:
        return None
    # A changed last character may count as left out, too: what is as long as the words reads best.
    found = (_from_behind(form, text, start, end, best) for start, end in ends[:_MOST_ENDS])
    return min(found, key=lambda stretch: abs(stretch.end - stretch.start - len(form)))


def _from_behind(form: str, text: str, start: int, end: int, distance: int) -> NearStretch:
    """Return the stretch with this end: the same work backwards gives its beginning."""
    behind = text[max(start, end - len(form) - distance) : end][::-1]
    lengths = [length for length, each in enumerate(_distances(form[::-1], behind), 1) if each == distance]
    length = min(lengths, key=lambda each: abs(each - len(form)))
    return NearStretch(distance, end - length, end)


def _distances(form: str, text: str) -> Iterator[int]:
    """Yield for each end in ``text`` the least distance of a stretch with this end from ``form``."""
    size = len(form)
    mask, last = (1 << size) - 1, 1 << (size - 1)
    where: dict[str, int] = {}
    for at, character in enumerate(form):
        where[character] = where.get(character, 0) | 1 << at
    more, fewer, distance = mask, 0, size  # the steps by one down the column of the table, as bits
    for character in text:
        equal = where.get(character, 0)
        across = (((equal & more) + more) ^ more) | equal
        down = equal | fewer
        up_step = fewer | (mask & ~(across | more))
        down_step = more & across
        if up_step & last:
            distance += 1
        elif down_step & last:
            distance -= 1
        up_step <<= 1
        more = ((down_step << 1) | ~(down | up_step)) & mask
        fewer = up_step & down & mask
        yield distance


def _starts(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
