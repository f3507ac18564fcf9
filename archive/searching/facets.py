"""Facets of a list (分面): each value with its count, and the address that chooses it or takes it back; years as bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from urllib.parse import quote

from archive.languages import UNKNOWN_LABEL, say
from archive.searching.form import FILTERS, value_label
from archive.searching.region_tree import Branch, FacetLink, Regions, region_tree, split_shown, tree_codes
from archive.searching.years import Histogram, year_choices, year_histogram, year_link
from archive.text.sections import SECTION_NAMES
from archive.web.addresses import Address, addresses_like
from search.documents import UNKNOWN, Query, Results

VALUES_SHOWN, VALUES_FOLDED = 10, 40


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one filter; those in force are always among the ``links``.

    ``more`` are folded away; ``unnamed`` counts those that are too many to list.
    """

    name: str
    label: str
    links: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of a results page. ``regions``: provinces and 未注明; ``more_regions``, ``more_years``: those folded away."""

    regions: tuple[Branch, ...]
    more_regions: tuple[Branch, ...]
    years: Histogram
    year_choices: tuple[FacetLink, ...]
    more_years: tuple[FacetLink, ...]
    undated: FacetLink | None
    choices: tuple[Facet, ...]
    sections: tuple[FacetLink, ...] = ()


def facet_codes(query: Query, results: Results) -> set[str]:
    """Return the codes of the regions that the facets of a page name."""
    return tree_codes(query, counts_of(results).get("region", {}))


def page_facets(query: Query, results: Results, regions: Regions) -> Facets:
    """Return the facets of the results page; choosing a value leads to page 1. ``regions``: those of ``facet_codes``."""
    counts = counts_of(results)
    address = addresses_like(query, page=1)
    of_years = counts.get("year", {})
    shown, more = region_tree(query, address, counts.get("region", {}), regions)
    years, more_years = year_choices(query, address, of_years)
    return Facets(
        regions=shown,
        more_regions=more,
        years=year_histogram(of_years, partial(year_link, query, address)),
        year_choices=years,
        more_years=more_years,
        undated=_undated(query, address, of_years.get(UNKNOWN, 0)),
        choices=tuple(facet for name in FILTERS if (facet := _facet(query, address, name, counts.get(name, {}))).links),
        sections=tuple(_section(query, address, kind) for kind in SECTION_NAMES)
        if results.total or query.section
        else (),
    )


def _section(query: Query, address: Address, kind: str) -> FacetLink:
    """Return the choice of a kind of section. Its reports are not counted: each kind would be a search of its own."""
    chosen = query.section == kind
    link = address(section="" if chosen else kind)
    return FacetLink(say(SECTION_NAMES[kind]), None, link, active=chosen, key=f"in-{kind}")


def counts_of(results: Results) -> dict[str, Mapping[str, int]]:
    """Return the counts by field; of a filter in force without itself, so that its other values can be chosen too."""
    return {**results.facets, **results.beyond}


def _facet(query: Query, address: Address, name: str, counts: Mapping[str, int]) -> Facet:
    label, labels = FILTERS[name]
    in_force = (*getattr(query, name), *(value for filtered, value in query.excluded if filtered == name))
    # A value in force must stay removable, even if a stricter query leaves none of it.
    counted: dict[str, int] = {**dict.fromkeys(in_force, 0), **counts}
    ordered = sorted((row for row in counted.items() if row[0] != UNKNOWN), key=itemgetter(1), reverse=True)
    values, folded = split_shown(ordered, VALUES_SHOWN, lambda row: row[0] in in_force)
    named = folded[:VALUES_FOLDED]
    shown, more = (
        tuple(_choice(query, address, name, value, value_label(labels, value), count) for value, count in rows)
        for rows in (values, named)
    )
    if UNKNOWN in counted:
        shown = (*shown, _choice(query, address, name, UNKNOWN, say(UNKNOWN_LABEL), counted[UNKNOWN]))
    return Facet(name, say(label), shown, more, len(folded) - len(named))


def _choice(query: Query, address: Address, name: str, value: str, label: str, count: int) -> FacetLink:
    chosen, pair, unknown = getattr(query, name), (name, value), value == UNKNOWN
    key = f"{name}-{quote(value)}"
    if value in chosen:
        without = address(**{name: tuple(each for each in chosen if each != value)})
        return FacetLink(label, count, without, active=True, unknown=unknown, excluded=pair in query.excluded, key=key)
    if pair in query.excluded:
        rest = tuple(each for each in query.excluded if each != pair)
        return FacetLink(label, count, address(excluded=rest), unknown=unknown, excluded=True, key=key)
    with_it, leave_out = address(**{name: (*chosen, value)}), address(excluded=(*query.excluded, pair))
    return FacetLink(label, count, with_it, unknown=unknown, without=leave_out, key=key)


def _undated(query: Query, address: Address, count: int) -> FacetLink | None:
    """Return the choice of reports without a date; None without a range of dates, which alone leaves them out."""
    if not (query.date_from or query.date_to or query.years):
        return None
    if UNKNOWN in query.years:
        rest = tuple(year for year in query.years if year != UNKNOWN)
        return FacetLink(say("日期未注明"), count, address(years=rest), active=True, unknown=True, key="undated")
    return FacetLink(
        say("含日期未注明"), count, address(undated=not query.undated), query.undated, unknown=True, key="undated"
    )
