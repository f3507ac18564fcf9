"""Which words are more frequent in some documents than in others: sums over bags of words, kept for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from search.documents import Query
from search.engines.whoosh.answering.executor import Execution
from search.engines.whoosh.answering.facets import filter_documents, first_of_groups, without_hidden
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.words import WordSums, lexicon, sum_words
from search.query import ParsedQuery
from search.word_counts import (
    FEWEST_HITS,
    FEWEST_REPORTS,
    MOST_ROWS,
    SURE,
    CountedWords,
    KeyWord,
    Keywords,
    RowOrder,
    make_key_word,
)

#: A question and its tree.
Asked = tuple[Query, ParsedQuery]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SubsetWords:
    """The documents of one or more questions together, and the sums of their words."""

    numbers: Numbers
    sums: WordSums
    words: int

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return self.sums.cost + self.numbers.nbytes


def find_keywords(
    snapshot: Snapshot, query: Asked, references: Sequence[Asked], order: RowOrder, budget: Budget
) -> Keywords:
    """Return the words of the query's documents against those of the references together."""
    one = subset_words(snapshot, [query], budget)
    other = subset_words(snapshot, references, budget, beside=one)
    here, there = (CountedWords(len(side.numbers), side.words) for side in (one, other))
    lls = log_likelihoods(one.sums.often, one.words, other.sums.often, other.words)
    budget.check()
    words = lexicon(snapshot)
    kinds, rows = [], []
    for side, against in ((one, other), (other, one)):
        # More frequent on this side than on the other, as whole numbers say.
        is_row = side.sums.often * against.words > against.sums.often * side.words
        is_row &= (side.sums.often >= FEWEST_HITS) & (side.sums.reports >= FEWEST_REPORTS) & (lls >= SURE)
        numbers = np.flatnonzero(is_row)
        ratios = log_ratios(side.sums.often[numbers], side.words, against.sums.often[numbers], against.words)
        scores = {"score": ratios, "ll": lls[numbers], "hits": side.sums.often[numbers].astype(np.float64)}[order]
        kinds.append(len(numbers))
        best = best_rows(scores, lls[numbers], numbers)
        rows.append(tuple(_row(words.word(snapshot, number), number, one, other, (here, there)) for number in best))
    return Keywords(here, there, rows[0], rows[1], kinds[0], kinds[1])


def _row(text: str, at: int, one: SubsetWords, other: SubsetWords, sides: tuple[CountedWords, CountedWords]) -> KeyWord:
    often, reports = ([int(side.sums[number][at]) for side in (one, other)] for number in range(2))
    return make_key_word(text, often[0], often[1], reports[0], reports[1], sides)


def subset_words(
    snapshot: Snapshot, asked: Sequence[Asked], budget: Budget, beside: SubsetWords | None = None
) -> SubsetWords:
    """Return the sums of the documents of some questions together, one of several once; kept until the next commit.

    Near duplicates count as each question says. ``beside``: other documents of the same sections whose sums are known,
    which may save time. ValueError for questions in different sections.
    """
    (section,) = {query.section for query, _ in asked} or {""}

    def make() -> SubsetWords:
        mask = np.zeros(snapshot.size, bool)
        for query, parsed in asked:
            mask[find_subset(snapshot, query, parsed, budget)] = True
        numbers = np.flatnonzero(mask).astype(np.int32)
        sums = _rest_sums(snapshot, mask, beside, budget) if beside and not section else None
        sums = sums or sum_words(snapshot, numbers, budget, section)
        return SubsetWords(numbers, sums, int(sums.often.sum()))

    key = "words", tuple((_plain(query), parsed.root) for query, parsed in asked)
    return snapshot.ranking_cache.get_or_make(key, make)


def _rest_sums(snapshot: Snapshot, mask: NDArray[np.bool_], beside: SubsetWords, budget: Budget) -> WordSums | None:
    """Return the sums of the documents of ``mask`` as those of all without ``beside`` and the few in neither, else None."""
    if mask[beside.numbers].any():
        return None
    neither = snapshot.live & ~mask
    neither[beside.numbers] = False
    if 2 * int(neither.sum()) > min(int(mask.sum()), len(beside.numbers)):
        return None
    everything = snapshot.ranking_cache.get_or_make(
        ("words",), lambda: sum_words(snapshot, snapshot.everything, budget)
    )
    rest = everything.without(beside.sums)
    return rest.without(sum_words(snapshot, np.flatnonzero(neither).astype(np.int32), budget))


def find_subset(snapshot: Snapshot, query: Query, parsed: ParsedQuery, budget: Budget) -> Numbers:
    """Return the documents of a question; with ``fold`` of each group of near duplicates the smallest id."""
    execution = Execution(snapshot, query.mode, budget, query.section)
    found = filter_documents(snapshot, query, without_hidden(snapshot, query, execution.matches(parsed.root)))
    return found[first_of_groups(snapshot, found, snapshot.ids[found])] if query.fold else found


def _plain(query: Query) -> Query:
    """Return the question without its words, which its tree has, and without order, page and facets."""
    return replace(query, text="", sort="relevance", page=1, size=1, facets=())


def best_rows(scores: Floats, lls: Floats, numbers: NDArray) -> list[int]:
    """Return the MOST_ROWS of ``numbers`` with the highest scores; of equal ones the surer."""
    return numbers[np.lexsort((numbers, -lls, -scores))[:MOST_ROWS]].tolist()


def log_likelihoods(here: NDArray, total_here: int, elsewhere: NDArray, total_elsewhere: int) -> Floats:
    """Return ``search.statistics.log_likelihood`` of each pair of counts."""
    total = total_here + total_elsewhere
    if not total:
        return np.zeros(len(here))
    share = (here + elsewhere) / total
    found = np.zeros(len(here))
    for seen, whole in ((here, total_here), (elsewhere, total_elsewhere)):
        for part, expected in ((seen, whole * share), (whole - seen, whole * (1 - share))):
            is_seen = part > 0
            found[is_seen] += part[is_seen] * np.log(part[is_seen] / expected[is_seen])
    return np.maximum(0.0, 2 * found)


def log_ratios(here: NDArray, total_here: int, elsewhere: NDArray, total_elsewhere: int) -> Floats:
    """Return ``search.statistics.log_ratio`` of each pair of counts, of which the first is no 0."""
    if not total_here or not total_elsewhere:
        return np.zeros(len(here))
    return np.log2(here * total_elsewhere / (np.maximum(elsewhere, 0.5) * total_here))
