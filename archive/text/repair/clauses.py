"""Which line ends fall inside a word or clause? A page broke the sentence there, at a link or a picture.

A line of prose without an end, right above one that ends a sentence, was broken where its last word ends no clause
(选举出中共, 关于), where a word stands across the line end (振|兴), behind a comma, or where nothing of the last clause
is there but a character. Where two places of a document show it, a line that begins with the same word does too: the
word was a link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from archive.text.repair.likelihood import frequency, log_probability, words_of
from archive.text.repair.readings import HAN
from search.fold import fold

_PROSE = re.compile(rf"[{HAN}\d”][，,、；;：:。！？][^\n]*$")
_SHORTEST_PROSE = 12  # characters; lines of verse and headings are shorter
_SHORTEST_AT_COMMA = 20
_OPEN_END = re.compile(rf"[{HAN}，,、]$")
_HAN_START = re.compile(rf"[{HAN}\d“‘《]")
_ENDS_SENTENCE = re.compile(r"[。！？][”’」』》）)]*$|[。！？][^。！？]{0,200}[，,、]?$")
_LAST_CLAUSE = re.compile(rf"[，,、；;：:。！？]([{HAN}]*)$")
# Words that end no clause, folded; and 中共, which begins the name of a committee.
_ENDS_NO_CLAUSE = frozenset(
    [
        "和",
        "与",
        "及",
        "以及",
        "或",
        "或者",
        "在",
        "把",
        "被",
        "对",
        "对于",
        "将",
        "从",
        "向",
        "为了",
        "关于",
        "由",
        "让",
        "使",
        "跟",
        "给",
        "因",
        "并",
        "而且",
        "但",
        "且",
        "中共",
        "按照",
        "根据",
        "通过",
    ]
)
_AROUND = 4  # characters on each side that help to judge
_COMMON = 200  # uses of a word across the line end
_BETTER = 4.0  # logarithms by which the words read better together
_FEWEST_SHOWN = 2


def breaks_inside(lines: Sequence[tuple[int, str]], may_go_on: Callable[[int], bool]) -> list[int]:
    """Return the numbers of the lines that go on in the next one. ``lines`` are (offset, words).

    ``may_go_on`` says of a line whether the form of the next one allows it.
    """
    candidates = [
        at
        for at in range(len(lines) - 1)
        if _OPEN_END.search(lines[at][1]) and _HAN_START.match(lines[at + 1][1]) and may_go_on(at)
    ]
    found: set[int] = set()
    for at in candidates:
        words, following = lines[at][1], lines[at + 1][1]
        if (at - 1 in found or _is_prose(words)) and _ends_well(lines, at + 1) and _is_broken(words, following):
            found.add(at)
    heads = Counter(lines[at + 1][1][:2] for at in found)
    linked = {head for head, times in heads.items() if times >= _FEWEST_SHOWN}
    for at in candidates:
        if lines[at + 1][1][:2] in linked and (at - 1 in found or _is_prose(lines[at][1])):
            found.add(at)
    return sorted(found)


def _is_prose(words: str) -> bool:
    return len(words) >= _SHORTEST_PROSE and bool(_PROSE.search(words))


def _ends_well(lines: Sequence[tuple[int, str]], at: int) -> bool:
    """Return whether the sentence comes to its end in this line or in one of the next two."""
    return any(_ENDS_SENTENCE.search(words) for _, words in lines[at : at + 3])


def _is_broken(words: str, following: str) -> bool:
    if words[-1] in "，,、":
        return len(words) >= _SHORTEST_AT_COMMA
    clause = _LAST_CLAUSE.search(words)
    if clause and len(clause[1]) == 1:
        return True
    head, tail = words[-_AROUND:], following[:_AROUND]
    last = ([*words_of(head)] or [""])[-1]
    if last in _ENDS_NO_CLAUSE:
        return True
    return _is_word_across(fold(head), fold(tail))


def _is_word_across(head: str, tail: str) -> bool:
    """Return whether a common word begins in one line and ends in the next, and reads better than its halves."""
    at = 0
    for word in words_of(head + tail):
        place = (head + tail).find(word, at)
        at = place + len(word)
        if place < len(head) < at and frequency(word) >= _COMMON:
            return log_probability(head + tail) - log_probability(head) - log_probability(tail) > _BETTER
    return False
