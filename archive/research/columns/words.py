"""Which words does each column have more of than the others together? Counted by the engine over all of its reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.languages import translated
from archive.research.columns.comparing import Comparison
from search.documents import Query, QueryError
from search.engine import get_engine
from search.word_counts import CountedWords, KeyWord
from search.word_spelling import spelled

#: Words of one column that are shown.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """The words of a column against the others together: ``here`` and ``there`` are what is counted on each side."""

    words: tuple[KeyWord, ...]
    here: CountedWords
    there: CountedWords


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words of each column; none with ``refused``, the sentence of an engine that does not count them."""

    columns: tuple[ColumnWords, ...] = ()
    refused: str = ""


def own_words(comparison: Comparison, *, of_all: bool) -> OwnWords:
    """Return the words of each column, of the reports with the term or ``of_all``. A question of the engine for each column.

    Nothing is sampled: where the engine's time is up, the answer is its refusal. Raises IndexMissing.
    """
    text = "" if of_all else comparison.text
    queries = [replace(column.query, text=text) for column in comparison.columns]
    if len(queries) < 2:
        return OwnWords()
    try:
        return OwnWords(column_words(queries))
    except QueryError as error:
        return OwnWords(refused=translated(error))


def column_words(queries: Sequence[Query]) -> tuple[ColumnWords, ...]:
    """Return the words of each of several subsets against the others together. Raises QueryError, IndexMissing."""
    found = []
    for at, query in enumerate(queries):
        answer = get_engine().keywords(query, [*queries[:at], *queries[at + 1 :]])
        words = tuple(replace(each, text=spelled(each.text)) for each in answer.more[:SHOWN])
        found.append(ColumnWords(words, answer.here, answer.there))
    return tuple(found)
