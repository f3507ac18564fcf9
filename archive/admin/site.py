"""The admin site of the archive, named in ``archive.apps.ReviewDeskConfig``."""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path


class ReviewDesk(admin.AdminSite):
    """The stock admin under the archive's name, with the archive's models registered."""

    site_header = "基层文库 编辑台"
    site_title = "基层文库 编辑台"
    index_title = "编辑台"
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Not by decorators: Django imports this package while the site is half made.
        from archive.admin.desk import register_archive

        register_archive(self)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from archive.admin import audit, status

        pages = [
            path("status/", status.status_view(self), name="status"),
            path("audit/", audit.audit_view(self), name="audit"),
        ]
        return [*pages, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        from archive.models import Report

        reads = request.user.has_perm("archive.view_report") or request.user.has_perm("archive.change_report")
        context = {
            "may_upload": request.user.has_perm("archive.add_report"),
            "may_see_status": reads,
            "may_audit": request.user.has_perm("admin.view_logentry"),
            "drafts": Report.objects.filter(status=Report.Status.DRAFT).count() if reads else None,
        }
        return super().index(request, {**(extra_context or {}), **context})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        from archive.admin.others import RegionSuggestions

        return cast(HttpResponse, RegionSuggestions.as_view(admin_site=self)(request))
