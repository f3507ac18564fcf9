"""The way in: one file becomes one draft report, and the original stays as it came.

    bytes -> extract_apart -> repair_text -> clean_text -> describe -> draft Report

Each arrow is one function of ``archive.text``; this module only puts what they say
into the database, in one transaction a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from archive.intake.card_lists import GivenCard, with_given
from archive.intake.doubts import note_doubts
from archive.intake.gaps import gap_rows, place_gaps
from archive.intake.near import find_near, note_signature
from archive.intake.parsing import extract_apart
from archive.models import ImportBatch, Original, Report, Source
from archive.places.gazetteer import gazetteer
from archive.storage.originals import keep_original, sha256_of
from archive.text.clean import clean_text, drop_title
from archive.text.dates import PartialDate
from archive.text.edits import Edit, apply_edits, compose_edits
from archive.text.fingerprint import text_fingerprint
from archive.text.formats import ExtractedText, FormatError
from archive.text.metadata import Description, describe
from archive.text.redactions import is_redacted
from archive.text.repair import Gap, repair_text

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class IntakeError(Exception):
    """This file cannot come in; the (Chinese) sentence names the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file. For a duplicate, ``report`` is the twin that is already here."""

    status: Literal["created", "duplicate"]
    report: Report
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text on its way from the original to the page, and what was learnt on the way."""

    extracted: str
    text: str
    edits: tuple[Edit, ...]
    description: Description
    truncated: bool
    damaged: bool
    gaps: tuple[Gap, ...] = ()  # offsets in ``text``
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may come in, with all that is to be written of it."""

    sha256: str
    filename: str
    size: int
    media_type: str
    encoding: str
    address: str
    fingerprint: str
    prepared: PreparedText


def prepare_text(
    extracted: ExtractedText, *, filename: str, today: date, given: GivenCard | None = None
) -> PreparedText:
    """Repair, clean and describe an extracted text; nothing is written anywhere. Given values win and say so."""
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
    )


def receive_upload(
    *,
    data: bytes,
    filename: str,
    batch: ImportBatch,
    by: User | None = None,
    given: GivenCard | None = None,
    address: str = "",
    received_from: str | None = None,
) -> Received:
    """Take one file in as a draft. All or nothing: an error leaves no row behind.

    A file whose bytes, or whose words, are already here comes back as a duplicate
    with its twin. ``given`` are values of a list of cards, ``address`` the web address of the copy, ``received_from``
    the address that it was uploaded from. Raises IntakeError with a sentence for the person who uploaded it.
    """
    found = look_over(data=data, filename=filename, given=given)
    if isinstance(found, Received):
        return found
    return write_down(found, batch=batch, by=by, address=address, received_from=received_from)


def look_over(*, data: bytes, filename: str, given: GivenCard | None = None) -> Accepted | Received:
    """Work out what a file would become; a Received if it is here already. Raises IntakeError.

    This is where the time goes, so it needs no transaction. Of an accepted file the bytes are kept at once; if it is
    never written down they lie there without a row, which ``check_originals`` tells.
    """
    if len(data) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise IntakeError(f"文件超过 {limit} MB。请拆成几个文件，或只保留正文后再上传。")
    sha256 = sha256_of(data)
    if twin := _twin(original__sha256=sha256):
        return _same_bytes(twin)
    try:
        extracted = extract_apart(data, filename)
    except FormatError as error:
        raise IntakeError(str(error)) from error
    prepared = prepare_text(extracted, filename=filename, today=timezone.localdate(), given=given)
    if not prepared.text.strip():
        raise IntakeError("清洗之后没有剩下正文：文件里只有网页导航、声明一类的文字。请核对后上传含正文的文件。")
    fingerprint = text_fingerprint(prepared.text)
    if twin := _twin(text_fingerprint=fingerprint):
        return _same_words(twin)
    keep_original(data)
    return Accepted(
        sha256=sha256,
        filename=filename,
        size=len(data),
        media_type=extracted.media_type,
        encoding=extracted.encoding,
        address=given.url if given else "",
        fingerprint=fingerprint,
        prepared=prepared,
    )


def write_down(
    accepted: Accepted,
    *,
    batch: ImportBatch,
    by: User | None = None,
    address: str = "",
    received_from: str | None = None,
) -> Received:
    """Original and draft of an accepted file, in one transaction or the caller's; a duplicate if another came first."""
    if twin := _twin(text_fingerprint=accepted.fingerprint):
        return _same_words(twin)
    try:
        with transaction.atomic():
            original = Original.objects.create(
                sha256=accepted.sha256,
                filename=accepted.filename[-255:],
                media_type=accepted.media_type,
                encoding=accepted.encoding,
                size=accepted.size,
                address=(address or accepted.address)[:500],
                received_by=by,
                received_from=received_from,
            )
            report = _draft(accepted.prepared, original=original, batch=batch, fingerprint=accepted.fingerprint)
    except IntegrityError:
        # Two people uploaded the same bytes at the same moment; one of them was first.
        return _same_bytes(Report.objects.get(original__sha256=accepted.sha256))
    return Received("created", report, accepted.prepared.warnings)


def _twin(**where: str) -> Report | None:
    """The report that is the same in this; asked for its number first, because mostly there is none."""
    number = Report.objects.filter(**where).order_by("pk").values_list("pk", flat=True).first()
    return Report.objects.get(pk=number) if number else None


def _same_bytes(twin: Report) -> Received:
    return Received("duplicate", twin, (f"与第 {twin.pk} 号报告的原件逐字节相同。",))


def _same_words(twin: Report) -> Received:
    return Received("duplicate", twin, (f"与第 {twin.pk} 号报告的文字相同。",))


def _draft(prepared: PreparedText, *, original: Original, batch: ImportBatch, fingerprint: str) -> Report:
    """Write the draft with every value that has evidence, and none that has not."""
    card = prepared.description
    report = Report(
        original=original,
        batch=batch,
        is_sample=batch.is_sample,
        title=(card.title.value or card.working_title_text)[:300],
        is_working_title=card.working_title,
        region_id=card.region.value,
        source=Source.objects.get_or_create(name=card.source.value[:100])[0] if card.source.value else None,
        author=(card.author.value or "")[:100],
        kind=card.kind.value or Report.Kind.OTHER,
        script=card.script.value or Report.Script.HANS,
        evidence={name: getattr(card, name).to_dict() for name in Description.FIELDS},
        content_years=list(card.content_years),
        text=prepared.text,
        extracted_text=prepared.extracted,
        edits=[edit.to_dict() for edit in prepared.edits],
        text_fingerprint=fingerprint,
        is_redacted=is_redacted(prepared.text),
        is_truncated=prepared.truncated,
        is_damaged=prepared.damaged,
        gaps=gap_rows(prepared.gaps),
    )
    report.partial_date = PartialDate.from_iso(card.date.value) if card.date.value else None
    report.save()
    note_signature(report)
    find_near(report)
    note_doubts(report)
    return report
