"""The digest of a report: whatever changes in its text or card without a save is found, and nothing else."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from archive.backups.fsck import find_faults
from archive.desk.editing import correct_report, version_of
from archive.intake.doubts import note_doubts
from archive.models import Report
from archive.models.digests import DIGESTED, is_as_saved
from archive.publishing.publish import publish_report, withdraw_report

pytestmark = pytest.mark.django_db


def change_in_database(report: Report, column: str, value: object) -> None:
    """Change a value as a fault of the disk does: no code of the archive sees it."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE archive_report SET {column} = %s WHERE id = %s", [value, report.pk])


def changed() -> list[str]:
    return [fault.subject for fault in find_faults() if fault.kind == "report-changed"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "甘肃省定西市通渭县整顿软弱涣敢村党组织。"),
        ("extracted_text", "甘肃省定西市通渭县整顿软弱涣敢村党组织。"),
        ("edits", '[{"start": 1}]'),
        ("title", "整顿软弱涣敢村党组织"),
        ("date", "2021-09-03"),
        ("date_precision", "month"),
        ("region_id", "621122"),
        ("author", "张玉"),
        ("kind", "news"),
        ("evidence", '{"title": {}}'),
        ("gaps", '[{"start": 0, "end": 1}]'),
        ("status", "published"),
        ("text_fingerprint", "0" * 64),
        ("is_redacted", True),
        ("digest", "0" * 64),
    ],
)
def test_a_value_that_changes_without_a_save_is_found_in_a_draft_too(make_report, column, value):
    make_report()
    draft = make_report(
        text="甘肃省定西市通渭县整顿软弱涣散村党组织。", title="整顿软弱涣散村党组织", date="2021-09-02", region="621121",
        author="张王", status=Report.Status.DRAFT,
    )  # fmt: skip
    make_report(region="621122")
    assert list(find_faults()) == []
    change_in_database(draft, column, value)
    assert changed() == [f"archive_report/{draft.pk}"]


@pytest.mark.parametrize(
    ("column", "value"), [("filename", "通谓.txt"), ("media_type", "text/html"), ("address", "https://a.example/")]
)
def test_a_changed_row_of_an_original_is_found(make_report, column, value):
    report = make_report(filename="通渭.txt")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE archive_original SET {column} = %s WHERE id = %s", [value, report.original_id])
    assert changed() == [f"archive_report/{report.pk}"]


def test_the_index_of_a_damaged_report_is_not_to_be_corrected_to_it(make_report):
    report = make_report(title="整顿软弱涣散村党组织")
    change_in_database(report, "title", "整顿软弱涣敢村党组织")
    assert [fault.kind for fault in find_faults()] == ["report-changed"]


def test_no_way_of_saving_leaves_a_wrong_digest(make_report, regions):
    report, other = make_report(text="三会一课。" * 20, date="2021-09"), make_report(source="陇中晨讯")
    correct_report(report.pk, seen=version_of(report), text="三会一课和主题党日。" * 20)
    report.refresh_from_db()
    stale = Report.objects.get(pk=report.pk)
    withdraw_report(report)
    publish_report(stale)
    note_doubts(report)
    Report.objects.filter(pk=other.pk).update(title="另一题名", source=None)
    stale.save()
    Report.objects.defer("text", "evidence").get(pk=report.pk).save()
    assert all(is_as_saved(Report, number) for number in (report.pk, other.pk))
    assert changed() == []


def test_reports_that_are_written_many_at_once_have_digests(make_report):
    made = make_report()
    values = {
        name: getattr(made, name) for name in DIGESTED if not name.startswith("original") and name != "created_at"
    }
    original = made.original
    Report.objects.filter(pk=made.pk).delete()
    (report,) = Report.objects.bulk_create([Report(original=original, **values)])
    assert is_as_saved(Report, report.pk)


def test_publishing_takes_no_damage_over_and_a_correction_at_the_desk_does(make_report):
    draft = make_report(text="整顿软弱涣散村党组织。" * 9, status=Report.Status.DRAFT)
    change_in_database(draft, "author", "张玉")
    publish_report(draft)
    assert changed() == [f"archive_report/{draft.pk}"]
    draft.refresh_from_db()
    correct_report(draft.pk, seen=version_of(draft), text="整顿软弱涣散村党组织！" * 9)
    assert changed() == []


def test_an_upgrade_gives_every_report_its_digest(make_report):
    report = make_report(date="2021-09-02")
    change_in_database(report, "digest", "")
    assert changed() == [f"archive_report/{report.pk}"]
    import_module("archive.migrations.0010_report_digest").write_digests(apps, connection.schema_editor())
    assert changed() == []
