"""The admin site of the archive, named in ``archive.apps.ReviewDeskConfig``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])


class ReviewDesk(admin.AdminSite):
    """The stock admin under the archive's name, with the archive's models registered."""

    site_header = "基层文库 编辑台"
    site_title = "基层文库 编辑台"
    index_title = "编辑台"
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.empty_value_display = "—"
        # Not by decorators: Django imports this package while the site is half made.
        from archive.admin.desk import register_archive

        register_archive(self)

    def admin_view(self, view: AnyView, cacheable: bool = False) -> AnyView:
        """Guard a view as Django does; NUL in a parameter or in the address is a bad request besides.

        Any parameter of a list may be a lookup, the code of a region is a key, and PostgreSQL takes no NUL in a statement.
        """

        @wraps(view)
        def readable(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            values = (value for _, values in request.GET.lists() for value in values)
            if "\0" in request.path or any("\0" in value for value in values):
                raise BadRequest("NUL in the address or a parameter")
            return view(request, *args, **kwargs)

        return super().admin_view(cast(AnyView, readable), cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from archive.admin import audit, status
        from archive.admin.handbook.page import handbook_view, picture_view

        pages = [
            path("status/", status.status_view(self), name="status"),
            path("status/samples/", status.remove_samples_view(self), name="samples"),
            path("audit/", audit.audit_view(self), name="audit"),
            path("handbook/", handbook_view(self), name="handbook"),
            path("handbook/images/<str:name>", picture_view(self), name="handbook_picture"),
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
