"""Suggested queries on a results page: corrections, other names of a measure, regions and years, less strict queries.

Their reports are not mixed into the results. Each suggestion has the number of reports that it finds under the present
filters; one that finds no more than the query is left out. A place or time in plain words is offered as a filter beside
many results too, if it finds any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from archive.holdings.measures import MeasureNames, names_of_measures, other_names
from archive.languages import listed, say
from archive.models import Region, code_prefix
from archive.places.shown import region_words
from archive.places.typed import typed_places
from archive.searching.counts import Counts
from archive.searching.form import FILTERS
from archive.suggesting.corrections import FEW, TERMS, find_corrections, foresee_corrections, perhaps_rare
from archive.suggesting.offers import Offer, SuggestedQuery, count_of, first_of, replaced, suggestion
from search.documents import Query, Results
from search.fold import fold
from search.query import ParsedQuery, Term
from search.query.dates import read_period
from search.query.lexer import split_no_field
from search.suggest.sounds import typed_letters

VARIANTS = 6

#: Filters that a less strict query leaves out, one at a time.
_FILTERS = {
    "region": gettext_noop("地区"),
    "date_from": gettext_noop("起始日期"),
    "date_to": gettext_noop("截止日期"),
    "years": gettext_noop("年份"),
    "source": gettext_noop("来源"),
    "kind": gettext_noop("类别"),
    "script": gettext_noop("字形"),
    "quality": gettext_noop("文本"),
    "excluded": gettext_noop("排除"),
    "section": gettext_noop("段落"),
    "corpus": gettext_noop("语料库"),
}


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


def suggest_queries(query: Query, parsed: ParsedQuery, results: Results, counts: Counts) -> QuerySuggestions:
    """Return the suggestions beside the ``results`` of ``query``. Two database queries at the most.

    The engine is asked once for all counts, and once more for those of corrections and of all names together.
    """
    if query.page > 1:
        return QuerySuggestions()
    total = results.total
    terms = [term for term in parsed.terms if isinstance(term, Term)][:TERMS]
    measures = names_of_measures() if terms else ()
    least = total if total < FEW else 0
    variants = list(_variants(query, terms, measures))
    dated = _dated(query, terms)
    regions = list(_regions(query, dated, terms))
    wider = list(_wider(query, parsed)) if total == 0 else []
    rare = perhaps_rare(parsed, results) if total < FEW and not typed_letters(query.text) else []
    for other in (
        *(other for _, _, other in variants),
        *(each.query for offers in regions for each in offers),
        *(each.query for each in wider),
        *([dated] if dated != query else []),
    ):
        counts.foresee(other)
    if total < FEW and terms:
        foresee_corrections(query, rare, counts)
    found = [(*each, count) for each in variants if (count := count_of(counts, each[2]))][:VARIANTS]
    together = _together(query, found)
    if together:
        counts.foresee(together.query)
    corrections = find_corrections(query, rare, measures, total, counts) if total < FEW and terms else ()
    chosen = tuple(filter(None, (first_of(offers, least, counts) for offers in regions)))
    return QuerySuggestions(
        corrections=corrections,
        variants=tuple(
            suggestion(other, name if len(terms) == 1 else other.text, count) for _, name, other, count in found
        ),
        together=first_of([together] if together else [], max([total, *(count for *_, count in found)]), counts),
        regions=chosen,
        years=() if chosen else _years(query, dated, least, counts),
        wider=tuple(filter(None, (first_of([each], 0, counts) for each in wider))),
    )


def _variants(query: Query, terms: list[Term], measures: Iterable[MeasureNames]) -> Iterator[tuple[Term, str, Query]]:
    """Yield (term, name, query) for other names of the measures in the query."""
    for term in terms:
        for name in other_names(term.text, measures)[:VARIANTS]:
            yield term, name, replace(query, text=replaced(query.text, term.text, name))


def _together(query: Query, found: Sequence[tuple[Term, str, Query, int]]) -> Offer | None:
    """Return the query for the first term whose other names find something, and for all of these names."""
    if not found:
        return None
    term = found[0][0]
    group = " OR ".join(f'"{name}"' for name in (term.text, *(name for each, name, *_ in found if each == term)))
    any_name = replace(query, text=replaced(query.text, term.text, f"({group})", with_quotes=True))
    return Offer(any_name, say("{0}连同以上说法", term.text))


def _regions(query: Query, dated: Query, terms: list[Term]) -> Iterator[list[Offer]]:
    """Yield queries that filter by a region whose name was typed as a word, for each region those in order of preference.

    ``dated``: the query with typed times as its dates. Of several places that were typed, all together come first. One
    database query, if there is one.
    """
    if query.region:
        return
    typed = [(words, codes[:TERMS]) for words, codes in typed_places([term.text for term in terms])]
    wanted = {code: words for words, codes in typed for code in codes}
    regions = Region.objects.select_related("parent__parent").in_bulk(list(wanted)) if wanted else {}
    together = [regions[code] for code in _innermost(wanted) if code in regions]
    if len(typed) > 1 and len(together) <= TERMS:
        yield _filtered(query, dated, [words for words, _ in typed], together, "")
    for code, words in wanted.items():
        if region := regions.get(code):
            yield _filtered(query, dated, [words], [region], "" if _names(region, words) else say("{0}今属此地", words))


def _innermost(codes: Collection[str]) -> list[str]:
    """Return the codes that hold no other one: of 甘肃 and 定西 the latter, of 定西 and 泸州 both."""
    return [code for code in codes if not any(other != code and other.startswith(code_prefix(code)) for other in codes)]


def _names(region: Region, words: str) -> bool:
    """Return whether ``words`` is a name of today of the region, in characters or letters, alone or behind those above it."""
    last = fold(words)
    return any(last.endswith(fold(name)) for name in (region.name, region.short)) or last.isascii()


def _filtered(query: Query, dated: Query, typed: Sequence[str], regions: Sequence[Region], reason: str) -> list[Offer]:
    """Return the queries that filter by ``regions`` in place of the words that name them: with typed times, then without."""
    paths = listed(" › ".join(region_words(each) for each in region.path) for region in regions)
    offers = []
    for basis in dict.fromkeys((dated, query)):
        rest = basis.text
        for words in typed:
            rest = replaced(rest, words, "", with_quotes=True).strip()
        filtered = replace(basis, text=rest, region=tuple(region.prefix for region in regions))
        offers.append(Offer(filtered, " ".join([paths, *_new_years(query, filtered), *rest.split()]), reason))
    return offers


def _years(query: Query, dated: Query, least: int, counts: Counts) -> tuple[SuggestedQuery, ...]:
    """Return the query that filters by a time that was typed as a word, if it finds more than ``least``."""
    if dated == query:
        return ()
    offer = Offer(dated, " ".join([*_new_years(query, dated), *dated.text.split()]))
    return tuple(filter(None, [first_of([offer], least, counts)]))


def _dated(query: Query, terms: list[Term]) -> Query:
    """Return the query with typed times as its dates; the query itself where it has no typed times, or dates already."""
    today = timezone.localdate()
    times = {term.text: period for term in terms if (period := read_period(term.text, today))}
    if not times or query.date_from or query.date_to or query.years:
        return query
    text = query.text
    for typed in times:
        text = replaced(text, typed, "", with_quotes=True).strip()
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


def _wider(query: Query, parsed: ParsedQuery) -> Iterator[Offer]:
    """Yield queries without one filter, and for one term alone."""
    usual = Query()
    for name in (field.name for field in fields(Query) if field.name in _FILTERS):
        if getattr(query, name) != getattr(usual, name):
            words = say("不限{0}", say(_FILTERS[name])) if name != "excluded" else say("不排除")
            without = {"corpus": "", "among": None} if name == "corpus" else {name: getattr(usual, name)}
            yield Offer(replace(query, **without), words)
    for term in (term for term in parsed.terms[:TERMS] if isinstance(term, Term)):
        yield from _beyond_fields(query, term.text)
    if len(parsed.terms) > 1:
        for form in parsed.forms[:TERMS]:
            yield Offer(replace(query, text=form), say("只查 {0}", form))


def _beyond_fields(query: Query, typed: str) -> Iterator[Offer]:
    """Yield the filter that a word like 类别:新闻 means, and the query for what stands behind the colon."""
    name, value = split_no_field(typed)
    if not name:
        return
    rest = replaced(query.text, typed, "", with_quotes=True).strip()
    for field, (label, values) in FILTERS.items():
        for code, word in values.items():
            if fold(name) in (fold(label), field) and fold(value) in (fold(word), code) and not getattr(query, field):
                words = say("{0}：{1}", say(label), say(word))
                chosen: dict[str, Any] = {field: (code,)}
                yield Offer(replace(query, text=rest, **chosen), " ".join([words, *rest.split()]))
    yield Offer(replace(query, text=replaced(query.text, typed, value)), say("只查 {0}", value))
