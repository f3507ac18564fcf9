"""Suggested queries on a results page: corrections, other names of a measure, regions and years, less strict queries.

Their reports are not mixed into the results. Each suggestion has the number of reports that it finds under the present
filters; one that finds no more than the query is left out. A place or time in plain words is offered as a filter beside
many results too, if it finds any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from django.utils import timezone
from django.utils.translation import gettext_noop

from archive.holdings.measures import MeasureNames, names_of_measures, other_names
from archive.languages import say
from archive.models import Region, code_prefix
from archive.places.gazetteer import codes_by_name
from archive.suggesting.tables import reader_lexicon
from archive.web.addresses import search_address
from search.analysis import is_run
from search.documents import Query, SearchError
from search.engine import get_engine
from search.fold import fold
from search.query import ParsedQuery, Term
from search.query.dates import read_period
from search.suggest import Lexicon, Respelling
from search.suggest.sounds import typed_letters

#: Below this number of reports, the page also suggests corrections.
FEW = 3
CORRECTIONS = 5
VARIANTS = 6
#: Queries that the engine counts for each kind of suggestion, so that all take some tens of milliseconds.
_COUNTED = 16
#: Terms of the query that are looked at, and regions of one name.
_TERMS = 4
#: In a term of this length, pairs of characters that no report contains show where the mistake is.
_LONG_TERM = 5

REASONS = {
    "sound": gettext_noop("读音相同"),
    "near-sound": gettext_noop("读音相近"),
    "initials": gettext_noop("拼音首字母"),
    "swap": gettext_noop("字序不同"),
    "wrong": gettext_noop("差一字"),
    "missing": gettext_noop("少一字"),
    "extra": gettext_noop("多一字"),
}
#: Filters that a less strict query leaves out, one at a time.
_FILTERS = {
    "region": gettext_noop("地区"),
    "date_from": gettext_noop("起始日期"),
    "date_to": gettext_noop("截止日期"),
    "source": gettext_noop("来源"),
    "kind": gettext_noop("类别"),
    "script": gettext_noop("字形"),
    "quality": gettext_noop("文本"),
    "excluded": gettext_noop("排除"),
}
_QUOTES = '"“”„‟«»「」『』〝〞〟″＂'


@dataclass(frozen=True, slots=True)
class SuggestedQuery:
    """A query in words, its address and the number of reports that it finds. ``reason``: half a sentence, or ""."""

    words: str
    address: str
    count: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuerySuggestions:
    """All suggestions, by kind.

    ``corrections`` respell a term. ``variants`` put another name of a measure in its place; ``together`` asks for the
    typed term or any of them. ``regions`` filter by a region that was typed as a word, and by a year if one was typed
    too; ``years`` filter by a year alone. ``wider`` queries leave out a filter or ask for one term.
    """

    corrections: tuple[SuggestedQuery, ...] = ()
    variants: tuple[SuggestedQuery, ...] = ()
    together: SuggestedQuery | None = None
    regions: tuple[SuggestedQuery, ...] = ()
    years: tuple[SuggestedQuery, ...] = ()
    wider: tuple[SuggestedQuery, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.corrections or self.variants or self.regions or self.years or self.wider)


def suggest_queries(query: Query, parsed: ParsedQuery, total: int) -> QuerySuggestions:
    """Return the suggestions beside the ``total`` reports of ``query``. Two database queries at the most."""
    if query.page > 1:
        return QuerySuggestions()
    terms = [term for term in parsed.terms if isinstance(term, Term)][:_TERMS]
    measures = names_of_measures() if terms else ()
    variants, together = _variants(query, terms, measures)
    if together and together.count <= max(total, *(variant.count for variant in variants)):
        together = None
    least = total if total < FEW else 0
    dated = _dated(query, terms)
    regions = _regions(query, dated, terms, least)
    years = () if regions else _years(query, dated, least)
    if total >= FEW:
        return QuerySuggestions(variants=variants, together=together, regions=regions, years=years)
    return QuerySuggestions(
        corrections=_corrections(query, terms, reader_lexicon(measures), total) if terms else (),
        variants=variants,
        together=together,
        regions=regions,
        years=years,
        wider=tuple(_wider(query, parsed)) if total == 0 else (),
    )


def _corrections(query: Query, terms: list[Term], lexicon: Lexicon, total: int) -> tuple[SuggestedQuery, ...]:
    """Return queries with a respelled term that find more."""
    found: dict[str, SuggestedQuery] = {}
    for text, reason in list(_respelled(query, terms, lexicon))[:_COUNTED]:
        if text not in found and (count := _count(replace(query, text=text))) > total:
            found[text] = _suggestion(replace(query, text=text), text, count, reason)
            if len(found) == CORRECTIONS:
                break
    return tuple(found.values())


def _respelled(query: Query, terms: list[Term], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield (expression, reason) of all respellings, the best first: of the whole text as pinyin, else of a rare term."""
    if typed_letters(query.text):
        for respelling in lexicon.respellings(query.text):
            yield respelling.text, say("拼音") if respelling.reason == "sound" else say(REASONS[respelling.reason])
        return
    found: list[tuple[int, Term, Respelling]] = []
    for term in terms:
        if _count(Query(text=f'"{term.text}"', mode=query.mode)) < FEW:
            suspects = _suspects(term.text) if len(term.text) >= _LONG_TERM else None
            respellings = lexicon.respellings(term.text, suspects=suspects)
            found += [(place, term, respelling) for place, respelling in enumerate(respellings)]
    for _, term, respelling in sorted(found, key=lambda each: each[0]):
        yield _replaced(query.text, term.text, respelling.text), say(REASONS[respelling.reason])


