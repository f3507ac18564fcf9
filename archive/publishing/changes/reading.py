"""Reading the public changes. Each function numbers first what waits, so that nothing is told late.

A row holds no word of a report: whoever tells more reads the report, and tells it as it is then.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import DatabaseError
from django.db.models import BigIntegerField, BooleanField, Exists, ExpressionWrapper, Q, QuerySet, Subquery

from archive.models import ChangeNote, ChangeSeries, PublicChange, ReportQuerySet
from archive.publishing.changes.numbering import newest_of_all, number_changes

logger = logging.getLogger(__name__)

#: Notes that a reader numbers before it answers; the rest of a long backlog, as of a killed import, is told later.
_MOST_NOTES = 2000


def number_waiting() -> None:
    """Give numbers to what waits, for a reader. Where the database takes no writes, what has one is told all the same."""
    try:
        number_changes(most=_MOST_NOTES)
    except DatabaseError as error:
        logger.warning("public changes wait for their numbers: %s", error)


def changes_after(number: int, limit: int) -> list[PublicChange]:
    """Return the changes with a number above ``number``, ascending, at most ``limit``. Two queries.

    A report that changes meanwhile moves to a higher number, so a follower that goes on from the last number it read ends
    with the state of every report.
    """
    number_waiting()
    return list(PublicChange.objects.filter(number__gt=number).order_by("number")[:limit])


def changes_between(
    since: datetime | None,
    until: datetime | None,
    *,
    after: int = 0,
    limit: int,
    among: ReportQuerySet | None = None,
) -> list[PublicChange]:
    """Return the changes of ``since`` <= time <= ``until``, of reports numbered above ``after``, by REPORT number.

    Reports keep their places in this order: whoever goes on from the last ``report_id`` gets each that was there throughout
    exactly once, whatever changes meanwhile. ``among`` leaves out published reports that are not among these; what went
    away is told always. Two queries.
    """
    number_waiting()
    rows = _between(since, until, among).filter(report_id__gt=after)
    return list(rows.order_by("report_id")[:limit])


def count_between(since: datetime | None, until: datetime | None, *, among: ReportQuerySet | None = None) -> int:
    """Return the number of changes that ``changes_between`` gives on all its pages. One query."""
    return _between(since, until, among).count()


def number_before(time: datetime) -> int:
    """Return the highest number of a change before ``time``, 0 if there is none: who goes on from it reads all since."""
    number_waiting()
    rows = PublicChange.objects.filter(changed_at__lt=time).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def changes_of(reports: Collection[int], *, as_numbered: bool = False) -> dict[int, PublicChange]:
    """Return {report: its change} of those of the reports that have one. Two queries.

    With ``as_numbered`` one: what waits for its number is left as it is.
    """
    if not as_numbered:
        number_waiting()
    possible = [number for number in reports if number <= BigIntegerField.MAX_BIGINT]
    return {row.report_id: row for row in PublicChange.objects.filter(report_id__in=possible)}


def newest_number() -> int:
    """Return the highest number given, 0 if none was. Two queries."""
    number_waiting()
    return newest_of_all()


def newest_time(otherwise: datetime) -> datetime | None:
    """Return the time of the newest change, ``otherwise`` if there is none; None where some wait that cannot be numbered.

    Read it before what it is the time of. One query where nothing waits.
    """
    for _ in range(2):
        newest, waits = _time_expressions()
        row = ChangeSeries.objects.values_list(newest, waits).first()
        if row and not row[1]:
            time: datetime | None = row[0]
            return time or otherwise
        number_waiting()
    return None


def with_change_time(reports: ReportQuerySet) -> ReportQuerySet:
    """Add to each row ``change_time``, that of the newest change of any report, and whether changes wait for their numbers.

    Both are of the same moment as the row. Where changes wait, call ``number_waiting`` and read again.
    """
    newest, waits = _time_expressions()
    return reports.annotate(change_time=newest, changes_wait=waits)


def _time_expressions() -> tuple[Subquery, ExpressionWrapper]:
    """Return the expressions of the time of the newest change, and of whether changes wait for their numbers."""
    newest = PublicChange.objects.order_by("-changed_at").values("changed_at")[:1]
    waits = Exists(ChangeNote.objects.order_by()) | ~Exists(ChangeSeries.objects.order_by())
    return Subquery(newest), ExpressionWrapper(waits, BooleanField())


def earliest_time() -> datetime | None:
    """Return the time of the first change that is told, None if there is none. Two queries."""
    number_waiting()
    return PublicChange.objects.order_by("number").values_list("changed_at", flat=True).first()


def series_mark() -> str:
    """Return the mark of the series that the numbers belong to: a number of another series is none of this one. Two queries."""
    number_waiting()
    return ChangeSeries.objects.values_list("mark", flat=True).first() or ""


def _between(since: datetime | None, until: datetime | None, among: ReportQuerySet | None) -> QuerySet[PublicChange]:
    rows = PublicChange.objects.order_by()
    if since is not None:
        rows = rows.filter(changed_at__gte=since)
    if until is not None:
        rows = rows.filter(changed_at__lte=until)
    if among is not None:
        told = Q(report_id__in=among.order_by().values("pk")) | ~Q(status=PublicChange.Status.PUBLISHED)
        rows = rows.filter(told)
    return rows
