"""A query that may be suggested, and the suggestion that it becomes if it finds enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive.searching.counts import Counts
from archive.web.addresses import search_address
from search.analysis import is_run
from search.documents import Query, SearchError

_QUOTES = '"“”„‟«»「」『』〝〞〟″＂'


@dataclass(frozen=True, slots=True)
class SuggestedQuery:
    """A query in words, its address and the number of reports that it finds. ``reason``: half a sentence, or ""."""

    words: str
    address: str
    count: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A query that may be suggested, if it finds enough; words and reason as in SuggestedQuery."""

    query: Query
    words: str
    reason: str = ""


def first_of(offers: Iterable[Offer], least: int, counts: Counts) -> SuggestedQuery | None:
    """Return the first of the offers that finds more than ``least``."""
    for each in offers:
        if (count := count_of(counts, each.query)) > least:
            return suggestion(each.query, each.words, count, each.reason)
    return None


def suggestion(query: Query, words: str, count: int, reason: str = "") -> SuggestedQuery:
    return SuggestedQuery(words, search_address(replace(query, page=1)), count, reason)


def count_of(counts: Counts, query: Query) -> int:
    """Return the number of reports that a query finds; 0 for one that cannot be answered."""
    try:
        return counts(query) or 0
    except SearchError:
        return 0


def replaced(text: str, term: str, word: str, *, with_quotes: bool = False) -> str:
    """Return ``text`` with ``word`` in place of ``term``, inside its quotes; ``with_quotes``: in place of them too."""
    start = text.find(term)
    if start < 0:
        return word
    end = start + len(term)
    quoted = start > 0 and end < len(text) and text[start - 1] in _QUOTES and text[end] in _QUOTES
    if quoted and with_quotes:
        start, end = start - 1, end + 1
    elif not quoted and not with_quotes and not is_run(word) and " " not in word:
        word = f'"{word}"'
    return text[:start] + word + text[end:]
