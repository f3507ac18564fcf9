"""Where a string stands: from the pairs that cover it, and the text itself where pairs cannot say.

A string of word characters, two or more, stands at offset o of a field if and only if its pairs
stand at o, o+2, o+4 ... and the last at its end: exactly the documents that hold it, whatever
jieba thinks of either. Other strings are checked in the text of the documents that have their pairs.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.analysis import is_run, runs
from search.documents import MatchMode
from search.engines.whoosh.schema import PAIR, SINGLE
from search.engines.whoosh.segments import Postings, Snapshot
from search.fold import fold
from search.highlight import normal_form

#: {document number: how often the string stands in its field, at least 1}
Counts = dict[int, int]


def occurrences(snapshot: Snapshot, field: str, text: str, mode: MatchMode) -> Counts:
    """The live documents whose ``field`` (title or body) holds ``text`` in ``mode``."""
    folded = fold(text)
    candidates = _candidates(snapshot, field, folded)
    if mode == "folded" and is_run(folded):
        return candidates or {}
    needle = normal_form(text, mode)
    counts = {}
    for number in snapshot.live if candidates is None else candidates:
        if count := normal_form(snapshot.text(number, field), mode).count(needle):
            counts[number] = count
    return counts


def _candidates(snapshot: Snapshot, field: str, folded: str) -> Counts | None:
    """Documents that have all runs of the string, at the right distances; None if it has no run.

    Exact where the string is one run. A run of a single character says only that it occurs.
    """
    cover: list[tuple[int, str]] = []
    chars: list[str] = []
    for start, run in runs(folded):
        if len(run) == 1:
            chars.append(run)
        else:
            offsets = [*range(0, len(run) - 2, 2), len(run) - 2]
            cover += [(start + offset, run[offset : offset + 2]) for offset in offsets]
    if not cover and not chars:
        return None
    holders = [snapshot.postings(field, SINGLE + char) for char in dict.fromkeys(chars)]
    if not cover:
        return dict.fromkeys(_in_all(holders), 1)
    placed = [(offset, *_pair(snapshot, field, pair)) for offset, pair in cover]
    return {
        number: count
        for number in _in_all([*holders, *(marked.keys() | words.keys() for _, marked, words in placed)])
        if (count := len(_starts(number, placed)))
    }


def _pair(snapshot: Snapshot, field: str, pair: str) -> tuple[Postings, Postings]:
    """Where the pair stands, within other words and as a word of its own; no offset is in both."""
    return snapshot.postings(field, PAIR + pair), snapshot.postings(field, pair)


def _in_all(groups: list) -> Iterable[int]:
    """Numbers that are in every group, starting from the rarest."""
    rarest, *others = sorted(groups, key=len)
    return [number for number in rarest if all(number in other for other in others)]


def _starts(number: int, placed: list[tuple[int, Postings, Postings]]) -> set[int]:
    """Offsets in document ``number`` at which all pairs stand in their places."""
    starts: set[int] | None = None
    by_count = sorted(placed, key=lambda pair: len(pair[1].get(number, ())) + len(pair[2].get(number, ())))
    for offset, marked, words in by_count:
        found = {place - offset for place in marked.get(number, ())}
        found.update(place - offset for place in words.get(number, ()))
        starts = found if starts is None else starts & found
        if not starts:
            break
    return starts or set()
