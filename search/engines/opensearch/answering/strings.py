"""Where does a field hold a string, a wildcard, or two neighbours? As queries on the pairs and characters of mapping.py.

Spans of wildcards are nested from the right: the cluster's ordered spans never go back, so with a first clause of variable
length they lose hits (the oracle of the query language found one at once). The end of what follows is fixed before.
Alternatives are never multiplied out: a query may hold 1,024 clauses.
"""

from __future__ import annotations

from typing import Any

from search.documents import MatchMode
from search.engines.opensearch.answering.dsl import Json, every, some
from search.engines.opensearch.writing.mapping import CHARACTERS, PAIRS, TEXT_FIELDS
from search.engines.opensearch.writing.rows import storable
from search.fold import fold, spellings
from search.query import SearchTerm, Wildcard
from search.query.lexer import LINE_ENDS


def fields_of(term: SearchTerm) -> tuple[str, ...]:
    """Return the fields in which a term is searched."""
    if term.field in ("", *TEXT_FIELDS):
        return tuple(name for name in TEXT_FIELDS if term.field in ("", name))
    return (term.field,)


def phrase(field: str, folded: str, boost: float = 1.0) -> Json:
    """Return the fields that hold a folded string of two characters or more; it scores the sum over its pairs of its hits."""
    return {"match_phrase": {field + PAIRS: {"query": storable(folded), "boost": boost}}}


def holds_string(field: str, text: str, mode: MatchMode) -> Json:
    """Return the fields that hold ``text`` as ``mode`` compares it."""
    if len(text) == 1:
        return {"terms": {field + CHARACTERS: [storable(char) for char in spellings(text, mode)]}}
    found = phrase(field, fold(text))
    if not is_strict(text, mode):
        return found
    return every((found, span_of(field, text, mode)))


def is_strict(text: str, mode: MatchMode) -> bool:
    """Tell whether ``mode`` finds less of the text than its fold does."""
    return mode != "folded" and any(len(spellings(char, "folded")) > 1 for char in set(fold(text)))


def span_of(field: str, text: str, mode: MatchMode) -> Json:
    """Return the spans of ``text`` as ``mode`` compares it, on the characters as displayed."""
    return _in_a_row([_span_of_character(field, char, mode) for char in text])


def holds(field: str, term: SearchTerm, mode: MatchMode) -> Json:
    """Return the fields that hold the term."""
    if not isinstance(term, Wildcard):
        return holds_string(field, term.text, mode)
    if len(term.pattern.parts) == 1:
        return holds_string(field, term.pattern.parts[0], mode)
    return every((needs(field, term, mode), span_of_wildcard(field, term, mode)))


def needs(field: str, term: SearchTerm, mode: MatchMode) -> Json:
    """Return the fields that hold all fixed parts of the term, in whatever order: quickly found, never too few."""
    if not isinstance(term, Wildcard):
        return holds_string(field, term.text, mode)
    return every(holds_string(field, part, "folded") for part in term.pattern.parts)


def span_of_wildcard(field: str, term: Wildcard, mode: MatchMode) -> Json:
    """Return the spans of a wildcard, each from a beginning to the nearest end that fits, over no line end."""
    pattern = term.pattern
    blocks: list[list[Json]] = [[span_of(field, pattern.parts[0], mode)]]
    between: list[tuple[int, int]] = []
    for (fewest, most), part in zip(pattern.gaps, pattern.parts[1:], strict=True):
        span = span_of(field, part, mode)
        if fewest == most:
            blocks[-1] += [*_gap(field, fewest), span]
        else:
            between.append((fewest, most))
            blocks.append([span])
    joined = [_in_a_row(block) for block in blocks]
    whole = _on_one_line(field, joined[-1])
    for block, (fewest, most) in zip(reversed(joined[:-1]), reversed(between), strict=True):
        whole = _on_one_line(field, _near([block, *_gap(field, fewest), whole], most - fewest))
    return whole


def spans_near(field: str, one: str, other: str, distance: int, mode: MatchMode) -> Json:
    """Return the spans of two strings with at most ``distance`` characters between, whichever comes first."""
    first, second = span_of(field, one, mode), span_of(field, other, mode)
    return {"span_or": {"clauses": [_near([first, second], distance), _near([second, first], distance)]}}


def intervals_of(field: str, text: str, mode: MatchMode) -> Json:
    """Return the fields that hold ``text`` as ``mode`` compares it; n hits score n / (n + 1).

    The spans find the same, but their score depends on how many spellings of a character a shard knows.
    """
    rows = [
        {"any_of": {"intervals": [{"match": {"query": storable(each)}} for each in spellings(char, mode)]}}
        for char in text
    ]
    return {"intervals": {field + CHARACTERS: {"all_of": {"ordered": True, "max_gaps": 0, "intervals": rows}}}}


def first_pairs(field: str, folded: str, length: int) -> Json:
    """Return the fields with a hit of a folded string that begins in the first ``length`` characters."""
    pairs = [{"span_term": {field + PAIRS: storable(folded[at : at + 2])}} for at in range(len(folded) - 1)]
    return {"span_first": {"match": _in_a_row(pairs), "end": length - 1 + len(pairs)}}


def begins_with(field: str, folded: str) -> Json:
    """Return the fields that begin with a folded string of one character or more."""
    if len(folded) == 1:
        return {"span_first": {"match": _span_of_character(field, folded, "folded"), "end": 1}}
    return first_pairs(field, folded, 1)


def _span_of_character(field: str, char: str, mode: MatchMode) -> Json:
    terms = [{"span_term": {field + CHARACTERS: storable(each)}} for each in spellings(char, mode)]
    return terms[0] if len(terms) == 1 else {"span_or": {"clauses": terms}}


def _in_a_row(spans: list[Json]) -> Json:
    return spans[0] if len(spans) == 1 else _near(spans, 0)


def _near(spans: list[Json], slop: int) -> Json:
    return {"span_near": {"clauses": spans, "slop": slop, "in_order": True}}


def _gap(field: str, width: int) -> list[Any]:
    return [{"span_gap": {field + CHARACTERS: width}}] if width else []


def _on_one_line(field: str, span: Json) -> Json:
    ends = [{"span_term": {field + CHARACTERS: end}} for end in LINE_ENDS]
    return {"span_not": {"include": span, "exclude": {"span_or": {"clauses": ends}}}}


def any_field(term: SearchTerm, mode: MatchMode) -> Json:
    """Return the documents that hold the term in one of its fields."""
    return some(holds(field, term, mode) for field in fields_of(term))
