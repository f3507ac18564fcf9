"""What the head of a report's page tells reference managers and scholarly indexes: Highwire's names and Dublin Core.

Zotero's reader of embedded metadata works so: ``citation_title`` gives the title, each ``citation_author`` one author, the
date is ``citation_publication_date``; the first ``DC.type`` names the kind of item, and ``webpage`` is the one that GB/T
writes as EB/OL; the title of the site is ``DC.source``, before ``og:site_name``; a ``citation_pdf_url`` is attached. Dates
of Highwire are YYYY/MM/DD, with unknown parts left away.
"""

from __future__ import annotations

from archive.exporting.citation.description import ARCHIVE, CitedReport
from archive.models import Original
from archive.text.dates import PartialDate

_PDF = "application/pdf"


def embedded_metadata(
    cited: CitedReport, *, address: str, original: Original, original_address: str
) -> tuple[tuple[str, str], ...]:
    """Return (name, content) of the meta elements; values that are unknown or may be wrong are left out.

    A meta element has no place for a doubt, and who saves a page by a button sees no warning.
    """
    source = cited.source if cited.is_sure("source") else ""
    names = cited.names if cited.is_sure("author") else []
    dated = cited.date if cited.is_sure("date") else None
    pairs = [
        ("citation_title", cited.title),
        *(("citation_author", name) for name in names),
        ("citation_publication_date", _slashed(dated) if dated else ""),
        ("citation_publisher", source),
        ("citation_language", cited.language),
        ("citation_public_url", address),
        ("citation_fulltext_html_url", address),
        ("citation_pdf_url", original_address if original.media_type == _PDF else ""),
        ("DC.title", cited.title),
        *(("DC.creator", name) for name in names),
        ("DC.date", dated.iso if dated else ""),
        ("DC.type", "webpage"),
        ("DC.type", cited.kind if cited.is_sure("kind") else ""),
        ("DC.type", "示例" if cited.is_sample else ""),
        ("DC.source", source),
        ("DC.publisher", source),
        ("DC.language", cited.language),
        ("DC.identifier", address),
        ("DCTERMS.spatial", cited.place if cited.is_sure("region") else ""),
        ("DCTERMS.isPartOf", ARCHIVE),
    ]
    return tuple((name, content) for name, content in pairs if content)


def _slashed(dated: PartialDate) -> str:
    return dated.iso.replace("-", "/")
