"""Accept a file or refuse it: is it too large, is it here already, does it hold a text?"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from archive.intake.given_cards import GivenCard
from archive.intake.prepare import PreparedText, prepare_file
from archive.models import Report
from archive.storage.originals import keep_original, sha256_of
from archive.text.formats import FormatError
from archive.text.near import text_fingerprint


class FileRefused(Exception):
    """The file cannot come in. The message is a Chinese sentence that names the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that may come in, with everything that ``store_draft`` writes."""

    sha256: str
    filename: str
    size: int
    address: str
    fingerprint: str
    prepared: PreparedText


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The report that a file repeats, and the Chinese sentence that says in what."""

    report: Report
    sentence: str


def accept_file(data: bytes, *, filename: str, given: GivenCard | None = None) -> AcceptedFile | Duplicate:
    """Prepare a file, keep its bytes and return what is to be stored, or the report that it repeats. Raise FileRefused.

    Most time of the intake goes here, so this needs no transaction. The cheap checks come before the parser. Bytes that
    are kept and never stored have no row; ``check_originals`` lists them.
    """
    if len(data) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise FileRefused(f"文件超过 {limit} MB。请拆成几个文件，或只保留正文后再上传。")
    sha256 = sha256_of(data)
    if duplicate := find_same_bytes(sha256):
        return duplicate
    try:
        prepared = prepare_file(data, filename=filename, today=timezone.localdate(), given=given)
    except FormatError as error:
        raise FileRefused(str(error)) from error
    if not prepared.text.strip():
        raise FileRefused("清洗之后没有剩下正文：文件里只有网页导航、声明一类的文字。请核对后上传含正文的文件。")
    fingerprint = text_fingerprint(prepared.text)
    if duplicate := find_same_text(fingerprint):
        return duplicate
    keep_original(data)
    return AcceptedFile(
        sha256=sha256,
        filename=filename,
        size=len(data),
        address=given.url if given else "",
        fingerprint=fingerprint,
        prepared=prepared,
    )


def find_same_bytes(sha256: str) -> Duplicate | None:
    """Return the report whose original has this SHA-256. One query where there is none."""
    report = _first_report(original__sha256=sha256)
    return Duplicate(report, f"与第 {report.pk} 号报告的原件逐字节相同。") if report else None


def find_same_text(fingerprint: str) -> Duplicate | None:
    """Return the first report whose text has this fingerprint. One query where there is none."""
    report = _first_report(text_fingerprint=fingerprint)
    return Duplicate(report, f"与第 {report.pk} 号报告的文字相同。") if report else None


def _first_report(**values: str) -> Report | None:
    # The number first: mostly there is no such report, and a report is a wide row.
    number = Report.objects.filter(**values).order_by("pk").values_list("pk", flat=True).first()
    return Report.objects.get(pk=number) if number else None
