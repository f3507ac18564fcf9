"""Prepare a file: its text as the page shows it, the edits that lead there, and its card.

    bytes -> parse_file -> repair_text -> clean_text -> describe -> PreparedText

Nothing here reads or writes a report. Each arrow is one function, and each of them but the first is pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from archive.intake.given_cards import GivenCard, with_given
from archive.intake.parsing import parse_file
from archive.places.gazetteer import gazetteer
from archive.text.clean import clean_text, drop_title
from archive.text.edits import Edit, Gap, apply_edits, compose_edits, place_gaps
from archive.text.formats import ExtractedText
from archive.text.metadata import Description, describe
from archive.text.repair import repair_text


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text with all that a draft needs of it: ``apply_edits(extracted, edits) == text``."""

    extracted: str
    text: str
    edits: tuple[Edit, ...]
    description: Description
    truncated: bool
    damaged: bool
    gaps: tuple[Gap, ...] = ()  # offsets in ``text``
    warnings: tuple[str, ...] = ()
    media_type: str = ""
    encoding: str = ""


def prepare_file(data: bytes, *, filename: str, today: date, given: GivenCard | None = None) -> PreparedText:
    """Parse the bytes of a file and prepare its text. Raise FormatError for a file without readable text."""
    return prepare_text(parse_file(data, filename), filename=filename, today=today, given=given)


def prepare_text(
    extracted: ExtractedText, *, filename: str, today: date, given: GivenCard | None = None
) -> PreparedText:
    """Repair, clean and describe an extracted text. A value that ``given`` holds wins over the one found in the text."""
    hints = replace(extracted.hints, url=given.url) if given and given.url else extracted.hints
    repaired = repair_text(extracted.text)
    cleaned = clean_text(repaired.text, title_hint=hints.title)
    description = describe(
        repaired.text,
        cleaned=cleaned,
        hints=hints,
        filename=filename,
        gazetteer=gazetteer(),
        today=today,
    )
    if given:
        description = with_given(description, given)
    title_line = drop_title(cleaned.text, description.title.value) if description.title.value else []
    edits = compose_edits(repaired.edits, cleaned.edits, extracted.text)
    edits = compose_edits(edits, title_line, extracted.text)
    return PreparedText(
        extracted=extracted.text,
        text=apply_edits(extracted.text, edits),
        edits=tuple(edits),
        description=description,
        truncated="truncated" in cleaned.notes,
        damaged=repaired.damaged,
        gaps=tuple(place_gaps(repaired.gaps, cleaned.edits, title_line)),
        warnings=(*extracted.warnings, *repaired.notes),
        media_type=extracted.media_type,
        encoding=extracted.encoding,
    )
