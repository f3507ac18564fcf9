"""The card of a report on its page (著录): each value with its evidence (据)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.languages import UNKNOWN_LABEL, date_words, own, say
from archive.languages.labels import FIELDS, LOOKED_IN, certainty, evidence_rule_label, sign_labels
from archive.models import Region, Report
from archive.models.card import EVIDENCED, evidence_of
from archive.places.shown import region_path_words
from archive.text.dates import PartialDate
from archive.text.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Rival:
    """Another candidate for a card field, in the words of the page."""

    value: str
    rule: str
    quote: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card field with its evidence, in the words of the page. ``rung``: 0 (no evidence) to 5; ``is_doubtful``: may be wrong."""

    name: str
    label: str
    value: str
    known: bool
    quote: str
    rule: str
    rung: int
    certainty: str
    rivals: tuple[Rival, ...]
    looked_in: str
    places: tuple[Region, ...] = ()
    content_years: tuple[int, ...] = ()
    is_doubtful: bool = False
    signs: tuple[str, ...] = ()


def report_card(report: Report) -> tuple[CardRow, ...]:
    """Return all rows, in the order of the card. One query, for the regions whose codes stand in evidence."""
    found = {name: evidence_of(report, name) for name in EVIDENCED}
    region = found["region"]
    codes = {value for value in (region.value, *(rival.value for rival in region.rivals)) if value}
    regions = Region.objects.select_related("parent__parent").in_bulk(list(codes)) if codes else {}
    return tuple(_row(report, name, evidence, regions) for name, evidence in found.items())


def _row(report: Report, name: str, evidence: Evidence, regions: Mapping[str, Region]) -> CardRow:
    value = _shown(report, name)
    rung, word = certainty(evidence.confidence) if value and evidence.value else (0, say("无依据，不填"))
    rivals = (
        Rival(in_words(name, rival.value, regions), evidence_rule_label(rival.rule, name), rival.quote)
        for rival in evidence.rivals
    )
    return CardRow(
        name=name,
        label=say(FIELDS[name]),
        value=value or say(UNKNOWN_LABEL),
        known=bool(value),
        quote=evidence.quote,
        rule=evidence_rule_label(evidence.rule, name),
        rung=rung,
        certainty=word,
        rivals=tuple(rivals),
        looked_in="" if value else say(LOOKED_IN[name]),
        places=tuple(report.region.path) if name == "region" and report.region else (),
        content_years=tuple(report.content_years) if name == "date" else (),
        signs=sign_labels(evidence.signs) if value else (),
        is_doubtful=bool(value) and name in report.doubts_of_card,
    )


def _shown(report: Report, name: str) -> str:
    """Return the value of a card field in words, "" for an unknown one."""
    match name:
        case "title":
            return say("拟题") if report.is_working_title else own(report.title)
        case "region":
            return region_path_words(report.region) if report.region else ""
        case "date":
            return date_words(report.partial_date) if report.date else ""
        case "source":
            return own(report.source.name) if report.source else ""
        case "kind":
            return say(report.get_kind_display()) if report.kind else ""
        case "script":
            return say(report.get_script_display())
    return own(getattr(report, name)) if getattr(report, name) else ""


def in_words(name: str, value: str, regions: Mapping[str, Region]) -> str:
    """Return a value of evidence in the words of the page; one that cannot be read stays as it is."""
    if name == "region" and value in regions:
        return region_path_words(regions[value])
    if name == "date":
        try:
            return date_words(PartialDate.from_iso(value))
        except ValueError:
            return value
    choices = {"kind": Report.Kind.choices, "script": Report.Script.choices}.get(name, ())
    return say(dict(choices)[value]) if value in dict(choices) else own(value)
