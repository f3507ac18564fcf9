"""Who comes in by a token: nobody without one in force and the right to upload; wrong ones are told, counted and locked."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from archive.desk.tokens import MOST_TOKENS, make_token, revoke_token
from archive.models import ApiToken, ImportBatch
from archive.models.access.tokens import NO_ACCOUNT, TOKEN_FORM, token_digest
from config.limits import SMALL_BODY_BYTES
from config.logging import JsonLines, LineFormatter
from tests.api.uploading import PASSWORD, REPORT, UPLOADS, Program, made_editor
from tests.security.test_strangers import post_unread

WRONG = "jct_" + "A" * 43
LARGE = 2 * 1024**3


def send(secret: str, address: str = "203.0.113.7", **more):
    return post_unread(Client(), UPLOADS, LARGE, HTTP_AUTHORIZATION=f"Bearer {secret}", REMOTE_ADDR=address, **more)


def shut(editor, **changes) -> None:
    type(editor).objects.filter(pk=editor.pk).update(**changes)


def test_a_token_is_256_random_bits_and_only_its_digest_is_stored(editor):
    first, second = (make_token(editor, name=name, days=30) for name in "甲乙")
    assert TOKEN_FORM.fullmatch(first[1])
    assert first[1] != second[1]
    stored = json.dumps(list(ApiToken.objects.values()), default=str)
    assert first[1] not in stored
    assert token_digest(first[1]) in stored
    assert first[0].beginning == first[1][:8]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", f"Token {WRONG}", WRONG, "Bearer\tx"])
def test_a_body_without_a_token_is_refused_unread_and_counts_as_no_guess(db, header):
    answer = post_unread(Client(), UPLOADS, LARGE, **({"HTTP_AUTHORIZATION": header} if header else {}))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "令牌" in answer.json()["error"]
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("secret", [WRONG, "jct_", "x", "jct_" + "党" * 43, "a" * 5000, WRONG + " x"])
def test_a_wrong_token_is_refused_unread(program, secret):
    answer = send(secret.encode().decode("latin-1"))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_the_cookie_of_a_session_opens_nothing_here(editor, program, started):
    browser = Client()
    browser.force_login(editor)
    assert post_unread(browser, UPLOADS, LARGE).status_code == 401
    answer = program.send(("a.txt", REPORT))
    assert browser.get(answer["Location"]).status_code == 401
    assert not answer.cookies


@pytest.mark.parametrize(
    ("stop", "sentence"),
    [
        (lambda token: revoke_token(token, by=token.owner), "已停用"),
        (lambda token: ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1)), "已过期"),
        (lambda token: shut(token.owner, is_active=False), "账号已停用"),
        (lambda token: shut(token.owner, is_staff=False), "账号已停用"),
        (lambda token: shut(token.owner, password="!x"), "账号已停用"),
    ],
)
def test_a_token_out_of_force_is_refused_at_once_and_unread_and_told_why(program, started, stop, sentence):
    address = program.send(("a.txt", REPORT))["Location"]
    stop(program.token)
    answer = send(program.secret)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert sentence in answer.json()["error"]
    assert program.ask(address).status_code == 401
    assert not AccessAttempt.objects.exists()


def test_an_account_without_the_right_to_upload_is_refused_unread(program):
    program.token.owner.user_permissions.clear()
    answer = send(program.secret)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (403, 'Bearer error="insufficient_scope"')
    assert program.ask(f"{UPLOADS}/1").status_code == 403


def test_a_token_of_another_scope_uploads_nothing(program):
    ApiToken.objects.update(scopes="search uploads-read")
    assert send(program.secret).status_code == 403


def test_a_new_password_ends_the_tokens_of_that_account_however_it_is_set(program, editor, monkeypatch):
    others = Program(made_editor("xinren"))
    editor.set_password("haidian-bridge-8")
    editor.save()
    assert send(program.secret).status_code == 401
    assert "密码改了" in LogEntry.objects.latest("pk").change_message
    answers = iter(["chaoyang-bridge-9"] * 2)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    call_command("changepassword", "xinren", stdout=io.StringIO())
    assert send(others.secret).status_code == 401


def test_a_login_that_hashes_the_password_anew_ends_no_token(program, editor, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher", *settings.PASSWORD_HASHERS
    ]  # fmt: skip
    before = editor.password
    assert Client().post("/login/", {"username": "zhouyan", "password": PASSWORD}).status_code == 302
    editor.refresh_from_db()
    assert editor.password != before
    assert program.reload().revoked_at is None


def test_after_five_wrong_tokens_the_right_one_has_to_wait_as_a_password_would(program, started):
    answers = [send(WRONG[:-1] + str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 4 + [429] * 2
    locked = program.send(("a.txt", REPORT), REMOTE_ADDR="203.0.113.7")
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert "15 分钟" in locked.json()["error"]
    assert program.send(("a.txt", REPORT), REMOTE_ADDR="203.0.113.8").status_code == 202
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert program.send(("a.txt", REPORT), REMOTE_ADDR="203.0.113.7").status_code == 202


def test_wrong_tokens_of_one_ipv6_network_lock_it_and_no_login_with_it(program, editor):
    assert [send(WRONG, f"2001:db8:1:2::{number}").status_code for number in range(1, 7)][-1] == 429
    assert send(program.secret, "2001:db8:1:2:ffff::1").status_code == 429
    login = {"username": editor.username, "password": PASSWORD}
    assert Client().post("/login/", login, REMOTE_ADDR="2001:db8:1:2::1").status_code == 302


def test_what_is_kept_of_a_wrong_token_is_neither_it_nor_query_nor_body(db):
    send(WRONG, QUERY_STRING=f"token={WRONG}")
    kept = [*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()]
    assert len(kept) == 2
    assert {row["username"] for row in kept} == {NO_ACCOUNT}
    assert WRONG[5:] not in json.dumps(kept, default=str)


def test_the_first_use_is_told_in_the_log_and_the_last_one_to_the_minute(program, started):
    def lines() -> list[str]:
        return list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))

    assert len(lines()) == 1
    program.send(("a.txt", REPORT), REMOTE_ADDR="203.0.113.7")
    first = program.reload().last_used_at
    program.send(("a.txt", REPORT))
    assert program.reload().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    program.ask(f"{UPLOADS}/1")
    assert program.reload().last_used_at >= first
    assert lines()[1:] == ["第一次使用，来自 203.0.113.7。"]


def test_a_token_is_revoked_once(program, editor):
    assert [revoke_token(program.token, by=editor) for _ in range(2)] == [True, False]
    assert LogEntry.objects.count() == 2


def test_a_closed_archive_takes_files_by_token_alone(program, started, settings):
    settings.REQUIRE_LOGIN = True
    answer = program.send(("a.txt", REPORT))
    assert answer.status_code == 202
    assert program.ask(answer["Location"]).status_code == 200
    assert Client().get(answer["Location"]).status_code == 401
    assert Client().get("/api/v1/search", headers=program.headers).status_code == 401
    assert Client().get("/", headers=program.headers).status_code == 302


@pytest.mark.parametrize("address", ["/admin/", "/admin/archive/report/upload/", "/admin/archive/apitoken/"])
def test_a_token_opens_nothing_of_the_desk(program, address):
    assert Client().get(address, headers=program.headers)["Location"].startswith("/admin/login/")
    large = post_unread(Client(), "/", SMALL_BODY_BYTES + 1, HTTP_AUTHORIZATION=f"Bearer {program.secret}")
    assert large.status_code == 413


@pytest.mark.parametrize("form", [JsonLines, LineFormatter])
@pytest.mark.parametrize("debug", [False, True])
def test_no_line_of_the_log_and_no_error_page_holds_a_token(program, settings, monkeypatch, form, debug):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(form())
    settings.ACCESS_LOG, settings.DEBUG = True, debug
    monkeypatch.setattr("archive.api.uploads.receive_by_token", lambda *_, **given: 1 / 0)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        client = Client(raise_request_exception=False)
        file = io.BytesIO(REPORT.encode())
        answers = [
            client.post(UPLOADS, {"files": file}, headers=program.headers),
            client.get(f"{UPLOADS}/{program.secret}"),
            client.get(f"/{program.secret}?token={program.secret}"),
            client.post("/login/", headers=program.headers),
            client.get("/api/v1/openapi.json", headers=program.headers),
            client.post(UPLOADS, headers={"Authorization": program.secret}),
        ]
        logging.getLogger("archive").error("a program sent %s", program.secret)
    finally:
        root.removeHandler(handler)
    assert answers[0].status_code == 500
    assert "ZeroDivisionError" in written.getvalue()
    assert "jct_…" in written.getvalue()
    secret = program.secret[8:]
    assert secret not in written.getvalue()
    for answer in (answers[0], *answers[3:]):  # an address that somebody typed may stand on the page that refuses it
        assert secret not in answer.content.decode()


def test_an_account_has_so_many_tokens_in_force_and_no_more(editor):
    from archive.desk.tokens import has_room

    made = [make_token(editor, name=str(number), days=30)[0] for number in range(MOST_TOKENS)]
    assert not has_room(editor)
    revoke_token(made[0], by=editor)
    assert has_room(editor)


def test_every_batch_that_came_by_a_token_names_it_when_it_is_gone(program, started):
    program.send(("a.txt", REPORT))
    revoke_token(program.token, by=program.token.owner)
    assert ImportBatch.objects.get().token.name == "同步脚本"
