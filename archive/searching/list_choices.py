"""The choices around a list of results: orders, folding, chips, searches within the results, wider queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from archive.languages import UNKNOWN_LABEL, say
from archive.models import Report, full_code
from archive.places.shown import ListedRegion, region_name
from archive.searching.corpora.names import name_of
from archive.searching.facets import counts_of
from archive.searching.form import FILTERS, SORTS, value_label
from archive.searching.region_tree import count_within
from archive.text.sections import SECTION_NAMES
from archive.web.addresses import (
    Address,
    Parameters,
    address_of,
    addresses_like,
    list_address,
    list_parameters,
    pairs_of,
    with_parameters,
)
from search.documents import UNKNOWN, Query, QueryError, Results
from search.query import And, Term, parse_query, query_text
from search.query.lexer import QUOTES

_FILTERS = (
    *("region", "date_from", "date_to", "years", "undated", "source", "kind", "script", "quality", "excluded"),
    *("samples", "hidden", "section", "corpus", "among"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in force, and the address without it; ``changes_query``: it is a part of the query itself.

    ``count``: the reports of this value, where several values of its filter stand side by side.
    """

    label: str
    value: str
    address: str
    changes_query: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Folding:
    """How a list shows near duplicates: its number of entries, and the address of the other way."""

    entries: int
    is_folded: bool
    address: str


def folding_of(query: Query, results: Results) -> Folding | None:
    """Return None where folding makes no difference, as far as is known."""
    if query.fold and results.folded_total == results.total:
        return None
    return Folding(results.folded_total, query.fold, list_address(replace(query, fold=not query.fold, page=1)))


def sort_choices(query: Query, address: Address) -> list[tuple[str, str, bool]]:
    """Return (label, address, whether in force) for each order; a query without words has no relevance."""
    offered = SORTS if query.text else SORTS[1:]
    in_force = query.sort if query.text or query.sort != "relevance" else "newest"
    return [(label, address(sort=sort, page=1), sort == in_force) for sort, label in offered]


def hidden_fields(query: Query) -> list[tuple[str, str]]:
    """Return (name, value) of each hidden field of a box: the choices that stay for a new query."""
    return [(name, value) for name, value in pairs_of(list_parameters(query)) if name not in ("q", "mode", "page")]


def step_chips(query: Query) -> list[Chip]:
    """Return a chip for each search within results; none for a single search."""
    steps = steps_of(query.text)
    if len(steps) < 2:
        return []
    return [
        Chip(say("结果中") if place else say("先查"), step, without_step(query, place), changes_query=True)
        for place, step in enumerate(steps)
    ]


def filter_chips(query: Query, results: Results, regions: Mapping[str, ListedRegion]) -> Iterator[Chip]:
    """Yield a chip for each filter in force, in the order of the facets. ``regions``: the chosen ones, by code."""
    address, counts = addresses_like(query, page=1), counts_of(results)
    by_region = counts.get("region", {}) if len(query.region) > 1 else None
    for prefix in query.region:
        chosen = regions.get(full_code(prefix))
        without = address(region=tuple(each for each in query.region if each != prefix))
        name = region_name(chosen) if chosen else say(UNKNOWN_LABEL)
        yield Chip(say("地区"), name, without, count=None if by_region is None else count_within(by_region, prefix))
    if query.date_from or query.date_to:
        start, end = query.date_from, query.date_to
        words = start if start == end else f"{start or say('最早')}–{end or say('最近')}"
        label = say("年份") if {len(start), len(end)} <= {0, 4} else say("日期")
        without = address(date_from="", date_to="", undated=False)
        yield Chip(label, words + (say("，含未注明") if query.undated else ""), without)
    yield from _year_chips(query, address, counts.get("year", {}))
    for name, (label, labels) in FILTERS.items():
        for value in getattr(query, name):
            rest = tuple(each for each in getattr(query, name) if each != value)
            count = counts.get(name, {}).get(value, 0) if rest else None
            yield Chip(say(label), value_label(labels, value), address(**{name: rest}), count=count)
    for name, value in query.excluded:
        rest = tuple(pair for pair in query.excluded if pair != (name, value))
        yield Chip(say("不含"), value_label(FILTERS[name][1], value), address(excluded=rest))
    if query.section:
        yield Chip(say("段落"), say(SECTION_NAMES[query.section]), address(section=""))
    if query.corpus:
        yield Chip(say("语料库"), name_of(query.corpus), address(corpus=""))
    if query.samples:
        yield Chip(say("不含"), say("示例"), address(samples=""))


