"""Filters, order and counts on the columns of a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.documents import COMPLETE, PRECISION, PRECISIONS, QUALITIES, UNKNOWN, Query
from search.engines.rules.filters import (
    CHOICES,
    check_excluded,
    check_qualities,
    days_of,
    prefix_of,
    takes_undated,
    unknown_sort,
    years_of,
)
from search.engines.whoosh.disk.columns import quality_number
from search.engines.whoosh.reading.snapshot import Snapshot

#: Values of one facet have numbers below 2 to this; their counts stand above, so that one sort orders both.
_VALUE_BITS = 31

#: By the numbers of ``Snapshot.precisions``.
_PRECISIONS = np.array([UNKNOWN, *PRECISIONS], object)

Numbers = NDArray[np.int32]


def filter_documents(snapshot: Snapshot, query: Query, found: Numbers) -> Numbers:
    """Return those of ``found`` that pass the query's filters. QueryError if a filter cannot be read."""
    if query.region:
        tests = [_region_test(region) for region in query.region]
        found = _named(snapshot, "region", lambda code: any(test(code) for test in tests), found)
    for name in CHOICES:
        if wanted := getattr(query, name):
            found = found[_having(snapshot, name, wanted, found)]
    check_excluded(query)
    for name, value in query.excluded:
        found = found[~_having(snapshot, name, (value,), found)]
    if query.date_from or query.date_to or query.years:
        found = _dated(snapshot, query, found)
    return found


def without_hidden(snapshot: Snapshot, query: Query, found: Numbers) -> Numbers:
    """Return ``found`` without the documents that the query hides, or that are not among its only ones."""
    if query.among is not None:
        found = found[np.isin(snapshot.ids[found], query.among)]
    return found[~np.isin(snapshot.ids[found], query.hidden)] if query.hidden else found


def _having(snapshot: Snapshot, name: str, values: tuple[str, ...], found: Numbers) -> NDArray[np.bool_]:
    """Return a mask of those of ``found`` that have any of the values."""
    if name != "quality":
        named = {"" if value == UNKNOWN else value for value in values}
        return np.array([value in named for value in snapshot.values[name]], bool)[snapshot.ordinals[name][found]]
    check_qualities(values)
    bits = snapshot.qualities[found]
    wanted = quality_number([value for value in values if value != COMPLETE])
    having = (bits & wanted) != 0
    return having | (bits == 0) if COMPLETE in values else having


def _named(snapshot: Snapshot, name: str, test: Callable[[str], bool], found: Numbers) -> Numbers:
    allowed = np.array([test(value) for value in snapshot.values[name]], bool)
    return found[allowed[snapshot.ordinals[name][found]]]


def _region_test(region: str) -> Callable[[str], bool]:
    if region == UNKNOWN:
        return "".__eq__
    prefix = prefix_of(region)
    return lambda code: code.startswith(prefix)


