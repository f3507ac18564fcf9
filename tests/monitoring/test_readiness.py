"""/readyz: what the archive needs to do its work, and how far the index is behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from archive.models import IndexChange
from archive.monitoring import readiness


@pytest.fixture
def ready(client, engine):
    def ask():
        answer = client.get("/readyz")
        return answer.status_code, answer.json()

    return ask


def test_a_sound_archive_is_ready(ready, make_report):
    make_report()
    status, body = ready()
    assert (status, body["ready"], body["reasons"], body["documents"]) == (200, True, [], 1)
    assert (body["database"], body["index"], body["schema"], body["disk"]) == ("ok", "ok", "ok", "ok")


def test_nothing_pending_is_no_lag(ready):
    assert (ready()[1]["pending"], ready()[1]["lag_seconds"]) == (0, 0.0)


def test_the_lag_is_the_age_of_the_oldest_change(ready):
    for minutes in (1, 10):
        change = IndexChange.objects.create(report_id=minutes)
        IndexChange.objects.filter(pk=change.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))
    status, body = ready()
    assert (status, body["pending"]) == (200, 2)
    assert 600 <= body["lag_seconds"] < 660


def test_a_full_disk_is_a_reason(ready, settings):
    settings.DISK_LEAST_BYTES = 1 << 62
    status, body = ready()
    assert (status, body["reasons"]) == (503, ["little space is left under DATA_DIR"])


def test_a_migration_that_did_not_run_is_a_reason(ready):
    MigrationRecorder(connection).record_unapplied("archive", "0005_measures")
    status, body = ready()
    assert (status, body["schema"]) == (503, "older")


def test_a_database_of_the_version_coming_in_is_still_served(ready):
    MigrationRecorder(connection).record_applied("archive", "9999_of_tomorrow")
    status, body = ready()
    assert (status, body["schema"]) == (200, "newer")


def test_rows_of_an_app_long_gone_tell_nothing(ready):
    MigrationRecorder(connection).record_applied("bygone", "0001_initial")
    assert ready()[1]["schema"] == "ok"


def test_a_silent_database_is_a_reason_and_no_error_page(ready, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DatabaseError("no")

    monkeypatch.setattr(readiness.IndexChange.objects, "order_by", fail)
    status, body = ready()
    assert (status, body["database"], body["pending"]) == (503, "failed", None)


def test_readiness_takes_few_queries_however_much_is_pending(ready, django_assert_max_num_queries):
    IndexChange.objects.bulk_create(IndexChange(report_id=number) for number in range(50))
    ready()
    with django_assert_max_num_queries(3):
        ready()
