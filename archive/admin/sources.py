"""Sources on the desk: the intake names them, editors correct them, and the index follows for all their reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from archive.admin.bases import SeenAdmin
from archive.models import IndexChange, Report, Source
from archive.publishing.outbox import note_change


class SourceForm(forms.ModelForm):
    class Meta:
        model = Source
        fields = ("name",)
        error_messages = {"name": {"unique": "已有同名的来源。请到各篇报告里改用那一个。"}}

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class SourceAdmin(SeenAdmin):
    """Sources. One that reports name cannot be deleted (PROTECT); the page lists these reports."""

    form = SourceForm
    list_display = ("name", "report_count")
    search_fields = ("name__folded",)
    search_help_text = "按名称查找，繁简不拘"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(report_count=Count("reports"))

    @admin.display(description="报告数", ordering="report_count")
    def report_count(self, source: Any) -> int:
        return source.report_count

    def save_model(self, request: HttpRequest, obj: Source, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            note_source_change(obj)


def note_source_change(source: Source) -> None:
    """Write an outbox row for every published report of ``source``. Three queries."""
    numbers = list(Report.objects.published().filter(source=source).values_list("pk", flat=True))
    if numbers:
        IndexChange.objects.bulk_create([IndexChange(report_id=number) for number in numbers[1:]], batch_size=500)
        note_change(Report(pk=numbers[0]))
