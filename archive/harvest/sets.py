"""Sets of the protocol: regions, years, kinds and sources, by values of the card; ``none`` stands for 未注明.

``region:62:11:02`` lies in ``region:62:11``, and that in ``region:62``: the digits of the region's code, level by level.
A report is in the sets of its card as every list of the archive has it, doubtful values too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Q

from archive.languages import UNKNOWN_LABEL
from archive.models import Region, Report, ReportQuerySet, Source
from archive.models.regions import code_prefix, codes_down_to, full_code
from search.documents import UNKNOWN

#: The four roots, each with all reports, and their names.
_ROOTS = {"region": "地区", "year": "年份", "kind": "类别", "source": "来源"}
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_YEAR = re.compile(r"[0-9]{4}")


def reports_of(spec: str) -> ReportQuerySet | None:
    """Return the published reports of a set, None for "" and where there can be no such set.

    A query for a region or a source.
    """
    root, _, value = spec.partition(":")
    if root not in _ROOTS:
        return None
    condition = _CONDITIONS[root](value) if value else Q()
    return None if condition is None else Report.objects.published().filter(condition)


def sets_of(report: Report) -> list[str]:
    """Return the narrowest sets of a report; a harvester knows the sets that they lie in by their names."""
    return [
        f"region:{_levels(report.region_id)}" if report.region_id else f"region:{UNKNOWN}",
        f"year:{report.date.year:04d}" if report.date else f"year:{UNKNOWN}",
        f"kind:{report.kind or UNKNOWN}",
        f"source:{report.source_id or UNKNOWN}",
    ]


def all_sets() -> list[tuple[str, str]]:
    """Return (set, name) of all sets with reports, ordered by ``place``. Six queries, however many there are."""
    return sorted(_all_sets(), key=lambda each: place(each[0]))


def place(spec: str) -> tuple[int, tuple[tuple[bool, int, str], ...]]:
    """Return the place of a set in the list of all: by roots, then by numbers, 未注明 last."""
    root, *rest = spec.split(":")
    order = list(_ROOTS).index(root) if root in _ROOTS else len(_ROOTS)
    return order, tuple((each == UNKNOWN, int(each) if each.isdecimal() else 0, each) for each in rest)


def _all_sets() -> Iterator[tuple[str, str]]:
    published = Report.objects.published().order_by()
    yield from _ROOTS.items()
    yield from _regions(set(published.values_list("region_id", flat=True).distinct()))
    for year in published.values_list("date__year", flat=True).distinct():
        yield (f"year:{year:04d}", f"{year}年") if year else (f"year:{UNKNOWN}", _unknown("year"))
    for kind in published.values_list("kind", flat=True).distinct():
        yield f"kind:{kind or UNKNOWN}", str(Report.Kind(kind).label) if kind else _unknown("kind")
    sources = set(published.values_list("source_id", flat=True).distinct())
    if None in sources:
        yield f"source:{UNKNOWN}", _unknown("source")
    for number, name in Source.objects.filter(reports__isnull=False).distinct().values_list("pk", "name"):
        if number in sources:
            yield f"source:{number}", name


def _regions(codes: set[str | None]) -> Iterator[tuple[str, str]]:
    if None in codes:
        yield f"region:{UNKNOWN}", _unknown("region")
    needed = {code for narrow in codes if narrow for code in codes_down_to(narrow)}
    names = dict(Region.objects.filter(code__in=needed).values_list("code", "name"))
    for code in names:
        yield f"region:{_levels(code)}", "".join(names.get(each, "") for each in codes_down_to(code))


def _unknown(root: str) -> str:
    return f"{_ROOTS[root]}{UNKNOWN_LABEL}"


def _levels(code: str) -> str:
    """Return the code level by level: ``621102`` -> ``62:11:02``; ``429004``, which lies in no city -> ``42:9004``."""
    prefixes = ["", *(code_prefix(each) for each in codes_down_to(code))]
    return ":".join(below[len(above) :] for above, below in pairwise(prefixes))


def _of_region(value: str) -> Q | None:
    if value == UNKNOWN:
        return Q(region=None)
    code = full_code(value.replace(":", ""))
    if not code or _levels(code) != value or not Region.objects.filter(code=code).exists():
        return None
    prefix = code_prefix(code)
    return Q(region_id__gte=prefix.ljust(6, "0"), region_id__lte=prefix.ljust(6, "9"))


def _of_year(value: str) -> Q | None:
    if value == UNKNOWN:
        return Q(date=None)
    return Q(date__year=int(value)) if _YEAR.fullmatch(value) and int(value) else None


def _of_kind(value: str) -> Q | None:
    if value == UNKNOWN:
        return Q(kind="")
    return Q(kind=value) if value in Report.Kind.values else None


def _of_source(value: str) -> Q | None:
    """Return the condition; a source that was joined to another stands for that one."""
    if value == UNKNOWN:
        return Q(source=None)
    if not _NUMBER.fullmatch(value):
        return None
    source = Source.objects.filter(pk=int(value)).first()
    return Q(source_id=source.root.pk if source else int(value))


_CONDITIONS = {"region": _of_region, "year": _of_year, "kind": _of_kind, "source": _of_source}
