"""Other queries that the words of a query may mean, each one click away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.analysis import cut, is_run, runs
from search.documents import MatchMode, QueryError
from search.fold import fold, spellings
from search.query.nodes import And, Everything, Node, Or, SearchTerm, Term, Wildcard, query_text, quoted
from search.sentences import say

# A blank between two Han characters divides words in a query; in a text there is none.
_DIVIDING = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class OtherReading:
    """Another query of the same words: ``label`` of the link, ``text`` and ``mode`` of the query."""

    label: str
    text: str
    mode: MatchMode


def find_other_readings(
    text: str, mode: MatchMode, root: Node, terms: tuple[SearchTerm, ...], read: Callable[[str], Node]
) -> tuple[OtherReading, ...]:
    """Return readings of ``text`` that mean something else than ``root``, its tree.

    ``read`` makes a tree of a text or raises QueryError.
    """
    if isinstance(root, Everything):
        return ()
    found: list[OtherReading] = []
    seen: list[tuple[Node, MatchMode]] = [(root, mode)]
    for reading in _candidates(text.strip(), mode, root, terms):
        try:
            meaning = root if reading.text == text.strip() else read(reading.text), reading.mode
        except QueryError:
            continue
        if meaning not in seen:
            seen.append(meaning)
            found.append(reading)
    return tuple(found)


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
