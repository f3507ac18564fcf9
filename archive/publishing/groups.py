"""Which published reports say nearly the same: groups that a list of results folds under one entry (近似折叠).

Two published reports are linked if they are ALIKE, or if an editor called them the same; never if he called them
unrelated. A group is what hangs together by links, named by its smallest report number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from archive.models import NearPair, Report
from archive.models.statements import read_rows

#: Share of characters in common from which one report stands for the other. In a text of 2,500 characters a tenth is 250:
#: more than the names, dates and figures that a reprint changes, less than the paragraphs of its own that another
#: county writes into a borrowed frame. And links make chains: at 0.9 the ends of two links still share four fifths.
ALIKE = 0.9

#: Two report numbers, the smaller first.
Link = tuple[int, int]


def links_of(number: int) -> set[Link]:
    """The links of one report; none while it is not published. One query."""
    return set(_linked().filter(Q(first=number) | Q(second=number)).values_list("first_id", "second_id"))


def near_groups(numbers: Iterable[int] | None = None) -> dict[int, int]:
    """{report: its group} of those named and all that hang together with them, of all reports without ``numbers``;
    reports without links are left out. Of all: one query. Of some: one for each link on the longest way."""
    return _grouped(set(_linked().values_list("first_id", "second_id")) if numbers is None else _links_around(numbers))


def regrouped(added: set[Link], removed: set[Link]) -> set[int]:
    """The reports whose group is another since these links came and went; to be asked afterwards."""
    if not (added or removed):
        return set()
    now = _links_around({number for link in added | removed for number in link})
    groups, before = _grouped(now), _grouped((now - added) | removed)
    return {number for number in groups.keys() | before.keys() if groups.get(number) != before.get(number)}


def likeness(numbers: Iterable[int]) -> dict[Link, float]:
    """{link: similarity} of the pairs among these reports that a reader may compare. One query."""
    return {(first, second): similarity for first, second, similarity in read_rows(_among, set(numbers))}


def _among(numbers: Collection[int]):
    pairs = NearPair.objects.order_by().filter(first__in=numbers, second__in=numbers)
    return pairs.exclude(verdict=NearPair.Verdict.UNRELATED).values_list("first_id", "second_id", "similarity")


def _linked():
    published = Report.Status.PUBLISHED
    alike = Q(similarity__gte=ALIKE) & ~Q(verdict=NearPair.Verdict.UNRELATED) | Q(verdict=NearPair.Verdict.SAME)
    return NearPair.objects.order_by().filter(alike, first__status=published, second__status=published)


def _links_around(numbers: Iterable[int]) -> set[Link]:
    links: set[Link] = set()
    seen = set(numbers)
    edge = seen
    while edge:
        links |= set(_linked().filter(Q(first__in=edge) | Q(second__in=edge)).values_list("first_id", "second_id"))
        edge = {number for link in links for number in link} - seen
        seen = seen | edge
    return links


def _grouped(links: Iterable[Link]) -> dict[int, int]:
    """Union and find, the smaller number always on top."""
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
    """The report's group, 0 if it has none; asked for where ``groups`` are not given."""
    return (near_groups([report.pk]) if groups is None else groups).get(report.pk, 0)
