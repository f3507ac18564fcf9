"""``jiceng``: the whole card, with codes, precision, evidence and doubts. Its schema is ``card.xsd`` beside this file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.urls import reverse

from archive.exporting.citation.description import CitedReport, describe_report
from archive.harvest.elements import Element, leaf, truth
from archive.models import Report
from archive.models.card import EVIDENCED, candidates_of, evidence_of
from archive.text.evidence import Candidate
from search.sentences import one_line

#: A name, not an address: the same for every archive that runs this program.
NAMESPACE = "urn:x-jiceng:card:1"
SCHEMA_FILE = Path(__file__).with_name("card.xsd")


def write(report: Report, origin: str) -> Element:
    """Return the report; unknown values are left out."""
    cited = describe_report(report)
    attributes = {
        "xmlns": NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {origin}{reverse('oai-schema')}",
        "number": str(report.pk),
        "sample": truth(True) if report.is_sample else None,
    }
    return Element("report", [*_card(report, cited, origin), *_evidence(report), *_candidates(report)], attributes)


def _card(report: Report, cited: CitedReport, origin: str) -> Iterator[Element]:
    def doubtful(name: str) -> str | None:
        return None if cited.is_sure(name) else truth(True)

    yield leaf("address", origin + report.get_absolute_url())
    working = truth(True) if report.is_working_title else None
    yield leaf("title", one_line(report.title), working=working, doubtful=doubtful("title"))
    yield leaf("citedTitle", cited.title)
    for author in cited.authors:
        yield leaf(
            "author",
            author.name,
            type="person" if author.is_person else "organization",
            doubtful=doubtful("author"),
        )
    if cited.source:
        yield leaf("source", cited.source, number=str(report.source_id), doubtful=doubtful("source"))
    if cited.date:
        yield leaf("date", cited.date.iso, precision=cited.date.precision, doubtful=doubtful("date"))
    if report.region:
        units = [leaf("unit", unit.name, code=unit.code, level=unit.level) for unit in report.region.path]
        yield Element("region", units, {"code": report.region.code, "doubtful": doubtful("region")})
    if cited.kind:
        yield leaf("kind", cited.kind, code=report.kind, doubtful=doubtful("kind"))
    yield leaf("language", cited.language, script=report.script)
    for year in report.content_years:
        yield leaf("contentYear", str(year))
    yield Element(
        "text",
        (),
        {
            "redacted": truth(report.is_redacted),
            "truncated": truth(report.is_truncated),
            "damaged": truth(report.is_damaged),
            "recognised": truth(cited.is_recognised),
        },
    )
    original = report.original
    yield leaf(
        "original",
        origin + reverse("report-original", args=[report.pk]),
        filename=original.filename,
        mediaType=original.media_type,
        size=str(original.size),
        sha256=original.sha256,
    )
    yield leaf("rights", f"{origin}{reverse('archive')}#rights")
    if said := cited.warning(*EVIDENCED):
        yield leaf("warning", said)


def _evidence(report: Report) -> Iterator[Element]:
    """Yield why each field has its value, or, without a value, why it has none."""
    for name in EVIDENCED:
        if not report.evidence.get(name):
            continue
        found = evidence_of(report, name)
        chosen = Candidate("" if found.value is None else str(found.value), found.rule, found.quote, found.confidence)
        rivals = [Element("rival", list(_values(rival)), _weight(rival)) for rival in found.rivals]
        inside = [*_values(chosen), *(leaf("sign", sign) for sign in found.signs), *rivals]
        yield Element("evidence", inside, {"field": name, **_weight(chosen)})


def _candidates(report: Report) -> Iterator[Element]:
    """Yield the possible values of each field that has none, best first."""
    for name, values in candidates_of(report).items():
        for value in values:
            yield leaf("candidate", value, field=name)


def _values(one: Candidate) -> Iterator[Element]:
    if one.value:
        yield leaf("value", str(one.value))
    if one.quote:
        yield leaf("quote", one.quote)


def _weight(one: Candidate) -> dict[str, str | None]:
    return {"rule": one.rule, "confidence": str(round(float(one.confidence), 4))}
