"""What lists show of reports: the columns of an entry, without the machinery of a model."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from archive.models import Report
from archive.places.shown import ListedRegion, regions_by_code
from archive.text.dates import PartialDate
from archive.web.routes import address_of

_SHOWN = (
    "pk", "title", "region_id", "date", "date_precision", "source__name", "kind", "script", "is_redacted", "is_truncated",
    "is_damaged", "is_sample",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedSource:
    name: str


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A published report as lists show it, named as Report names it; ``region`` with all that it lies in."""

    pk: int
    title: str
    region: ListedRegion | None
    date: datetime.date | None
    date_precision: str
    source: ListedSource | None
    kind: str
    script: str
    is_redacted: bool
    is_truncated: bool
    is_damaged: bool
    is_sample: bool
    text: str = ""

    @property
    def partial_date(self) -> PartialDate | None:
        """As Report.partial_date."""
        return PartialDate.from_first_day(self.date, self.date_precision) if self.date else None

    def get_absolute_url(self) -> str:
        return address_of("report", self.pk)


Row = tuple[Any, ...]


def listed_reports(numbers: Collection[int], *, with_text: bool = True) -> dict[int, ListedReport]:
    """Return {number: report} of those that are published. Two queries, of which one reads regions; none for no numbers."""
    rows = report_rows(numbers, with_text=with_text)
    return in_regions(rows, regions_by_code(codes_of(rows)))


def report_rows(numbers: Collection[int], *, with_text: bool = True) -> list[Row]:
    """Return the columns of the published reports among ``numbers``, for ``in_regions``. One query, none for no numbers."""
    if not numbers:
        return []
    columns = (*_SHOWN, "text") if with_text else _SHOWN
    return list(Report.objects.published().filter(pk__in=numbers).order_by().values_list(*columns))


def codes_of(rows: Iterable[Row]) -> set[str]:
    """Return the codes of the regions of these rows."""
    return {code for _, _, code, *_ in rows if code}


def in_regions(rows: Iterable[Row], regions: Mapping[str, ListedRegion]) -> dict[int, ListedReport]:
    """Return {number: report} of the rows of ``report_rows``, each in its region of ``regions``."""
    return {
        pk: ListedReport(
            pk, title, regions.get(code), date, precision, None if source is None else ListedSource(source), *rest
        )
        for pk, title, code, date, precision, source, *rest in rows
    }
