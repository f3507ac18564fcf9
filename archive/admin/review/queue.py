"""The queue of drafts: the most doubtful first, returned ones last."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from archive.models import Report

#: The order of the queue. ``doubt`` is 0 for returned reports only (``archive/intake/doubts.py``).
QUEUE_ORDER = ("-doubt", "pk")


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The place of a report in the queue: ``position`` of ``count``, and the numbers of its neighbours or None."""

    position: int
    count: int
    before: int | None
    after: int | None


def queue() -> QuerySet[Report]:
    """Return all drafts in the order of the queue."""
    return Report.objects.filter(status=Report.Status.DRAFT).order_by(*QUEUE_ORDER)


def place_in_queue(report: Report) -> QueuePlace:
    """Return the place that ``report`` has, or would have as a draft. Four queries for numbers only."""
    ahead = Q(doubt__gt=report.doubt) | Q(doubt=report.doubt, pk__lt=report.pk)
    drafts = queue()
    return QueuePlace(
        position=drafts.filter(ahead).count() + 1,
        count=drafts.count(),
        before=drafts.filter(ahead).reverse().values_list("pk", flat=True).first(),
        after=next_in_queue(report),
    )


def next_in_queue(report: Report) -> int | None:
    """Return the number of the draft after ``report``; None after the last."""
    behind = Q(doubt__lt=report.doubt) | Q(doubt=report.doubt, pk__gt=report.pk)
    return queue().filter(behind).values_list("pk", flat=True).first()
