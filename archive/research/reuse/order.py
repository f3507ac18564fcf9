"""Which of two reports is older? Said only where both are dated and their dates leave no doubt."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_noop

from archive.text.dates.partial import PartialDate

Order = Literal["older", "newer", "unknown"]
#: Of one report beside another; of two on the same day, or in the same year of which no more is known, it is unknown.
ORDERS: dict[Order, str] = {
    "older": gettext_noop("较早"),
    "newer": gettext_noop("较晚"),
    "unknown": gettext_noop("先后未明"),
}


def order_of(date: PartialDate | None, other: PartialDate | None) -> Order:
    """Return whether the report of ``date`` is older or newer than the other."""
    if date is None or other is None:
        return "unknown"
    for part, beside in ((date.year, other.year), (date.month, other.month), (date.day, other.day)):
        if part is None or beside is None:
            return "unknown"
        if part != beside:
            return "older" if part < beside else "newer"
    return "unknown"
