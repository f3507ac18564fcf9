"""The answer to a number under which nothing public stands."""

from __future__ import annotations

from ninja.errors import HttpError

from archive.models import Report
from archive.models.reports import ReportQuerySet
from archive.reading.absent import Absence, find_public


def public_report(number: int, reports: ReportQuerySet) -> Report:
    """Return the published report of this number. Raises HttpError with status and sentence of its absence."""
    found = find_public(number, reports)
    if isinstance(found, Absence):
        raise HttpError(found.status, found.sentence)
    return found
