"""Tokens on the desk: made after the password, shown once, looked at by their owner, revoked by him or an administrator."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from lxml import html

from archive.desk.permissions import ADMINISTRATORS, EDITORS
from archive.models import ApiToken, ImportBatch
from tests.admin.conftest import sentences
from tests.api.uploading import PASSWORD, Program

ADD, LIST = "/admin/archive/apitoken/add/", "/admin/archive/apitoken/"


def person(name: str, group: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db) -> User:
    return person("zhouyan", EDITORS)


@pytest.fixture
def desk(editor) -> Client:
    return desk_of(editor)


@pytest.fixture
def administrator(db) -> Client:
    return desk_of(person("guanli", ADMINISTRATORS))


def make(desk, **changes):
    return desk.post(ADD, {"name": "同步脚本", "days": "90", "password": PASSWORD} | changes)


def test_a_token_is_shown_once_and_works(desk, editor):
    answer = make(desk)
    page = answer.content.decode()
    (secret,) = set(re.findall(r"jct_[A-Za-z0-9_-]{43}", page))
    assert ApiToken.objects.of_secret(secret).owner == editor
    assert "no-store" in answer["Cache-Control"]
    assert "http://testserver/api/v1/uploads" in page
    for address in (LIST, f"{LIST}{ApiToken.objects.get().pk}/change/", f"{LIST}{ApiToken.objects.get().pk}/history/"):
        shown = desk.get(address).content.decode()
        assert "同步脚本" in shown
        assert secret not in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "falsch"}, "密码不对"),
        ({"password": ""}, "必填"),
        ({"name": ""}, "必填"),
        ({"name": "长" * 61}, "60"),
        ({"name": "a\0b"}, "空字符"),
        ({"days": "36500"}, "36500"),
        ({"days": "9" * 4400}, "选择"),
    ],
)
def test_what_is_wrong_is_named_and_no_token_is_made(desk, changes, sentence):
    answer = make(desk, **changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    document = html.fromstring(answer.content)
    assert set(" ".join(document.xpath("//@aria-describedby")).split()) <= set(document.xpath("//@id"))
    assert not ApiToken.objects.exists()


def test_guesses_of_the_password_are_locked_as_at_the_login(desk):
    answers = [make(desk, password="falsch").status_code for _ in range(5)]
    assert answers == [422] * 4 + [429]
    assert make(desk).status_code == 429
    assert not ApiToken.objects.exists()


def test_two_tokens_in_force_have_two_names(desk):
    make(desk)
    assert "同名" in make(desk, name="  同步脚本 ").content.decode()
    desk.post(f"{LIST}{ApiToken.objects.get().pk}/revoke/")
    assert make(desk).status_code == 200


def test_an_editor_sees_and_revokes_his_own_alone(desk, editor):
    own, foreign = Program(editor).token, Program(person("xinren", EDITORS), "别人的").token
    page = desk.get(LIST).content.decode()
    assert "同步脚本" in page
    assert "别人的" not in page
    assert desk.get(f"{LIST}{foreign.pk}/change/").status_code == 302
    assert desk.post(f"{LIST}{foreign.pk}/revoke/").status_code == 404
    assert "已停用" in sentences(desk.post(f"{LIST}{own.pk}/revoke/"))
    assert "先前已停用" in sentences(desk.post(f"{LIST}{own.pk}/revoke/"))
    assert set(ApiToken.objects.filter(revoked_at=None)) == {foreign}


def test_an_administrator_sees_and_revokes_all(administrator, editor):
    token = Program(editor).token
    assert "同步脚本" in administrator.get(LIST).content.decode()
    assert "停用这个令牌" in administrator.get(f"{LIST}{token.pk}/change/").content.decode()
    administrator.post(f"{LIST}{token.pk}/revoke/")
    line = LogEntry.objects.latest("pk")
    assert (line.user.username, line.object_repr, line.change_message) == ("guanli", "同步脚本", "停用。")


def test_who_may_look_at_tokens_alone_revokes_none(editor):
    from django.contrib.auth.models import Permission

    looker = User.objects.create_user("kankan", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_apitoken"))
    token = Program(editor).token
    browser = desk_of(looker)
    assert "停用这个令牌" not in browser.get(f"{LIST}{token.pk}/change/").content.decode()
    assert browser.post(f"{LIST}{token.pk}/revoke/").status_code == 403
    assert browser.get(ADD).status_code == 403


def test_a_colleague_without_the_right_to_upload_makes_none(colleague):
    assert colleague.get(LIST).status_code == 403
    assert colleague.get(ADD).status_code == 403
    assert colleague.post(ADD, {"name": "x"}).status_code == 403
    assert colleague.post(f"{LIST}1/revoke/").status_code == 404


def test_nobody_deletes_or_changes_a_token(administrator, editor):
    token = Program(editor).token
    assert administrator.post(f"{LIST}{token.pk}/delete/", {"post": "yes"}).status_code == 403
    assert administrator.post(f"{LIST}{token.pk}/change/", {"name": "x"}).status_code == 403
    assert administrator.get(f"{LIST}{token.pk}/revoke/").status_code == 405


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "有效"),
        ({"revoked_at": "2026-01-01T00:00:00Z"}, "已停用"),
        ({"expires_at": "2026-01-01T00:00:00Z"}, "已过期"),
    ],
)
def test_the_list_tells_the_state(desk, editor, changes, state):
    Program(editor)
    ApiToken.objects.update(**changes)
    assert f'<td class="field-state">{state}</td>' in desk.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "state"), [({"is_active": False}, "账号停用"), ({"password": "!x"}, "账号停用"), ({}, "没有上传的权限")]
)
def test_the_list_tells_of_an_account_that_stops_its_tokens(administrator, editor, changes, state):
    Program(editor)
    editor.groups.clear()
    User.objects.filter(pk=editor.pk).update(**changes)
    assert state in administrator.get(LIST).content.decode()


def test_the_batch_and_the_audit_name_token_and_editor(administrator, desk, editor):
    token = Program(editor).token
    batch = ImportBatch.objects.create(token=token, started_by=editor, label="县里寄来")
    page = desk.get(reverse("admin:archive_importbatch_change", args=[batch.pk])).content.decode()
    assert "由 zhouyan 的令牌“同步脚本”上传" in page
    rows = administrator.get("/admin/audit/").content.decode()
    assert "批次“县里寄来”，由令牌“同步脚本”上传" in rows
    assert "令牌《同步脚本》：做成" in rows


def test_the_audit_names_wrong_tokens(administrator, editor):
    for _ in range(5):
        Client().post("/api/v1/uploads", headers={"Authorization": "Bearer jct_falsch"}, REMOTE_ADDR="203.0.113.7")
    rows = administrator.get("/admin/audit/?kind=failed").content.decode()
    assert "令牌不对" in rows
    assert "令牌不对，已暂停接受" in rows
    assert "203.0.113.7" in rows


def test_a_script_in_a_name_is_shown_as_text(desk):
    page = make(desk, name="<script>alert(1)</script>").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    for address in (LIST, f"{LIST}{ApiToken.objects.get().pk}/change/"):
        assert "<script>alert" not in desk.get(address).content.decode()


def test_the_page_of_a_new_password_says_what_happens_to_tokens(desk):
    assert "令牌全部停用" in desk.get("/admin/password_change/").content.decode()
