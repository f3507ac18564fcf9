"""Which text does a PDF hold, and what of it is no part of the report?

pdfium gives characters with their places; this room makes rows, columns, tables and paragraphs of them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from archive.text.characters import plain_characters
from archive.text.formats.extracted import (
    MAX_TEXT,
    TOO_LARGE_UNPACKED,
    FormatError,
    NeedsRecognition,
    PageHints,
    read_again_warning,
)
from archive.text.formats.media_types import PDF
from archive.text.formats.pdf.annotations import typed_lines
from archive.text.formats.pdf.columns import lines_of
from archive.text.formats.pdf.glyphs import Frame, frames_of
from archive.text.formats.pdf.lines import Line
from archive.text.formats.pdf.paragraphs import text_of
from archive.text.formats.pdf.rows import Row, rows_of
from archive.text.formats.pdf.running import running_rows
from archive.text.formats.pdf.watermarks import slanted_lines, without_large_marks
from archive.text.formats.properties import confirmed_hints
from archive.text.misread import misreading_of, read_again
from search.sentences import first_of, say

MAX_PAGES = 2_000
MAX_STREAM = 75_000_000  # bytes of a page's drawing when unpacked; a map has a tenth of that
_BROKEN = "PDF 文件已损坏，打不开。请重新下载，或用阅读器打开后“打印为 PDF”再上传。"
_LOCKED = "PDF 设了打开密码或加密，无法读取。请用阅读器打开后“打印为 PDF”存成不加密的文件再上传。"
_SCANNED = "这份 PDF 里没有文字，看来是扫描件。"
_NO_LETTERS = "这份 PDF 的字体没有带编码，文字取出来是乱码。"
_GARBAGE = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x9f\ufffd\ue000-\uf8ff]")
_STREAM = re.compile(rb"stream\r?\n")


@dataclass(slots=True)
class _PageRead:
    """The frames of a page with the rows of each, and the watermarks and labels beside them."""

    frames: list[Frame] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)
    marks: list[Line] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(self.rows) and not any(not line.cut for line in self.marks)


@dataclass(slots=True)
class _Pages:
    """The pages as they were read, and the numbers of those that could not be."""

    read: list[_PageRead] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def read_pdf(data: bytes) -> tuple[str, PageHints, tuple[str, ...], tuple[tuple[int, int, str], ...]]:
    """Return text (a paragraph a line, as far as full lines show), confirmed hints, warnings and cuts.

    Raises FormatError, each with its own sentence: locked, too many pages, broken; NeedsRecognition for a scan, and for
    letters without codes.
    """
    refuse_bombs(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise FormatError(_LOCKED if locked else _BROKEN) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise FormatError(say("PDF 有 {0} 页，超过 {1} 页。请拆成单篇报告再上传。", count, MAX_PAGES))
        pages = _read_pages(document, count)
        said = document.get_metadata_dict()
    finally:
        document.close()
    if all(page.is_empty for page in pages.read):
        is_broken = count == 0 or len(pages.unread) == count
        raise FormatError(_BROKEN) if is_broken else NeedsRecognition(_SCANNED, PDF)
    lines = _lines(pages)
    words = "\n".join(line.words for line in lines)
    misreading = misreading_of(words)
    if len(_GARBAGE.findall(words)) > 0.2 * len(words) or (misreading and not misreading.encoding):
        raise NeedsRecognition(_NO_LETTERS, PDF)
    if misreading:
        lines = [replace(line, words=read_again(line.words, misreading)) for line in lines]
    text, cuts = text_of(lines)
    hints = confirmed_hints(
        text, title=said.get("Title", ""), author=said.get("Author", ""), created=said.get("CreationDate", "")
    )
    warnings = _warnings(pages)
    return text, hints, (read_again_warning(misreading.name), *warnings) if misreading else warnings, cuts


def refuse_bombs(data: bytes) -> None:
    """Raise FormatError if a packed stream that is no picture unpacks to more than MAX_STREAM bytes."""
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 2_000) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if b"Flate" not in head or b"/Image" in head:
            continue
        unpack, size, at = zlib.decompressobj(), 0, match.end()
        end = data.find(b"endstream", at)
        end = len(data) if end < 0 else end
        packed = b""
        try:
            while size <= MAX_STREAM and (packed or at < end) and not unpack.eof:
                if not packed:
                    packed, at = data[at : min(end, at + 65_536)], at + 65_536
                size += len(unpack.decompress(packed, 1_048_576))
                packed = unpack.unconsumed_tail
        except zlib.error:  # pdfium reads what it can of a broken stream
            continue
        if size > MAX_STREAM:
            raise FormatError(TOO_LARGE_UNPACKED)


def _read_pages(document: Any, count: int) -> _Pages:
    pages = _Pages()
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    total = 0
    for at in range(count):
        try:
            frames = _frames(document, at)
        except pypdfium2.PdfiumError:  # one bad page costs that page
            frames = []
            pages.unread.append(at + 1)
        pages.read.append(_page_of(frames))
        total += sum(len(frame.glyphs) for frame in frames)
        if total > MAX_TEXT:
            break
    return pages


def text_of_frames(pages: Iterable[Sequence[Frame]]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return text and cuts of pages of another format, each given by its frames."""
    return text_of(_lines(_Pages([_page_of(frames) for frames in pages])))


