"""Reports without a region, by the regions that they may be about."""

from __future__ import annotations

from django.db.models import Count
from django.db.models.functions import Substr

from archive.models import RegionCandidate, Report

#: Lengths of the prefixes of what lies just below a prefix, by its length.
_BELOW = {0: (2,), 2: (4, 6), 4: (6,), 6: ()}


def count_candidates(above: str = "") -> dict[str, int]:
    """Return the number of published reports without a region by the prefixes of their candidates just below ``above``.

    ``above`` is the prefix of a region, "" for the country. A report with several candidates in a province counts once
    there. One query a level, two in a province: a county may lie right below it.
    """
    inside = RegionCandidate.objects.filter(code__range=(above.ljust(6, "0"), above.ljust(6, "9")))
    rows = inside.filter(report__in=Report.objects.held().unplaced().order_by())
    counts: dict[str, int] = {}
    for length in _BELOW[len(above)]:
        of_prefix = rows.annotate(prefix=Substr("code", 1, length)).values_list("prefix")
        counts |= dict(of_prefix.annotate(count=Count("report", distinct=True)).order_by())
    return counts
