"""The actions of the list of reports: publish, withdraw, discard and take back what is ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from archive.admin.bases import LightAdmin
from archive.admin.many.changes import make_wanted, name_failures
from archive.admin.many.chosen import MOST, chosen_numbers
from archive.admin.many.discarding import discarding_page
from archive.admin.many.publishing import plan_publishing, publishing_page
from archive.admin.many.values import values_page
from archive.admin.status import warn_of_index
from archive.desk.discarding import discard_report, reclaim_report
from archive.models import Report
from archive.publishing.outbox import changes_applied_once
from archive.publishing.publish import PublishingError, publish_report, withdraw_report
from archive.web.fields import whole_number


class ManyActions(LightAdmin):
    """Actions on ticked reports; each report changes in a transaction of its own."""

    actions = ("publish_selected", "set_selected", "withdraw_selected", "discard_selected", "reclaim_selected")

    @admin.action(description="发布所选", permissions=["change"])
    def publish_selected(self, request: HttpRequest, reports: QuerySet[Report]) -> HttpResponse | None:
        """Ask first, with the doubts counted; then publish all, or those without a doubt."""
        numbers = chosen_numbers(request, reports)
        if self.are_too_many(request, numbers):
            return None
        plan = plan_publishing(numbers)
        match request.POST.get("confirmed"):
            case "all":
                self.change_all(request, numbers, publish_report, "发布")
            case "clear":
                self.change_all(request, plan.clear, publish_report, "发布")
                if plan.doubtful:
                    messages.info(request, f"有疑点的 {len(plan.doubtful)} 篇没有发布，仍在待审。")
            case _:
                return publishing_page(request, self, numbers, plan)
        return None

    @admin.action(description="改所选的地区、日期、来源、类别", permissions=["change"])
    def set_selected(self, request: HttpRequest, reports: QuerySet[Report]) -> HttpResponse | None:
        """Ask for the values, show each report before and after, then change them."""
        numbers = chosen_numbers(request, reports)
        if self.are_too_many(request, numbers):
            return None
        if request.POST.get("step") == "make":
            make_wanted(request, self)
            return None
        return values_page(request, self, numbers)

    @admin.action(description="撤回所选", permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self.change_all(request, list(reports.values_list("pk", flat=True)), withdraw_report, "撤回")

    @admin.action(description="弃置所选草稿", permissions=["change"])
    def discard_selected(self, request: HttpRequest, reports: QuerySet[Report]) -> HttpResponse | None:
        """Discard ticked drafts at once; of a whole list, which nobody ticked one by one, ask first."""
        numbers = chosen_numbers(request, reports)
        if self.are_too_many(request, numbers):
            return None
        if request.POST.get("select_across") == "1" and "confirmed" not in request.POST:
            return discarding_page(request, self, numbers)
        self.change_all(request, numbers, discard_report, "弃置")
        return _to_batch(request)

    @admin.action(description="取回所选（已弃置的）", permissions=["change"])
    def reclaim_selected(self, request: HttpRequest, reports: QuerySet[Report]) -> HttpResponse | None:
        self.change_all(request, list(reports.values_list("pk", flat=True)), reclaim_report, "取回")
        return _to_batch(request)

    def are_too_many(self, request: HttpRequest, numbers: Sequence[int]) -> bool:
        """Say so if a page in between cannot hold the reports."""
        if len(numbers) > MOST:
            messages.error(request, f"一次最多 {MOST} 篇，什么也没有改。请用筛选分几次做。")
        return len(numbers) > MOST

    def change_all(self, request: HttpRequest, numbers: Sequence[int], change: Callable, word: str) -> None:
        """Change each report in a transaction of its own: a failure does not stop the others."""
        failures: list[str] = []
        done = 0
        with changes_applied_once():
            for number in numbers:
                try:
                    report = Report.objects.defer("text", "extracted_text").get(pk=number)
                    change(report, by=request.user if request.user.is_authenticated else None)
                except PublishingError as error:
                    failures.append(str(error))
                except Report.DoesNotExist:
                    failures.append(f"第 {number} 号报告已不在馆藏中。")
                else:
                    self.log_change(request, report, word)
                    done += 1
        if done:
            messages.success(request, f"已{word} {done} 篇。")
            warn_of_index(request)
        name_failures(request, failures, word)


def _to_batch(request: HttpRequest) -> HttpResponse | None:
    """Return the way back to the page of a batch whose button was pressed; None for the list."""
    number = whole_number(request.POST.get("return_to_batch"), least=1)
    return HttpResponseRedirect(reverse("admin:archive_importbatch_change", args=[number])) if number else None
