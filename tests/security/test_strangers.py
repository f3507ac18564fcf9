"""What a stranger may send: no large body, no number of thousands of digits; and no lockout to walk round."""

from __future__ import annotations

import io
import os
import re
import time
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from archive.storage.spooled import UnnamedFileHandler
from archive.web.fields import GREATEST_ID, number_field, whole_number
from config.limits import SMALL_BODY_BYTES
from tests.security.hostile import addresses

#: More than Python converts, as many as it converts, one more than a row's number has; with and without zeros before.
#: All numbers at all addresses take a minute.
SLOW = os.environ.get("SLOW_TESTS") == "1"
LONG_NUMBERS = (
    "9" * 4400,
    "9" * 4300,
    "0" * 4400 + "1",
    "9" * 20,
    str(GREATEST_ID + 1),
    "９" * 4400,
    "-" + "9" * 4400,
    "1" + "0" * 60_000,
)
PARAMETERS = (
    "page", "size", "p", "term", "year", "ids", "add", "distance", "from", "to", "q", "region", "o", "all", "e", "twin", "place", "list_per_page",
    "source", "near", "corpus", "text", "result", "id", "id__exact", "status__exact", "region__code__exact", "batch__id__exact", "source__id__exact", "with",
)  # fmt: skip


class NeverRead(io.RawIOBase):
    """A body that fails the test which reads it."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        raise AssertionError("the body was read")


def post_unread(client: Client, path: str, length: int | str, **more: str):
    return client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=path,
        CONTENT_LENGTH=str(length),
        CONTENT_TYPE="multipart/form-data; boundary=x",
        **{"wsgi.input": NeverRead()},
        **more,
    )


def paths() -> list[str]:
    """Every address of the archive without a hole, and one that nothing has."""
    return sorted({f"/{each}" for each in addresses() if not set(each) & set("<>^$()\\")} | {"/no/such/"})


@pytest.mark.parametrize("length", [SMALL_BODY_BYTES + 1, 2 * 1024**3, "0" * 30 + "700000000", "9" * 400])
def test_a_strangers_large_body_is_refused_unread_at_every_address(db, length):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    takes_files = {reverse("admin:archive_report_upload"): 302, reverse("api:uploads"): 401}
    assert set(takes_files) < set(paths())
    for path in paths():
        answer = post_unread(client, path, length)
        assert answer.status_code == takes_files.get(path, 413), path
        assert path in takes_files or "请先登录" in answer.content.decode()


def test_an_account_without_the_right_to_upload_is_refused_unread(client, db):
    client.force_login(User.objects.create_user("reader", password="x"))
    assert post_unread(client, reverse("admin:archive_report_upload"), 2 * 1024**3).status_code == 302
    client.force_login(User.objects.create_user("staff", password="x", is_staff=True))
    assert post_unread(client, reverse("admin:archive_report_upload"), 2 * 1024**3).status_code == 403


def test_a_session_that_ended_buys_nothing(client, db):
    client.force_login(User.objects.create_user("reader", password="x"))
    kept = client.cookies["sessionid"].value
    client.logout()
    client.cookies["sessionid"] = kept
    assert post_unread(client, "/", SMALL_BODY_BYTES + 1).status_code == 413


def test_an_editor_sends_a_long_text_and_no_more(client, db, settings):
    client.force_login(User.objects.create_superuser("root", password="x"))
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + SMALL_BODY_BYTES
    assert post_unread(client, "/admin/archive/report/", most + 1).status_code == 413
    checking = Client(enforce_csrf_checks=True)
    checking.cookies["sessionid"], checking.cookies["csrftoken"] = client.cookies["sessionid"].value, "a" * 32
    with pytest.raises(AssertionError, match="the body was read"):
        post_unread(checking, "/admin/archive/report/1/change/", most)


def test_a_large_file_lies_in_a_file_without_a_name(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    handler = UnnamedFileHandler()
    handler.new_file("files", "a.txt", "text/plain", 3_000_000)
    handler.receive_data_chunk(b"abc" * 1_000_000, 0)
    assert list(tmp_path.iterdir()) == []
    file = handler.file_complete(3_000_000)
    assert (file.name, file.size, file.read(4)) == ("a.txt", 3_000_000, b"abca")
    handler.upload_interrupted()
    assert file.closed


@pytest.mark.parametrize("command", [["prepare"], ["fsck", "--fix"]])
def test_what_an_upload_left_is_removed_after_an_hour(command, engine, regions, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "sehr-langes-passwort-1")
    settings.LOAD_SAMPLES = False
    settings.STATIC_ROOT = tmp_path / "static"
    folder = settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    folder.mkdir()
    old, new = folder / "tmpold.upload.bin", folder / "tmpnew.upload.bin"
    for path in (old, new):
        path.write_bytes(b"a")
    hour_ago = time.time() - 3700
    os.utime(old, (hour_ago, hour_ago))
    try:
        call_command(*command)
    except SystemExit:
        pass
    assert [path.name for path in Path(folder).iterdir()] == [new.name]


def test_fsck_tells_of_what_an_upload_left(engine, regions, settings, tmp_path, capsys):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    (tmp_path / "tmpold.upload.bin").write_bytes(b"a")
    os.utime(tmp_path / "tmpold.upload.bin", (1, 1))
    with pytest.raises(SystemExit):
        call_command("fsck")
    assert "tmpold.upload.bin" in capsys.readouterr().out


@pytest.mark.parametrize("who", ["stranger", "administrator"])
def test_a_number_of_thousands_of_digits_fails_nowhere(who, numbers, regions):
    client = Client(raise_request_exception=False)
    if who == "administrator":
        client.force_login(User.objects.create_superuser("root", password="x"))
    known = [*paths(), "/regions/621100/", f"/reports/{numbers[0]}/", f"/reports/{numbers[0]}/compare/{numbers[1]}/"]
    known += [f"/admin/archive/report/{numbers[0]}/change/", f"/admin/archive/report/{numbers[0]}/history/"]
    names = ("page", "p", "year", "o", "id__exact")
    failed = []
    for at, path in enumerate(known):
        if path in ("/admin/logout/", "/logout/", "/readyz") or (who == "stranger" and path.startswith("/admin/a")):
            continue
        # Each address meets the longest number in all parameters, and each other number in some address.
        values = LONG_NUMBERS if SLOW else (LONG_NUMBERS[0], LONG_NUMBERS[at % len(LONG_NUMBERS)])
        for value in dict.fromkeys(values):
            together = PARAMETERS if len(value) < 10_000 else ("page", "ids")
            queries = ["&".join(f"{name}={value}" for name in together)]
            queries += [f"{name}={value}" for name in (names if SLOW else (names[at % len(names)],))]
            failed += [(path, query[:40]) for query in queries if client.get(f"{path}?{query}").status_code >= 500]
    assert failed == []


def test_a_number_of_thousands_of_digits_in_a_path_is_not_found(client, numbers):
    client.force_login(User.objects.create_superuser("root", password="x"))
    for value in LONG_NUMBERS[:5]:
        for path in (
            f"/reports/{value}/", f"/reports/{value}/original", f"/reports/1/compare/{value}/", f"/regions/{value}/", f"/api/v1/reports/{value}",
            f"/sitemap-reports-{value}.xml", f"/admin/archive/report/{value}/change/", f"/admin/archive/report/{value}/history/",
            f"/admin/archive/report/1/history/{value}/", f"/admin/archive/importbatch/{value}/change/", f"/admin/archive/importbatch/{value}/steer/",
            f"/admin/archive/source/{value}/change/", f"/admin/archive/region/{value}/change/", f"/regions/{value}/feed.atom", f"/reports/{value}/cite.bib",
        ):  # fmt: skip
            assert client.get(path).status_code in (302, 404, 405, 422), path


@pytest.mark.parametrize("field", ["put_back", "accept", "fill", "verdict"])
@pytest.mark.parametrize("value", LONG_NUMBERS[:5])
def test_the_desk_takes_no_number_of_thousands_of_digits(client, numbers, field, value):
    client.force_login(User.objects.create_superuser("root", password="x"))
    address = reverse("admin:archive_report_change", args=[numbers[0]])
    version = re.search(r'name="version" value="([^"]+)"', client.get(address).content.decode())[1]
    sent = f"{value}:{value}" if field == "fill" else f"{value}:same" if field == "verdict" else value
    assert client.post(address, {"version": version, field: sent}).status_code < 500
    listed = reverse("admin:archive_report_changelist")
    for action in ("publish_selected", "withdraw_selected", "delete_selected", "publish", "withdraw"):
        assert client.post(listed, {"action": action, "_selected_action": value, "index": value}).status_code < 500


def test_a_number_is_read_within_its_bounds():
    assert [whole_number(text, 20, 1) for text in ("1", "20", "007")] == [1, 20, 7]
    assert [
        whole_number(text, 20, 1) for text in ("", None, "0", "21", "-1", "+1", " 1", "1.0", "²", "１", *LONG_NUMBERS)
    ] == [None] * (10 + len(LONG_NUMBERS))
    assert whole_number(str(GREATEST_ID)) == GREATEST_ID
    field = number_field("页码", 100)
    for value in LONG_NUMBERS:
        with pytest.raises(Exception, match="须是 1 到 100 的整数"):
            field.clean(value)


def log_in(address: str, password: str = "wrong"):
    """Send a login through a proxy of this machine, which names the client."""
    return Client().post(
        "/login/", {"username": "root", "password": password}, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=address
    )


def test_wrong_passwords_of_one_ipv6_network_lock_it(db, settings):
    settings.TRUSTED_PROXIES, settings.AXES_FAILURE_LIMIT = ["127.0.0.1/32"], 5
    User.objects.create_superuser("root", password="right-long-password")
    answers = [log_in(f"2001:db8:1:2::{number:x}").status_code for number in range(1, 8)]
    assert answers[:4] == [200] * 4
    assert set(answers[4:]) == {429}
    assert log_in("2001:db8:1:2:ffff::1", "right-long-password").status_code == 429
    assert log_in("2001:db8:1:3::1", "right-long-password").status_code == 302
    assert log_in("203.0.113.8", "right-long-password").status_code == 302
    assert {attempt.ip_address for attempt in AccessAttempt.objects.all()} <= {"2001:db8:1:2::"}


def test_wrong_passwords_of_one_ipv4_address_lock_that_alone(db, settings):
    settings.TRUSTED_PROXIES, settings.AXES_FAILURE_LIMIT = ["127.0.0.1/32"], 5
    User.objects.create_superuser("root", password="right-long-password")
    assert [log_in("203.0.113.8").status_code for _ in range(6)][-1] == 429
    assert log_in("203.0.113.9", "right-long-password").status_code == 302


def test_a_file_of_an_editor_still_arrives(client, engine, regions, monkeypatch):
    monkeypatch.setattr("archive.admin.uploads.start_and_wait", lambda batch, seconds: None)
    client.force_login(User.objects.create_superuser("root", password="x"))
    file = SimpleUploadedFile("a.txt", "整顿软弱涣散党组织。\n".encode() * 200_000)  # 6 MB
    answer = client.post(reverse("admin:archive_report_upload"), {"files": [file]})
    assert answer.status_code == 302
