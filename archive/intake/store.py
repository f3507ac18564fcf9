"""Store an accepted file: its original and its draft, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from archive.intake.doubts import note_doubts
from archive.intake.drafts import AcceptedFile, Duplicate, find_same_bytes, find_same_text
from archive.intake.near_duplicates import find_near, note_signature
from archive.models import ImportBatch, Original, Report, Source
from archive.text.dates import PartialDate
from archive.text.metadata import Description
from archive.text.redactions import is_redacted

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def store_draft(
    accepted: AcceptedFile, *, batch: ImportBatch, by: User | None = None, received_from: str | None = None
) -> Report | Duplicate:
    """Write the original and the draft of an accepted file, both or none; return the draft.

    Return a Duplicate if another process stored the same file meanwhile. ``received_from`` is the address from which
    ``by`` uploaded it.
    """
    if duplicate := find_same_text(accepted.fingerprint):
        return duplicate
    try:
        with transaction.atomic():
            original = Original.objects.create(
                sha256=accepted.sha256,
                filename=accepted.filename[-255:],
                media_type=accepted.prepared.media_type,
                encoding=accepted.prepared.encoding,
                size=accepted.size,
                address=accepted.address[:500],
                received_by=by,
                received_from=received_from,
            )
            return _create_draft(accepted, original=original, batch=batch)
    except IntegrityError:
        # Two processes stored the same bytes at the same moment; the other was first.
        if duplicate := find_same_bytes(accepted.sha256):
            return duplicate
        raise


def _create_draft(accepted: AcceptedFile, *, original: Original, batch: ImportBatch) -> Report:
    """Write the draft with every value that has evidence, and no other."""
    prepared = accepted.prepared
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
        text_fingerprint=accepted.fingerprint,
        is_redacted=is_redacted(prepared.text),
        is_truncated=prepared.truncated,
        is_damaged=prepared.damaged,
    )
    report.edit_list = list(prepared.edits)
    report.gap_list = list(prepared.gaps)
    report.partial_date = PartialDate.from_iso(card.date.value) if card.date.value else None
    report.save()
    note_signature(report)
    find_near(report)
    note_doubts(report)
    return report
