"""The interface of a compared engine, and the tokens that all of them get."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from benchmarks.queries import BenchQuery
from search.documents import UNKNOWN
from search.engines.whoosh.disk.schema import Tokenised
from search.fold import fold

FACETS = ("region", "year", "kind")


class Unavailable(Exception):
    """The engine cannot take part; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``ids``: up to ten documents, best first. ``facets``: {facet: {value: documents}}, UNKNOWN for no value."""

    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Mapping[str, int]]

    def same(self, other: Answer) -> bool:
        """Tell whether count and facets agree; each engine has its own order."""
        return self.total == other.total and all(
            dict(self.facets[name]) == dict(other.facets[name]) for name in self.facets if name in other.facets
        )


class Peer(Protocol):
    """One engine on a folder of its own. ``name`` is its name in the results; an index is built again for a new ``version``."""

    name: str
    version: str
    #: A slow engine answers each query in the first round only.
    slow: bool

    def build(self, documents: Iterable[Tokenised]) -> None:
        """Index all documents and be ready to answer; the index is in the folder."""

    def open(self) -> None:
        """Be ready to answer from the index of an earlier run."""

    def search(self, bench_query: BenchQuery) -> Answer:
        """Return documents, count and facets."""

    def excerpts(self, bench_query: BenchQuery, answer: Answer) -> int | None:
        """Make excerpts by the engine's own means and count them; None to get the archive's."""


def card(each: Tokenised) -> dict[str, str]:
    """Return the values that the facets count."""
    document = each.document
    return {
        "region": document.region or UNKNOWN,
        "year": document.date[:4] or UNKNOWN,
        "kind": document.kind or UNKNOWN,
    }


def pairs_of(text: str) -> str:
    """Return neighbouring characters as numbers between blanks: one token a pair, for any tokenizer."""
    points = list(map(ord, fold(text)))
    return " ".join([f"{one}x{two}" for one, two in pairwise(points)])
