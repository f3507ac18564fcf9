"""manage.py prepare: does only what is missing, and says the first login once."""

from __future__ import annotations

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from archive.management.commands.prepare import Command
from archive.models import Region, Report
from archive.publishing.checking import check_index
from archive.publishing.outbox import apply_index_changes, note_change
from archive.publishing.publish import publish_report, withdraw_report
from search.engine import get_engine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_samples(settings, tmp_path, monkeypatch):
    settings.LOAD_SAMPLES = False
    settings.STATIC_ROOT = tmp_path / "static"


def prepare(command: Command | None = None) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(command or "prepare", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def admin():
    return get_user_model().objects.get(username="admin")


def test_an_empty_folder_becomes_an_archive_with_regions_an_index_and_an_admin(monkeypatch):
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    command = Command()
    said, _ = prepare(command)
    assert Region.objects.count() > 3000
    assert get_engine().status().documents == 0
    password = said.split("admin login: admin / ")[1].split()[0]
    assert admin().check_password(password)
    assert admin().is_superuser
    assert command.first_login.endswith(password)


def test_the_second_time_nothing_is_left_to_do():
    prepare()
    assert prepare() == ("", "")


def test_a_given_password_is_taken_and_not_shown_and_a_short_one_is_warned_of(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "kurz")
    said, warned = prepare()
    assert admin().check_password("kurz")
    assert "kurz" not in said
    assert "ADMIN_PASSWORD" not in os.environ  # which the processes that it starts would show
    assert "太短" in warned


def test_an_index_that_was_lost_is_built_again(make_report, settings, tmp_path):
    report = make_report(text="三会一课。")
    settings.INDEX_DIR = tmp_path / "another-index"
    get_engine.cache_clear()
    assert "正在由 1 篇报告建索引" in prepare()[0]
    assert set(get_engine().digests()) == {report.pk}
    assert Report.objects.count() == 1


def test_a_second_start_waits_until_the_first_has_prepared(monkeypatch, tmp_path):
    steps = []
    real = Command._prepare

    def slow(command: Command, given: str) -> None:
        steps.append("begin")
        time.sleep(0.3)
        steps.append("end")

    monkeypatch.setattr(Command, "_prepare", slow)
    with ThreadPoolExecutor(2) as threads:
        outcomes = [threads.submit(prepare) for _ in range(2)]
    assert steps == ["begin", "end"] * 2
    assert sorted("等它做完" in warned for _, warned in (each.result() for each in outcomes)) == [False, True]
    monkeypatch.setattr(Command, "_prepare", real)


def test_an_older_copy_of_the_database_is_noticed_and_the_index_follows_it(make_report):
    prepare()
    stays, withdrawn, corrected = (make_report(text=f"三会一课，第{word}件。") for word in "甲乙丙")
    report = make_report(text="后来的一篇。", status=Report.Status.DRAFT)
    prepare()
    before = {pk: Report.objects.filter(pk=pk).values().get() for pk in (withdrawn.pk, corrected.pk, report.pk)}
    publish_report(report)
    withdraw_report(withdrawn)
    corrected.text = "改过的第丙件。"
    corrected.save()
    note_change(corrected)
    apply_index_changes()
    assert check_index().agrees
    assert prepare() == ("", "")  # in its place, the database is as new as the index
    for pk, row in before.items():
        Report.objects.filter(pk=pk).update(**row)
    with connection.cursor() as cursor:  # as in the copy
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'archive_indexchange'")
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence('archive_indexchange', 'id'), 1, false)")
    assert not check_index().agrees
    _, warned = prepare()
    assert "数据库比索引旧" in warned
    assert "动了 3 篇" in warned
    assert check_index().agrees
    assert prepare() == ("", "")
    assert stays.pk in dict(get_engine().digests())
