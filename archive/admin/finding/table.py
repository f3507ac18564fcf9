"""The list of reports as a CSV: the rows that the editor's search and filters left, in the order of the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from archive.desk.many import seen_of
from archive.exporting.exports.table import to_csv
from archive.languages.labels import FIELDS
from archive.models import Report

#: Reports that are read at once.
BLOCK = 500
HEADINGS = (
    "编号", "状态", "题名", "拟题", "地区代码", "地区", "日期", "来源", "作者", "类别", "字形", "有隐去", "不完整", "有缺损", "示例", "中央文件",
    "存疑", "疑点", "文件名", "网址", "批次", "上传者", "入库时间", "发布时间", "版本",
)  # fmt: skip
_DAY_AND_TIME = "%Y-%m-%d %H:%M"


def list_as_csv(desk: ModelAdmin) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the view that writes the list of ``desk`` as it is filtered by the address."""

    def as_csv(request: HttpRequest) -> HttpResponseBase:
        if not desk.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            reports = desk.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect("../?e=1")
        response = StreamingHttpResponse(_lines(reports), content_type="text/csv; charset=utf-8")
        name = f"reports-{timezone.localdate():%Y%m%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response

    return as_csv


def _lines(reports: Any) -> Iterator[str]:
    """Yield the file in blocks. The numbers are read once, so that a report that changes meanwhile is listed once."""
    yield "\ufeff" + to_csv([HEADINGS])
    numbers = list(reports.values_list("pk", flat=True))
    for start in range(0, len(numbers), BLOCK):
        part = numbers[start : start + BLOCK]
        rows = Report.objects.for_list().select_related(
            "region__parent__parent", "source", "original__received_by", "batch"
        )
        found = rows.defer("text", "content_years", "extracted_text", "edits", "evidence").in_bulk(part)
        yield to_csv(_cells(found[number]) for number in part if number in found)


def _cells(report: Report) -> Sequence[object]:
    original, date = report.original, report.partial_date
    uploader = original.received_by
    return (
        report.pk,
        report.get_status_display(),
        report.title,
        report.is_working_title,
        report.region_id,
        " › ".join(unit.name for unit in report.region.path) if report.region else None,
        date.iso if date else None,
        report.source.name if report.source else None,
        report.author,
        report.get_kind_display(),
        report.get_script_display(),
        report.is_redacted,
        report.is_truncated,
        report.is_damaged,
        report.is_sample,
        report.central,
        "、".join(FIELDS[name] for name in report.doubts_of_card),
        "、".join(row["words"] for row in report.doubts if row["weight"]) if report.status == "draft" else "",
        original.filename,
        original.address,
        str(report.batch) if report.batch else None,
        uploader.get_username() if uploader else None,
        timezone.localtime(report.created_at).strftime(_DAY_AND_TIME),
        timezone.localtime(report.published_at).strftime(_DAY_AND_TIME) if report.published_at else None,
        seen_of(report),
    )
