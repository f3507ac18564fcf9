"""How many rows has a list of figures, of how many reports? Counted row by row, or of the counts kept with each report read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from archive.models import FigureRow, FigureRowQuerySet, ReadReport, Report


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many rows a question has, of how many reports, and how many of them a sum leaves out."""

    rows: int = 0
    reports: int = 0
    redacted: int = 0
    undated: int = 0
    paragraph: int = 0
    planned: int = 0
    unplaced: int = 0


def not_public() -> QuerySet:
    """Return the reports that nobody but an editor sees; a withdrawn one may have rows until the next reading."""
    statuses = [status for status in Report.Status if status != Report.Status.PUBLISHED]
    return Report.objects.order_by().filter(status__in=statuses).values("pk")


def numbers_of(rows: FigureRowQuerySet) -> Numbers:
    """Return the numbers of these rows. One query."""
    return Numbers(
        **rows.order_by().aggregate(
            rows=Count("pk"),
            reports=Count("report", distinct=True),
            redacted=Count("pk", filter=Q(redacted=True)),
            undated=Count("pk", filter=Q(year=None)),
            paragraph=Count("pk", filter=Q(year_how=FigureRow.YearHow.PARAGRAPH)),
            planned=Count("pk", filter=Q(status=FigureRow.Status.PLANNED)),
            unplaced=Count("pk", filter=Q(scope_region=None)),
        )
    )


def kept_numbers(*, without: Sequence[int]) -> Numbers | None:
    """Return the numbers of all rows that a list shows, but those of some reports, by the counts kept with each report.

    None where a report has none yet: it was read by an older program. One query, which reads no row of figures.
    """
    read = ReadReport.objects.exclude(report__in=not_public()).exclude(report__in=without)
    names = ("redacted", "undated", "paragraph", "planned", "unplaced")
    found = read.aggregate(
        unknown=Count("pk", filter=Q(figures=None)),
        rows=Sum("figures", default=0),
        reports=Count("pk", filter=Q(figures__gt=0)),
        **{name: Sum(name, default=0) for name in names},
    )
    return None if found.pop("unknown") else Numbers(**found)
