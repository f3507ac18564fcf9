"""Uploading: one or many files become one batch, and every file of it says what became of it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from archive.intake import receive_into_batch
from archive.models import ImportBatch, ImportFile

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
ACCEPTED = ".txt,.html,.htm,.docx"
OUR_FAULT = "读这个文件时程序出错，已记入日志，其余文件不受影响。请把文件交给管理员查看。"
CONTENT_TOO_LARGE = 413
UNPROCESSABLE = 422


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """What a person says of the files; the files themselves are judged one by one."""

    files = forms.FileField(  # type: ignore[assignment]  # the metaclass takes it off the class again
        label="文件", required=False, widget=FilesInput(attrs={"multiple": True, "accept": ACCEPTED})
    )
    label = forms.CharField(
        label="说明", max_length=200, required=False, help_text="可不填。写明这批文件从哪里来，便于日后查找。"
    )


def upload_reports(desk: ModelAdmin) -> Callable[[HttpRequest], HttpResponse]:
    """The view of the upload page on ``desk``."""

    # Exempt here and protected one step further in: too many files must be answered with a sentence, and the
    # check of the token is what would read them first.
    @csrf_exempt
    def upload(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("archive.add_report"):
            raise PermissionDenied
        try:
            request.POST  # noqa: B018  parses the request
        except TooManyFilesSent:
            sentence = f"一次最多上传 {settings.MAX_UPLOAD_FILES} 个文件，这次没有收下任何一个。请分几批上传。"
            form = UploadForm({})
            form.add_error("files", sentence)
            return _upload_page(request, desk, form, status=CONTENT_TOO_LARGE)
        return csrf_protect(_receive)(request, desk)

    return upload


def receive_files(files: list[UploadedFile], *, label: str, by: User | None) -> ImportBatch:
    """Take all ``files`` into a new batch; a file that cannot come in is a row with its reason, never an error."""
    batch = ImportBatch.objects.create(label=label, started_by=by)
    limit = settings.MAX_UPLOAD_BYTES
    for file in files:
        name = file.name or "（没有文件名）"
        size = file.size or 0
        if size > limit:  # not read at all
            excess = f"{size / MEGABYTE:.1f} MB，超过每个文件 {limit // MEGABYTE} MB 的上限"
            reason = f"“{name}”有 {excess}。请拆成几个文件再上传。"
            batch.files.create(path=name[-500:], status=ImportFile.Status.FAILED, error=reason[:500])
            continue
        try:
            receive_into_batch(data=file.read(), filename=name, batch=batch, by=by)
        except Exception:  # a fault of ours in one file must not take the others' answers away
            logger.exception("the upload of %r failed", name)
            batch.files.create(path=name[-500:], status=ImportFile.Status.FAILED, error=OUR_FAULT)
    return batch


def _receive(request: HttpRequest, desk: ModelAdmin) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, desk, UploadForm())
    form = UploadForm(request.POST)
    files = request.FILES.getlist("files")
    if not files:
        form.add_error("files", "没有选择文件。请选一个或几个 txt、html 或 docx 文件。")
    if not form.is_valid():
        return _upload_page(request, desk, form, status=UNPROCESSABLE)
    batch = receive_files(
        files, label=form.cleaned_data["label"], by=request.user if request.user.is_authenticated else None
    )
    counts = Counter(batch.files.values_list("status", flat=True))
    words = "，".join(f"{status.label} {counts[status]} 个" for status in ImportFile.Status if counts[status])
    tell = messages.success if counts[ImportFile.Status.CREATED] else messages.warning
    tell(request, f"收到 {len(files)} 个文件：{words}。")
    return HttpResponseRedirect(reverse(f"{desk.admin_site.name}:archive_importbatch_change", args=[batch.pk]))


def _upload_page(request: HttpRequest, desk: ModelAdmin, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "上传报告",
        "form": form,
        "limit_megabytes": settings.MAX_UPLOAD_BYTES // MEGABYTE,
        "limit_files": settings.MAX_UPLOAD_FILES,
    }
    return TemplateResponse(request, "admin/archive/report/upload.html", context, status=status)
