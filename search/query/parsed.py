"""A parsed query: its tree, the terms that are marked, and sentences on how it was understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from search.documents import MatchMode, QueryError
from search.fold import fold, fold_width
from search.query.nodes import (
    And,
    DateRange,
    Everything,
    InRegion,
    Near,
    Node,
    Not,
    Or,
    SearchTerm,
    Term,
    Wildcard,
    query_text,
)
from search.query.other_readings import OtherReading, find_other_readings
from search.query.parser import Parser, shown
from search.sentences import say

#: In code points.
MAX_LENGTH = 400


@dataclass(frozen=True)
class ParsedQuery:
    """A tree with everything that a page says about it.

    ``terms`` are those that are searched for and marked, without excluded ones, each once, in order. ``explain`` holds
    Chinese sentences on what was folded, cut, corrected and widened. ``text`` and ``mode`` are the query as typed.
    """

    root: Node
    explain: tuple[str, ...] = ()
    terms: tuple[SearchTerm, ...] = ()
    text: str = ""
    mode: MatchMode = "folded"

    @property
    def forms(self) -> tuple[str, ...]:
        """Each of ``terms`` as a query of its own (标题:换届); Results.term_hits counts their documents."""
        return tuple(query_text(term) for term in self.terms)

    @cached_property
    def other_readings(self) -> tuple[OtherReading, ...]:
        """Other queries that the same words may mean; none that means the same as this query."""
        return find_other_readings(self.text, self.mode, self.root, self.terms, read_tree)


def parse_query(text: str, mode: MatchMode = "folded") -> ParsedQuery:
    """Read ``text``. QueryError with a Chinese sentence above the limits, and no other error."""
    if len(text) > MAX_LENGTH:
        raise QueryError(say("检索式最长{0}字，现在是{1}字，请缩短后再试。", MAX_LENGTH, len(text)))
    root, notes = _read(text)
    terms = tuple(dict.fromkeys(wanted_terms(root)))
    return ParsedQuery(root, (*_script_notes(terms, mode), *notes), terms, text, mode)


def read_tree(text: str) -> Node:
    """Return the tree alone. QueryError above the limits."""
    return parse_query(text).root


def _read(text: str) -> tuple[Node, list[str]]:
    stripped = text.strip()
    if not fold(stripped).strip():
        return Everything(), []
    parser = Parser(stripped)
    root = parser.read() or Term(stripped)
    return root, parser.notes


def wanted_terms(node: Node, wanted: bool = True) -> Iterator[SearchTerm]:
    """Yield the terms under an even number of negations."""
    match node:
        case Term() | Wildcard():
            if wanted:
                yield node
        case And(children) | Or(children) | Near(children):
            for child in children:
                yield from wanted_terms(child, wanted)
        case Not(child):
            yield from wanted_terms(child, not wanted)
        case InRegion() | DateRange() | Everything():
            pass
        case _:
            raise TypeError(f"not a node of a query: {node!r}")


def _script_notes(terms: tuple[SearchTerm, ...], mode: MatchMode) -> Iterator[str]:
    converted = [shown(term.text) for term in terms if fold(term.text) != fold_width(term.text)]
    if converted and mode == "folded":
        yield say("繁体、简体和异体字一并检索：{0}", "、".join(dict.fromkeys(converted)))
