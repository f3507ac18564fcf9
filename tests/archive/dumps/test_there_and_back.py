"""A dump comes back into an empty archive, and what is dumped there is the same, byte for byte."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction

from archive.dumps.layout import DumpError
from archive.dumps.loading import import_dump
from archive.dumps.writing import write_dump
from archive.models import IndexChange, NearPair, Original, Report, ScannedPage, Source
from archive.publishing.checking import check_index
from tests.archive.backups.files import another_machine
from tests.archive.dumps.conftest import MADE, files_of


def card_of(report: Report) -> dict:
    names = (
        "pk", "status", "title", "is_working_title", "region_id", "date", "date_precision", "author", "kind", "script",
        "evidence", "content_years", "text", "extracted_text", "edits", "text_fingerprint", "is_redacted", "is_truncated",
        "is_damaged", "is_sample", "central", "gaps", "doubtful", "published_at",
    )  # fmt: skip
    original = report.original
    return {
        **{name: getattr(report, name) for name in names},
        "source": report.source.name if report.source else "",
        "original": [original.sha256, original.filename, original.media_type, original.size, original.address],
        "pages": list(ScannedPage.objects.filter(original=original).values_list("number", "width", "turned", "lines")),
    }


def public_cards() -> list[dict]:
    return [card_of(report) for report in Report.objects.published().order_by("pk")]


def without_moment(files: dict[str, bytes]) -> dict[str, object]:
    """The files without the values that tell of which moment a dump is, and without the checksum of their file."""
    package = json.loads(files["datapackage.json"])
    del package["created"], package["version"], package["jiceng"]["cursor"]
    sums = [line for line in files["SHA256SUMS"].splitlines() if not line.endswith(b"datapackage.json")]
    return {**files, "datapackage.json": package, "SHA256SUMS": sums}


def test_cards_texts_edits_numbers_and_originals_come_back(filled, tmp_path, settings):
    cards = public_cards()
    dump = write_dump(tmp_path / "dumps", originals=True, now=MADE).folder
    with another_machine(tmp_path / "new", settings):
        assert import_dump(dump).reports == 2
        assert public_cards() == cards
        assert Report.objects.count() == 2
        assert all(original.path.read_bytes() for original in Original.objects.all())
        assert not Original.objects.filter(is_left_out=True).exists()
        assert check_index().agrees
        assert not IndexChange.objects.exists()


def test_there_and_back_gives_the_same_bytes(filled, tmp_path, settings):
    dump = write_dump(tmp_path / "dumps", originals=True, now=MADE).folder
    with another_machine(tmp_path / "new", settings):
        import_dump(dump)
        with transaction.atomic():  # the test allows no second connection
            again = write_dump(tmp_path / "again", originals=True, now=MADE + timedelta(days=1)).folder
        assert without_moment(files_of(again)) == without_moment(files_of(dump))


def test_the_same_state_gives_the_same_bytes(filled, tmp_path):
    dump = write_dump(tmp_path / "one", now=MADE).folder
    again = write_dump(tmp_path / "two", now=MADE).folder
    assert files_of(again) == files_of(dump)
    later = write_dump(tmp_path / "one", now=MADE + timedelta(hours=5)).folder
    assert without_moment(files_of(later)) == without_moment(files_of(dump))


def test_the_next_report_of_an_imported_archive_gets_a_number_of_its_own(dump, filled, make_report, tmp_path, settings):
    with another_machine(tmp_path / "new", settings):
        import_dump(dump)
        assert Report.objects.create(
            original=Original.objects.create(sha256="0" * 64, filename="a.txt", media_type="text/plain", size=1),
            title="新的",
            text="新的正文。",
            extracted_text="新的正文。",
        ).pk > max(report.pk for report in filled)


def test_near_duplicates_of_an_imported_archive_are_found(make_report, tmp_path, settings):
    words = "各村党支部要把整顿软弱涣散放在首位，逐条列出问题，逐月报告进展，由镇党委派人驻村，年底考核，结果公开。" * 4
    make_report(text=words)
    make_report(text=words + "另有附件。")
    dump = write_dump(tmp_path / "dumps").folder
    with another_machine(tmp_path / "new", settings):
        import_dump(dump)
        assert NearPair.objects.count() == 1


class Stopped(Exception):
    pass


@pytest.mark.parametrize("step", ["_load_originals", "_load_reports", "_rebuild_index"])
@pytest.mark.parametrize("behind", [False, True])
def test_an_import_goes_on_from_wherever_it_was_stopped(step, behind, make_report, tmp_path, settings, monkeypatch):
    from archive.dumps import loading

    monkeypatch.setattr(loading, "AT_ONCE", 2)
    for number in range(5):
        make_report(text=f"第{number}篇的正文。", source="陇中晨讯")
    cards = public_cards()
    dump = write_dump(tmp_path / "dumps", originals=True).folder
    with another_machine(tmp_path / "new", settings):
        real, some = getattr(loading, step), loading._load_some
        called = []

        def stop(*arguments):
            if behind:
                real(*arguments)
            raise Stopped

        def stop_among(*arguments):
            called.append(1)
            if len(called) == 2:
                raise Stopped
            some(*arguments)

        monkeypatch.setattr(
            loading, *(("_load_some", stop_among) if step == "_load_reports" and not behind else (step, stop))
        )
        with pytest.raises(Stopped):
            import_dump(dump)
        monkeypatch.setattr(loading, step, real)
        monkeypatch.setattr(loading, "_load_some", some)
        assert import_dump(dump).reports == 5
        assert public_cards() == cards
        assert Source.objects.count() == 1
        assert check_index().agrees


def test_a_second_import_is_refused(dump, tmp_path, settings):
    with another_machine(tmp_path / "new", settings):
        import_dump(dump)
        with pytest.raises(DumpError, match=r"已有 2 篇报告.*另设一个空的 DATA_DIR"):
            import_dump(dump)


def test_what_somebody_adds_beside_a_stopped_import_ends_it(dump, tmp_path, settings, monkeypatch):
    from archive.dumps import loading

    with another_machine(tmp_path / "new", settings):

        def stop(*arguments):
            raise Stopped

        monkeypatch.setattr(loading, "_rebuild_index", stop)
        with pytest.raises(Stopped):
            import_dump(dump)
        Report.objects.create(
            original=Original.objects.create(sha256="0" * 64, filename="a.txt", media_type="text/plain", size=1),
            title="新的",
            text="新的正文。",
            extracted_text="新的正文。",
        )
        with pytest.raises(DumpError, match="又添了别的报告"):
            import_dump(dump)
