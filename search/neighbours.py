"""Which hits of the operands of NEAR are near each other? The chains of one text, by the engine's own rule.

search/engines/whoosh/reading/spans.py finds the documents by the same rule; here each hit of a chain is kept, since a page
marks, counts and quotes no other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from search.documents import MatchMode
from search.query import Near, Node, Or, ParsedQuery, SearchTerm, Term, Wildcard
from search.term_hits import spans_in

#: A start, an end, and the operand's term that stands there.
_Place = tuple[int, int, SearchTerm]


def near_hits(
    text: str, folded: str, parsed: ParsedQuery, mode: MatchMode, field: str, *, named: bool = False
) -> dict[SearchTerm, list[tuple[int, int]]]:
    """Return for each term that the query asks for in NEAR alone its hits that are part of a whole chain, by starts.

    ``folded`` is ``fold_for_mode(text, mode)`` of the ``field``. A term that the query names outside NEAR too is left
    out: all its hits count. ``named``: only terms that name the field stand in it.
    """
    wanted = parsed.near_terms
    found: dict[SearchTerm, set[tuple[int, int]]] = {term: set() for term in wanted}
    for chain in parsed.chains if wanted else ():
        for start, end, term in _chain(text, folded, chain, mode, field, named):
            if term in found:
                found[term].add((start, end))
    return {term: sorted(spans) for term, spans in found.items()}


def holds_chain(text: str, folded: str, chain: Near, mode: MatchMode, field: str) -> bool:
    """Tell whether a text holds a whole chain; ``folded`` as in ``near_hits``."""
    return next(_chain(text, folded, chain, mode, field, False), None) is not None


def _chain(text: str, folded: str, chain: Near, mode: MatchMode, field: str, named: bool) -> Iterator[_Place]:
    """Yield the places of all operands that belong to a whole chain: reached from the first, and leading to the last."""
    reached: list[list[_Place]] = []
    for operand, distance in zip(chain.operands, (0, *chain.distances), strict=True):
        places = sorted(
            (
                (start, end, leaf)
                for leaf in leaves(operand, field, named=named)
                for start, end in spans_in(text, folded, leaf, mode)
            ),
            key=lambda place: place[:2],
        )
        reached.append(_near(places, reached[-1], distance) if reached else places)
        if not reached[-1]:
            return
    leading = reached[-1]
    yield from leading
    for places, distance in zip(reversed(reached[:-1]), reversed(chain.distances), strict=True):
        leading = _near(places, leading, distance)
        yield from leading


def _near(places: Iterable[_Place], others: list[_Place], distance: int) -> list[_Place]:
    """Return the places with one of the others at most ``distance`` characters before or after."""
    starts, ends = [start for start, _, _ in others], sorted(end for _, end, _ in others)
    return [
        place
        for place in places
        if _any_between(ends, place[0] - distance, place[0]) or _any_between(starts, place[1], place[1] + distance)
    ]


def _any_between(numbers: list[int], first: int, last: int) -> bool:
    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last


def leaves(operand: Node, field: str, *, named: bool = False) -> list[SearchTerm]:
    """Return the terms of an operand of NEAR that may stand in ``field``; ``named``: that name it. TypeError for another node."""
    match operand:
        case Term() | Wildcard():
            return [operand] if operand.field == field or not (operand.field or named) else []
        case Or(children):
            return [leaf for child in children for leaf in leaves(child, field, named=named)]
        case _:
            raise TypeError(f"not an operand of NEAR: {operand!r}")