def _page_of(frames: Sequence[Frame]) -> _PageRead:
    page = _PageRead()
    for frame in frames:
        if frame.is_slanted:
            page.marks += slanted_lines(frame, is_alone=len(frames) == 1)
            continue
        straight, marks = without_large_marks(frame)
        page.marks += marks
        page.frames.append(straight)
        page.rows.append(rows_of(straight.glyphs, straight.rules))
    return page


def _frames(document: Any, at: int) -> list[Frame]:
    page = document[at]
    try:
        typed = list(typed_lines(page.raw, document.formenv.raw if document.formenv else None))
        text_page = page.get_textpage()
        try:
            return frames_of(page.raw, text_page.raw, typed)
        finally:
            text_page.close()
    finally:
        page.close()


def _lines(pages: _Pages) -> list[Line]:
    """Return the lines of all pages in the order in which they are read, heads first and feet last on each page."""
    running = running_rows([page.rows[0] if page.rows else [] for page in pages.read])
    lines: list[Line] = []
    for at, page in enumerate(pages.read):
        found: list[Line] = []
        for order, (frame, rows) in enumerate(zip(page.frames, page.rows, strict=True)):
            own = _of_frame(frame, rows, running[at] if order == 0 else {})
            found += (replace(line, column=1_000 * order + line.column) for line in own)
        lines += (replace(line, page=at, words=plain_characters(line.words)) for line in [*found, *page.marks])
    return lines


def _of_frame(frame: Frame, rows: Sequence[Row], running: Mapping[int, str]) -> list[Line]:
    """Return the lines of a frame; what is running stands where it stood, and goes as a cut."""
    body = [row for at, row in enumerate(rows) if at not in running]
    lines = lines_of(body, frame.rules)
    first = min((at for at in range(len(rows)) if at not in running), default=len(rows))
    cuts = [
        (at < first, Line(row.words, row.x0, row.x1, row.y, row.size, row.x0, row.x1, cut=running[at]))
        for at, row in enumerate(rows)
        if at in running
    ]
    return [*(line for above, line in cuts if above), *lines, *(line for above, line in cuts if not above)]


def _warnings(pages: _Pages) -> tuple[str, ...]:
    empty = [at for at, page in enumerate(pages.read, 1) if page.is_empty and at not in pages.unread]
    sentences = []
    if empty:
        shown = first_of(empty, 10)
        sentences.append(say("PDF 第 {0} 页没有文字，可能是扫描页或空白页。请与原件核对。", shown))
    if pages.unread:
        sentences.append(say("PDF 有 {0} 页已损坏，没有读出来。请与原件核对。", len(pages.unread)))
    return tuple(sentences)
