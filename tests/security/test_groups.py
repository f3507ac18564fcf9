"""The two groups: made by the migration, and what comes with each."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from archive.desk.permissions import ADMINISTRATORS, EDITOR_MAY, EDITORS, NOBODY_MAY, settle_groups

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client) -> User:
    user = User.objects.create_user("guanli", is_staff=True)
    user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    client.force_login(user)
    return user


def test_the_migration_makes_editors_with_their_rights():
    rights = Group.objects.get(name=EDITORS).permissions.values_list("codename", flat=True)
    assert sorted(rights) == sorted(EDITOR_MAY)


def test_administrators_have_every_right_but_to_rewrite_the_record():
    rights = set(Group.objects.get(name=ADMINISTRATORS).permissions.values_list("codename", flat=True))
    assert rights == set(Permission.objects.values_list("codename", flat=True)) - set(NOBODY_MAY)


def test_what_an_archive_took_from_its_editors_stays_taken():
    editors = Group.objects.get(name=EDITORS)
    editors.permissions.remove(Permission.objects.get(codename="change_source"))
    settle_groups()
    assert not editors.permissions.filter(codename="change_source").exists()


def test_a_right_that_comes_later_reaches_the_administrators():
    administrators = Group.objects.get(name=ADMINISTRATORS)
    administrators.permissions.clear()
    settle_groups()
    assert administrators.permissions.filter(codename="change_user").exists()


def test_an_administrator_cannot_make_a_superuser(client, administrator):
    other = User.objects.create_user("xinren")
    client.post(
        reverse("admin:auth_user_change", args=[other.pk]),
        {"username": "xinren", "is_superuser": "on", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"},
    )
    other.refresh_from_db()
    assert not other.is_superuser


def test_an_administrator_cannot_set_the_password_of_a_superuser(client, administrator):
    root = User.objects.create_superuser("root")
    address = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.post(address, {"password1": "changan-jie-1", "password2": "changan-jie-1"}).status_code == 403


def test_no_account_is_deleted(admin_client):
    other = User.objects.create_user("xinren")
    assert admin_client.post(reverse("admin:auth_user_delete", args=[other.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=other.pk).exists()


def test_who_joins_the_editors_may_enter_the_desk(client, administrator):
    other = User.objects.create_user("xinren")
    client.post(
        reverse("admin:auth_user_change", args=[other.pk]),
        {
            "username": "xinren",
            "is_active": "on",
            "groups": Group.objects.get(name=EDITORS).pk,
            "date_joined_0": "2026-01-01",
            "date_joined_1": "00:00:00",
        },
    )
    other.refresh_from_db()
    assert other.is_staff
