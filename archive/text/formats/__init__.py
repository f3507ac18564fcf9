"""From the bytes of a file to its text. The content decides the type, never the name."""

from __future__ import annotations

import re

from archive.text.formats.encoding import decode_bytes
from archive.text.formats.extracted import MAX_BYTES, MAX_TEXT, ExtractedText, FormatError, PageHints
from archive.text.formats.page import looks_like_page, read_page
from archive.text.formats.signature import container_type
from archive.text.formats.word import read_docx

__all__ = ["MAX_BYTES", "MAX_TEXT", "ExtractedText", "FormatError", "PageHints", "extract_text"]

_LINE_ENDS = re.compile("\r\n?|[\v\f\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"\w")


def extract_text(data: bytes, filename: str) -> ExtractedText:
    """The text of a txt, html or docx file of up to MAX_BYTES bytes, decided by content.

    ``filename`` is only named in messages. Raises FormatError with a Chinese sentence that names the remedy:
    empty, too large, a kind that is not supported, locked, broken, or without any text.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise FormatError(f"“{filename}”是空文件。请检查后重新上传。")
    if len(data) > MAX_BYTES:
        raise FormatError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请删去图片和附件，或只把文字另存为 txt 再上传。")
    media_type = container_type(data)
    encoding, hints = "", PageHints()
    warnings: tuple[str, ...] = ()
    if media_type:
        text, hints = read_docx(data)
    else:
        text, encoding, warnings = decode_bytes(data)
        media_type = "text/plain"
        if looks_like_page(text):
            media_type = "text/html"
            text, hints = read_page(text)
    text, more_warnings = _tidied(text)
    if not _WORD.search(text):
        raise FormatError("文件里没有文字。若是扫描件或图片，请先做文字识别，再上传 txt 或 docx。")
    if len(text) > MAX_TEXT:
        raise FormatError(f"文字超过 {MAX_TEXT // 10_000} 万字。请拆成单篇报告再上传。")
    return ExtractedText(text, media_type, encoding, hints, (*warnings, *more_warnings))


def _tidied(text: str) -> tuple[str, tuple[str, ...]]:
    """Line ends unified, controls and direction marks dropped, blank lines cut off at both ends."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")))
    text, marks = _DIRECTIONS.subn("", text)
    lines = text.rstrip().split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    warnings = (f"去掉了 {marks} 个会颠倒显示顺序的控制符。",) if marks else ()
    return "\n".join(lines[first:]), warnings
