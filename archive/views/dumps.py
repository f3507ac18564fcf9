"""The files of the newest dump, for download; a part of a file by ``Range``, so that a download can go on."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from archive.dumps.layout import original_name
from archive.dumps.offered import file_of_dump, offered_dumps
from archive.languages import say

#: In an address in place of a dump's name: whichever is the newest.
NEWEST = "newest"
#: Downloads at once in each process: each keeps a thread as long as it lasts, and pages need the others.
MOST_DOWNLOADS = 2
#: Seconds after which a client that was sent away may come again.
_AGAIN = 60
_PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.ASCII)
_TYPES = {
    ".md": "text/markdown; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
}

_slots = threading.BoundedSemaphore(MOST_DOWNLOADS)


class _Download:
    """Bytes of a file, piece by piece. ``close`` frees the file and the slot, also of what was never read."""

    def __init__(self, place: Path, start: int, length: int) -> None:
        self._file = place.open("rb")
        self._file.seek(start)
        self._left = length
        self._holds_slot = True

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (piece := self._file.read(min(_PIECE, self._left))):
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        self._file.close()
        if self._holds_slot:
            self._holds_slot = False
            _slots.release()


@require_safe
def dump_file(request: HttpRequest, dump: str, file: str) -> HttpResponseBase:
    """Send a file of a dump that is offered; ``newest`` leads to the newest one."""
    return _send(request, dump, file)


@require_safe
def dump_original(request: HttpRequest, dump: str, digest: str) -> HttpResponseBase:
    """Send an original that lies in a dump, by its SHA-256."""
    return _send(request, dump, original_name(digest))


def _send(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    offered = offered_dumps()
    if name == NEWEST and offered:
        return redirect(request.path.replace(f"/{NEWEST}/", f"/{offered[0].name}/", 1))
    place = next((found for dump in offered if dump.name == name and (found := file_of_dump(dump, file))), None)
    if place is None:
        raise Http404
    size = place.stat().st_size
    etag = f'"{name}-{size}"'
    if request.headers.get("If-None-Match") == etag:
        return _described(HttpResponse(status=304), place, etag)
    part = _part(request, size, etag)
    if part is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, length = part
    is_part = length != size
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(status=206 if is_part else 200)
    elif not _slots.acquire(blocking=False):
        return HttpResponse(
            say("现在下载数据集的人太多，请 {0} 秒后再试。", _AGAIN) + "\n",
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": str(_AGAIN)},
        )
    else:
        response = StreamingHttpResponse(_opened(place, start, length), status=206 if is_part else 200)
    response["Content-Length"] = str(length)
    if is_part:
        response["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    return _described(response, place, etag)


def _opened(place: Path, start: int, length: int) -> _Download:
    """Open the file for a download that has a slot; the slot is free again if it cannot be opened."""
    try:
        return _Download(place, start, length)
    except BaseException:
        _slots.release()
        raise


def _described(response: HttpResponseBase, place: Path, etag: str) -> HttpResponseBase:
    """Add what every answer says of the file: always an attachment, never of another type, to be asked for again."""
    response["Content-Type"] = _TYPES.get(place.suffix, "application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{place.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return start and length of what is asked for: one range, else the whole; None for a range behind the end (RFC 9110)."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.headers.get("If-Range", etag) != etag:
        return 0, size
    if found[3] is not None:
        length = min(int(found[3]), size)
        return (size - length, length) if length else None
    start = int(found[1])
    last = int(found[2]) if found[2] else max(start, size - 1)
    if last < start:
        return 0, size
    return (start, min(last, size - 1) - start + 1) if start < size else None
