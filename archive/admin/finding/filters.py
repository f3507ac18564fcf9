"""Filters of the list of reports whose values are too many for links: the frequent ones as links, any one by a box."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.contrib.admin import ListFilter, ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from archive.admin.finding.words import in_regions
from archive.languages import UNKNOWN_LABEL
from archive.models import Region, Report, Source
from archive.models.folded import LONGEST
from archive.places.lookup import find_named
from archive.text.dates import PartialDate
from search.fold import fold
from search.invisible import without_invisible
from search.query.dates import read_dates, read_period

#: Links of a filter, and names that its box proposes.
LINKS, PROPOSED = 6, 200
NONE = "none"


class TypedFilter(ListFilter):
    """A filter by one parameter: links for the most frequent values and, where there are more, a box to type one in."""

    template = "admin/finding/filter.html"
    parameter_name: ClassVar[str]
    help_text: ClassVar[str]

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: ModelAdmin) -> None:
        super().__init__(request, params, model, model_admin)
        typed = params.pop(self.parameter_name, [""])[-1]
        self.value = without_invisible(typed).strip()[:LONGEST]
        self.used_parameters = {self.parameter_name: self.value} if self.value else {}
        self.others: list[tuple[str, str]] = []
        self.refused = ""

    @cached_property
    def values(self) -> list[tuple[str, str]]:
        """(value, label), read when the filter is shown: an action and a walk through the list show none."""
        return self.frequent_values()

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        """Return the reports of the value; none, and ``refused`` set to the remedy, for a value that means nothing."""
        if not self.value:
            return queryset
        condition = self.condition(self.value)
        if condition is None:
            self.refused = self.help_text
            return queryset.none()
        return queryset.filter(condition)

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        self.others = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        remove = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": not self.value, "query_string": remove, "display": "全部"}
        for value, label in self.values[:LINKS]:
            address = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == self.value, "query_string": address, "display": label}

    @property
    def has_box(self) -> bool:
        """Whether some value has no link."""
        return len(self.values) > LINKS or self.is_typed

    @property
    def is_typed(self) -> bool:
        """Whether the present value has no link."""
        return bool(self.value) and self.value not in dict(self.values[:LINKS])

    def proposed(self) -> list[str]:
        """Return the names that the box proposes."""
        return [label for value, label in self.values if value != NONE][:PROPOSED]

    def frequent_values(self) -> list[tuple[str, str]]:
        """Return (value, label), the most frequent first. One or two queries."""
        raise NotImplementedError

    def condition(self, value: str) -> Q | None:
        """Return the condition of a value, or None for one that means nothing."""
        raise NotImplementedError


class RegionFilter(TypedFilter):
    title, parameter_name = "地区", "region"
    help_text = "没有这个地方。请写地名或代码，如 定西、甘肃定西 或 6211。"

    def frequent_values(self) -> list[tuple[str, str]]:
        counts: dict[str, int] = {}
        rows = Report.objects.order_by().values_list("region_id").annotate(count=Count("pk"))
        for code, count in rows:
            for above in {f"{code[:2]}0000", f"{code[:4]}00", code} if code else {NONE}:
                counts[above] = counts.get(above, 0) + count
        names = dict(Region.objects.filter(code__in=counts).values_list("code", "name")) | {NONE: UNKNOWN_LABEL}
        return [(code, names[code]) for code in sorted(counts, key=lambda code: (-counts[code], code)) if code in names]

    def condition(self, value: str) -> Q | None:
        if value == NONE:
            return Q(region=None)
        return in_regions(value) if find_named(value) else None


class SourceFilter(TypedFilter):
    title, parameter_name = "来源", "source"
    help_text = "没有这个来源。请写来源名称里的几个字。"

    def frequent_values(self) -> list[tuple[str, str]]:
        rows = Report.objects.order_by().values_list("source__name").annotate(count=Count("pk"))
        ordered = sorted(rows, key=lambda row: (-row[1], row[0] or ""))
        return [(name, name) if name else (NONE, UNKNOWN_LABEL) for name, _ in ordered]

    def condition(self, value: str) -> Q | None:
        if value == NONE:
            return Q(source=None)
        sources = Source.objects.select_related("joined_to")
        exact = list(sources.filter(name=value))
        # The reports of an old name stand under the source that it was joined to.
        found = {source.root.pk for source in exact or sources.filter(name__folded=value)[:1000]}
        return Q(source__in=found) if found else None


class YearFilter(TypedFilter):
    title, parameter_name = "年份", "year"
    help_text = "读不出年份。请写 2021 或 2019-2021。"

    def frequent_values(self) -> list[tuple[str, str]]:
        years = Report.objects.order_by().annotate(year=ExtractYear("date")).values_list("year", flat=True).distinct()
        ordered = sorted(years, key=lambda year: -(year or 0))
        return [(str(year), f"{year} 年") if year else (NONE, UNKNOWN_LABEL) for year in ordered]

    def condition(self, value: str) -> Q | None:
        if value == NONE:
            return Q(date=None)
        found = read_dates(value, single=True) or read_period(value, timezone.localdate())
        if found is None or not any(found):
            return None
        condition = Q(date__isnull=False)
        if found[0]:
            condition &= Q(date__gte=PartialDate.from_iso(found[0]).first_day())
        if found[1]:
            condition &= Q(date__lte=_last_day(PartialDate.from_iso(found[1])))
        # A report of which only the year is known is of no month.
        return condition & ~Q(date_precision=Report.Precision.YEAR) if "-" in "".join(found) else condition

    def proposed(self) -> list[str]:
        return [value for value, _ in self.values if value != NONE]


def _last_day(of: PartialDate) -> date:
    """Return the last day that a date of any precision may mean."""
    month = of.month or 12
    return date(of.year, month, of.day or monthrange(of.year, month)[1])


class UploaderFilter(TypedFilter):
    title, parameter_name = "上传者", "uploader"
    help_text = "没有这个人上传的报告。请写用户名或姓名。"

    def frequent_values(self) -> list[tuple[str, str]]:
        rows = Report.objects.order_by().values_list("original__received_by").annotate(count=Count("pk"))
        counts = dict(rows)
        users = get_user_model().objects.in_bulk([key for key in counts if key is not None])
        ordered = sorted(counts, key=lambda key: (-counts[key], key or 0))
        return [
            (users[key].get_username(), users[key].get_full_name() or users[key].get_username())
            if key in users
            else (NONE, "程序")
            for key in ordered
        ]

    def condition(self, value: str) -> Q | None:
        if value == NONE:
            return Q(original__received_by=None)
        wanted = fold(value)
        people = get_user_model().objects.all()
        found = [user.pk for user in people if wanted in (fold(user.get_username()), fold(user.get_full_name() or ""))]
        return Q(original__received_by__in=found) if found else None
