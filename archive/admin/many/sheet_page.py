"""The page that takes the edited list back: a look at each row before and after, then the changes."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.many.changes import make_wanted, preview
from archive.admin.many.sheet import CODE, MOST_BYTES, PLAIN, REGION, SheetRefused, read_sheet
from archive.desk.many import plan_changes

UNPROCESSABLE = 422


def sheet_view(desk: ModelAdmin) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view on ``desk``: GET asks for the file, POST shows what it would change, and then changes it."""

    def sheet(request: HttpRequest) -> HttpResponse:
        if not desk.has_change_permission(request):
            raise PermissionDenied
        back = reverse(f"{desk.admin_site.name}:archive_report_changelist")
        context = {
            **desk.admin_site.each_context(request),
            "opts": desk.opts,
            "title": "传回改好的 CSV",
            "back": back,
            "columns": (*PLAIN, CODE, REGION),
        }
        if request.method != "POST":
            return TemplateResponse(request, "admin/archive/many/sheet.html", context)
        if request.POST.get("step") == "make":
            make_wanted(request, desk)
            return HttpResponseRedirect(back)
        file = request.FILES.get("file")
        try:
            if file is None:
                raise SheetRefused("没有选择文件。请选一个改好的 CSV。")
            wanted = read_sheet(file.read(MOST_BYTES + 1), str(file.name))
        except SheetRefused as refused:
            context["error"] = str(refused)
            return TemplateResponse(request, "admin/archive/many/sheet.html", context, status=UNPROCESSABLE)
        return TemplateResponse(
            request, "admin/archive/many/preview.html", {**context, **preview(plan_changes(wanted))}
        )

    return sheet
