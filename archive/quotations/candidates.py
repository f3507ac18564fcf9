"""Which reports may hold given words, or something near to them? A few questions to the engine; their texts decide.

The engine finds a string exactly as its mode says (tests/search/contract). So the words as a string find every report that
holds them. Words that a text has with other blanks, or changed, are found by pieces: of words in ``n + 1`` parts, ``n``
changes or further blanks alter at most ``n``.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.quotations.nearest import parts, sure_changes
from archive.quotations.words import places, squeeze
from search.documents import MatchMode, Query
from search.engine import get_engine
from search.query import MAX_LENGTH
from search.query.nodes import quoted

#: Questions to the engine for one quotation, at most.
MOST_QUESTIONS = 2
#: Reports of one answer of the engine that may be read.
MOST_HITS = 100
#: Characters of a piece: rare enough, and short enough to stand within a paragraph.
_PIECE = 16
#: Parts of which long pieces are asked first: fewer reports hold one.
_FEW_PARTS = 4
#: Pieces of words that are too long for one string.
_CHUNKS, _CHUNK = 6, 48


@dataclass(frozen=True, slots=True)
class Candidates:
    """Numbers of reports, the likeliest first.

    ``total``: how many reports answer in all. ``is_whole``: whether all of them are named.
    """

    numbers: tuple[int, ...]
    total: int

    @property
    def is_whole(self) -> bool:
        """Return whether every report that answers is named."""
        return self.total <= len(self.numbers)


@dataclass(frozen=True, slots=True)
class NearCandidates:
    """Reports that share a piece with the words, and the most ``changes`` up to which none is missing."""

    numbers: tuple[int, ...]
    changes: int


def holders(words: str) -> tuple[Candidates, Candidates]:
    """Return the reports that hold the words as they are, and those that hold them folded. One question.

    Of words that are longer than a query may be: those that hold some long pieces of them. Raises SearchError.
    """
    text = _whole(words)
    modes: tuple[MatchMode, MatchMode] = ("exact", "folded")
    exact, folded = get_engine().search_many([_query(text, mode) for mode in modes])
    return (
        Candidates(tuple(hit.id for hit in exact.hits), exact.total),
        Candidates(tuple(hit.id for hit in folded.hits), folded.total),
    )


def near_holders(words: str) -> NearCandidates:
    """Return the reports that share a piece with the words. One question. Raises SearchError."""
    sure = sure_changes(len(squeeze(words)))
    counts = sorted({min(_FEW_PARTS, sure + 1), sure + 1})
    answers = get_engine().search_many([_query(_any_piece(words, count)) for count in counts])
    numbers = tuple(dict.fromkeys(hit.id for answer in answers for hit in answer.hits))
    whole = [count - 1 for count, answer in zip(counts, answers, strict=True) if answer.total <= len(answer.hits)]
    return NearCandidates(numbers, max(whole, default=0))


def pieces(words: str, count: int, longest: int = _PIECE) -> list[str]:
    """Return a piece of each of ``count`` parts of the words, without blanks and without a place where the words have one.

    At most ``longest`` characters from the middle of the longest stretch of the part.
    """
    form, offsets = squeeze(words), places(words)
    found: list[str] = []
    for start, part in parts(form, count):
        stretches = [[start]]
        for at in range(start + 1, start + len(part)):
            if offsets[at] == offsets[at - 1] + 1:
                stretches[-1].append(at)
            else:
                stretches.append([at])
        stretch = max(stretches, key=len)
        begin = stretch[0] + max(0, len(stretch) - longest) // 2
        found.append(form[begin : begin + min(longest, len(stretch))])
    return list(dict.fromkeys(found))


def _whole(words: str) -> str:
    """Return the query of the words as one string, of very long ones that of some pieces of it."""
    text = quoted(words)
    if len(text) <= MAX_LENGTH:
        return text
    chunk = _CHUNK
    while True:
        last = len(words) - chunk
        chunks = (words[last * number // (_CHUNKS - 1) :][:chunk] for number in range(_CHUNKS))
        text = " ".join(quoted(each) for each in dict.fromkeys(chunks) if each.strip())
        if len(text) <= MAX_LENGTH:
            return text
        chunk -= 8  # marks are escaped in a query, so that words full of them grow


def _any_piece(words: str, count: int) -> str:
    """Return the query of any piece of ``count`` parts of the words."""
    longest = _PIECE
    while True:
        text = " OR ".join(map(quoted, pieces(words, count, longest)))
        if len(text) <= MAX_LENGTH:
            return text
        longest -= 2


def _query(text: str, mode: MatchMode = "folded") -> Query:
    return Query(text=text, mode=mode, size=MOST_HITS, facets=())
