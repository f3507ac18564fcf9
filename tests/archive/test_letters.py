"""Mails in the intake: the mail is a report, and so is each file attached to it."""

from __future__ import annotations

import pytest

from archive.intake.batches import work_through_batch
from archive.intake.files import import_files
from archive.models import ImportBatch, Report
from archive.text.formats import extract_text
from archive.text.formats.web.letter import attached_files, has_words
from tests.archive.uploading import report_of, statuses, uploaded
from tests.text.made_files import zip_file
from tests.text.test_formats_mail import mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_process(regions, engine, monkeypatch):
    """The mails are read here; that a parser process reads them stands in test_parsed_apart."""
    monkeypatch.setattr(
        "archive.intake.packages.letters.parse_letter", lambda data, name: (has_words(data), attached_files(data))
    )
    monkeypatch.setattr("archive.intake.drafts.parse_file", extract_text)


def letter(words: str | None, **files: bytes) -> bytes:
    message = mail(plain=words) if words else mail()
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{name}.txt")
    return message.as_bytes()


def inside(name: str, content: bytes) -> bytes:
    message = mail(plain=report_of("岷").decode())
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_a_mail_and_the_files_attached_to_it_become_drafts():
    data = letter(report_of("通渭").decode(), 甲=report_of("陇西"), 乙=report_of("渭源"))
    batch = uploaded({"信.eml": data})
    work_through_batch(batch.pk)
    assert statuses(batch) == {"信.eml": "created", "信.eml/甲.txt": "created", "信.eml/乙.txt": "created"}
    assert Report.objects.get(original__filename="信.eml").original.path.read_bytes() == data


def test_a_mail_without_words_is_passed_over_for_what_is_attached():
    batch = uploaded({"信.eml": letter(None, 甲=report_of("陇西"))})
    work_through_batch(batch.pk)
    assert statuses(batch) == {"信.eml": "passed", "信.eml/甲.txt": "created"}
    assert "1 个附件已另行入库" in batch.files.get(path="信.eml").note


def test_a_mail_in_a_zip_is_opened_and_a_mail_in_a_mail_is_not():
    outer = inside("里.eml", letter(report_of("漳").decode(), 甲=report_of("陇西")))
    batch = uploaded({"一包.zip": zip_file({"信.eml": outer})})
    work_through_batch(batch.pk)
    assert statuses(batch) == {"一包.zip/信.eml": "created", "一包.zip/信.eml/里.eml": "created"}


def test_a_zip_in_a_mail_is_opened_and_no_mail_in_it():
    packed = zip_file({"丙.txt": report_of("临洮"), "里.eml": letter(report_of("漳").decode(), 甲=report_of("陇西"))})
    batch = uploaded({"信.eml": inside("资料.zip", packed)})
    work_through_batch(batch.pk)
    assert set(statuses(batch)) == {"信.eml", "信.eml/资料.zip/丙.txt", "信.eml/资料.zip/里.eml"}


def test_what_is_attached_and_is_no_report_is_told():
    batch = uploaded({"信.eml": inside("jquery.js", b"!function(){}()")})
    work_through_batch(batch.pk)
    assert statuses(batch) == {"信.eml": "created"}
    batch.refresh_from_db()
    assert "jquery.js" in batch.note


def test_the_command_takes_a_mail_apart_too(tmp_path):
    whole = tmp_path / "信.eml"
    whole.write_bytes(letter(report_of("通渭").decode(), 甲=report_of("陇西")))
    bare = tmp_path / "空.eml"
    bare.write_bytes(letter(None, 乙=report_of("渭源")))
    packed = tmp_path / "包.zip"
    packed.write_bytes(zip_file({"信.eml": letter(report_of("漳").decode(), 丙=report_of("临洮"))}))
    batch = ImportBatch.objects.create(label="试")
    results = list(import_files([whole, bare, packed], batch=batch))
    assert [str(result.path.relative_to(tmp_path)) for result in results] == [
        "信.eml", "信.eml/甲.txt", "空.eml/乙.txt", "包.zip/信.eml", "包.zip/信.eml/丙.txt"
    ]  # fmt: skip
    assert {result.status for result in results} == {"created"}
    batch.refresh_from_db()
    assert "1 个附件已另行入库" in batch.note
