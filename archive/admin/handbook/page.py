"""The handbook as a page of the desk, and its pictures. It is read from ``docs/`` each time: it is one file."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.handbook.markdown import headings_of, to_html

#: Where the handbook lies under ``docs/``.
PLACE = "zh/editors-guide.md"
MISSING = "这台服务器上没有手册的文件（docs/zh/editors-guide.md）。请管理员按安装说明补上 docs 文件夹。\n"


def handbook_view(site: AdminSite) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of the handbook on ``site``."""

    def handbook(request: HttpRequest) -> HttpResponse:
        file = settings.BASE_DIR / "docs" / PLACE
        text = file.read_text("utf-8") if file.is_file() else MISSING
        title, _, body = text.partition("\n")
        pictures = reverse(f"{site.name}:handbook_picture", args=["x"]).removesuffix("x")
        context = {
            **site.each_context(request),
            "title": title.lstrip("# ") if text is not MISSING else "编者手册",
            "subtitle": None,
            "headings": [each for each in headings_of(text) if each.level == 2],
            "body": to_html(body if text is not MISSING else text, pictures),
        }
        return TemplateResponse(request, "admin/handbook.html", context)

    return site.admin_view(handbook)


def picture_view(site: AdminSite) -> Callable[..., FileResponse]:
    """Return the view of a picture of the handbook."""

    def picture(request: HttpRequest, name: str) -> FileResponse:
        pictures = settings.BASE_DIR / "docs" / "images"
        if name not in {path.name for path in pictures.glob("*.png")}:
            raise Http404
        return FileResponse((pictures / name).open("rb"), content_type="image/png")

    return site.admin_view(picture)
