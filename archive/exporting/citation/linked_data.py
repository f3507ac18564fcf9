"""A report in the terms of schema.org."""

from __future__ import annotations

from typing import Any

from archive.exporting.citation.description import ARCHIVE, CitedReport
from archive.models import Original, Region


def linked_data(
    cited: CitedReport, *, address: str, home: str, original: Original, original_address: str, region: Region | None
) -> dict[str, Any]:
    """Return the report as schema.org describes reports; values that are unknown or may be wrong are left out.

    Its terms have no place for a doubt, and who takes a value from them sees no warning. All addresses are absolute.
    """
    is_sure = cited.is_sure
    known = {
        "name": cited.title,
        "url": address,
        "inLanguage": cited.language,
        "genre": cited.kind if is_sure("kind") else "",
        "datePublished": cited.date.iso if cited.date and is_sure("date") else "",
        "author": [
            {"@type": "Person" if author.is_person else "Organization", "name": author.name} for author in cited.authors
        ]
        if is_sure("author")
        else [],
        "publisher": {"@type": "Organization", "name": cited.source} if cited.source and is_sure("source") else None,
        "contentLocation": _area(region) if region and is_sure("region") else None,
        "creativeWorkStatus": "示例" if cited.is_sample else "",
        "isPartOf": {"@type": "Collection", "name": ARCHIVE, "url": home},
        "isAccessibleForFree": True,
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": original_address,
            "encodingFormat": original.media_type,
            "contentSize": str(original.size),
            "sha256": original.sha256,
        },
    }
    return {"@type": "Report", **{name: value for name, value in known.items() if value}}


def _area(region: Region) -> dict[str, Any]:
    return {
        "@type": "AdministrativeArea",
        "name": "".join(unit.name for unit in region.path),
        "identifier": region.code,
    }
