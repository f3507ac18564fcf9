"""The audit page: all that was done, in one list, for administrators."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive.models import ImportBatch, Report
from archive.publishing.publish import withdraw_report
from tests.admin.conftest import *  # noqa: F403  the cast of the desk

PAGE = "/admin/audit/"


def shown(browser: Client, **asked: str) -> str:
    return browser.get(PAGE, asked).content.decode()


def test_a_change_on_the_desk_is_listed_with_who_and_what(admin_client, send, make_report):
    send(make_report(title="原题"), own_title="改题")
    page = shown(admin_client, kind="change")
    assert "zhouyan" in page
    assert "改题" in page


def test_what_a_command_changed_is_listed_as_the_programs(admin_client, make_report):
    withdraw_report(Report.objects.get(pk=make_report(title="撤下的").pk))
    assert "撤下的" in shown(admin_client, kind="program")


def test_uploads_are_listed_with_their_address(admin_client):
    ImportBatch.objects.create(label="九月的一批", started_from="203.0.113.7")
    page = shown(admin_client, kind="upload")
    assert "九月的一批" in page
    assert "203.0.113.7" in page


def test_logins_and_failed_logins_are_listed(admin_client):
    User.objects.create_user("xinren", password="zhongguancun-3", is_staff=True)
    for password in ("falsch", "zhongguancun-3"):
        Client().post(reverse("admin:login"), {"username": "xinren", "password": password})
    assert "用户名或密码不对" in shown(admin_client, kind="failed", who="xinren")
    assert "xinren" in shown(admin_client, kind="login")


def test_a_day_without_anything_is_empty(admin_client):
    ImportBatch.objects.create(label="九月的一批")
    assert "没有符合的记录" in shown(admin_client, first="2001-01-01", last="2001-01-02")


@pytest.mark.parametrize("asked", [{"first": "gestern"}, {"page": "99999"}, {"kind": "x"}])
def test_what_is_not_allowed_is_a_400(admin_client, asked):
    assert admin_client.get(PAGE, asked).status_code == 400


def test_the_page_costs_the_same_however_many_rows(admin_client, django_assert_max_num_queries):
    ImportBatch.objects.bulk_create([ImportBatch(label=f"第{number}批") for number in range(150)])
    with django_assert_max_num_queries(8):
        assert "更早的" in shown(admin_client)


def test_an_editor_may_not_see_it(desk):
    assert desk.get(PAGE).status_code == 403
