"""A saved list as a document for Word and WPS (.docx): each report with its citation, numbered as the page."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils.translation import get_language
from docx import Document
from docx.document import Document as OpenDocument
from docx.oxml.ns import qn
from docx.shared import Pt

from archive.exporting.citation import apa, chicago, gb7714
from archive.exporting.citation.description import cited_title
from archive.exporting.exports.columns import list_rows
from archive.exporting.exports.conditions import region_path
from archive.exporting.exports.listing import Listing, numbered_batches
from archive.exporting.exports.row import report_address
from archive.languages import date_words, say
from archive.models import Report
from search.sentences import one_line

#: The names by which Windows, WPS and LibreOffice know a face of Chinese print.
_LATIN, _CHINESE = "Times New Roman", "宋体"


def write_document(listing: Listing) -> Iterator[bytes]:
    """Yield the file at once: a saved list is at most MOST reports."""
    document = Document()
    _use_chinese_faces(document)
    document.core_properties.title = one_line(listing.name)
    document.core_properties.author = ""
    document.add_heading(one_line(listing.name), level=1)
    for label, value in list_rows(listing):
        document.add_paragraph(say("{0}：{1}", label, one_line(str(value))))
    reports = [pair for batch in numbered_batches(listing) for pair in batch]
    for number, report in reports:
        document.add_heading(f"{number}. {cited_title(report)}", level=2)
        document.add_paragraph(_card(report))
        document.add_paragraph(report_address(report, listing.origin))
    document.add_heading(say("引用"), level=1)
    for number, report in reports:
        for citation in _citations(report, listing):
            document.add_paragraph(f"[{number}] {one_line(citation)}")
    file = io.BytesIO()
    document.save(file)
    yield file.getvalue()


def _use_chinese_faces(document: OpenDocument) -> None:
    """Name a face for Chinese characters in each style in use: Word takes another one for them than for Latin letters."""
    for name, size in (("Normal", 11), ("Heading 1", 16), ("Heading 2", 12)):
        font = document.styles[name].font
        font.name, font.size = _LATIN, Pt(size)
        font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE)


def _card(report: Report) -> str:
    """Return 甘肃省 › 定西市 · 2021年8月16日 · 陇中党建通讯."""
    parts = (
        region_path(report.region) if report.region else "",
        date_words(report.partial_date),
        report.source.name if report.source else "",
        report.author,
    )
    return " · ".join(one_line(part) for part in parts if part)


def _citations(report: Report, listing: Listing) -> Iterator[str]:
    styles = (apa, chicago, gb7714) if get_language() == "en" else (gb7714,)
    for style in styles:
        yield style(report, address=report_address(report, listing.origin), accessed=listing.exported_on)
