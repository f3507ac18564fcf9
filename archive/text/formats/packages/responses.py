"""What did a server answer? The page in an HTTP response as a web archive keeps it: headers, chunks and packing undone in bounds."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass

import brotli
from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from archive.text.formats.extracted import MAX_BYTES
from archive.text.formats.packages.kinds import begins_like_page

#: Bytes of the headers of a record or an answer; those of real servers have a tenth.
MOST_HEADERS = 64 * 1024
#: Bytes of the answer of a page: packed, it is smaller than the page.
MOST_ANSWER = MAX_BYTES + MOST_HEADERS
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)


class UnknownPacking(ValueError):
    """The page is packed in a way that no library here unpacks."""


class TooLarge(ValueError):
    """The page has more than MAX_BYTES bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer: its status, its media type without parameters, its headers, and where its body begins."""

    status: int
    media_type: str
    headers: StatusAndHeaders
    body_at: int

    @property
    def may_be_page(self) -> bool:
        """Return whether the server calls it a page, or says nothing."""
        return self.media_type in PAGE_TYPES or not self.media_type


def read_headers(head: bytes, parser: StatusAndHeadersParser) -> StatusAndHeaders | None:
    """Return the headers of ``head``, which ends with its blank line; None if they are none."""
    try:
        return parser.parse(io.BytesIO(head))
    except (EOFError, ValueError, IndexError, AttributeError, UnicodeError):
        return None


def read_answer(start: bytes) -> Answer | None:
    """Return the head of the answer that begins with these bytes (MOST_HEADERS at most), or None if there is none."""
    ends = [at + len(end) for end in (b"\r\n\r\n", b"\n\n") if (at := start.find(end)) >= 0]
    if not start.startswith(b"HTTP/") or not ends:
        return None
    headers = read_headers(start[: min(ends)], _HTTP)
    status = (headers.statusline.split() or [""])[0] if headers else ""
    if headers is None or not (len(status) == 3 and status.isdecimal()):
        return None
    return Answer(int(status), media_type_of(headers), headers, min(ends))


def media_type_of(headers: StatusAndHeaders) -> str:
    """Return the Content-Type in small letters, without its parameters."""
    return str(headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def page_of(answer: Answer, body: bytes) -> bytes:
    """Return the bytes of the page in the body of an answer. Raise UnknownPacking, TooLarge."""
    if "chunked" in str(answer.headers.get_header("Transfer-Encoding") or "").lower():
        body = ChunkedDataReader(io.BytesIO(body)).read()
    packings = str(answer.headers.get_header("Content-Encoding") or "").lower().split(",")
    for packing in reversed(packings[-2:]):  # two at most: a row of them is an attack
        body = _unpacked(body, packing.strip())
    if len(body) > MAX_BYTES:
        raise TooLarge
    return body


def _unpacked(body: bytes, packing: str) -> bytes:
    """Undo one Content-Encoding. A crawler may have undone it and left the header."""
    if packing in ("", "identity", "none") or begins_like_page(body):
        return body
    if packing in ("gzip", "x-gzip"):
        return _inflated(body, 16 + zlib.MAX_WBITS) if body.startswith(b"\x1f\x8b") else body
    if packing == "deflate":
        try:
            return _inflated(body, zlib.MAX_WBITS)
        except UnknownPacking:
            return _inflated(body, -zlib.MAX_WBITS)
    if packing == "br":
        return _unbrotlied(body)
    raise UnknownPacking(packing)


def _inflated(body: bytes, bits: int) -> bytes:
    try:
        content = zlib.decompressobj(bits).decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise UnknownPacking(str(error)) from error
    if len(content) > MAX_BYTES:
        raise TooLarge
    return content


def _unbrotlied(body: bytes) -> bytes:
    unpack = brotli.Decompressor()
    content = bytearray()
    try:
        content += unpack.process(body, output_buffer_limit=MAX_BYTES + 1)
        while not unpack.can_accept_more_data() and len(content) <= MAX_BYTES:
            content += unpack.process(b"", output_buffer_limit=MAX_BYTES + 1)
    except (brotli.error, TypeError) as error:  # an old library knows no limit
        raise UnknownPacking(str(error)) from error
    if len(content) > MAX_BYTES:
        raise TooLarge
    return bytes(content)
