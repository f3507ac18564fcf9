"""manage.py prepare: does only what is missing, and says the first login once."""

from __future__ import annotations

import io
import os

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from archive.management.commands.prepare import Command
from archive.models import Region, Report
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
    assert "short" in warned


def test_an_index_that_was_lost_is_built_again(make_report, settings, tmp_path):
    report = make_report(text="三会一课。")
    settings.INDEX_DIR = tmp_path / "another-index"
    get_engine.cache_clear()
    assert "index: building from 1 reports" in prepare()[0]
    assert set(get_engine().digests()) == {report.pk}
    assert Report.objects.count() == 1
