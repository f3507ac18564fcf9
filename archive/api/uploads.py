"""Uploads by programs: a token sends files as one batch, and asks what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.urls import reverse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status as Answer

from archive.api.by_token import EditorToken
from archive.api.schemas import Problem
from archive.desk.receiving import UploadRefused, label_field, read_form, receive_by_token
from archive.intake.workers import start_worker
from archive.models import ApiToken, ImportBatch, ImportFile, Report
from archive.models.access.tokens import UPLOADS
from archive.web.addresses import with_parameters

#: Rows of a page of progress; a package of pages may have tens of thousands.
FILES_A_PAGE = 500
MOST_PAGES = 999_999
#: Longest Idempotency-Key; programs send a UUID.
KEY_LENGTH = 255
FORM = "multipart/form-data"
Status = ImportFile.Status
#: What a program reads of a file's result.
STATES = {
    Status.WAITING: "waiting",
    Status.CREATED: "imported",
    Status.DUPLICATE: "duplicate",
    Status.FAILED: "refused",
    Status.LIST: "list",
    Status.PASSED: "passed",
}
#: The form of an upload for the OpenAPI document: the body is read by the desk's own checks, and by no shape.
BODY = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "format": "binary"},
                        "description": "一个或几个文件，每个一项；压缩包、网络档案、著录表同编辑台的上传页",
                    },
                    "label": {"type": "string", "maxLength": 200, "description": "说明：这批文件从哪里来"},
                },
            },
            "encoding": {"files": {"contentType": "application/octet-stream"}},
        }
    },
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH, "pattern": "^[!-~]+$"},
    "description": "同一次上传重发时写同一个，不会成两批；另一次上传须另取一个。一般用 UUID",
}

router = Router(tags=["上传"])


class UploadedReport(Schema):
    """The report that a file became or repeats: ``status`` is draft, published, withdrawn or discarded."""

    id: int
    status: str
    url: str


class UploadedFileOut(Schema):
    """One file. ``state``: waiting, imported, duplicate, refused, list (of cards) or passed; ``reason`` is a sentence.

    ``report`` is null for who may not see it.
    """

    name: str
    state: str
    reason: str
    report: UploadedReport | None


class UploadOut(Schema):
    """A batch. ``state``: waiting, stopped (by an editor) or finished; ``counts`` maps states of files to numbers.

    ``files`` is a page of at most 500; ``next`` leads to the next one.
    """

    id: int
    url: str
    desk_url: str
    label: str
    token: str
    state: str
    received_at: str
    finished_at: str | None
    note: str
    counts: dict[str, int]
    files: list[UploadedFileOut]
    next: str | None


_REFUSALS = dict.fromkeys((400, 401, 403, 408, 411, 413, 415, 422, 429, 503, 507), Problem)  # fmt: skip


@router.post(
    "/uploads",
    url_name="uploads",
    auth=EditorToken(UPLOADS),
    response={202: UploadOut, **_REFUSALS},
    summary="上传一批文件",
    openapi_extra={"requestBody": BODY, "parameters": [KEY]},
)
def upload(request: HttpRequest, response: HttpResponse) -> Any:
    """Take files as one batch, by the limits and checks of the desk's upload page; each becomes a draft.

    The answer comes when the files are stored; the address in ``url`` tells what becomes of them. The same bytes sent
    twice are told as duplicates.
    """
    if request.content_type != FORM:
        raise HttpError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"请以 {FORM} 发送，文件放在 files 项里。")
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= KEY_LENGTH and all("!" <= each <= "~" for each in key)):
        sentence = f"Idempotency-Key 须是至多 {KEY_LENGTH} 个可见的 ASCII 字符，一般用 UUID。"
        raise HttpError(HTTPStatus.BAD_REQUEST, sentence)
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    try:
        read_form(request)
        label = label_field().clean(request.POST.get("label", ""))
        if not request.FILES.getlist("files"):
            raise HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, "没有文件。请把一个或几个文件放在 files 项里。")
        batch, is_new = receive_by_token(request, label=label, token=token, key=key or "")
    except UploadRefused as refusal:
        raise HttpError(refusal.status, str(refusal)) from refusal
    except UnreadablePostError as error:
        raise HttpError(HTTPStatus.REQUEST_TIMEOUT, "发来的内容中途断了，什么也没有收下。请检查网络后再试。") from error
    except ValidationError as error:
        raise HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, "".join(error.messages)) from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        sentence = f"发来的内容读不了，什么也没有收下。请照 {FORM} 的写法发送；除文件外只要 label 一项。"
        raise HttpError(HTTPStatus.BAD_REQUEST, sentence) from error
    if is_new:
        start_worker(batch)
    response["Location"], response["Cache-Control"] = _address(batch), "no-store"
    return Answer(HTTPStatus.ACCEPTED, _shape(batch, token, 1))


@router.get(
    "/uploads/{int:batch_id}",
    url_name="upload",
    auth=EditorToken(UPLOADS),
    response={200: UploadOut, **dict.fromkeys((400, 401, 403, 404, 429, 503), Problem)},
    summary="一批文件的进度",
)
def progress(
    request: HttpRequest,
    response: HttpResponse,
    batch_id: int,
    page: int = Query(1, ge=1, le=MOST_PAGES, description=f"文件的页码，每页 {FILES_A_PAGE} 个"),
) -> Any:
    """Tell what became of each file of a batch that a token of the same account sent."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    batch = ImportBatch.objects.select_related("token").filter(pk=batch_id, token__owner=token.owner).first()
    if batch is None:
        raise HttpError(HTTPStatus.NOT_FOUND, f"这个账号的令牌没有传过第 {batch_id} 批。")
    response["Cache-Control"] = "no-store"
    return _shape(batch, token, page)


