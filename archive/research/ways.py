"""The ways from a list of reports into research: each page about the reports of the list, and values of a facet side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive.holdings.counts import roll_up
from archive.research.columns.column import MOST_COLUMNS
from archive.research.pages import research_page, research_pages
from archive.research.subset import Subset
from archive.searching.facets import counts_of
from search.documents import UNKNOWN, Query, Results

COMPARING = "compare-words"


@dataclass(frozen=True, slots=True)
class ResearchWay:
    """A page of research by its name and label, and its address about the reports of a list."""

    name: str
    label: str
    address: str


def ways_of(query: Query) -> tuple[ResearchWay, ...]:
    """Return the pages about the reports of a list: its words are their term, its filters theirs.

    Near duplicates count once there and samples are left out, whatever the list does.
    """
    ways = ways_beside(replace(query, samples="0", fold=True))
    return ways if query.region else tuple(way for way in ways if not research_page(way.name).needs_place)


def ways_beside(query: Query) -> tuple[ResearchWay, ...]:
    """Return the pages about the very subset of ``query``; its words are their term."""
    subset = _subset(query)
    ways = []
    for page in research_pages():
        columns = query.region[:MOST_COLUMNS] if page.name == COMPARING else ()
        if page.term == "q" and page.name != COMPARING:
            address = Subset(replace(subset.query, text=query.text)).address(page.name)
        else:
            about = replace(subset, query=replace(subset.query, region=())) if columns else subset
            address = about.address(page.name, {page.term: query.text, "c": list(columns)})
        ways.append(ResearchWay(page.name, page.label, address))
    return tuple(ways)


def pack_of(query: Query) -> str:
    """Return the page that makes a research pack of the reports of a list, counted as ``ways_of`` does."""
    return pack_beside(replace(query, samples="0", fold=True))


def pack_beside(query: Query, terms: Sequence[str] = ()) -> str:
    """Return the page that makes a research pack of the very subset of ``query``, with any of several ``terms``."""
    text = " OR ".join(f"({term})" for term in terms) if len(terms) > 1 else query.text
    return Subset(replace(_subset(query).query, text=text)).address("pack-new")


def facet_ways(query: Query, results: Results) -> dict[str, str]:
    """Return {facet: the address that lays its values side by side}: those in force, else the two with the most reports."""
    counts, subset = counts_of(results), _subset(replace(query, samples="0", fold=True))
    columns = {
        "region": _regions(query, counts.get("region", {})),
        "year": sorted(_chosen(query.years, counts.get("year", {}))),
        "source": [f"source:{name}" for name in _chosen(query.source, counts.get("source", {}))],
    }
    return {
        name: subset.address(COMPARING, {"q": query.text, "c": values})
        for name, values in columns.items()
        if len(values) > 1
    }


def _subset(query: Query) -> Subset:
    usual = Query()
    return Subset(replace(query, text="", sort=usual.sort, page=usual.page, size=usual.size))


def _regions(query: Query, counts: Mapping[str, int]) -> list[str]:
    """Return the places chosen, else the two largest below the one chosen, else the two largest provinces."""
    placed = [prefix for prefix in query.region if prefix != UNKNOWN]
    if len(placed) > 1:
        return placed[:MOST_COLUMNS]
    above = placed[0] if placed else ""
    totals = roll_up({code: count for code, count in counts.items() if code != UNKNOWN})
    below = {
        prefix: count
        for prefix, count in totals.items()
        if len(prefix) == len(above) + 2 and prefix.startswith(above) and not prefix.endswith("00")
    }
    return _most(below)


def _chosen(values: tuple[str, ...], counts: Mapping[str, int]) -> list[str]:
    chosen = [value for value in values if value != UNKNOWN][:MOST_COLUMNS]
    return chosen if len(chosen) > 1 else _most({value: count for value, count in counts.items() if value != UNKNOWN})


def _most(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))[:2]
