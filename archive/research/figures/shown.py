"""Rows as a page shows them: plain values, nothing of HTML."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.languages import say
from archive.layout.passage import MAX_CONTEXT
from archive.layout.runs import Layers, Run, cut_runs, masked_spans
from archive.models import codes_down_to
from archive.places.shown import ListedRegion, regions_by_code
from archive.research.figures.found import FoundFigure
from archive.research.figures.sums import (
    Addend,
    bar_of,
    overlaps_with,
)
from archive.research.figures.words import (
    BARS,
    KINDS,
    ROLES,
    doubts_of_row,
    evidence_of_row,
    number_words,
    overlap_words,
    year_words,
)
from archive.web.addresses import address_of, with_parameters
from search.fold import fold
from search.hits import Mark

#: Characters of a sentence before and behind the number; the report has the rest.
SHOWN_BEFORE, SHOWN_BEHIND = 120, 80


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A row of the page. ``number`` is in digits, "" where the text has none; ``written`` as the text writes it.

    ``bound`` is exact, more, about or range. ``place`` is None where the region is unknown; ``scope_words`` are then what
    the text says instead. ``runs``: the sentence with the number marked. ``bar``: why it cannot be ticked, "" if it can;
    ``remarks``: how it meets the ticked rows.
    """

    key: str
    address: str
    title: str
    language: str
    place: ListedRegion | None
    scope_words: str
    year: str
    year_how: str
    action: str
    noun: str
    nature: str
    is_planned: bool
    is_redacted: bool
    number: str
    unit: str
    bound: str
    written: str
    runs: tuple[Run, ...]
    cut_left: bool
    cut_right: bool
    evidence: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]
    is_sure: bool
    is_ticked: bool
    bar: str
    remarks: tuple[str, ...]


_LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant"}


def addend_of(row: FoundFigure, places: Mapping[str, ListedRegion]) -> Addend:
    """Return what of a row decides whether it may be added; ``places``: regions by code."""
    place = places.get(row.code)
    return Addend(
        key=row.key,
        report=row.report,
        group=row.group,
        value=row.value,
        high=row.high,
        bound=row.bound,
        unit=row.unit,
        kind=row.kind,
        role=row.role,
        noun=row.noun_folded,
        year=row.year,
        year_how=row.year_how,
        status=row.status,
        redacted=row.redacted,
        places=codes_down_to(place.code) if place else (),
        level=place.level if place else "",
        sentence=fold(row.sentence),
        sentence_at=row.sentence_start,
        period=bool(row.year_until and row.year_until != row.year),
    )


def places_of(*lists: Iterable[FoundFigure]) -> dict[str, ListedRegion]:
    """Return the regions of rows by code. One query, none where no row has one."""
    return regions_by_code(row.code for rows in lists for row in rows if row.code)


def show_rows(
    rows: Sequence[FoundFigure], ticked: Sequence[FoundFigure], places: Mapping[str, ListedRegion]
) -> tuple[ShownFigure, ...]:
    """Return the rows of a page; ``ticked`` are all that the reader ticked, of other pages too."""
    addends = [addend for row in ticked if not bar_of(addend := addend_of(row, places))]
    keys = {row.key for row in ticked}
    named = {row.key: row for row in (*ticked, *rows)}
    return tuple(_shown(row, addends, keys, named, places) for row in rows)


def _shown(
    row: FoundFigure,
    ticked: Sequence[Addend],
    keys: Collection[str],
    named: Mapping[str, FoundFigure],
    places: Mapping[str, ListedRegion],
) -> ShownFigure:
    place = places.get(row.code)
    addend = addend_of(row, places)
    start, end = row.start - row.sentence_start, row.end - row.sentence_start
    left, right = max(0, start - SHOWN_BEFORE), min(len(row.sentence), end + SHOWN_BEHIND)
    sentence = row.sentence[left:right]
    layers = Layers(sentence, [Mark(start - left, end - left, 0)], masked=masked_spans(sentence))
    doubts = tuple(doubts_of_row(row))
    met = overlaps_with(addend, ticked) if not bar_of(addend) else ()
    return ShownFigure(
        key=row.key,
        address=passage_address(row),
        title=row.title,
        language=_LANGUAGES.get(row.script, "zh"),
        place=place,
        scope_words="" if place else row.scope_words,
        year=year_words(row),
        year_how=row.year_how,
        action=row.action,
        noun=row.noun,
        nature=say(KINDS.get(row.kind, ROLES.get(row.role, ""))),
        is_planned=row.status == "planned",
        is_redacted=row.redacted,
        number=number_words(row.value) + (f"–{number_words(row.high)}" if row.high is not None else ""),
        unit=row.unit,
        bound=row.bound,
        written=row.written,
        runs=cut_runs(layers, 0, len(sentence)),
        cut_left=left > 0,
        cut_right=right < len(row.sentence),
        evidence=tuple(evidence_of_row(row, place)),
        doubts=doubts,
        is_sure=not doubts,
        is_ticked=row.key in keys,
        bar=say(BARS[bar_of(addend)]),
        remarks=tuple(dict.fromkeys(overlap_words(each, row, named, places) for each in met)),
    )


def passage_address(row: FoundFigure) -> str:
    """Return the address of the report's page that marks the number as the quoted passage."""
    start, end = row.start - row.sentence_start, row.end - row.sentence_start
    quoted = {
        "quote": row.sentence[start:end],
        "prefix": row.sentence[max(0, start - MAX_CONTEXT) : start],
        "suffix": row.sentence[end : end + MAX_CONTEXT],
    }
    named: dict[str, str | list[str]] = {name: words for name, words in quoted.items() if words}
    return with_parameters(address_of("report", row.report), named) + "#passage"
