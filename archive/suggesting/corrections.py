"""Corrections: other spellings of a query that finds little, each of which finds more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext_noop

from archive.holdings.measures import MeasureNames
from archive.languages import say
from archive.searching.counts import Counts
from archive.suggesting.offers import Offer, SuggestedQuery, count_of, first_of, replaced
from archive.suggesting.tables import reader_lexicon
from search.analysis import is_run
from search.documents import MatchMode, Query, Results
from search.query import ParsedQuery, Term
from search.suggest import Lexicon, Respelling
from search.suggest.sounds import typed_letters

#: Below this number of reports, the page also suggests corrections.
FEW = 3
CORRECTIONS = 5
#: Queries that the engine counts for each kind of suggestion, so that all take some tens of milliseconds.
_COUNTED = 16
#: In a term of this length, pairs of characters that no report contains show where the mistake is.
_LONG_TERM = 5
#: Terms of the query that are looked at.
TERMS = 4

REASONS = {
    "sound": gettext_noop("读音相同"),
    "near-sound": gettext_noop("读音相近"),
    "initials": gettext_noop("拼音首字母"),
    "swap": gettext_noop("字序不同"),
    "wrong": gettext_noop("差一字"),
    "missing": gettext_noop("少一字"),
    "extra": gettext_noop("多一字"),
}


def find_corrections(
    query: Query, rare: list[Term], measures: Iterable[MeasureNames], total: int, counts: Counts
) -> tuple[SuggestedQuery, ...]:
    """Return queries with a respelled term that find more; ``rare`` terms are those of ``perhaps_rare``."""
    offers: dict[str, Offer] = {}
    for text, reason in islice(_respelled(query, rare, reader_lexicon(measures, counts), counts), _COUNTED):
        offers.setdefault(text, Offer(replace(query, text=text), text, reason))
    for each in offers.values():
        counts.foresee(each.query)
    found = (first_of([each], total, counts) for each in offers.values())
    return tuple(islice(filter(None, found), CORRECTIONS))


def _respelled(query: Query, rare: list[Term], lexicon: Lexicon, counts: Counts) -> Iterator[tuple[str, str]]:
    """Yield (expression, reason) of all respellings, the best first: of the whole text as pinyin, else of a rare term."""
    if typed_letters(query.text):
        for respelling in lexicon.respellings(query.text):
            yield respelling.text, say("拼音") if respelling.reason == "sound" else say(REASONS[respelling.reason])
        return
    found: list[tuple[int, Term, Respelling]] = []
    for term in rare:
        if count_of(counts, _alone(term, query.mode)) < FEW:
            respellings = lexicon.respellings(term.text, suspects=_suspects(term.text, counts))
            found += [(place, term, respelling) for place, respelling in enumerate(respellings)]
    for _, term, respelling in sorted(found, key=lambda each: each[0]):
        yield replaced(query.text, term.text, respelling.text), say(REASONS[respelling.reason])


def foresee_corrections(query: Query, rare: list[Term], counts: Counts) -> None:
    """Note what is counted before a term is respelled."""
    counts.foresee(Query())
    for term in rare:
        for other in (_alone(term, query.mode), *_pairs(term.text).values()):
            counts.foresee(other)


def perhaps_rare(parsed: ParsedQuery, results: Results) -> list[Term]:
    """Return the terms that few reports hold where the query looks for them; elsewhere there may be more."""
    held = zip(parsed.terms, results.term_hits or [0] * len(parsed.terms), strict=True)
    terms = [(term, count) for term, count in held if isinstance(term, Term)][:TERMS]
    return [term for term, count in terms if count < FEW]


def _alone(term: Term, mode: MatchMode) -> Query:
    return Query(text=f'"{term.text}"', mode=mode)


def _pairs(text: str) -> dict[int, Query]:
    """Return {place: query} of two adjacent characters of a long term."""
    pairs = {at: text[at : at + 2] for at in range(len(text) - 1)} if len(text) >= _LONG_TERM else {}
    return {at: Query(text=f'"{pair}"') for at, pair in pairs.items() if is_run(pair)}


def _suspects(text: str, counts: Counts) -> frozenset[int] | None:
    """Return the places of two adjacent characters that no report has side by side; None if there are none."""
    return frozenset(at for at, pair in _pairs(text).items() if not count_of(counts, pair)) or None
