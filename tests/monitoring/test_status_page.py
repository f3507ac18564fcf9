"""The status page of the desk: who sees it, what it says, and that it stands when parts do not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from archive.models import ImportBatch, ImportFile
from archive.monitoring.upkeep import note_end
from tests.admin.conftest import colleague, desk, editor  # noqa: F401  the cast of the desk

STATUS = "/admin/status/"


def shown(client) -> str:
    answer = client.get(STATUS)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_editor_sees_the_numbers(desk, engine, make_report):  # noqa: F811
    make_report()
    page = shown(desk)
    assert "一切正常" in page
    assert "报告：已发布" in page


def test_an_administrator_sees_it_too(admin_client, engine):
    assert "运行状况" in shown(admin_client)


def test_a_stranger_is_sent_to_the_login(client, db):
    assert client.get(STATUS).status_code == 302


def test_a_colleague_without_rights_is_refused(colleague):  # noqa: F811
    assert colleague.get(STATUS).status_code == 403


def test_the_desk_leads_there(desk, engine):  # noqa: F811
    assert f'href="{STATUS}"' in desk.get(reverse("admin:index")).content.decode()


def test_a_missing_index_is_told_with_its_remedy(desk, db):  # noqa: F811
    assert "index rebuild" in shown(desk)


def test_little_space_is_told_with_its_remedy(desk, engine, settings):  # noqa: F811
    settings.DISK_LEAST_BYTES = 1 << 62
    assert "请清出空间" in shown(desk)


def test_searches_without_a_hit_are_listed_and_escaped(desk, engine, settings):  # noqa: F811
    settings.SEARCH_NOTES = True
    desk.get("/search/", {"q": '并无<b>此词</b>&"'})
    page = shown(desk)
    assert "并无&lt;b&gt;此词" in page
    assert "<b>此词" not in page


def test_a_slow_search_is_listed(desk, engine, settings):  # noqa: F811
    settings.SEARCH_NOTES, settings.SLOW_SEARCH_MS = True, 0
    desk.get("/search/", {"q": "党建引领"})
    assert "党建引领" in shown(desk)


def test_failed_files_are_listed_with_their_reason(desk, engine):  # noqa: F811
    batch = ImportBatch.objects.create()
    ImportFile.objects.create(batch=batch, path="坏.docx", status=ImportFile.Status.FAILED, error="文件已损坏。")
    page = shown(desk)
    assert "坏.docx" in page
    assert "文件已损坏。" in page


def test_queries_do_not_grow_with_failures(desk, engine, django_assert_num_queries):  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as once:
        shown(desk)
    for _ in range(15):
        batch = ImportBatch.objects.create()
        ImportFile.objects.create(batch=batch, path="坏.docx", status=ImportFile.Status.FAILED)
    with django_assert_num_queries(len(once)):
        shown(desk)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_only_shows(admin_client, engine, method):
    assert getattr(admin_client, method)(STATUS).status_code == 405


def test_a_task_that_never_ran_is_named_with_its_command(desk, engine):  # noqa: F811
    page = shown(desk)
    assert "还没有做过：manage.py backup" in page
    assert "一切正常" in page


def test_the_last_backup_and_fsck_are_told_with_age_and_verdict(desk, engine):  # noqa: F811
    call_command("backup")
    call_command("fsck")
    page = shown(desk)
    assert re.search(r"最近的备份</dt>\s*<dd>刚才，备份已写好", page)
    assert re.search(r"最近的 fsck</dt>\s*<dd>刚才，全部对得上", page)
    assert "一切正常" in page


@pytest.mark.parametrize(
    ("task", "days", "is_good", "told"),
    [
        ("backup", 9, True, "请运行 manage.py backup"),
        ("backup", 1, False, "请运行 manage.py backup"),
        ("verify", 1, False, "用别的备份核对"),
        ("fsck", 1, False, "请再运行 manage.py fsck"),
    ],
)
def test_an_old_backup_and_a_bad_end_are_told_with_their_remedy(desk, engine, monkeypatch, task, days, is_good, told):  # noqa: F811
    then = timezone.now() - timedelta(days=days)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: then)
        note_end(task, "有 3 处", is_good=is_good)
    page = shown(desk)
    assert told in page
    assert "有事要办" in page


def test_the_status_page_says_how_to_upgrade(desk, engine):  # noqa: F811
    assert "git pull" in shown(desk)