def _shape(batch: ImportBatch, token: ApiToken, page: int) -> dict[str, Any]:
    """Return the shape of a batch for who holds ``token``. Three queries, and those of the owner's rights."""
    numbers: dict[str, int] = dict(batch.files.order_by().values_list("status").annotate(number=Count("pk")))
    start = (page - 1) * FILES_A_PAGE
    rows = batch.files.select_related("report").only(
        "batch", "path", "status", "error", "note", "report", "report__status"
    )
    files = rows[start : start + FILES_A_PAGE]
    is_last = start + FILES_A_PAGE >= sum(numbers.values())
    return {
        "id": batch.pk,
        "url": _address(batch),
        "desk_url": reverse("admin:archive_importbatch_change", args=[batch.pk]),
        "label": batch.label,
        "token": batch.token.name if batch.token else "",
        "state": _state(batch, numbers.get(Status.WAITING, 0)),
        "received_at": batch.started_at.isoformat(timespec="seconds"),
        "finished_at": batch.finished_at.isoformat(timespec="seconds") if batch.finished_at else None,
        "note": batch.note,
        "counts": {state: numbers[status] for status, state in STATES.items() if numbers.get(status)},
        "files": list(_files(files, token)),
        "next": None if is_last else with_parameters(_address(batch), {"page": str(page + 1)}),
    }


def _state(batch: ImportBatch, waiting: int) -> str:
    if not waiting:
        return "finished"
    return "stopped" if batch.stopped_at else "waiting"


def _files(rows: Iterable[ImportFile], token: ApiToken) -> Iterable[dict[str, Any]]:
    """Yield the shape of each row; what is not public yet is told by number to those alone who may see it on the desk."""
    owner = token.owner
    may_see = owner.has_perm("archive.view_report") or owner.has_perm("archive.change_report")
    for row in rows:
        is_public = row.report is not None and row.report.status == Report.Status.PUBLISHED
        # A note names reports by number: the one that is repeated, and near duplicates.
        reason = row.error or (row.note if may_see or row.report is None else "")
        yield {
            "name": row.path,
            "state": STATES[Status(row.status)],
            "reason": reason or ("库里已有同样的文件或文字。" if row.status == Status.DUPLICATE else ""),
            "report": _report(row.report) if row.report and (may_see or is_public) else None,
        }


def _report(report: Report) -> dict[str, Any]:
    """Return the shape of a report; that of a draft leads to the desk."""
    if report.status == Report.Status.PUBLISHED:
        address = reverse("report", args=[report.pk])
    else:
        address = reverse("admin:archive_report_change", args=[report.pk])
    return {"id": report.pk, "status": report.status, "url": address}


def _address(batch: ImportBatch) -> str:
    return reverse("api:upload", args=[batch.pk])
