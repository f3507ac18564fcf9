"""A store that does not answer: every step says so in a sentence, and nothing of the archive is lost."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from archive.backups.fsck import find_faults
from archive.backups.manifest import BackupError
from archive.backups.packing import write_backup
from archive.intake.files import import_file
from archive.models import ErasedReport, ImportBatch, ImportFile, Report
from archive.publishing.erasing import ErasingError, OriginalLeft, erase_report
from archive.storage import originals
from archive.storage.originals import StoreUnavailable

SENTENCE = "原件的存储现在连不上。请稍后再试。"
TEXT = "某县整顿村党组织\n\n2021年8月，某县选派第一书记整顿软弱涣散村党组织，成效明显，群众十分满意。\n"


class _Away:
    """A store none of whose methods answers, but those named."""

    def __init__(self, **answers) -> None:
        self._answers = answers

    def __getattr__(self, name: str):
        if name in self._answers:
            return self._answers[name]

        def refuse(*_, **__):
            raise StoreUnavailable(SENTENCE)

        return refuse


@pytest.fixture
def go_away(monkeypatch):
    return lambda **answers: monkeypatch.setattr(originals, "_store", lambda: _Away(**answers))


def test_the_download_answers_503_with_a_sentence_and_the_report_stays_readable(make_report, client, go_away):
    report = make_report()
    go_away()
    response = client.get(f"/reports/{report.pk}/original")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "原件的存储现在取不出" in response.content.decode()
    assert "没有这一页" not in response.content.decode()
    assert client.get(report.get_absolute_url()).status_code == 200


def test_a_page_that_meets_the_store_unawares_answers_503_and_not_500(make_report, client, monkeypatch):
    report = make_report()

    def refuse(*_, **__):
        raise StoreUnavailable(SENTENCE)

    monkeypatch.setattr("archive.views.reports.report_card", refuse)
    client.raise_request_exception = False
    response = client.get(report.get_absolute_url())
    assert response.status_code == 503
    assert "原件的存储" in response.content.decode()


def test_a_file_that_cannot_be_kept_fails_with_the_sentence_and_comes_in_at_the_next_try(db, engine, monkeypatch):
    batch = ImportBatch.objects.create()
    row = ImportFile(batch=batch, path="甲.txt", status="waiting", stored="1/00001")
    with monkeypatch.context() as away:
        away.setattr(originals, "_store", lambda: _Away())
        import_file(row, TEXT.encode(), filename="甲.txt")
    assert (row.status, row.error, row.stored) == ("failed", SENTENCE, "1/00001")
    assert not Report.objects.exists()
    import_file(row, TEXT.encode(), filename="甲.txt")
    assert (row.status, row.error) == ("created", "")


def test_no_backup_is_written_and_the_earlier_one_stays(make_report, tmp_path, go_away):
    make_report()
    target = tmp_path / "backup.tar"
    write_backup(target)
    before = target.read_bytes()
    go_away()
    with pytest.raises(BackupError, match="早先的备份还在。原件的存储现在连不上"):
        write_backup(target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_fsck_names_the_store_and_checks_the_rest(make_report, go_away):
    make_report()
    go_away()
    found = list(find_faults())
    assert {fault.kind for fault in found} == {"originals-away"}
    assert all(SENTENCE in fault.sentence for fault in found)


@pytest.mark.parametrize("command", [("check_originals",), ("reread",)])
def test_a_command_ends_in_the_sentence(make_report, go_away, command):
    make_report()
    go_away()
    with pytest.raises(CommandError, match="连不上"):
        call_command(*command, stdout=StringIO())
    assert Report.objects.get().evidence == {}  # nothing was read from the text instead


def test_nothing_is_erased_while_the_original_cannot_be(make_report, go_away):
    report = make_report()
    go_away()
    with pytest.raises(ErasingError, match="没有删除：原件现在删不了"):
        erase_report(report.pk, reason="当事人请求删除")
    assert Report.objects.exists()
    assert not ErasedReport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_original_that_stays_behind_is_told_to_whoever_erased_the_report(make_report, client, go_away, monkeypatch):
    report = make_report()
    place = report.original.path
    go_away(exists=lambda sha256: True, place=lambda sha256: place)
    with pytest.raises(OriginalLeft, match=r"已删除，它的原件 .+ 却没有删成：原件的存储现在连不上"):
        erase_report(report.pk, reason="当事人请求删除")
    assert ErasedReport.objects.exists()
    started = []
    monkeypatch.setattr("archive.admin.review.erasing.start_command", lambda *words: started.append(words))
    other = make_report_again()
    client.force_login(User.objects.create_superuser("admin"))
    answer = client.post(f"/admin/archive/report/{other.pk}/erase/", {"number": other.pk, "reason": "请求"})
    assert "却没有删成" in answer.content.decode()
    assert started == [("index", "rebuild")]


def make_report_again() -> Report:
    """A report whose original is kept nowhere: the store is away."""
    from archive.models import Original

    original = Original.objects.create(sha256="0" * 64, filename="b.txt", media_type="text/plain", size=1)
    return Report.objects.create(original=original, title="另一篇", text="另一篇的正文。", text_fingerprint="x")
