"""What else the words of a query may mean, each one click away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.analysis import cut, is_run, runs
from search.documents import MatchMode, QueryError
from search.fold import fold, spellings
from search.query.nodes import And, Everything, Node, Or, Sought, Term, Wildcard
from search.query.wildcards import pattern_of
from search.query.writing import query_text, quoted
from search.sentences import say

# A blank between two Han characters divides words in a query; in a text there is none.
_DIVIDING = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Reading:
    """Another query of the same words: ``label`` for the link, ``text`` and ``mode`` to ask."""

    label: str
    text: str
    mode: MatchMode


def find_readings(
    text: str, mode: MatchMode, root: Node, terms: tuple[Sought, ...], read: Callable[[str], Node]
) -> tuple[Reading, ...]:
    """The readings of ``text``, read as ``root``, that mean something else; ``read`` makes a tree or raises QueryError."""
    if isinstance(root, Everything):
        return ()
    found: list[Reading] = []
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


def _candidates(text: str, mode: MatchMode, root: Node, terms: tuple[Sought, ...]) -> Iterator[Reading]:
    plain = _plain_words(root)
    if isinstance(root, And) and plain:
        if not any(term.field for term in plain):
            yield Reading(say("按整句"), quoted(_DIVIDING.sub("", text)), mode)
        yield Reading(say("任一词"), query_text(Or(tuple(plain))), mode)
    elif isinstance(root, Or) and plain:
        yield Reading(say("须都出现"), query_text(And(tuple(plain))), mode)
    elif isinstance(root, Term):
        yield from _looser(root, mode)
    if not isinstance(root, And) or not plain:
        yield Reading(say("按原样"), quoted(text), mode)
    yield from _other_modes(text, mode, terms)


def _plain_words(root: Node) -> list[Term]:
    """The terms of a query that has no other syntax; none otherwise."""
    children = root.children if isinstance(root, And | Or) else (root,)
    terms = [child for child in children if isinstance(child, Term)]
    return terms if len(terms) == len(children) else []


def _looser(term: Term, mode: MatchMode) -> Iterator[Reading]:
    folded = fold(term.text)
    pieces = [term.text[start : start + len(run)] for start, run in runs(folded)]
    if pieces and not is_run(folded):
        yield Reading(say("去掉标点"), _all_of(pieces, term.field), mode)
    words = dict.fromkeys(term.text[at : at + len(word)] for word, at in cut(folded))
    yield Reading(say("按词，不必相连"), _all_of(list(words), term.field), mode)


def _all_of(words: list[str], field: str) -> str:
    terms = tuple(Term(word, field) for word in dict.fromkeys(words))
    return query_text(And(terms)) if len(terms) > 1 else " ".join(map(query_text, terms))


def _other_modes(text: str, mode: MatchMode, terms: tuple[Sought, ...]) -> Iterator[Reading]:
    characters = {char for term in terms for char in _fixed(term)}
    if mode != "folded":
        yield Reading(say("繁简通"), text, "folded")
    if mode != "script" and any(spellings(char, "folded") != spellings(char, "script") for char in characters):
        yield Reading(say("精确字形"), text, "script")
    # Characters of Han have twins of width too (the radicals of PDF readers), which nobody means.
    if mode != "exact" and any(not _is_han(char) and len(spellings(char, "script")) > 1 for char in characters):
        yield Reading(say("完全一致"), text, "exact")


def _fixed(term: Sought) -> str:
    return "".join(pattern_of(term.text).parts) if isinstance(term, Wildcard) else term.text


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
