"""The upload page: one or many files become a batch, stored at once and imported by a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from archive.desk.receiving import UploadRefused, label_field, read_form, receive_files
from archive.intake.workers import start_and_wait
from archive.models import ImportBatch, ImportFile
from archive.storage.incoming import MEGABYTE
from archive.text.formats.packages.choosing import LIST_ENDINGS, REPORT_ENDINGS
from archive.text.formats.recognised.installed import picture_endings, recogniser
from archive.text.formats.tables.sample import CSV_TYPE, XLSX_TYPE, sample_csv, sample_workbook

ACCEPTED_ENDINGS = ",".join(sorted({*REPORT_ENDINGS, *LIST_ENDINGS, *picture_endings(), ".gz"}))
#: Seconds that an upload waits before it shows the page of its batch: enough for a few small files.
WAIT_SECONDS = 3.0
UNPROCESSABLE = 422


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """The form beside the files; the files are accepted or refused one by one."""

    files = forms.FileField(  # type: ignore[assignment]  # the metaclass takes it off the class again
        label="文件", required=False, widget=FilesInput(attrs={"multiple": True, "accept": ACCEPTED_ENDINGS})
    )
    label = label_field()


def upload_reports(desk: ModelAdmin) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of the upload page on ``desk``."""

    # Exempt here, protected in the next step: the check of the token parses the request, and too many files must get
    # a sentence as their answer.
    @csrf_exempt
    def upload(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("archive.add_report"):
            raise PermissionDenied
        try:
            read_form(request)
        except UploadRefused as refusal:
            form = UploadForm({})
            form.add_error("files", str(refusal))
            return _upload_page(request, desk, form, status=refusal.status)
        return csrf_protect(_upload_page_or_batch)(request, desk)

    return upload


@require_safe
def sample_list(request: HttpRequest, ending: str) -> HttpResponse:
    """Return a sample of a list of cards to download, ``csv`` or ``xlsx``."""
    if not request.user.has_perm("archive.add_report"):
        raise PermissionDenied
    content, media_type = (sample_csv(), CSV_TYPE) if ending == "csv" else (sample_workbook(), XLSX_TYPE)
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"著录表样表.{ending}") or ""
    )
    return answer


def batch_address(site: str, batch: ImportBatch) -> str:
    """Return the address of a batch's page on the admin site named ``site``."""
    return reverse(f"{site}:archive_importbatch_change", args=[batch.pk])


def _upload_page_or_batch(request: HttpRequest, desk: ModelAdmin) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, desk, UploadForm())
    form = UploadForm(request.POST)
    files = request.FILES.getlist("files")
    if not files:
        form.add_error("files", "没有选择文件。请选一个或几个文件。")
    if not form.is_valid():
        return _upload_page(request, desk, form, status=UNPROCESSABLE)
    by = request.user if request.user.is_authenticated else None
    try:
        batch = receive_files(request, label=form.cleaned_data["label"], by=by)
    except UploadRefused as refusal:
        form.add_error("files", str(refusal))
        return _upload_page(request, desk, form, status=refusal.status)
    start_and_wait(batch, WAIT_SECONDS)
    _report_results(request, batch, len(files))
    return HttpResponseRedirect(batch_address(desk.admin_site.name, batch))


def _report_results(request: HttpRequest, batch: ImportBatch, received: int) -> None:
    counts = Counter(batch.files.values_list("status", flat=True))
    if counts[ImportFile.Status.WAITING]:
        messages.success(request, f"收到 {received} 个文件，已存好，正在入库。可以关掉这一页，不影响。")
        return
    words = "，".join(f"{status.label} {counts[status]} 个" for status in ImportFile.Status if counts[status])
    show = messages.success if counts[ImportFile.Status.CREATED] else messages.warning
    show(request, f"收到 {received} 个文件：{words}。")


def _upload_page(request: HttpRequest, desk: ModelAdmin, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "上传报告",
        "form": form,
        "limit_megabytes": settings.MAX_UPLOAD_BYTES // MEGABYTE,
        "limit_web_archive": settings.MAX_WEB_ARCHIVE_BYTES // MEGABYTE,
        "limit_files": settings.MAX_UPLOAD_FILES,
        "recogniser": recogniser(),
    }
    return TemplateResponse(request, "admin/archive/report/upload.html", context, status=status)
