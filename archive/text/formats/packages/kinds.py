"""Of what kind are the first bytes of a file: a page, a web archive? Known without loading any reader."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from archive.text.formats.extracted import FormatError
from archive.text.formats.packages.directory import refuse_huge_directory
from archive.text.formats.packages.stream import GZIP

ZIP_START = b"PK\x03\x04"
_BEGINS_LIKE_PAGE = re.compile(rb"\s*+(?:\xef\xbb\xbf\s*+)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XHTML = re.compile(rb"\s*+(?:\xef\xbb\xbf\s*+)?<\?xml\b[^>]{0,200}+>\s*+<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_WARC = re.compile(rb"WARC/\d\.\d+\r?\n")
_PAGE_ENDING = re.compile(r"\.(?:x?html?|shtml)$", re.IGNORECASE)
_WARC_MEMBER = re.compile(r"(?:^|/)archive/[^/]+\.warc(?:\.gz)?$", re.IGNORECASE)


def begins_like_page(content: bytes) -> bool:
    """Return whether the bytes open as a page does."""
    start = content[:2000].replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return bool(_BEGINS_LIKE_PAGE.match(start) or _XHTML.match(start))


def may_be_web_archive(head: bytes) -> bool:
    """Return whether the first bytes allow a web archive: a WARC, a gzip, a zip."""
    return head.startswith((ZIP_START, GZIP, b"WARC/"))


def is_web_archive(file: BinaryIO) -> bool:
    """Return whether a file is a WARC (packed by gzip or not) or a WACZ, by its content. Broken zips are none."""
    file.seek(0)
    head = file.read(2048)
    if head.startswith(ZIP_START):
        try:
            refuse_huge_directory(file)
            with zipfile.ZipFile(file) as archive:
                return bool(warc_members(archive)) and "datapackage.json" in archive.namelist()
        except (FormatError, zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
            return False
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 64)
        except zlib.error:
            return False
    return bool(_WARC.match(head))


def warc_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the WARC files in a WACZ, in its order."""
    return [member for member in archive.infolist() if _WARC_MEMBER.search(member.filename)]


def name_of_page(address: str) -> str:
    """Return a file name for the page at an address: its last part, else its host, with the ending of a page."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "网页.html"
    last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])[:150].replace("/", "_") or host or "网页"
    return last if _PAGE_ENDING.search(last) else f"{last}.html"
