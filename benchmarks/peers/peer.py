"""What a peer is, and what all of them are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from benchmarks.questions import Question
from search.documents import UNKNOWN
from search.engines.whoosh.disk.schema import Tokenised
from search.fold import fold

FACETS = ("region", "year", "kind")


class Unavailable(Exception):
    """The peer cannot take part; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``ids``: up to ten hits, best first. ``facets``: {facet: {value: documents}}, UNKNOWN for no value."""

    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Mapping[str, int]]

    def same(self, other: Answer) -> bool:
        """Whether count and facets agree; the order of hits is each engine's own."""
        return self.total == other.total and all(
            dict(self.facets[name]) == dict(other.facets[name]) for name in self.facets if name in other.facets
        )


class Peer(Protocol):
    """One engine on a folder of its own. ``name`` is that of the results; ``version`` names what it is built by."""

    name: str
    version: str
    #: An engine so slow that each question is asked once, not in every round.
    slow: bool

    def build(self, documents: Iterable[Tokenised]) -> None:
        """Index everything and be ready to answer; all that is lasting lies in the folder."""

    def open(self) -> None:
        """Be ready to answer from what an earlier run built."""

    def ask(self, question: Question) -> Answer:
        """Hits, count and facets."""

    def excerpts(self, question: Question, answer: Answer) -> int | None:
        """Mark and cut out the hits' places by its own means, and count them; None to be given the archive's."""


def card(each: Tokenised) -> dict[str, str]:
    """What the facets count."""
    document = each.document
    return {
        "region": document.region or UNKNOWN,
        "year": document.date[:4] or UNKNOWN,
        "kind": document.kind or UNKNOWN,
    }


def pairs_of(text: str) -> str:
    """Neighbouring characters as numbers, parted by blanks: a token for a pair, whatever the tokenizer."""
    points = list(map(ord, fold(text)))
    return " ".join([f"{one}x{two}" for one, two in pairwise(points)])
