"""The shapes of the API, made of reports, regions and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.urls import reverse

from archive.api.following import utc_words
from archive.exporting.citation.description import describe_report
from archive.languages import UNKNOWN_LABEL
from archive.models import PublicChange, Region, Report
from archive.models.card import candidates_of, card_row
from archive.publishing.changes import changes_of
from archive.searching.region_tree import region_counts
from archive.searching.results import Entry, Excerpt, FoundReports, ListedReport
from search.documents import UNKNOWN


def search_shape(found: FoundReports, remarks: Sequence[str] = ()) -> dict[str, Any]:
    """Return the shape of a page of a list; ``remarks``: what was put right in its parameters."""
    results = found.results
    is_folded = found.query.fold
    folded = {hit.id: hit.folded for hit in results.hits}
    changes = changes_of([entry.report.pk for entry in found.entries], as_numbered=True)
    return {
        "total": results.total,
        **({"folded_total": results.folded_total} if is_folded else {}),
        "page": results.page,
        "size": results.size,
        "took_ms": round(results.took_ms, 3),
        "explain": [*remarks, *results.explain],
        "terms": [
            {"term": term, "hits": hits} for term, hits in zip(found.parsed.forms, results.term_hits, strict=True)
        ],
        "hits": [
            {
                **hit_shape(entry, changes.get(entry.report.pk)),
                **({"folded": list(folded[entry.report.pk])} if is_folded else {}),
            }
            for entry in found.entries
        ],
        "facets": {
            "region": _region_counts(results.facets.get("region", {}), found.query.region),
            "year": _value_counts(results.facets.get("year", {}), by_value=True),
            "source": _value_counts(results.facets.get("source", {})),
            "kind": _value_counts(results.facets.get("kind", {})),
            "script": _value_counts(results.facets.get("script", {})),
            "quality": _value_counts(results.facets.get("quality", {})),
        },
    }


def hit_shape(entry: Entry, change: PublicChange | None) -> dict[str, Any]:
    """Return the shape of one entry of a list; ``change`` is the report's."""
    return {
        **card_shape(entry.report),
        "updated": utc_words(change.changed_at) if change else None,
        "status": PublicChange.Status.PUBLISHED,
        "score": round(entry.score, 4),
        "snippets": [snippet_html(excerpt) for excerpt in entry.excerpts],
    }


def snippet_html(excerpt: Excerpt) -> str:
    """Return escaped text with ``<mark>`` around the hits, the one HTML of the API."""
    parts = []
    for run in excerpt.runs:
        words = escape("".join(part.text for part in run.parts))
        parts.append(words if run.term is None else f"<mark>{words}</mark>")
    return f"{'…' if excerpt.cut_left else ''}{''.join(parts)}{'…' if excerpt.cut_right else ''}"


def report_shape(report: Report, change: PublicChange | None) -> dict[str, Any]:
    """Return the shape of a report whole; ``change`` is its own, None where that has no number yet."""
    original = report.original
    return {
        **card_shape(report),
        **card_row(
            report,
            "working_title",
            "author",
            "script",
            "redacted",
            "truncated",
            "damaged",
            "recognised",
            "sample",
            "central",
        ),
        "updated": utc_words(change.changed_at if change else report.updated_at),
        "status": change.status if change else PublicChange.Status.PUBLISHED,
        **_cited(report),
        "candidates": candidates_of(report),
        "content_years": report.content_years,
        "text": report.text,
        "original": {
            "filename": original.filename,
            "media_type": original.media_type,
            "size": original.size,
            "sha256": original.sha256,
            "url": reverse("report-original", args=[report.pk]),
        },
        "edits": [
            {"kind": edit["kind"], "rule": edit["rule"], "before": edit["before"], "after": edit["after"]}
            for edit in report.edits
        ],
        "evidence": report.evidence,
    }


def region_shape(unit: Region, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return the shape of a region; ``counts`` holds published reports by full code, of it and of all below it."""
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "path": [each.name for each in unit.path],
        "url": unit.get_absolute_url(),
        "count": sum(counts.values()),
        "own": counts.get(unit.code, 0),
        "children": [
            {
                "code": child.prefix,
                "name": child.name,
                "count": sum(count for code, count in counts.items() if code.startswith(child.prefix)),
            }
            for child in unit.children.all()
        ],
    }


def _cited(report: Report) -> dict[str, Any]:
    """Return the title and the authors as citations name them."""
    cited = describe_report(report)
    kinds = {True: "person", False: "organization"}
    return {
        "cited_title": cited.title,
        "authors": [{"name": author.name, "type": kinds[author.is_person]} for author in cited.authors],
    }


def card_shape(report: Report | ListedReport) -> dict[str, Any]:
    """Return the card of a report as lists show it."""
    return {
        "id": report.pk,
        "title": report.title,
        "url": report.get_absolute_url(),
        **card_row(report, "region", "date", "source", "kind", "sample", "doubts"),
    }


def _region_counts(counts: Mapping[str, int], chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Return the counts of provinces, or of the children of the chosen region; of itself where it has none.

    Of several chosen regions the count of each.
    """
    rows = [
        {"code": region.prefix, "name": region.name, "count": count} for region, count in region_counts(counts, chosen)
    ]
    unknown = {"code": UNKNOWN, "name": UNKNOWN_LABEL, "count": counts.get(UNKNOWN, 0)}
    return [*rows, unknown] if unknown["count"] else rows


def _value_counts(counts: Mapping[str, int], *, by_value: bool = False) -> list[dict[str, Any]]:
    """Return the counts, the largest first (years in their order), 未注明 last."""
    ordered = sorted(counts.items(), key=lambda pair: (pair[0] == UNKNOWN, pair[0] if by_value else -pair[1], pair[0]))
    return [{"value": value, "count": count} for value, count in ordered]
