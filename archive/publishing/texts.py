"""The texts of published reports by number, for an engine that holds none of its own."""

from __future__ import annotations

from collections.abc import Collection

from archive.models import Report

#: Reports in one query.
_AT_ONCE = 500


def published_texts(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return {number: (title, text)} of those of the reports that are published now; one query for each 500."""
    wanted = sorted(numbers)
    found: dict[int, tuple[str, str]] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        rows = Report.objects.published().filter(pk__in=wanted[first : first + _AT_ONCE]).order_by()
        found |= {number: (title, text) for number, title, text in rows.values_list("pk", "title", "text")}
    return found
