"""Files of a request become a batch: the same order of checks for the desk's upload page and for programs.

read_form -> receive_files -> store_batch. Who calls them has asked for the right to upload before: read_form is the
first to read the body.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import HttpRequest

from archive.intake.uploads import Upload, store_batch
from archive.models import ApiToken, ImportBatch
from archive.storage.faults import writing_fault
from archive.storage.incoming import NoRoom
from archive.web.clients import client_address
from search.invisible import without_invisible


class UploadRefused(Exception):
    """Nothing of an upload was taken. The message is a Chinese sentence that says why and what to do."""

    def __init__(self, sentence: str, status: HTTPStatus) -> None:
        super().__init__(sentence)
        self.status = status


def label_field() -> forms.CharField:
    """Return the field of a batch's label (说明)."""
    return forms.CharField(
        label="说明", max_length=200, required=False, help_text="可不填。写明这批文件从哪里来，便于日后查找。"
    )


def read_form(request: HttpRequest) -> None:
    """Read the body of an upload. Raise UploadRefused for too many files and for a disk that takes no writes."""
    try:
        request.POST  # noqa: B018  parses the request
    except TooManyFilesSent as error:
        sentence = f"一次最多上传 {settings.MAX_UPLOAD_FILES} 个文件，这次没有收下任何一个。请分几批上传。"
        raise UploadRefused(sentence, HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from error
    except OSError as error:
        if not (sentence := writing_fault(error)):
            raise  # the browser is gone
        raise UploadRefused(f"没有收下任何文件。{sentence}", HTTPStatus.INSUFFICIENT_STORAGE) from error


def receive_files(request: HttpRequest, *, label: str, by: User | None) -> ImportBatch:
    """Store the files of a request that was read as a batch of ``by``. Raise UploadRefused without room for them."""
    return _store(request, label=label, by=by)


def receive_by_token(request: HttpRequest, *, label: str, token: ApiToken, key: str = "") -> tuple[ImportBatch, bool]:
    """Store the files as a batch of the token's owner; return it, and False if ``key`` has named it before.

    ``key`` is the client's Idempotency-Key: the same files under the same key are the same batch, so that a client which
    heard no answer asks again without harm. Raise UploadRefused for other files under it, or without room.
    """
    if not key:
        return _store(request, label=label, by=token.owner, token=token), True
    names = {"request_key": _sha256(key), "request_digest": _digest_of(request, label)}
    if batch := _earlier(token, **names):
        return batch, False
    try:
        return _store(request, label=label, by=token.owner, token=token, key=names), True
    except IntegrityError:  # the same request came twice at once, and the other was first
        if batch := _earlier(token, **names):
            return batch, False
        raise


def _store(
    request: HttpRequest,
    *,
    label: str,
    by: User | None,
    token: ApiToken | None = None,
    key: dict[str, str] | None = None,
) -> ImportBatch:
    uploads = [_upload_of(file) for file in request.FILES.getlist("files")]
    try:
        return store_batch(
            uploads, label=label, by=by, received_from=client_address(request), token=token, key=key or {}
        )
    except NoRoom as error:
        raise UploadRefused(str(error), HTTPStatus.INSUFFICIENT_STORAGE) from error


def _upload_of(file: UploadedFile) -> Upload:
    return Upload(
        name=without_invisible(file.name or "") or "（没有文件名）", size=file.size or 0, chunks=file.chunks()
    )


def _earlier(token: ApiToken, *, request_key: str, request_digest: str) -> ImportBatch | None:
    """Return the batch of this key, None if there is none. Raise UploadRefused if it was made of something else."""
    batch = ImportBatch.objects.filter(token=token, request_key=request_key).first()
    if batch and batch.request_digest != request_digest:
        sentence = (
            f"这个 Idempotency-Key 已用于批次 {batch.pk}，那次的文件或说明与这次不同，这次没有收下。"
            "每次上传请另取一个；只有重发同一次上传才用同一个。"
        )
        raise UploadRefused(sentence, HTTPStatus.UNPROCESSABLE_ENTITY)
    return batch


def _digest_of(request: HttpRequest, label: str) -> str:
    """Return one digest of label, names and bytes of an upload, the files in their order."""
    parts = [_sha256(label)]
    for file in request.FILES.getlist("files"):
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        parts += [_sha256(file.name or ""), digest.hexdigest()]
    return _sha256("\n".join(parts))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
