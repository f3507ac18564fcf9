"""Where a string stands: from the pairs that cover it, and the text itself where pairs cannot say.

A string of word characters, two or more, stands at offset o of a field if and only if its pairs
stand at o, o+2, o+4 ... and the last at its end: exactly the documents that hold it, whatever
jieba thinks of either. Other strings are checked in the text of the documents that have their pairs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from search.analysis import is_run, runs
from search.documents import MatchMode
from search.engines.whoosh.schema import PAIR, SINGLE
from search.engines.whoosh.segments import Postings, Snapshot
from search.fold import fold
from search.highlight import normal_form

#: {document number: how often the string stands in its field, at least 1}
Counts = dict[int, int]


def occurrences(snapshot: Snapshot, field: str, text: str, mode: MatchMode) -> Counts:
    """The live documents whose ``field`` (title or body) holds ``text`` in ``mode``.

    Counts include overlaps; that of a single character is always 1.
    """
    folded = fold(text)
    pairs = _covering_pairs(folded)
    if not pairs:
        return _without_pairs(snapshot, field, text, mode)
    needle = normal_form(text, mode)
    certain = mode == "folded" and is_run(folded)
    counts = {}
    for number, starts in _placed(snapshot, field, pairs, _singles(snapshot, field, folded)):
        if not certain:
            shown = snapshot.text(number, field)
            starts = [start for start in starts if normal_form(shown[start : start + len(text)], mode) == needle]
        if starts:
            counts[number] = len(starts)
    return counts


def _without_pairs(snapshot: Snapshot, field: str, text: str, mode: MatchMode) -> Counts:
    """A single character, or characters parted by punctuation: no two word characters together."""
    folded = fold(text)
    holders = _in_all([snapshot.postings(field, SINGLE + char) for char in set(folded)])
    if mode == "folded" and len(folded) == 1:
        return dict.fromkeys(holders, 1)
    needle = normal_form(text, mode)
    counts = {number: snapshot.form(number, field, mode).count(needle) for number in holders}
    return {number: count for number, count in counts.items() if count}


def _covering_pairs(folded: str) -> list[tuple[int, str]]:
    """(offset in the string, pair) of as few pairs as cover all its runs."""
    cover = []
    for start, run in runs(folded):
        if len(run) > 1:
            for offset in (*range(0, len(run) - 2, 2), len(run) - 2):
                cover.append((start + offset, run[offset : offset + 2]))
    return cover


def _singles(snapshot: Snapshot, field: str, folded: str) -> list[Postings]:
    """Who holds the characters that no pair covers."""
    lone = {char for char in folded if not is_run(char)} | {run for _, run in runs(folded) if len(run) == 1}
    return [snapshot.postings(field, SINGLE + char) for char in lone]


def _placed(
    snapshot: Snapshot, field: str, pairs: list[tuple[int, str]], holders: list[Postings]
) -> Iterator[tuple[int, Collection[int]]]:
    """(document, offsets at which all pairs stand in their places) where there are any."""
    placed = [(offset, *_pair(snapshot, field, pair)) for offset, pair in pairs]
    for number in _in_all([*holders, *(marked.keys() | words.keys() for _, marked, words in placed)]):
        if starts := _starts(number, placed):
            yield number, starts


def _pair(snapshot: Snapshot, field: str, pair: str) -> tuple[Postings, Postings]:
    """Where the pair stands, within other words and as a word of its own; no offset is in both."""
    return snapshot.postings(field, PAIR + pair), snapshot.postings(field, pair)


def _in_all(groups: Sequence[Collection[int]]) -> list[int]:
    """Numbers that are in every group, starting from the rarest."""
    rarest, *others = sorted(groups, key=len)
    return [number for number in rarest if all(number in other for other in others)]


def _starts(number: int, placed: list[tuple[int, Postings, Postings]]) -> set[int]:
    """Offsets in document ``number`` at which all pairs stand in their places."""
    starts: set[int] | None = None
    by_count = sorted(placed, key=lambda pair: len(pair[1].get(number, ())) + len(pair[2].get(number, ())))
    for offset, marked, words in by_count:
        found = {place - offset for place in (*marked.get(number, ()), *words.get(number, ())) if place >= offset}
        starts = found if starts is None else starts & found
        if not starts:
            break
    return starts or set()
