"""Web archives as crawlers write them, made here page by page."""

from __future__ import annotations

import gzip
import io
import zipfile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

CAPTURED = "2021-03-04T05:06:07Z"
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>柳河镇{0}工作总结</title></head><body><h1>柳河镇{0}工作总结</h1>'
    "<p>今年以来，镇党委抓好{0}，逐村走访，群众反映良好。</p><p>下一步，我们将继续巩固成果，把{0}做细做实。</p></body></html>"
)


def page(subject: str) -> bytes:
    return PAGE.format(subject).encode()


class Archive:
    """A WARC file under way; ``gz`` packs each record, as crawlers do."""

    def __init__(self, *, gz: bool = True) -> None:
        self.file = io.BytesIO()
        self._writer = WARCWriter(self.file, gzip=gz)

    def response(
        self,
        address: str,
        body: bytes,
        *,
        status: str = "200 OK",
        kind: str = "text/html; charset=utf-8",
        headers: tuple[tuple[str, str], ...] = (),
        captured: str = CAPTURED,
        record: str = "response",
    ) -> Archive:
        http = StatusAndHeaders(status, [*([("Content-Type", kind)] if kind else []), *headers], protocol="HTTP/1.1")
        made = self._writer.create_warc_record(
            address, record, payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": captured}
        )
        self._writer.write_record(made)
        return self

    def resource(self, address: str, body: bytes, kind: str) -> Archive:
        made = self._writer.create_warc_record(
            address, "resource", payload=io.BytesIO(body), warc_content_type=kind, warc_headers_dict={"WARC-Date": CAPTURED}
        )  # fmt: skip
        self._writer.write_record(made)
        return self

    @property
    def bytes(self) -> bytes:
        return self.file.getvalue()


def warc_of(pages: dict[str, bytes], *, gz: bool = True) -> bytes:
    archive = Archive(gz=gz)
    for address, body in pages.items():
        archive.response(address, body)
    return archive.bytes


def record(head: str, block: bytes) -> bytes:
    """One record by hand, for heads that no writer writes."""
    return f"WARC/1.0\r\n{head}\r\n\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, head: str = "Content-Type: text/html") -> bytes:
    return f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body


def response_head(address: str, length: object, extra: str = "") -> str:
    return (
        f"WARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {CAPTURED}\r\n{extra}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length}"
    )


def plain_record(address: str, body: bytes, *, length: object = None) -> bytes:
    block = answer(body)
    return record(response_head(address, len(block) if length is None else length), block)


def wacz_of(warcs: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> bytes:
    """A WACZ as ArchiveWeb.page exports it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1"}')
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n')
        archive.writestr("indexes/index.cdx.gz", gzip.compress(b"org,example)/ 20210304050607 {}\n"))
        for name, data in warcs.items():
            archive.writestr(f"archive/{name}", data)
    return file.getvalue()
