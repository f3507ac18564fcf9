"""The page before the drafts of a whole list or batch are discarded: it names them."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from archive.admin.many.chosen import ROWS_SHOWN, page_context
from archive.models import Report


def discarding_page(request: HttpRequest, desk: ModelAdmin, numbers: list[int]) -> HttpResponse:
    """Render the question, with the drafts among the reports ``numbers``; the others cannot be discarded. Two queries."""
    drafts = Report.objects.filter(pk__in=numbers, status=Report.Status.DRAFT).order_by("pk")
    titles = dict(drafts.values_list("pk", "title"))
    wanted = [number for number in numbers if number in titles]
    context = {
        **page_context(request, desk, wanted, "discard_selected", f"弃置 {len(wanted)} 篇草稿？"),
        "rows": [(number, titles[number]) for number in wanted[:ROWS_SHOWN]],
        "total": len(wanted),
        "more": len(wanted[ROWS_SHOWN:]),
        "left_out": len(numbers) - len(wanted),
    }
    return TemplateResponse(request, "admin/archive/many/discard.html", context)
