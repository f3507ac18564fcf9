"""Reports on the desk: the list with its actions. The page of one report: ``review``."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import Case, OrderBy, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from archive.admin.finding.filters import RegionFilter, SourceFilter, UploaderFilter, YearFilter
from archive.admin.finding.table import list_as_csv
from archive.admin.finding.words import find_reports
from archive.admin.many.actions import ManyActions
from archive.admin.many.sheet_page import sheet_view
from archive.admin.review.erasing import erase_view
from archive.admin.review.history import history_page, state_view
from archive.admin.review.page import review_report
from archive.admin.review.queue import QUEUE_ORDER, STATUS
from archive.admin.review.scan import page_image_view
from archive.admin.review.suggestions import suggest_regions
from archive.admin.review.words import region_in_words
from archive.admin.uploads import sample_list, upload_reports
from archive.intake.doubts import is_returned, returned_words
from archive.languages import UNKNOWN_LABEL, date_words
from archive.models import Report
from archive.web.fields import whole_number

#: Doubts that a row of the list names; the page of a report names all.
DOUBTS_NAMED = 3
DRAFTS_FIRST = Case(When(status=Report.Status.DRAFT, then=0), default=1).asc()


class ReportAdmin(ManyActions):
    """Reports: uploaded, not made by a form; withdrawn, so that the original stays; erased only as the law asks."""

    list_display = (
        "title", "status", "doubt_words", "region_path", "date_words", "source_name", "kind", "flags"
    )  # fmt: skip
    list_filter = (
        "status", RegionFilter, YearFilter, SourceFilter, "kind", UploaderFilter, "batch",
        "script", "is_damaged", "is_redacted", "is_truncated", "is_sample", "central",
    )  # fmt: skip
    search_fields = ("title__folded",)
    search_help_text = "题名、正文、编号、文件名、地名、来源都查，草稿也查；繁简不拘，几个词用空格隔开。"
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return Report.objects.for_list().defer("text", "content_years")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Report], search_term: str
    ) -> tuple[QuerySet[Report], bool]:
        return find_reports(queryset, search_term, by_rank=not request.GET.get(ORDER_VAR)), False

    def get_urls(self) -> list[URLPattern]:
        # Before the stock addresses, which would read "upload" as the number of a report.
        upload = self.admin_site.admin_view(upload_reports(self))
        sample = self.admin_site.admin_view(sample_list)
        regions = self.admin_site.admin_view(suggest_regions)
        state = self.admin_site.admin_view(state_view(self))
        image = self.admin_site.admin_view(page_image_view(self))
        erase = self.admin_site.admin_view(erase_view(self))
        return [
            path("<int:report_id>/erase/", erase, name="archive_report_erase"),
            path("upload/", upload, name="archive_report_upload"),
            path("upload/sample.csv", sample, {"ending": "csv"}, name="archive_report_sample_csv"),
            path("upload/sample.xlsx", sample, {"ending": "xlsx"}, name="archive_report_sample_xlsx"),
            path("sheet/", self.admin_site.admin_view(sheet_view(self)), name="archive_report_sheet"),
            path("list.csv", self.admin_site.admin_view(list_as_csv(self)), name="archive_report_list_csv"),
            path("regions/", regions, name="archive_report_regions"),
            path("<int:report_id>/history/<int:number>/", state, name="archive_report_state"),
            path("<int:report_id>/pages/<int:number>.png", image, name="archive_report_page_image"),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        report = Report.objects.filter(pk=whole_number(object_id) or 0).first()
        if report is None:
            raise Http404
        return history_page(request, self, report)

    def get_ordering(self, request: HttpRequest) -> tuple[str | OrderBy, ...]:
        # Drafts are a queue, the most doubtful first, and a batch begins with its own; any other list has the newest first.
        if request.GET.get(STATUS) == Report.Status.DRAFT:
            return QUEUE_ORDER
        if "batch__id__exact" in request.GET and STATUS not in request.GET:
            return (DRAFTS_FIRST, *QUEUE_ORDER)
        return ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        own = {
            "may_upload": request.user.has_perm("archive.add_report"),
            "may_change": self.has_change_permission(request),
            "title": "报告",
        }
        return super().changelist_view(request, {**(extra_context or {}), **own})

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        # The stock view is one transaction; here saving and publishing are two.
        if object_id is None:  # the form of a new report
            raise PermissionDenied
        reports = Report.objects.select_related("region__parent__parent", "source", "original__received_by", "batch")
        report = reports.filter(pk=whole_number(object_id) or 0).first()
        if report is None:
            messages.warning(request, f"没有第 {object_id} 号报告。")
            return HttpResponseRedirect(reverse(f"{self.admin_site.name}:archive_report_changelist"))
        if not self.has_view_or_change_permission(request, report):
            raise PermissionDenied
        return review_report(request, self, report)

    @admin.display(description="疑点", ordering="-doubt")
    def doubt_words(self, report: Report) -> str:
        if report.status != Report.Status.DRAFT:
            return "—"
        if is_returned(report):
            return f"已退回：{returned_words(report)}"
        words = [row["words"] for row in report.doubts if row["weight"]]
        more = f"等 {len(words)} 处" if len(words) > DOUBTS_NAMED else ""
        return "、".join(words[:DOUBTS_NAMED]) + more or "—"

    @admin.display(description="地区", ordering="region")
    def region_path(self, report: Report) -> str:
        return region_in_words(report.region)

    @admin.display(description="日期", ordering="date")
    def date_words(self, report: Report) -> str:
        return date_words(report.partial_date)

    @admin.display(description="来源", ordering="source")
    def source_name(self, report: Report) -> str:
        return report.source.name if report.source else UNKNOWN_LABEL

    @admin.display(description="标记")
    def flags(self, report: Report) -> str:
        set_here = [
            word
            for is_set, word in (
                (report.is_working_title, "拟题"),
                (report.is_redacted, "有隐去"),
                (report.is_truncated, "不完整"),
                (report.is_damaged, "有缺损"),
                (report.is_sample, "示例"),
                (report.central, "中央文件"),
            )
            if is_set
        ]
        return "、".join(set_here) or "—"
