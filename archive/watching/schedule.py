"""When does the next letter go out? In the morning, by the clock of the archive (TIME_ZONE)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from archive.models import Watch

#: Hour of day; weekly letters go out on the first day of the week.
HOUR = 7
_MONDAY = 0


def next_letter(frequency: str, after: datetime) -> datetime:
    """Return the first morning (of a Monday, if weekly) later than ``after``."""
    local = timezone.localtime(after)
    morning = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    while morning <= local or (frequency == Watch.Frequency.WEEKLY and morning.weekday() != _MONDAY):
        morning += timedelta(days=1)
    return morning
