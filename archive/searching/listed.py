"""What lists show of reports: the columns of an entry, without the machinery of a model."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from archive.models import Region, Report
from archive.models.statements import read_rows
from archive.places.table import units_of
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
    region: Region | None
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

    def as_kept(self) -> ListedReport:
        """Equal to another's where the two are: the text as its digest, to be kept in its place."""
        digest = hashlib.blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
        return replace(self, text=digest)

    def get_absolute_url(self) -> str:
        return address_of("report", self.pk)


def listed_reports(numbers: Collection[int], *, with_text: bool = True) -> dict[int, ListedReport]:
    """{number: report} of those that are published. One query, and one for regions that no list named before."""
    rows = read_rows(_with_text if with_text else _without_text, numbers)
    units = units_of(code for _, _, code, *_ in rows if code)
    return {
        pk: ListedReport(
            pk, title, units.get(code), date, precision, None if source is None else ListedSource(source), *rest
        )
        for pk, title, code, date, precision, source, *rest in rows
    }


def _with_text(numbers: Collection[int]) -> QuerySet[Report, tuple[Any, ...]]:
    return _published(numbers).values_list(*_SHOWN, "text")


def _without_text(numbers: Collection[int]) -> QuerySet[Report, tuple[Any, ...]]:
    return _published(numbers).values_list(*_SHOWN)


def _published(numbers: Collection[int]) -> QuerySet[Report]:
    return Report.objects.published().filter(pk__in=numbers).order_by()
