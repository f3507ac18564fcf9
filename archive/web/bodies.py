"""The body of a request: who may send one of what size. A body that is refused is never read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from http import HTTPStatus
from sys import maxsize
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse

from archive.languages import say

#: A number with more digits is larger than every limit.
_DIGITS = 18
_UPLOAD = "admin:archive_report_upload"


class BodyLimitMiddleware:
    """Middleware that refuses a body unread: 413 for one that is too large, 411 for one without a length.

    It stands behind the login and before every view and check that reads a form. The upload page tests the right to
    upload itself, before it reads, and shows its login to those without.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return _refuse(HTTPStatus.LENGTH_REQUIRED, say("请求没有写明长度（Content-Length），服务器不收。"))
        length = _length_of(request)
        if length > settings.SMALL_BODY_BYTES and request.path != reverse(_UPLOAD) and length > _most(request):
            return _refuse(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                say("发来的内容太大，服务器不收。上传文件请先登录，再用编辑台的上传页；登录过期的，请重新登录再试。"),
            )
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 408 for a body that stopped on its way."""
        if isinstance(exception, UnreadablePostError):
            return _refuse(HTTPStatus.REQUEST_TIMEOUT, say("发来的内容中途断了，什么也没有收下。请检查网络后再试。"))
        return None


class UnnamedFileHandler(FileUploadHandler):
    """Collect a large file in one without a name under FILE_UPLOAD_TEMP_DIR: a worker that is killed leaves none behind."""

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Open the file of the next part."""
        super().new_file(*arguments, **options)
        # The end of the request closes it.
        file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        self.file = UploadedFile(file, self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of the part."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return the file, at its beginning."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Close the file, which frees its bytes."""
        if hasattr(self, "file"):
            self.file.close()


def _length_of(request: HttpRequest) -> int:
    """Return the bytes of the body; a length that cannot be read counts as 0, as Django reads it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if len(length.strip().lstrip("0")) > _DIGITS:
        return maxsize
    try:
        return int(length)
    except ValueError:
        return 0


def _most(request: HttpRequest) -> int:
    """Return the most bytes that this client may send to an address that takes no uploads."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return settings.SMALL_BODY_BYTES + (settings.DATA_UPLOAD_MAX_MEMORY_SIZE if signed_in else 0)


def _refuse(status: HTTPStatus, sentence: str) -> HttpResponse:
    response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