def _suspects(text: str) -> frozenset[int] | None:
    """Return the places of two adjacent characters that no report has side by side; None if there are none."""
    pairs = {at: text[at : at + 2] for at in range(len(text) - 1)}
    return frozenset(at for at, pair in pairs.items() if is_run(pair) and not _count(Query(text=f'"{pair}"'))) or None


def _variants(
    query: Query, terms: list[Term], measures: Iterable[MeasureNames]
) -> tuple[tuple[SuggestedQuery, ...], SuggestedQuery | None]:
    """Return queries for other names of the measures in the query that find something, and one for all names."""
    variants: list[SuggestedQuery] = []
    together: SuggestedQuery | None = None
    for term in terms:
        found: list[str] = []
        for name in other_names(term.text, measures)[: VARIANTS - len(variants)]:
            other = replace(query, text=_replaced(query.text, term.text, name))
            if count := _count(other):
                variants.append(_suggestion(other, name if len(terms) == 1 else other.text, count))
                found.append(name)
        if found and together is None:
            group = " OR ".join(f'"{name}"' for name in (term.text, *found))
            any_name = replace(query, text=_replaced(query.text, term.text, f"({group})", with_quotes=True))
            if count := _count(any_name):
                together = _suggestion(any_name, say("{0}连同以上说法", term.text), count)
    return tuple(variants), together


def _regions(query: Query, dated: Query, terms: list[Term], least: int) -> tuple[SuggestedQuery, ...]:
    """Return queries that filter by a region whose name was typed as a word, and find more than ``least``.

    ``dated``: the query with typed times as its dates. One database query, if there is one.
    """
    if query.region:
        return ()
    wanted = {code: term for term in terms for code in codes_by_name().get(fold(term.text), ())[:_TERMS]}
    regions = Region.objects.select_related("parent__parent").in_bulk(list(wanted)) if wanted else {}
    found = []
    for code, term in wanted.items():
        if region := regions.get(code):
            is_name = fold(term.text) in (fold(region.name), fold(region.short))
            path = " › ".join(each.name for each in region.path)
            for basis in dict.fromkeys((dated, query)):
                rest = _replaced(basis.text, term.text, "", with_quotes=True).strip()
                filtered = replace(basis, text=rest, region=(code_prefix(code),))
                if (count := _count(filtered)) > least:
                    words = " ".join([path, *_new_years(query, filtered), *rest.split()])
                    found.append(_suggestion(filtered, words, count, "" if is_name else say("{0}今属此地", term.text)))
                    break
    return tuple(found)


def _years(query: Query, dated: Query, least: int) -> tuple[SuggestedQuery, ...]:
    """Return the query that filters by a time that was typed as a word, if it finds more than ``least``."""
    if dated == query or (count := _count(dated)) <= least:
        return ()
    return (_suggestion(dated, " ".join([*_new_years(query, dated), *dated.text.split()]), count),)


def _dated(query: Query, terms: list[Term]) -> Query:
    """Return the query with typed times as its dates; the query itself where it has no typed times, or dates already."""
    today = timezone.localdate()
    times = {term.text: period for term in terms if (period := read_period(term.text, today))}
    if not times or query.date_from or query.date_to:
        return query
    text = query.text
    for typed in times:
        text = _replaced(text, typed, "", with_quotes=True).strip()
    return replace(
        query,
        text=text,
        date_from=min(first for first, _ in times.values()),
        date_to=max(last for _, last in times.values()),
    )


def _new_years(before: Query, after: Query) -> list[str]:
    """Return the years that only ``after`` asks for, as one word in a list."""
    if (before.date_from, before.date_to) == (after.date_from, after.date_to):
        return []
    return [after.date_from if after.date_from == after.date_to else f"{after.date_from}–{after.date_to}"]


def _wider(query: Query, parsed: ParsedQuery) -> Iterator[SuggestedQuery]:
    """Yield queries without one filter, and for one term alone, that find something."""
    usual = Query()
    for name in (field.name for field in fields(Query) if field.name in _FILTERS):
        if getattr(query, name) != getattr(usual, name):
            wider = replace(query, **{name: getattr(usual, name)})
            if count := _count(wider):
                words = say("不限{0}", say(_FILTERS[name])) if name != "excluded" else say("不排除")
                yield _suggestion(wider, words, count)
    if len(parsed.terms) > 1:
        for form in parsed.forms[:_TERMS]:
            if count := _count(replace(query, text=form)):
                yield _suggestion(replace(query, text=form), say("只查 {0}", form), count)


def _suggestion(query: Query, words: str, count: int, reason: str = "") -> SuggestedQuery:
    return SuggestedQuery(words, search_address(replace(query, page=1)), count, reason)


def _count(query: Query) -> int:
    """Return the number of reports that a query finds; 0 for one that cannot be answered."""
    try:
        return get_engine().count(query)
    except SearchError:
        return 0


def _replaced(text: str, term: str, word: str, *, with_quotes: bool = False) -> str:
    """Return ``text`` with ``word`` in place of ``term``, inside its quotes; ``with_quotes``: in place of them too."""
    start = text.find(term)
    if start < 0:
        return word
    end = start + len(term)
    quoted = start > 0 and end < len(text) and text[start - 1] in _QUOTES and text[end] in _QUOTES
    if quoted and with_quotes:
        start, end = start - 1, end + 1
    elif not quoted and not with_quotes and not is_run(word) and " " not in word:
        word = f'"{word}"'
    return text[:start] + word + text[end:]
