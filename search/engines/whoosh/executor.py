"""A query's tree answered from postings: which documents, and how well each matches.

Whoosh's own searcher is not used: its defaults lose top hits of AND queries on large indexes.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from search.analysis import words
from search.documents import MatchMode
from search.engines.whoosh.postings import Counts, occurrences
from search.engines.whoosh.schema import TEXT_FIELDS
from search.engines.whoosh.segments import Snapshot
from search.fold import fold
from search.highlight import normal_form
from search.query import And, Everything, Node, Not, Or, Term

# BM25F (Robertson and Zaragoza 2009). A hit in the title weighs eight in the body, which after
# saturation puts it above bodies that repeat the word; titles are short, so length matters less there.
_K1 = 1.2
_WEIGHT = {"title": 8.0, "body": 1.0}
_LENGTH_SHARE = {"title": 0.3, "body": 0.6}


class Execution:
    """One query on one snapshot; what a term finds is looked up once."""

    def __init__(self, snapshot: Snapshot, mode: MatchMode) -> None:
        self._snapshot = snapshot
        self._mode = mode
        self._found: dict[tuple[str, str], Counts] = {}

    def matches(self, node: Node) -> frozenset[int]:
        """Numbers of the live documents for which ``node`` holds. TypeError for an unknown node."""
        match node:
            case Everything():
                return self._snapshot.live
            case Term(text, field):
                fields = (field,) if field else TEXT_FIELDS
                return frozenset().union(*(self._find(text, name) for name in fields))
            case And(children):
                found = [self.matches(child) for child in children]
                return frozenset.intersection(*found)
            case Or(children):
                return frozenset().union(*(self.matches(child) for child in children))
            case Not(child):
                return self._snapshot.live - self.matches(child)
            case _:
                raise TypeError(f"not a node of a query: {node!r}")

    def scores(self, terms: Iterable[Term], wanted: Iterable[int]) -> dict[int, float]:
        """BM25F of each wanted document: of each term as a whole, and of the words in it."""
        scores = dict.fromkeys(wanted, 0.0)
        for term in terms:
            fields = tuple(name for name in TEXT_FIELDS if term.field in {"", name})
            whole = {field: self._find(term.text, field) for field in fields}
            matching = scores.keys() & frozenset().union(*whole.values())
            self._add(scores, matching, whole)
            for word in dict.fromkeys(word for word, _ in words(fold(term.text))):
                self._add(scores, matching, {field: self._word(field, word) for field in fields})
        return {number: round(score, 6) for number, score in scores.items()}

    def _add(self, scores: dict[int, float], matching: Iterable[int], counts: dict[str, Counts]) -> None:
        """Add the BM25F of one word or string, given how often each field of each document has it."""
        snapshot = self._snapshot
        holders = len(frozenset().union(*counts.values()))
        if not holders:
            return
        rarity = log(1 + (len(snapshot.live) - holders + 0.5) / (holders + 0.5))
        fields = [
            (found, snapshot.lengths[field], snapshot.mean_lengths[field], _LENGTH_SHARE[field], _WEIGHT[field])
            for field, found in counts.items()
        ]
        for number in matching:
            weight = 0.0
            for found, lengths, mean, share, field_weight in fields:
                if count := found.get(number):
                    weight += field_weight * count / (1 - share + share * lengths[number] / mean)
            scores[number] += rarity * weight * (_K1 + 1) / (_K1 + weight)

    def _word(self, field: str, word: str) -> Counts:
        return {number: len(offsets) for number, offsets in self._snapshot.postings(field, word).items()}

    def _find(self, text: str, field: str) -> Counts:
        key = text, field
        if key not in self._found:
            if field in TEXT_FIELDS:
                self._found[key] = occurrences(self._snapshot, field, text, self._mode)
            else:
                self._found[key] = self._find_in_column(text, field)
        return self._found[key]

    def _find_in_column(self, text: str, field: str) -> Counts:
        """Documents whose source or author holds the text; there are few different ones."""
        needle = normal_form(text, self._mode)
        column = self._snapshot.columns[field]
        names = {name for name in set(column) if needle in normal_form(name, self._mode)}
        return {number: 1 for number in self._snapshot.live if column[number] in names}
