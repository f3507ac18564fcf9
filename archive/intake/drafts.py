"""How does a file become a draft? It is prepared, accepted or refused, and stored.

    prepare_file   bytes -> parse_file (or recognise_file) -> repair_text -> clean_text -> describe -> PreparedText
    accept_file    is the file too large, is it here already, does it hold a text?
    store_draft    the original and the draft, in one transaction

Preparing reads and writes no report; each of its steps but the first is pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from archive.intake.cards.given import GivenCard, with_given
from archive.intake.doubts import mark_article_unsure, note_doubts
from archive.intake.near_duplicates import find_near, note_signature
from archive.intake.parsing import parse_file
from archive.intake.recognising import Watch, recognise_file, unwatched
from archive.models import ImportBatch, Original, Report, ScannedPage, Source
from archive.places.gazetteer import gazetteer
from archive.storage.originals import keep_original, sha256_of
from archive.text.clean import clean_text, drop_title
from archive.text.dates import PartialDate
from archive.text.edits import Edit, Gap, apply_edits, compose_edits, place_gaps
from archive.text.formats import ARTICLE_UNSURE, ExtractedText, FormatError, NeedsRecognition, cut_edits
from archive.text.formats.extracted import RecognisedPage
from archive.text.formats.sentences import FEWEST_SENTENCES, count_sentences_of_page, holds_article
from archive.text.metadata import Description, describe
from archive.text.near import text_fingerprint
from archive.text.redactions import is_redacted
from archive.text.repair import repair_text
from search.invisible import without_invisible
from search.sentences import Sentence, say

if TYPE_CHECKING:
    from django.contrib.auth.models import User


#: Share of characters whose bytes are lost from which a text counts as damaged.
_LOST_SHARE = 0.002


NO_ARTICLE = say("网页里没有成句的正文（多半是目录、导航或跳转页），没有收作草稿。若确是报告，请单独保存这一页再上传。")


class FileRefused(Exception):
    """The file cannot come in. The message is a sentence that names the reason and the remedy."""


class PagePassed(FileRefused):
    """A page of a web archive holds no article: a list of links, a stub."""


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
    recogniser: str = ""  # as in ExtractedText
    recognised: tuple[RecognisedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that may come in, with everything that ``store_draft`` writes."""

    sha256: str
    filename: str
    size: int
    address: str
    captured_at: datetime | None
    fingerprint: str
    prepared: PreparedText


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The report that a file repeats, and the sentence that says in what."""

    report: Report
    sentence: str


def prepare_file(
    data: bytes, *, filename: str, today: date, given: GivenCard | None = None, watch: Watch = unwatched
) -> PreparedText:
    """Parse the bytes of a file and prepare its text; recognise that of pictures, which ``watch`` may stop.

    Raise FormatError for a file without readable text.
    """
    try:
        extracted = parse_file(data, filename)
    except NeedsRecognition as need:
        extracted = recognise_file(data, need, watch=watch)
    return prepare_text(extracted, filename=filename, today=today, given=given)


def prepare_text(
    extracted: ExtractedText, *, filename: str, today: date, given: GivenCard | None = None
) -> PreparedText:
    """Repair, clean and describe an extracted text. A value that ``given`` holds wins over the one found in the text."""
    hints = replace(extracted.hints, url=given.url) if given and given.url else extracted.hints
    cuts = cut_edits(extracted)
    repaired = repair_text(apply_edits(extracted.text, cuts))
    cleaned = clean_text(repaired.text, title_hint=hints.title)
    description = describe(
        repaired.text,
        cleaned=cleaned,
        hints=hints,
        filename=without_invisible(filename),
        gazetteer=gazetteer(),
        today=today,
    )
    if given:
        description = with_given(description, given)
    title_line = drop_title(cleaned.text, description.title.value) if description.title.value else []
    edits = compose_edits(cuts, repaired.edits, extracted.text)
    edits = compose_edits(edits, cleaned.edits, extracted.text)
    edits = compose_edits(edits, title_line, extracted.text)
    return PreparedText(
        extracted=extracted.text,
        text=apply_edits(extracted.text, edits),
        edits=tuple(edits),
        description=description,
        truncated="truncated" in cleaned.notes,
        damaged=repaired.damaged or _has_lost_bytes(cleaned.text),
        gaps=tuple(place_gaps(repaired.gaps, cleaned.edits, title_line)),
        warnings=(*extracted.warnings, *repaired.notes),
        media_type=extracted.media_type,
        encoding=extracted.encoding,
        recogniser=extracted.recogniser,
        recognised=extracted.recognised,
    )


def _has_lost_bytes(text: str) -> bool:
    """Return whether more than one character in five hundred is one that no encoding could read."""
    return text.count("\ufffd") > _LOST_SHARE * len(text)


def accept_file(
    data: bytes, *, filename: str, given: GivenCard | None = None, watch: Watch = unwatched
) -> AcceptedFile | Duplicate:
    """Prepare a file, keep its bytes and return what is to be stored, or the report that it repeats. Raise FileRefused.

    Most time of the intake goes here, so this needs no transaction. The cheap checks come before the parser. Bytes that
    are kept and never stored have no row; ``check_originals`` lists them.
    """
    if len(data) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise FileRefused(say("文件超过 {0} MB。请拆成几个文件，或只保留正文后再上传。", limit))
    sha256 = sha256_of(data)
    if duplicate := find_same_bytes(sha256):
        return duplicate
    # What a page calls today is the day of its capture.
    today = timezone.localdate(given.captured if given else None)
    try:
        prepared = prepare_file(data, filename=filename, today=today, given=given, watch=watch)
    except FormatError as error:
        if given and given.is_capture and count_sentences_of_page(data) < FEWEST_SENTENCES:
            raise PagePassed(NO_ARTICLE) from error
        raise FileRefused(error.sentence) from error
    if given and given.is_capture and not holds_article(prepared.text, is_sure=ARTICLE_UNSURE not in prepared.warnings):
        raise PagePassed(NO_ARTICLE)
    if not prepared.text.strip():
        raise FileRefused(say("清洗之后没有剩下正文：文件里只有网页导航、声明一类的文字。请核对后上传含正文的文件。"))
    fingerprint = text_fingerprint(prepared.text)
    if duplicate := find_same_text(fingerprint):
        return duplicate
    keep_original(data)
    return AcceptedFile(
        sha256=sha256,
        filename=without_invisible(filename),
        size=len(data),
        address=given.url if given else "",
        captured_at=given.captured if given else None,
        fingerprint=fingerprint,
        prepared=prepared,
    )


def find_same_bytes(sha256: str) -> Duplicate | None:
    """Return the report whose original has this SHA-256. One query where there is none."""
    report = _first_report(original__sha256=sha256)
    return _duplicate(report, say("与第 {0} 号报告的原件逐字节相同", report.pk)) if report else None


def find_same_text(fingerprint: str) -> Duplicate | None:
    """Return the first report whose text has this fingerprint. One query where there is none."""
    report = _first_report(text_fingerprint=fingerprint)
    return _duplicate(report, say("与第 {0} 号报告的文字相同", report.pk)) if report else None


def _duplicate(report: Report, same: Sentence) -> Duplicate:
    if report.is_discarded:
        return Duplicate(report, say("{0}，那一篇已经弃置；要用它，请把那一篇取回。", same))
    return Duplicate(report, say("{0}。", same))


def store_draft(
    accepted: AcceptedFile, *, batch: ImportBatch, by: User | None = None, received_from: str | None = None
) -> Report | Duplicate:
    """Write the original and the draft of an accepted file, both or none; return the draft.

    Return a Duplicate if another process stored the same file meanwhile. ``received_from`` is the address from which
    ``by`` uploaded it.
    """
    try:
        with transaction.atomic():
            _wait_for_twin(accepted.fingerprint)
            if duplicate := find_same_text(accepted.fingerprint):
                return duplicate
            original = Original.objects.create(
                sha256=accepted.sha256,
                filename=accepted.filename[-255:],
                media_type=accepted.prepared.media_type,
                encoding=accepted.prepared.encoding,
                recogniser=accepted.prepared.recogniser[:100],
                size=accepted.size,
                address=accepted.address[:500],
                captured_at=accepted.captured_at,
                received_by=by,
                received_from=received_from,
            )
            return _create_draft(accepted, original=original, batch=batch)
    except IntegrityError:
        # Two processes stored the same bytes at the same moment; the other was first.
        if duplicate := find_same_bytes(accepted.sha256):
            return duplicate
        raise


def _wait_for_twin(fingerprint: str) -> None:
    """Wait until no other transaction stores a text of this fingerprint; the next query sees what it stored.

    SQLite lets one transaction write at a time. PostgreSQL needs a lock: the same text in other bytes breaks no constraint.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(fingerprint[:15], 16)])


def _first_report(**values: str) -> Report | None:
    # The number first: mostly there is no such report, and a report is a wide row.
    found = dict(Report.objects.filter(**values).order_by("pk").values_list("pk", "status"))
    # One that an editor discarded counts only where there is no other.
    number = min(found, key=lambda pk: (found[pk] == Report.Status.DISCARDED, pk), default=None)
    return Report.objects.get(pk=number) if number else None


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
        source=Source.objects.named(card.source.value[:100]) if card.source.value else None,
        author=(card.author.value or "")[:100],
        kind=card.kind.value or "",
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
    if ARTICLE_UNSURE in prepared.warnings:
        mark_article_unsure(report)
    report.save()
    ScannedPage.objects.store(report.original, prepared.recognised)
    note_signature(report)
    find_near(report)
    note_doubts(report)
    return report
