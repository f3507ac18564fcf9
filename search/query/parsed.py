"""How was a query understood? Its tree, the terms that are marked, sentences for the reader, and its other readings.

Another reading is another query that the same words may mean, one click away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from search.analysis import cut, is_run, runs
from search.documents import MatchMode, QueryError
from search.fold import fold, fold_width, spellings
from search.invisible import without_invisible
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
    quoted,
)
from search.query.parser import Parser
from search.sentences import say, shown

#: In code points.
MAX_LENGTH = 400

# A blank between two Han characters divides words in a query; in a text there is none.
_DIVIDING = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class OtherReading:
    """Another query of the same words: ``label`` of the link, ``text`` and ``mode`` of the query."""

    label: str
    text: str
    mode: MatchMode


@dataclass(frozen=True)
class ParsedQuery:
    """A tree with everything that a page says about it.

    ``terms`` are those that are searched for and marked, without excluded ones, each once, in order. ``explain`` holds
    Chinese sentences on what was folded, cut, corrected and widened. ``text`` and ``mode`` are the query as typed, without
    invisible characters.
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
    def chains(self) -> tuple[Near, ...]:
        """The chains of NEAR that are wanted, each once."""
        return tuple(dict.fromkeys(_wanted_chains(self.root)))

    @cached_property
    def near_terms(self) -> frozenset[SearchTerm]:
        """The terms that stand in wanted chains alone: only where they are near each other are they what was asked."""
        if not self.chains:
            return frozenset()
        inside = {term for chain in self.chains for term in wanted_terms(chain)}
        return frozenset(inside - set(wanted_terms(self.root, chains=False)))

    @cached_property
    def other_readings(self) -> tuple[OtherReading, ...]:
        """Other queries that the same words may mean; none that means the same as this query."""
        return tuple(_other_readings(self))


def parse_query(text: str, mode: MatchMode = "folded") -> ParsedQuery:
    """Read ``text`` without its invisible characters. QueryError (a Chinese sentence) above the limits, no other error."""
    text = without_invisible(text)
    if len(text) > MAX_LENGTH:
        raise QueryError(say("检索式最长{0}字，现在是{1}字，请缩短后再试。", MAX_LENGTH, len(text)))
    root, notes = _read(text)
    terms = tuple(dict.fromkeys(wanted_terms(root)))
    return ParsedQuery(root, (*_script_notes(terms, mode), *notes), terms, text, mode)


def _read(text: str) -> tuple[Node, list[str]]:
    stripped = text.strip()
    if not fold(stripped).strip():
        return Everything(), []
    parser = Parser(stripped)
    root = parser.read() or Term(stripped)
    return root, parser.notes


def wanted_terms(node: Node, wanted: bool = True, *, chains: bool = True) -> Iterator[SearchTerm]:
    """Yield the terms under an even number of negations; without ``chains`` none of those inside NEAR."""
    match node:
        case Term() | Wildcard():
            if wanted:
                yield node
        case Near() if not chains:
            pass
        case And(children) | Or(children) | Near(children):
            for child in children:
                yield from wanted_terms(child, wanted, chains=chains)
        case Not(child):
            yield from wanted_terms(child, not wanted, chains=chains)
        case InRegion() | DateRange() | Everything():
            pass
        case _:
            raise TypeError(f"not a node of a query: {node!r}")


def _wanted_chains(node: Node, wanted: bool = True) -> Iterator[Near]:
    """Yield the chains of NEAR under an even number of negations."""
    match node:
        case Near():
            if wanted:
                yield node
        case And(children) | Or(children):
            for child in children:
                yield from _wanted_chains(child, wanted)
        case Not(child):
            yield from _wanted_chains(child, not wanted)
        case _:
            pass


def _script_notes(terms: tuple[SearchTerm, ...], mode: MatchMode) -> Iterator[str]:
    converted = [shown(term.text) for term in terms if fold(term.text) != fold_width(term.text)]
    if converted and mode == "folded":
        yield say("繁体、简体和异体字一并检索：{0}", "、".join(dict.fromkeys(converted)))


def _other_readings(parsed: ParsedQuery) -> Iterator[OtherReading]:
    if isinstance(parsed.root, Everything):
        return
    text = parsed.text.strip()
    seen: list[tuple[Node, MatchMode]] = [(parsed.root, parsed.mode)]
    for reading in _candidates(text, parsed.mode, parsed.root, parsed.terms):
        try:
            meaning = parsed.root if reading.text == text else parse_query(reading.text).root, reading.mode
        except QueryError:
            continue
        if meaning not in seen:
            seen.append(meaning)
            yield reading


def _candidates(text: str, mode: MatchMode, root: Node, terms: tuple[SearchTerm, ...]) -> Iterator[OtherReading]:
    plain = _plain_words(root)
    if isinstance(root, And) and plain:
        if not any(term.field for term in plain):
            yield OtherReading(say("按整句"), quoted(_DIVIDING.sub("", text)), mode)
        yield OtherReading(say("任一词"), query_text(Or(tuple(plain))), mode)
    elif isinstance(root, Or) and plain:
        yield OtherReading(say("须都出现"), query_text(And(tuple(plain))), mode)
    elif isinstance(root, Term):
        yield from _looser(root, mode)
    if not isinstance(root, And) or not plain:
        yield OtherReading(say("按原样"), quoted(text), mode)
    yield from _other_modes(text, mode, terms)


def _plain_words(root: Node) -> list[Term]:
    """Return the terms of a query that has no other syntax; none otherwise."""
    children = root.children if isinstance(root, And | Or) else (root,)
    terms = [child for child in children if isinstance(child, Term)]
    return terms if len(terms) == len(children) else []


def _looser(term: Term, mode: MatchMode) -> Iterator[OtherReading]:
    folded = fold(term.text)
    pieces = [term.text[start : start + len(run)] for start, run in runs(folded)]
    if pieces and not is_run(folded):
        yield OtherReading(say("去掉标点"), _all_of(pieces, term.field), mode)
    words = dict.fromkeys(term.text[at : at + len(word)] for word, at in cut(folded))
    yield OtherReading(say("按词，不必相连"), _all_of(list(words), term.field), mode)


def _all_of(words: list[str], field: str) -> str:
    terms = tuple(Term(word, field) for word in dict.fromkeys(words))
    return query_text(And(terms)) if len(terms) > 1 else " ".join(map(query_text, terms))


def _other_modes(text: str, mode: MatchMode, terms: tuple[SearchTerm, ...]) -> Iterator[OtherReading]:
    characters = {char for term in terms for char in _fixed_characters(term)}
    if mode != "folded":
        yield OtherReading(say("繁简通"), text, "folded")
    if mode != "script" and any(spellings(char, "folded") != spellings(char, "script") for char in characters):
        yield OtherReading(say("精确字形"), text, "script")
    # Han characters have variants of width too (radicals from PDF files), which no reader means.
    if mode != "exact" and any(not _is_han(char) and len(spellings(char, "script")) > 1 for char in characters):
        yield OtherReading(say("完全一致"), text, "exact")


def _fixed_characters(term: SearchTerm) -> str:
    return "".join(term.pattern.parts) if isinstance(term, Wildcard) else term.text


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
