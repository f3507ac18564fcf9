"""Groups of published near duplicates, which a list of results folds under one entry (近似折叠).

Two published reports are linked if their similarity is at least ALIKE, or if an editor called them the same; never if an
editor called them unrelated. A group is a set of reports that links connect; its name is its smallest report number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from archive.models import NearPair, Report

#: Share of common characters from which one report stands for the other. A tenth of 2,500 characters is 250: more than
#: the names, dates and figures that a reprint changes, less than the paragraphs that another county writes into a
#: borrowed frame. Links make chains: at 0.9 the ends of two links still share four fifths.
ALIKE = 0.9

#: Reports that one query names.
_AT_ONCE = 500

#: Two report numbers, the smaller first.
Link = tuple[int, int]


def links_of(number: int) -> set[Link]:
    """Return the links of one report, none while it is not published. One query."""
    return _links_with({number})


def near_groups(numbers: Iterable[int]) -> dict[int, int]:
    """Return {report number: group} of the named reports and all that links connect with them.

    Reports without links are left out. One query for each link on the longest path, and for each _AT_ONCE reports.
    """
    return _group_by_link(_links_around(numbers))


def all_groups() -> dict[int, int]:
    """Return {report number: group} of all linked reports. One query, whose rows are the links of the archive."""
    return _group_by_link(_links().values_list("first_id", "second_id"))


def linked() -> tuple[QuerySet, QuerySet]:
    """Return the two queries of which each linked report stands in one, for the condition of another query."""
    return _links().values("first_id"), _links().values("second_id")


def regrouped(added: set[Link], removed: set[Link]) -> set[int]:
    """Return the reports whose group has changed since these links came and went. Call it after the change."""
    if not (added or removed):
        return set()
    now = _links_around({number for link in added | removed for number in link})
    groups, before = _group_by_link(now), _group_by_link((now - added) | removed)
    return {number for number in groups.keys() | before.keys() if groups.get(number) != before.get(number)}


def likeness(numbers: Iterable[int]) -> dict[Link, float]:
    """Return {link: similarity} of the pairs among these reports that a reader may compare. One query."""
    wanted = set(numbers)
    pairs = NearPair.objects.order_by().filter(first__in=wanted, second__in=wanted)
    rows = pairs.exclude(verdict=NearPair.Verdict.UNRELATED).values_list("first_id", "second_id", "similarity")
    return {(first, second): similarity for first, second, similarity in rows}


def _links():
    published = Report.Status.PUBLISHED
    alike = Q(similarity__gte=ALIKE) & ~Q(verdict=NearPair.Verdict.UNRELATED) | Q(verdict=NearPair.Verdict.SAME)
    return NearPair.objects.order_by().filter(alike, first__status=published, second__status=published)


def _links_around(numbers: Iterable[int]) -> set[Link]:
    """Return all links that a chain of links connects with these reports."""
    links: set[Link] = set()
    seen = set(numbers)
    edge = seen
    while edge:
        links |= _links_with(edge)
        edge = {number for link in links for number in link} - seen
        seen = seen | edge
    return links


def _links_with(numbers: Iterable[int]) -> set[Link]:
    wanted = sorted(numbers)
    links: set[Link] = set()
    for first in range(0, len(wanted), _AT_ONCE):
        links |= set(_links().of(*wanted[first : first + _AT_ONCE]).values_list("first_id", "second_id"))
    return links


def _group_by_link(links: Iterable[Link]) -> dict[int, int]:
    """Return {report number: group}, by union and find with the smaller number on top."""
    above: dict[int, int] = {}

    def top(number: int) -> int:
        while (higher := above.setdefault(number, number)) != number:
            above[number] = above[higher]
            number = higher
        return number

    for one, other in links:
        lower, higher = sorted((top(one), top(other)))
        above[higher] = lower
    return {number: top(number) for number in list(above)}


def group_of(report: Report, groups: Mapping[int, int] | None) -> int:
    """Return the report's group, 0 if it has none; queried where ``groups`` is None."""
    return (near_groups([report.pk]) if groups is None else groups).get(report.pk, 0)
