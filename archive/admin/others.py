"""What the desk shows but does not change: regions, sources, batches, originals and the changes that wait."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse

from archive.admin.words import region_in_words
from archive.models import ImportBatch, ImportFile, Region


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at: these rows come from the intake, the region table or the outbox, and from nobody's hand."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RegionAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "short", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code__startswith", "name", "short")
    search_help_text = "按代码或名称查找"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Who corrects a report must be able to look its region up.
        return super().has_view_permission(request, obj) or request.user.has_perm("archive.change_report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return super().get_queryset(request).select_related("parent__parent")


class RegionSuggestions(AutocompleteJsonView):
    """The stock completion, with the whole path: a name alone does not tell which 朝阳区 is meant."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        row = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Region):
            row |= {"name": obj.name, "text": region_in_words(obj)}
        return row


class SourceAdmin(ReadOnlyAdmin):
    list_display = ("name", "report_count")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(report_count=Count("reports"))

    @admin.display(description="报告数", ordering="report_count")
    def report_count(self, source: Any) -> int:
        return source.report_count


class OriginalAdmin(ReadOnlyAdmin):
    list_display = ("filename", "media_type", "size", "received_at", "received_by", "sha256")
    list_select_related = ("received_by",)
    search_fields = ("filename", "sha256__startswith")
    search_help_text = "按文件名或 SHA-256 的开头查找"


class IndexChangeAdmin(ReadOnlyAdmin):
    list_display = ("report_id", "created_at")


class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "started_at", "started_by", "file_count", "is_sample")
    list_filter = ("is_sample",)
    list_select_related = ("started_by",)
    search_fields = ("label", "files__path")
    search_help_text = "按说明或文件名查找"
    change_form_template = "admin/archive/importbatch/batch.html"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Who uploads must be able to read what became of the files.
        return super().has_view_permission(request, obj) or request.user.has_perm("archive.add_report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return super().get_queryset(request).annotate(file_count=Count("files"))

    @admin.display(description="文件数", ordering="file_count")
    def file_count(self, batch: Any) -> int:
        return batch.file_count

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        files = ImportFile.objects.filter(batch_id=int(object_id)).select_related("report").defer(
            "report__text", "report__extracted_text", "report__edits", "report__evidence"
        ) if object_id.isdecimal() else ImportFile.objects.none()  # fmt: skip
        context = {
            "files": files,
            "may_open": request.user.has_perm("archive.view_report") or request.user.has_perm("archive.change_report"),
            "may_upload": request.user.has_perm("archive.add_report"),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})
