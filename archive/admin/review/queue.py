"""The walk from report to report: under the filter of the list that the editor came from; drafts the most doubtful first."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from archive.models import Report

#: The order of the queue. ``doubt`` is 0 for returned reports only (``archive/intake/doubts.py``).
QUEUE_ORDER = ("-doubt", "pk")
#: The parameter in which Django's list hands its filter to the pages of its rows.
FILTERS = "_changelist_filters"
STATUS = "status__exact"
#: Parameters of a list that choose no reports: order, page, all on one page, counts beside the filters.
_NOT_FILTERS = ("o", "p", "all", "_facets", "_popup", "_to_field", "e")


@dataclass(frozen=True, slots=True)
class Walk:
    """The reports that J and K go through: those of ``status`` under ``filters``, the query of the list's address.

    Drafts stand in the order of the queue, others as in their list: the newest first.
    """

    reports: QuerySet[Report]
    status: str
    filters: str = ""

    @property
    def is_queue(self) -> bool:
        return self.status == Report.Status.DRAFT

    def ahead(self, report: Report) -> QuerySet[Report]:
        """Return the reports before the place that ``report`` has, or would have, the nearest first."""
        if self.is_queue:
            before = Q(doubt__gt=report.doubt) | Q(doubt=report.doubt, pk__lt=report.pk)
            return self.reports.filter(before).exclude(pk=report.pk).order_by("doubt", "-pk")
        return self.reports.filter(pk__gt=report.pk).order_by("pk")

    def behind(self, report: Report) -> QuerySet[Report]:
        """Return the reports behind the place of ``report``, the nearest first; not itself, whose doubts a save may change."""
        if self.is_queue:
            after = Q(doubt__lt=report.doubt) | Q(doubt=report.doubt, pk__gt=report.pk)
            return self.reports.filter(after).exclude(pk=report.pk).order_by(*QUEUE_ORDER)
        return self.reports.filter(pk__lt=report.pk).order_by("-pk")


@dataclass(frozen=True, slots=True)
class WalkPlace:
    """The place of a report in a walk: ``position`` of ``count``, and the numbers of its neighbours or None.

    ``position`` is 0 for a report of another status, which has neighbours and no place.
    """

    position: int
    count: int
    before: int | None
    after: int | None


def walk_of(request: HttpRequest, desk: ModelAdmin) -> Walk:
    """Return the walk that the address of this page of a report names; all drafts if it names none.

    A list that is filtered by no status walks its drafts.
    """
    filters = _filters_of(request.GET.get(FILTERS, ""))
    if not filters:
        return _all_drafts()
    listing = copy(request)
    listing.GET = QueryDict(filters)
    try:
        reports = desk.get_changelist_instance(listing).get_queryset(listing)
    except (IncorrectLookupParameters, SuspiciousOperation):  # an address by hand: no list answers it
        return _all_drafts()
    status = listing.GET.get(STATUS, "")
    status = status if status in Report.Status.values else str(Report.Status.DRAFT)
    return Walk(reports.filter(status=status), status, filters)


def place_of(report: Report, walk: Walk) -> WalkPlace:
    """Return the place that ``report`` has in ``walk``. Four queries for numbers only."""
    ahead = walk.ahead(report)
    return WalkPlace(
        position=ahead.count() + 1 if report.status == walk.status else 0,
        count=walk.reports.count(),
        before=ahead.values_list("pk", flat=True).first(),
        after=next_of(report, walk),
    )


def next_of(report: Report, walk: Walk) -> int | None:
    """Return the number of the report after ``report``; None after the last."""
    return walk.behind(report).values_list("pk", flat=True).first()


def report_address(number: int, filters: str = "") -> str:
    """Return the address of a report's page on the desk that walks on under ``filters``."""
    here = reverse("admin:archive_report_change", args=[number])
    return f"{here}?{urlencode({FILTERS: filters})}" if filters else here


def kept_query(request: HttpRequest) -> str:
    """Return ``?…`` with the filter of the list that the editor came from, for links between the pages of one report; "" without."""
    filters = _filters_of(request.GET.get(FILTERS, ""))
    return f"?{urlencode({FILTERS: filters})}" if filters else ""


def filtered_list(request: HttpRequest) -> str:
    """Return the address of the list that the editor came from; of all reports where the address names none."""
    filters = _filters_of(request.GET.get(FILTERS, ""))
    return reverse("admin:archive_report_changelist") + (f"?{filters}" if filters else "")


def list_address(walk: Walk) -> str:
    """Return the address of the list that the editor came from; else of the drafts."""
    here = reverse("admin:archive_report_changelist")
    return f"{here}?{walk.filters or urlencode({STATUS: Report.Status.DRAFT.value})}"


def walk_context(report: Report, walk: Walk) -> dict[str, object]:
    """Return what the page of a report shows of its walk."""
    place = place_of(report, walk)
    return {
        "place": place,
        "walk": walk,
        "kept": f"?{urlencode({FILTERS: walk.filters})}" if walk.filters else "",
        "kept_filters": f"{urlencode({FILTERS: walk.filters})}&" if walk.filters else "",
        "list_address": list_address(walk) if walk.filters or place.position else "",
        "before_address": report_address(place.before, walk.filters) if place.before else "",
        "after_address": report_address(place.after, walk.filters) if place.after else "",
    }


def _all_drafts() -> Walk:
    return Walk(Report.objects.filter(status=Report.Status.DRAFT), str(Report.Status.DRAFT))


def _filters_of(query: str) -> str:
    """Return the part of a list's query that chooses reports; "" if a value has NUL, which no database takes."""
    values = QueryDict(query, mutable=True)
    for name in _NOT_FILTERS:
        values.pop(name, None)
    unreadable = any("\0" in word for name, words in values.lists() for word in (name, *words))
    return "" if unreadable else values.urlencode()