def _dated(snapshot: Snapshot, query: Query, found: Numbers) -> Numbers:
    first, last = days_of(query)
    known = snapshot.dates[found] != 0
    inside = known & (snapshot.last_days[found] >= first) & (snapshot.first_days[found] <= last)
    if query.years:
        inside &= np.isin(snapshot.first_days[found] // 10_000, years_of(query))
    return found[inside | ~known if takes_undated(query) else inside]


def order_keys(
    snapshot: Snapshot, query: Query, found: Numbers, scores: NDArray[np.float32] | None
) -> NDArray[np.int64]:
    """Return a number for each of ``found``, all different: the smaller, the higher in the query's order.

    ``scores`` ranks them. Equal scores: newest first; equal dates: higher id first. Unknown dates come last in each order.
    QueryError for an unknown order.
    """
    match query.sort:
        case "newest" | "relevance":
            keys = snapshot.by_age[found].astype(np.int64)
        case "oldest":
            keys = snapshot.by_age_oldest[found].astype(np.int64)
        case "added":
            keys = -snapshot.ids[found].astype(np.int64)
        case _:
            raise unknown_sort()
    if scores is not None:
        # The bits of floats from 0 up are ordered like the floats: one integer holds score and date.
        keys -= scores.view(np.int32).astype(np.int64) << 32
    return keys


def page_of(query: Query, keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places in ``keys`` of the query's page, in order."""
    first, last = (query.page - 1) * query.size, query.page * query.size
    if last >= len(keys):
        return np.argsort(keys)[first:]
    top = np.argpartition(keys, last)[:last]
    return top[np.argsort(keys[top])][first:]


def first_of_groups(snapshot: Snapshot, found: Numbers, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return a mask of the entries of a folded list: of each group of near duplicates the first document."""
    groups = snapshot.groups[found]
    best = np.full(int(groups.max(initial=0)) + 1, np.iinfo(np.int64).max)
    grouped = groups > 0
    np.minimum.at(best, groups[grouped], keys[grouped])
    return ~grouped | (keys == best[groups])


def folded_under(
    snapshot: Snapshot, found: Numbers, keys: NDArray[np.int64], page: NDArray[np.int64]
) -> list[tuple[int, ...]]:
    """Return for each place in ``page`` the ids of the others of its group in ``found``, in the order of ``keys``."""
    groups = snapshot.groups[found]
    shown = groups[page]
    places = np.flatnonzero((groups > 0) & np.isin(groups, shown))
    places = places[np.argsort(keys[places])]
    members: dict[int, list[int]] = {}
    for group, place in zip(groups[places].tolist(), places.tolist(), strict=True):
        members.setdefault(group, []).append(place)
    ids = snapshot.ids[found]
    return [
        tuple(int(ids[other]) for other in members.get(group, ()) if other != place)
        for group, place in zip(shown.tolist(), page.tolist(), strict=True)
    ]


def count_facets(snapshot: Snapshot, found: Numbers, wanted: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return {facet: {value: documents}} of ``found``, most frequent first, equal ones by value; UNKNOWN for no value.

    A text with several faults counts under each of them.
    """
    if found is not snapshot.everything:
        return dict(_facets(snapshot, found, wanted))
    cached = snapshot.ranking_cache.get_or_make(
        ("facets", tuple(wanted)), lambda: dict(_facets(snapshot, found, wanted)), lambda facets: 100_000
    )
    return {name: dict(counts) for name, counts in cached.items()}  # copies, for the caller to change


def count_beyond(
    snapshot: Snapshot, query: Query, matched: Numbers, wanted: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Return the facet of each filter in force, over those of ``matched`` that pass all other filters. May raise QueryError."""
    beyond: dict[str, dict[str, int]] = {}
    for name in wanted:
        if name == PRECISION:
            continue
        if name == "year":
            if not (query.date_from or query.date_to or query.years):
                continue
            unfiltered = replace(query, date_from="", date_to="", years=())
        else:
            excluded = tuple(pair for pair in query.excluded if pair[0] != name)
            if not getattr(query, name) and excluded == query.excluded:
                continue
            without: dict[str, Any] = {name: (), "excluded": excluded}
            unfiltered = replace(query, **without)
        beyond |= _facets(snapshot, filter_documents(snapshot, unfiltered, matched), (name,))
    return beyond


def _facets(snapshot: Snapshot, found: Numbers, wanted: Sequence[str]) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the facets by name. All facets of few values are sums of one count of the profiles."""
    profiles = snapshot.profiles
    of_profile: NDArray | None = None
    for name in wanted:
        if name == PRECISION:
            counts = np.bincount(snapshot.precisions.take(found), minlength=len(_PRECISIONS))
            yield name, _most_first(_PRECISIONS, counts)
            continue
        if name not in profiles.of:
            counts = np.bincount(snapshot.ordinals[name].take(found))
            yield name, _most_first(snapshot.labels[name], counts)
            continue
        if of_profile is None:
            of_profile = np.bincount(profiles.numbers.take(found), minlength=profiles.count)
        counts = np.bincount(profiles.of[name], of_profile, minlength=1).astype(np.int64)
        yield name, _qualities(counts.tolist()) if name == "quality" else _most_first(profiles.labels[name], counts)


def _most_first(labels: NDArray[np.object_], counts: NDArray[np.int64]) -> dict[str, int]:
    """Return the counts above 0 by label, the largest first. ``labels`` are sorted, and equal counts keep their order."""
    present = np.flatnonzero(counts)
    keys = present - (counts[present] << _VALUE_BITS)
    keys.sort()
    order = keys & ((1 << _VALUE_BITS) - 1)
    return dict(zip(labels[order].tolist(), counts[order].tolist(), strict=True))


def _qualities(of_bits: list[int]) -> dict[str, int]:
    """Return the documents of each of QUALITIES and COMPLETE, from the documents of each combination of bits."""
    counts = {
        name: sum(count for bits, count in enumerate(of_bits) if bits >> place & 1)
        for place, name in enumerate(QUALITIES)
    }
    counts[COMPLETE] = of_bits[0]
    return {name: count for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) if count}
