"""Which text do the bytes of a file hold? The content decides the type of a file, never its name.

A reader of a format is imported when the first file of its format comes, so that a web process that leaves parsing to
``archive.intake.parsing`` never loads it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import fields, replace

from archive.text.formats.decoding import decode_bytes
from archive.text.formats.extracted import (
    ARTICLE_UNSURE,
    MAX_BYTES,
    MAX_HINT,
    MAX_TEXT,
    MISREAD,
    ExtractedText,
    FormatError,
    NeedsRecognition,
    PageHints,
    cut_edits,
    read_again_warning,
)
from archive.text.formats.media_types import (
    DOC,
    DOCX,
    FLAT_ODT,
    MAIL,
    MHTML,
    ODT,
    OFD,
    PDF,
    RTF,
    WORD_XML,
    ZIP,
    container_type,
    is_container,
)
from archive.text.formats.other_texts import refuse_other_texts
from archive.text.formats.packages.kinds import is_web_archive
from archive.text.formats.packed import is_archive, open_archive
from archive.text.formats.plain_text import looks_like_markdown, looks_like_page, read_markdown, read_plain
from archive.text.formats.sentences import FEWEST_SENTENCES, count_sentences, without_tags
from archive.text.formats.tags import is_marked_up
from archive.text.misread import misreading_of, read_again
from search.invisible import DIRECTIONS, without_invisible
from search.sentences import say

__all__ = [
    "ARTICLE_UNSURE",
    "MAX_BYTES",
    "MAX_TEXT",
    "ExtractedText",
    "FormatError",
    "NeedsRecognition",
    "PageHints",
    "cut_edits",
    "extract_text",
    "is_archive",
    "needs_parser",
    "open_archive",
]

_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# No text: what no database takes or no XML holds. Other invisible characters are repaired.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNED = re.compile(f"[{DIRECTIONS}]")
_WORD = re.compile(r"\w")
_IS_ZIP = "这是 ZIP 压缩包。请用“批量上传”整包上传，或解压后逐个上传里面的文件。"


def extract_text(data: bytes, filename: str) -> ExtractedText:
    """Return the text of a txt, md, html, mht, docx, doc, rtf, odt or pdf file of up to MAX_BYTES bytes.

    ``filename`` only appears in messages. Raises FormatError with a Chinese sentence that names the remedy: empty,
    too large, a kind that is not supported, locked, broken, or without any text.
    """
    refuse_by_size(data, filename)
    if is_web_archive(io.BytesIO(data)):
        from archive.text.formats.packages.web_archives import only_page

        data = only_page(data)
    media_type = container_type(data)
    encoding, hints = "", PageHints()
    warnings: tuple[str, ...] = ()
    cuts: tuple[tuple[int, int, str], ...] = ()
    if media_type == MHTML:
        from archive.text.formats.web.mail import page_of_mail
        from archive.text.formats.web.page import read_page

        page, address = page_of_mail(data)
        text, encoding, warnings = decode_bytes(page)
        text, hints, unsure = read_page(text)
        warnings = (*warnings, *unsure)
        hints = replace(hints, url=hints.url or address)
    elif media_type == MAIL:
        from archive.text.formats.web.letter import read_letter

        text, hints, warnings = read_letter(data)
    elif media_type:
        text, hints, warnings, cuts = _read_container(data, media_type)
    else:
        text, encoding, warnings = decode_bytes(data)
        refuse_other_texts(text)
        media_type = "text/plain"
        if looks_like_page(text):
            from archive.text.formats.web.page import read_page

            media_type, source = "text/html", text
            text, hints, unsure = read_page(source)
            if not count_sentences(text) and count_sentences(words := without_tags(source)) >= FEWEST_SENTENCES:
                # Tags strewn over a copied text, some never closed, swallow it; its lines are its own.
                text, unsure = read_plain(_LINE_ENDS.sub("\n", words)), (ARTICLE_UNSURE,)
            warnings = (*warnings, *unsure)
        elif looks_like_markdown(text):
            media_type = "text/markdown"
            text, hints = read_markdown(_LINE_ENDS.sub("\n", text))
        else:
            text = read_plain(_LINE_ENDS.sub("\n", text))
    if not cuts and (misreading := misreading_of(text)):
        if not misreading.encoding:
            raise FormatError(MISREAD)
        text, warnings = read_again(text, misreading), (*warnings, read_again_warning(misreading.name))
    raw = text
    text, more_warnings = _tidied(raw)
    if not _WORD.search(text):
        raise FormatError("文件里没有文字。若是扫描件或图片，请先做文字识别，再上传 txt 或 docx。")
    if len(text) > MAX_TEXT:
        raise FormatError(say("文字超过 {0} 万字。请拆成单篇报告再上传。", MAX_TEXT // 10_000))
    cuts = _moved_cuts(raw, text, cuts) if cuts else ()
    return ExtractedText(text, media_type, encoding, _bounded(hints), (*warnings, *more_warnings), cuts)


def needs_parser(data: bytes) -> bool:
    """Return whether a file needs a parser, and not only the decoding of plain text without tags."""
    if is_container(data) or is_web_archive(io.BytesIO(data)):
        return True
    try:
        text = decode_bytes(data)[0]
    except FormatError:
        return False
    return looks_like_page(text) or is_marked_up(text)


def refuse_by_size(data: bytes, filename: str) -> None:
    """Raise FormatError for an empty file and for one over MAX_BYTES."""
    if not data.strip(b"\x00 \t\r\n"):
        raise FormatError(say("“{0}”是空文件。请检查后重新上传。", filename))
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise FormatError(say("文件超过 {0} MB。请删去图片和附件，或只把文字另存为 txt 再上传。", limit))


def _read_container(
    data: bytes, media_type: str
) -> tuple[str, PageHints, tuple[str, ...], tuple[tuple[int, int, str], ...]]:
    if media_type == ZIP:
        raise FormatError(_IS_ZIP)
    if media_type == PDF:
        from archive.text.formats.pdf.reader import read_pdf
        from archive.text.formats.recognised.scans import is_scan

        found = read_pdf(data)
        if is_scan(data):  # a scanner's stamp on each page is no text
            raise NeedsRecognition("这份 PDF 的页面都是图像，没有可读的文字。", PDF)
        return found
    if media_type == OFD:
        from archive.text.formats.office.ofd import read_ofd

        return read_ofd(data)
    if media_type == DOCX:
        from archive.text.formats.office.word.reader import read_docx as read
    elif media_type == WORD_XML:
        from archive.text.formats.office.word.reader import read_word_xml as read
    elif media_type == FLAT_ODT:
        from archive.text.formats.office.odt import read_flat_odt as read
    elif media_type == ODT:
        from archive.text.formats.office.odt import read_odt as read
    elif media_type == RTF:
        from archive.text.formats.office.rtf import read_rtf as read
    elif media_type == DOC:
        from archive.text.formats.office.doc.reader import read_doc as read
    else:
        raise ValueError(media_type)
    return (*read(data), (), ())


def _tidied(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with one kind of line end, without what no text holds and without outer blank lines.

    A line of invisible characters is blank too; elsewhere they stay, for ``repair_text`` to take them out.
    """
    lines = _NO_TEXT.sub("", _LINE_ENDS.sub("\n", text)).rstrip().split("\n")
    while len(lines) > 1 and not without_invisible(lines[-1]).strip():
        lines.pop()
    first = next((at for at, line in enumerate(lines) if without_invisible(line).strip()), 0)
    text = "\n".join(lines[first:]).rstrip()
    marks = len(_TURNED.findall(text))
    return text, (say("去掉了 {0} 个会颠倒显示顺序的控制符。", marks),) if marks else ()


def _moved_cuts(raw: str, tidied: str, cuts: Sequence[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Return the cuts of a text in the offsets of the same text when tidied."""
    plain = _NO_TEXT.sub("", _LINE_ENDS.sub("\n", raw))
    lead = plain.find(tidied)
    moved: list[tuple[int, int, str]] = []
    at = reach = 0
    for start, end, rule in cuts:
        places = []
        for place in (start, end):
            reach += len(_NO_TEXT.sub("", _LINE_ENDS.sub("\n", raw[at:place])))
            at = place
            places.append(min(max(reach - lead, 0), len(tidied)))
        if places[0] < places[1]:
            moved.append((places[0], places[1], rule))
    return tuple(moved)


def _bounded(hints: PageHints) -> PageHints:
    """Return the hints on one line each, without invisible characters, and no longer than MAX_HINT."""
    said = {each.name: without_invisible(_NO_TEXT.sub("", getattr(hints, each.name))) for each in fields(hints)}
    return PageHints(**{name: " ".join(words.split())[:MAX_HINT] for name, words in said.items()})
