"""Pages of the desk that only show: regions, originals and the rows of the outbox."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from archive.admin.bases import ReadOnlyAdmin
from archive.admin.review.words import region_in_words
from archive.models import Region


class RegionAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "short", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code__startswith", "name__folded", "short__folded")
    search_help_text = "按代码或名称查找"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # An editor who corrects a report must be able to look up its region.
        return super().has_view_permission(request, obj) or request.user.has_perm("archive.change_report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return super().get_queryset(request).select_related("parent__parent")


class RegionSuggestions(AutocompleteJsonView):
    """The stock completion with the whole path of a region: a name alone does not identify 朝阳区."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        row = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Region):
            row |= {"name": obj.name, "text": region_in_words(obj)}
        return row


class OriginalAdmin(ReadOnlyAdmin):
    list_display = ("filename", "media_type", "size", "received_at", "received_by", "received_from", "sha256")
    list_select_related = ("received_by",)
    search_fields = ("filename__folded", "sha256__startswith")
    search_help_text = "按文件名或 SHA-256 的开头查找"


class IndexChangeAdmin(ReadOnlyAdmin):
    list_display = ("report_id", "created_at")
