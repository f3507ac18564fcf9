"""A batch on the desk: its progress, the result of each file, and the buttons that stop and resume it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from archive.admin.bases import ReadOnlyAdmin
from archive.admin.uploads import batch_address
from archive.intake.batches import resume_batch, retry_failed, stop_batch
from archive.intake.files import NEAR_NAMED
from archive.intake.workers import is_queued, start_and_wait
from archive.models import ImportBatch, ImportFile, Machine, NearPair, Report
from archive.models.near import percent
from archive.storage.incoming import is_worked_on
from archive.web.addresses import page_row
from archive.web.fields import whole_number

FILES_A_PAGE = 100
#: Seconds that a pressed button waits for the first results.
WAIT_SECONDS = 1.5
Status = ImportFile.Status
NEAR = "near"
#: Results by which the page filters the files, in the order of the links.
RESULTS = (*((status.value, str(status.label)) for status in Status), (NEAR, "近似"))


@dataclass(frozen=True, slots=True)
class ResultLink:
    """A link that filters the files by result: its label, the number of files, whether it is the present one."""

    label: str
    count: int
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """The progress of a batch: numbers of files, and what its worker does."""

    total: int
    done: int
    waiting: int
    retriable: int
    is_stopped: bool
    is_running: bool
    is_queued: bool
    links: tuple[ResultLink, ...]
    note: str
    #: Where the files are, in a sentence, if not on this machine.
    elsewhere: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether the batch goes on without a button."""
        return self.is_running or self.is_queued

    @property
    def is_open(self) -> bool:
        """Whether the page should refresh."""
        return bool(self.waiting) and not (self.is_stopped and not self.is_running)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the page: ``near`` are (report number, per cent), ``more`` is the number of near duplicates not named."""

    file: ImportFile
    near: tuple[tuple[int, int], ...]
    more: int


class ImportBatchAdmin(ReadOnlyAdmin):
    """Batches; an uploader may always see the results of the files."""

    list_display = ("__str__", "started_at", "started_by", "file_count", "waiting_count", "sample_word")
    list_filter = ("is_sample",)
    list_select_related = ("started_by",)
    search_fields = ("label__folded", "files__path__folded")
    search_help_text = "按说明或文件名查找，繁简不拘"
    change_form_template = "admin/archive/importbatch/batch.html"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) or request.user.has_perm("archive.add_report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        waiting = Count("files", filter=Q(files__status=Status.WAITING))
        return super().get_queryset(request).annotate(file_count=Count("files"), waiting_count=waiting)

    def get_urls(self) -> list[URLPattern]:
        steer = self.admin_site.admin_view(require_POST(self.steer))
        return [path("<int:number>/steer/", steer, name="archive_importbatch_steer"), *super().get_urls()]

    @admin.display(description="示例", ordering="is_sample")
    def sample_word(self, batch: ImportBatch) -> str:
        return "示例" if batch.is_sample else "—"

    @admin.display(description="文件数", ordering="file_count")
    def file_count(self, batch: Any) -> int:
        return batch.file_count

    @admin.display(description="等待", ordering="waiting_count")
    def waiting_count(self, batch: Any) -> int:
        return batch.waiting_count

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        batch = ImportBatch.objects.filter(pk=whole_number(object_id) or 0).first()
        context = self._context(request, batch) if batch else {}
        if batch and request.htmx and self.has_view_permission(request, batch):  # type: ignore[attr-defined]
            response = render(request, "admin/archive/importbatch/_progress.html", {**context, "original": batch})
        else:
            response = super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})
        patch_vary_headers(response, ("HX-Request",))
        return response

    def steer(self, request: HttpRequest, number: int) -> HttpResponse:
        """Stop the batch, resume it, or retry its failed files, as the pressed button says."""
        if not request.user.has_perm("archive.add_report"):
            raise PermissionDenied
        batch = ImportBatch.objects.filter(pk=number).first()
        if batch is None:
            raise Http404
        match request.POST.get("action"):
            case "stop":
                stop_batch(batch)
                messages.success(
                    request, "已请它停下：手上的这个文件（扫描件则手上这一页）做完就停，其余的留着，按“接着做”再继续。"
                )
            case "resume":
                if resume_batch(batch):
                    start_and_wait(batch, WAIT_SECONDS)
                    messages.success(request, "接着做了。可以关掉这一页，不影响。")
                else:
                    messages.info(request, "没有等待的文件。")
            case "retry":
                if again := retry_failed(batch):
                    start_and_wait(batch, WAIT_SECONDS)
                    messages.success(request, f"{again} 个失败的文件再试一次。")
                else:
                    messages.warning(request, "没有可以重试的文件：原来的字节没有留下，请重新上传。")
            case _:
                messages.error(request, "没有这个动作。")
        return HttpResponseRedirect(batch_address(self.admin_site.name, batch))

    def _context(self, request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
        shown = request.GET.get("result", "")
        progress = batch_progress(batch, shown)
        files = batch.files.filter(_result_filter(shown)) if shown in dict(RESULTS) else batch.files.all()
        count = next((each.count for each in progress.links if each.is_current), progress.total)
        page = _page_number(request)
        pager = page_row(page, count, FILES_A_PAGE, lambda number: _address(shown, number))
        start = (page - 1) * FILES_A_PAGE
        shown_files = files.select_related("report").defer(
            "report__text", "report__extracted_text", "report__edits", "report__evidence"
        )[start : start + FILES_A_PAGE]  # fmt: skip
        may_open = request.user.has_perm("archive.view_report") or request.user.has_perm("archive.change_report")
        return {
            "files": _with_near(shown_files),
            "progress": progress,
            "pager": pager,
            "here": _address(shown, page),
            "may_open": may_open,
            "may_change": request.user.has_perm("archive.change_report"),
            "drafts": batch.reports.filter(status=Report.Status.DRAFT).count(),
            "may_upload": request.user.has_perm("archive.add_report"),
        }


def batch_progress(batch: ImportBatch, shown: str = "") -> BatchProgress:
    """Return the counts and the state of one batch. One query, and one while it waits for a worker."""
    counted = {status.value: Count("pk", filter=Q(status=status.value)) for status in Status}
    counts: Mapping[str, int] = batch.files.aggregate(
        **counted,
        near=Count("pk", filter=_result_filter(NEAR)),
        retriable=Count("pk", filter=Q(status=Status.FAILED) & ~Q(stored="")),
    )
    total = sum(counts[status.value] for status in Status)
    every = ResultLink("全部", total, _address("", 1), shown not in dict(RESULTS))
    links = (
        ResultLink(label, counts[value], _address(value, 1), shown == value)
        for value, label in RESULTS
        if counts[value]
    )
    waiting = counts[Status.WAITING]
    is_running = bool(waiting) and is_worked_on(batch.pk)
    return BatchProgress(
        total=total,
        done=total - waiting,
        waiting=waiting,
        retriable=counts["retriable"],
        is_stopped=batch.stopped_at is not None,
        is_running=is_running,
        is_queued=bool(waiting) and not is_running and is_queued(batch),
        links=(every, *links),
        note=batch.note,
        elsewhere=_elsewhere(batch) if waiting and not batch.is_here else "",
    )


def _elsewhere(batch: ImportBatch) -> str:
    name, is_live = Machine.objects.of(batch.machine)
    if is_live:
        return f"文件在另一台机器 {name} 上，由它入库；在这里停下、接着做、重试都算数，它一分钟之内照办。"
    return f"文件在另一台机器 {name} 上，它现在没有应答。请管理员让它回来，或请重新上传这些文件。"


def _result_filter(result: str) -> Q:
    if result == NEAR:
        return Q(status=Status.CREATED) & ~Q(note="")
    return Q(status=result)


def _with_near(rows: Iterable[ImportFile]) -> list[FileRow]:
    """Return the rows with their near duplicates, the most similar first. One query for all."""
    rows = list(rows)
    drafts = {row.report_id for row in rows if row.report_id and row.status == Status.CREATED and row.note}
    near: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if drafts:
        pairs = NearPair.objects.of(*drafts).order_by("-similarity")
        for first, second, similarity in pairs.values_list("first_id", "second_id", "similarity"):
            near[first].append((second, percent(similarity)))
            near[second].append((first, percent(similarity)))
    found = [(row, near[row.report_id] if row.report_id in drafts else []) for row in rows]
    return [FileRow(row, tuple(others[:NEAR_NAMED]), len(others[NEAR_NAMED:])) for row, others in found]


def _page_number(request: HttpRequest) -> int:
    return whole_number(request.GET.get("page"), 999_999, 1) or 1


def _address(result: str, page: int) -> str:
    parameters = {**({"result": result} if result else {}), **({"page": str(page)} if page > 1 else {})}
    return f"?{urlencode(parameters)}"
