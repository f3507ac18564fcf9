"""The words of an index and how many documents hold each, for suggestions.

The cluster has no cheap list of words, so whoever writes counts those of its documents: a rebuild in one document, each
change in its note. Counts include documents that were replaced or deleted since the last rebuild.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from heapq import nlargest

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.rows import Row
from search.engines.opensearch.writing.state import (
    State,
    changes_since,
    fence_of_rebuild,
    forget_changes,
    meta_index,
)

#: Words that are kept.
MAX_WORDS = 40_000
#: Words that a count holds before the rare ones are dropped.
_HELD = 400_000
#: Notes of changes that are read one by one; more are added up.
NOTES = 200
_WORD = re.compile(r"[\u3400-\u9fff]{2,8}")

#: {"title" or "body": {word: documents}}
Words = dict[str, dict[str, int]]


class WordCount:
    """A running count of words, of bounded size."""

    def __init__(self, begun: Words | None = None) -> None:
        self._counts = {name: Counter((begun or {}).get(name, {})) for name in ("title", "body")}

    def add(self, row: Row) -> None:
        """Count the words of a document."""
        for count, words in zip(self._counts.values(), row.words, strict=True):
            count.update(word for word in words if _WORD.fullmatch(word))
            if len(count) > _HELD:
                kept = count.most_common(_HELD // 2)
                count.clear()
                count.update(dict(kept))

    def words(self) -> Words:
        """Return the most frequent words of titles and of bodies."""
        return {name: dict(count.most_common(MAX_WORDS)) for name, count in self._counts.items()}


def count_words(rows: Iterable[Row]) -> Words:
    """Return the words of some documents."""
    count = WordCount()
    for row in rows:
        count.add(row)
    return count.words()


def write_words(cluster: Cluster, index: str, words: Words, fence: int) -> None:
    """Keep the words of an index, with those of all changes up to ``fence``."""
    cluster.ask("PUT", _path(cluster, index), {"what": "words", "counted": fence, "words": words})


def read_words(cluster: Cluster, index: str) -> tuple[Words, int]:
    """Return the kept words of an index, and up to which fence they were counted; -1 for none."""
    kept = cluster.ask("GET", _path(cluster, index), missing_is={}).get("_source") or {}
    return kept.get("words", {}), kept.get("counted", -1)


def _path(cluster: Cluster, index: str) -> str:
    return f"/{meta_index(cluster)}/_doc/words-{index}"


def read_vocabulary(cluster: Cluster, index: str) -> dict[str, int]:
    """Return {word: documents} of the live index, 40,000 words at most."""
    words = _added_up(cluster, index)
    total = {**words.get("title", {}), **words.get("body", {})}
    if len(total) <= MAX_WORDS:
        return total
    return dict(nlargest(MAX_WORDS, total.items(), key=lambda pair: pair[1]))


def add_up_notes(cluster: Cluster, state: State) -> None:
    """Once in NOTES changes put their words into the vocabulary, and remove the notes that no rebuild needs."""
    if state.fence % NOTES:
        return
    write_words(cluster, state.index, _added_up(cluster, state.index), state.fence)
    needed = fence_of_rebuild(cluster)
    notes = changes_since(cluster, -1)
    forget_changes(cluster, [note for note in notes if note["fence"] <= (state.fence if needed is None else needed)])


def _added_up(cluster: Cluster, index: str) -> Words:
    """Return the kept words of the index and those of all notes since."""
    kept, counted = read_words(cluster, index)
    counts = {name: Counter(kept.get(name, {})) for name in ("title", "body")}
    for note in changes_since(cluster, counted):
        if note.get("index") == index:
            for name, count in counts.items():
                count.update(note.get("words", {}).get(name, {}))
    return {name: dict(count.most_common(MAX_WORDS)) for name, count in counts.items()}
