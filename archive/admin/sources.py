"""Sources on the desk: the intake names them, editors correct and join them, and the index follows for all their reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.html import format_html

from archive.admin.bases import SeenAdmin
from archive.admin.many.joining import join_address, join_view, split_view
from archive.desk.joining import note_source_change
from archive.models import Source

#: Old names that a row of the list names.
OLD_NAMES_SHOWN = 5


class SourceForm(forms.ModelForm):
    class Meta:
        model = Source
        fields = ("name",)
        error_messages = {"name": {"unique": "已有同名的来源。"}}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        other = Source.objects.filter(name=name).exclude(pk=self.instance.pk).first()
        if other is None or self.instance.pk is None:
            return name
        if other.root == self.instance:
            raise forms.ValidationError(
                f"“{name}”是这个来源的旧名。要用它作正名，请先把它拆开，再把两个并成一个，留下它。"
            )
        address = join_address(self.instance.pk, other.root.pk, into=other.root.pk)
        raise forms.ValidationError(
            format_html('已有同名的来源。是同一个，就<a href="{}">把两个并成一个</a>：各篇报告随之改。', address)
        )


class SourceAdmin(SeenAdmin):
    """Sources without those that are old names. One that reports name cannot be deleted (PROTECT); the page lists these."""

    form = SourceForm
    fields_not_seen = ("joined_to", "joined_reports", "joined_at")
    change_form_template = "admin/archive/source/change_form.html"
    list_display = ("name", "old_names", "report_count")
    search_fields = ("name__folded", "old_names__name__folded")
    search_help_text = "按名称或旧名查找，繁简不拘"
    actions = ("join_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        sources = super().get_queryset(request).filter(joined_to=None).prefetch_related("old_names")
        return sources.annotate(report_count=Count("reports", distinct=True))

    def get_urls(self) -> list[URLPattern]:
        return [
            path("join/", self.admin_site.admin_view(join_view(self)), name="archive_source_join"),
            path("<int:number>/split/", self.admin_site.admin_view(split_view(self)), name="archive_source_split"),
            *super().get_urls(),
        ]

    @admin.action(description="并入…（几个并成一个）", permissions=["change"])
    def join_selected(self, request: HttpRequest, sources: QuerySet[Source]) -> HttpResponse:
        return HttpResponseRedirect(join_address(*sources.values_list("pk", flat=True)))

    @admin.display(description="旧名")
    def old_names(self, source: Source) -> str:
        names = [old.name for old in source.old_names.all()]
        return "、".join(names[:OLD_NAMES_SHOWN]) + (f"等 {len(names)} 个" if names[OLD_NAMES_SHOWN:] else "") or "—"

    @admin.display(description="报告数", ordering="report_count")
    def report_count(self, source: Any) -> int:
        return source.report_count

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        source = self.get_object(request, object_id)
        if source and self.has_change_permission(request, source):
            own = {"old_names": list(source.old_names.all()), "join_address": join_address(source.pk)}
            extra_context = {**(extra_context or {}), **own}
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Source, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            note_source_change(obj)
