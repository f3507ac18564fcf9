"""Filters of a region's list (筛选): year, source and kind."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from archive.languages import say
from archive.models import Report, ReportQuerySet
from archive.searching.form import KINDS, sentences
from archive.searching.region_lists import Offered
from archive.web.fields import PlainSelect
from search.documents import UNKNOWN
from search.query.dates import read_date


def _with_read_year(data: QueryDict | None) -> QueryDict | None:
    """Return the parameters with the year as the list names it, in whatever form it was typed: 2021年, ２０２１."""
    read = read_date(data.get("year", "")) if data else ""
    if data is None or len(read) != len("2021"):
        return data
    changed = data.copy()
    changed["year"] = read
    return changed


_KINDS = [(value, gettext_lazy(label)) for value, label in KINDS]


class RegionReports(django_filters.FilterSet):
    """The filters; each offers only values that the reports of the region have."""

    year = django_filters.ChoiceFilter(
        label=gettext_lazy("年份"),
        field_name="date",
        lookup_expr="year",
        empty_label=gettext_lazy("年份"),
        widget=PlainSelect,
    )
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("来源"),
        field_name="source__name",
        empty_label=gettext_lazy("来源"),
        widget=PlainSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("类别"),
        choices=_KINDS,
        empty_label=gettext_lazy("类别"),
        widget=PlainSelect,
        method="of_kind",
    )

    class Meta:
        model = Report
        fields = ("year", "source", "kind")

    def __init__(self, data: QueryDict | None = None, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(_with_read_year(data), *args, **kwargs)
        self.filters["year"].extra["choices"] = [(year, say("{0} 年", year)) for year in offered.known_years]
        self.filters["source"].extra["choices"] = [(name, name) for name in offered.sources]
        messages = {
            "year": say("年份只能从列表中选，须是本地区报告有的年份。"),
            "source": say("来源只能从列表中选，须是本地区报告有的来源。"),
            "kind": say("类别只能是 {0}。", "、".join(value for value, _ in KINDS)),
        }
        for name, message in messages.items():
            self.filters[name].extra["error_messages"] = {"invalid_choice": message}

    def of_kind(self, reports: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Return the reports of a kind, or those whose kind is unknown."""
        return reports.filter(kind="" if value == UNKNOWN else value)

    @property
    def error_sentence(self) -> str:
        return sentences(self.form)

    @property
    def has_more_than_the_engine(self) -> bool:
        """Whether a filter is in force that only the database knows."""
        return False


class UnplacedReports(RegionReports):
    """The filters of reports without a region, and ``maybe``: the prefix of a region that a report may be about."""

    maybe = django_filters.ChoiceFilter(label=gettext_lazy("可能属于"), widget=forms.HiddenInput, method="of_candidate")

    def __init__(self, *args: Any, prefixes: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["maybe"].extra["choices"] = [(prefix, prefix) for prefix in prefixes]
        message = say("可能的地区（maybe）须是列表中的一处。")
        self.filters["maybe"].extra["error_messages"] = {"invalid_choice": message}

    def of_candidate(self, reports: ReportQuerySet, name: str, value: str) -> ReportQuerySet:
        """Return the reports that may be about the region."""
        return reports.maybe_within(value)

    @property
    def has_more_than_the_engine(self) -> bool:
        return bool(self.form.is_valid() and self.form.cleaned_data["maybe"])
