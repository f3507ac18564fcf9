"""Giving numbers to the changes that are noted: after their commits, by one process of all machines at a time.

Two facts make the numbers safe to remember. Only committed notes get one, in a transaction that holds the row of the series:
so no smaller number appears after a larger one. And a note stays to be seen until its number is: whoever finds none waiting
has read every number there is.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, Max
from django.utils import timezone

from archive.models import ChangeNote, ChangeSeries, Machine, PublicChange
from archive.publishing.changes.states import Status, public_states

#: Notes in one transaction: bounds the time of the lock.
_AT_ONCE = 200


def number_changes(*, most: int | None = None) -> int:
    """Give numbers for all committed notes, or for ``most`` of them and a few more; return how many notes those were.

    One query where nothing waits. Raise DatabaseError where the database cannot be written, now or for long.
    """
    done = 0
    while (most is None or done < most) and _is_waiting():
        done += _number_some()
    return done


def begin_series() -> None:
    """Begin another series: the database is an older copy, and numbers that it never gave may be remembered somewhere.

    A follower of the series before is told to begin again; to whoever harvests by time, every report has changed then. The
    next writer or reader of numbers does it.
    """
    ChangeSeries.objects.all().delete()


def newest_of_all() -> int:
    """Return the highest number given, 0 if none was. One query."""
    return PublicChange.objects.order_by().aggregate(newest=Max("number"))["newest"] or 0


@transaction.atomic
def _number_some() -> int:
    """Give numbers for the oldest notes and delete these; return how many they were."""
    _lock_series()
    notes = list(ChangeNote.objects.order_by("pk").values_list("pk", "report_id", "was_public")[:_AT_ONCE])
    once_public = {report for _, report, was_public in notes if was_public}
    reports = list(dict.fromkeys(report for _, report, _ in notes))
    states = public_states(reports)
    before = {row.report_id: row for row in PublicChange.objects.filter(report_id__in=reports)}
    changed = []
    for report in reports:
        row = before.get(report)
        status, digest = states.get(report, (Status.ERASED if row or report in once_public else "", ""))
        if row:
            status = status or Status.WITHDRAWN
        if status and (row is None or (row.status, row.digest) != (status, digest)):
            row = row or PublicChange(report_id=report)
            row.status, row.digest = status, digest
            changed.append(row)
    if changed:
        _give_numbers(changed)
    ChangeNote.objects.filter(pk__in=[pk for pk, _, _ in notes]).delete()
    return len(notes)


def _give_numbers(rows: list[PublicChange]) -> None:
    number, now = newest_of_all(), _not_before(_newest_time())
    for row in rows:
        number += 1
        row.number, row.changed_at = number, now
    PublicChange.objects.bulk_update([row for row in rows if row.pk], ["number", "changed_at", "status", "digest"])
    PublicChange.objects.bulk_create([row for row in rows if not row.pk])


def _lock_series() -> None:
    """Lock the row of the series to the end of the transaction; SQLite lets one process write at a time anyway.

    Where there is none, begin one, in which every report has the next number.
    """
    _, is_new = ChangeSeries.objects.get_or_create(pk=ChangeSeries.ONLY)
    if is_new:
        PublicChange.objects.update(number=F("number") + newest_of_all(), changed_at=_not_before(_newest_time()))
    else:
        ChangeSeries.objects.select_for_update().get(pk=ChangeSeries.ONLY)


def _is_waiting() -> bool:
    """Return whether a note waits, or there is no series. One query."""
    nothing_waits = ChangeSeries.objects.filter(~Exists(ChangeNote.objects.order_by()))
    return not nothing_waits.exists()


def _newest_time() -> datetime | None:
    newest: datetime | None = PublicChange.objects.order_by().aggregate(newest=Max("changed_at"))["newest"]
    return newest


def shared_now() -> datetime:
    """Return the time by the clock that all machines share, which times the changes. One query on PostgreSQL."""
    return Machine.objects.now() if connection.vendor == "postgresql" else timezone.now()


def _not_before(other: datetime | None) -> datetime:
    """Return the whole second that is now, or ``other`` if that is later."""
    second = shared_now().replace(microsecond=0)
    return max(second, other) if other else second
