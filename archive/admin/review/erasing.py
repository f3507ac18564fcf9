"""Erasing one report as the law asks: what goes, a reason that stays, and the number typed once more."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_protect

from archive.admin.review.queue import filtered_list, kept_query
from archive.models import Report
from archive.publishing.erasing import LONGEST_REASON, ErasingError, OriginalLeft, erase_report
from archive.storage.processes import start_command
from archive.web.fields import whole_number

PERMISSION = "archive.delete_report"
_UNPROCESSABLE = 422


def erase_view(desk: ModelAdmin) -> Callable[..., HttpResponse]:
    """Return the view of the page; only administrators have its permission."""

    @csrf_protect
    def erase(request: HttpRequest, report_id: int) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        report = Report.objects.select_related("original").filter(pk=report_id).first()
        if report is None:
            raise Http404
        refused = ""
        if request.method == "POST":
            refused = _erase(request, report)
            if not refused:
                return HttpResponseRedirect(filtered_list(request))
        context = {
            **desk.admin_site.each_context(request),
            "title": "永久删除",
            "kept": kept_query(request),
            "list_address": filtered_list(request),
            "report": report,
            "states": Report.history.filter(id=report.pk).count(),
            "refused": refused,
            "reason": request.POST.get("reason", ""),
            "longest": LONGEST_REASON,
        }
        status = _UNPROCESSABLE if refused else 200
        return TemplateResponse(request, "admin/archive/report/erase.html", context, status=status)

    return erase


def _erase(request: HttpRequest, report: Report) -> str:
    """Erase the report and return "", or the sentence why not."""
    if whole_number(request.POST.get("number", "").strip()) != report.pk:
        return f"没有删除：请照抄报告号 {report.pk}，以免删错。"
    try:
        erase_report(report.pk, reason=request.POST.get("reason", ""), by=request.user)  # type: ignore[arg-type]
    except OriginalLeft as error:
        start_command("index", "rebuild")
        return str(error)
    except ErasingError as error:
        return str(error)
    start_command("index", "rebuild")  # the files of the old one hold deleted words
    messages.success(
        request,
        f"第 {report.pk} 号报告已永久删除，原地址只说日期和缘由。以前做的备份里还有它，请管理员一并销毁，另做新的备份。",
    )
    return ""
