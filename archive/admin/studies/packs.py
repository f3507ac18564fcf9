"""Research packs on the desk: an editor keeps what is worth keeping, so that it never makes room for others."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.admin.bases import LightAdmin
from archive.models import Pack

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class KeptFilter(admin.SimpleListFilter):
    title = "留存"
    parameter_name = "kept"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "已留存"), ("0", "未留存")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Pack]) -> QuerySet[Pack]:
        return queryset.filter(kept_at__isnull=self.value() == "0") if self.value() in ("0", "1") else queryset


class PackAdmin(LightAdmin):
    """A pack is never changed; the two actions only say whether it stays."""

    list_display = ("short", "made_at", "reports", "size", "kept_at", "kept_by", "page")
    list_filter = (KeptFilter,)
    list_select_related = ("kept_by",)
    search_fields = ("digest__startswith",)
    search_help_text = "按编号的开头查找"
    fields = readonly_fields = ("digest", "made_at", "version", "reports", "size", "kept_at", "kept_by", "page")
    actions = ("keep", "let_go")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pack]:
        return super().get_queryset(request).defer("manifest")

    def read_key(self, typed: str) -> str | None:
        return typed if _DIGEST.fullmatch(typed) else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="编号", ordering="digest")
    def short(self, pack: Pack) -> str:
        return pack.digest[:12]

    @admin.display(description="读者所见")
    def page(self, pack: Pack) -> SafeString:
        return format_html('<a href="{}">打开</a>', pack.get_absolute_url())

    @admin.action(description="留存", permissions=["change"])
    def keep(self, request: HttpRequest, packs: QuerySet[Pack]) -> None:
        self._tell(request, packs.filter(kept_at=None), "留存", kept_at=timezone.now(), kept_by=request.user)

    @admin.action(description="不再留存", permissions=["change"])
    def let_go(self, request: HttpRequest, packs: QuerySet[Pack]) -> None:
        self._tell(request, packs.exclude(kept_at=None), "不再留存", kept_at=None, kept_by=None)

    def _tell(self, request: HttpRequest, packs: QuerySet[Pack], word: str, **values: Any) -> None:
        chosen: list[Model] = list(packs)
        changed = packs.update(**values)
        for pack in chosen:
            self.log_change(request, pack, word)
        messages.success(request, f"{changed} 个包改为{word}。")