def _year_chips(query: Query, address: Address, counts: Mapping[str, int]) -> Iterator[Chip]:
    """Yield a chip for each year chosen by itself, and one for reports without a date beside them."""
    for year in query.years:
        rest = tuple(each for each in query.years if each != year)
        count = counts.get(year, 0) if rest else None
        label = say(UNKNOWN_LABEL) if year == UNKNOWN else year
        yield Chip(say("年份"), label, address(years=rest, undated=query.undated and bool(rest)), count=count)
    if query.years and query.undated and not (query.date_from or query.date_to):
        yield Chip(say("日期"), say(UNKNOWN_LABEL), address(undated=False))


def advanced_address(query: Query) -> str:
    """Return the advanced form with the query, its filters and its order."""
    taken = (
        *("mode", "kind", "script", "quality", "source", "region", "date_from", "date_to", "years"),
        *("excluded", "section", "corpus", "samples", "sort", "fold"),
    )
    written = list_parameters(Query(query.text, **{name: getattr(query, name) for name in taken}))
    return with_parameters(address_of("search-advanced"), written)


def narrowed_address(text: str, words: str, others: Mapping[str, list[str]]) -> str:
    """Return the list for ``words`` within the results of ``text``: one expression, so that the address names it."""
    parameters: Parameters = {"q": narrowed(text, words), **others}
    return with_parameters(address_of("search"), parameters)


def source_address(text: str, words: str, others: Mapping[str, list[str]]) -> str:
    """Return the list of a source typed beside its facet: chosen if it is the name of one, else all whose name holds it.

    One query.
    """
    if Report.objects.published().filter(source__name=words).exists():
        chosen = list(dict.fromkeys([*others.get("source", []), words]))
        kept: Parameters = {"q": text} if text else {}
        return with_parameters(address_of("search"), {**kept, **others, "source": chosen})
    return narrowed_address(text, query_text(Term(words, "source")), others)


def wider_queries(query: Query) -> list[tuple[str, str]]:
    """Return (label, address) of the nearest queries that ask for less, for an empty list."""
    usual, first = Query(), replace(query, page=1)
    wider = []
    unfiltered = replace(first, **{name: getattr(usual, name) for name in _FILTERS})
    if unfiltered != first:
        wider.append((say("去掉全部筛选"), list_address(unfiltered)))
    if query.mode != "folded":
        wider.append((say("改用繁简通"), list_address(replace(first, mode="folded"))))
    words = query.text.split()
    if len(words) > 1:
        wider.append((say("其中一词即可"), list_address(replace(first, text=" OR ".join(words)))))
    return wider


def narrowed(text: str, words: str) -> str:
    """Return one expression for ``words`` within the results of ``text``: each in brackets, ``(软弱涣散) (整顿)``.

    Where brackets would change what is asked, the expression is written anew from its tree.
    """
    steps = [step for step in (*steps_of(text), words.strip()) if step.strip()]
    if len(steps) < 2:
        return "".join(steps)
    together = _bracketed(steps)
    if _is_all_of(together, steps):
        return together
    try:
        return query_text(And(tuple(parse_query(step).root for step in steps)))
    except QueryError:
        return together


def steps_of(text: str) -> list[str]:
    """Return the insides of the brackets that an expression consists of; else the expression itself as one step."""
    steps: list[str] = []
    depth = start = 0
    quoted = False
    for at, char in enumerate(text):
        if char in QUOTES:
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            if not depth:
                start = at + 1
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if not depth:
                steps.append(text[start:at])
            continue
        if not depth and char != " " and char != "(":
            return [text]
    whole = not depth and not quoted and len(steps) > 1 and all(step.strip() for step in steps)
    return steps if whole and _is_all_of(text, steps) else [text]


def without_step(query: Query, dropped: int) -> str:
    """Return the address of the list without one step of its expression; ``dropped`` counts from 0."""
    rest = [step for place, step in enumerate(steps_of(query.text)) if place != dropped]
    text = rest[0] if len(rest) == 1 else _bracketed(rest)
    return list_address(replace(query, text=text, page=1))


def _bracketed(steps: list[str]) -> str:
    return " ".join(f"({step})" for step in steps)


def _is_all_of(text: str, steps: list[str]) -> bool:
    """Return whether an expression asks for all the steps, each read by itself."""
    try:
        return parse_query(text).root == And(tuple(parse_query(step).root for step in steps))
    except QueryError:
        return False
