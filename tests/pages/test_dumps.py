"""The newest dump is offered on 关于本库 and sent as files; what became private since is told or withheld."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from archive.dumps.writing import write_dump
from archive.models import ErasedReport, Report
from archive.views import dumps
from tests.own_database import connection_kept

PAGE = "/about/archive/"


def body(response) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    close(response)
    return content


def close(response) -> None:
    with connection_kept():  # the end of a request closes the test's connection otherwise, on PostgreSQL
        response.close()


@pytest.fixture
def folder(settings, tmp_path):
    settings.DUMP_DIR = tmp_path / "dumps"
    return settings.DUMP_DIR


@pytest.fixture
def dump(folder, make_report):
    make_report(title="定西市谋深抓实基层党建", text="整顿软弱涣散村党组织。")
    make_report()
    return write_dump(folder, now=timezone.now() - timedelta(hours=1)).folder


def test_without_a_dump_the_page_offers_none(engine, folder, read, client):
    assert "整库下载" not in read(PAGE).text
    assert client.get("/dumps/newest/reports.jsonl").status_code == 404


def test_the_page_says_from_when_it_is_what_is_in_it_and_how_large(dump, read):
    page = read(PAGE)
    assert "整库下载" in page.text
    assert "这一份含报告 2 篇" in page.text
    assert "撤回了" not in page.text
    links = page.all("//main//a/@href[starts-with(., '/dumps/')]")
    names = [
        "README.md",
        "datapackage.json",
        "reports.jsonl",
        "reports.csv",
        "regions.csv",
        "sources.csv",
        "SHA256SUMS",
    ]
    assert links == [f"/dumps/{dump.name}/{name}" for name in names]
    assert f"{(dump / 'reports.csv').stat().st_size:,} 字节" in page.text.replace(" ", " ")


def test_the_page_says_how_many_were_withdrawn_since(dump, read):
    report = Report.objects.order_by("pk").first()
    Report.objects.filter(pk=report.pk).update(
        status="withdrawn", withdrawn_at=timezone.now(), published_at=timezone.now() - timedelta(days=9)
    )
    assert "此后撤回了 1 篇，请勿再用它们" in read(PAGE).text


def test_each_file_is_sent_whole_as_an_attachment_that_runs_nowhere(dump, client):
    for path in dump.iterdir():
        response = client.get(f"/dumps/{dump.name}/{path.name}")
        assert response.status_code == 200
        assert response["Content-Disposition"] == f'attachment; filename="{path.name}"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Content-Length"] == str(path.stat().st_size)
        assert body(response) == path.read_bytes()


def test_newest_leads_to_the_newest(dump, folder, client):
    newer = write_dump(folder).folder
    assert client.get("/dumps/newest/reports.csv")["Location"] == f"/dumps/{newer.name}/reports.csv"


def test_the_newest_and_the_one_before_are_sent_and_none_older(dump, folder, client):
    before = write_dump(folder, now=timezone.now() - timedelta(minutes=1)).folder
    newest = write_dump(folder).folder
    for path, status in ((newest, 200), (before, 200), (dump, 404)):
        response = client.get(f"/dumps/{path.name}/README.md")
        assert response.status_code == status
        body(response)


@pytest.mark.parametrize(
    "file",
    [
        "../db.sqlite3",
        "..%2f..%2fdb.sqlite3",
        "secret-key",
        "README.md.bak",
        ".",
        "",
        "originals",
        "%00",
        "README.md/",
        "a" * 5000,
    ],
)
def test_nothing_else_is_sent(dump, client, file):
    (dump.parent / "secret-key").write_text("geheim")
    (dump / "secret-key").write_text("geheim")
    (dump / "README.md.bak").write_text("geheim")
    assert client.get(f"/dumps/{dump.name}/{file}").status_code == 404


@pytest.mark.parametrize(
    "name", ["..", "jiceng-20261130-111500.removing", "jiceng-dump.part", "jiceng-99999999-999999", "x"]
)
def test_no_other_folder_is_sent(dump, folder, client, name):
    (folder / name).mkdir(exist_ok=True)
    for file in ("README.md", "SHA256SUMS"):
        (folder / name / file).write_text("geheim")
    assert client.get(f"/dumps/{name}/README.md").status_code == 404


def test_a_link_in_a_dump_is_not_followed(dump, client, tmp_path):
    (tmp_path / "geheim").write_text("geheim")
    (dump / "README.md").unlink()
    (dump / "README.md").symlink_to(tmp_path / "geheim")
    assert client.get(f"/dumps/{dump.name}/README.md").status_code == 404


def test_an_original_is_sent_by_its_digest(folder, make_report, client):
    report = make_report(data=b"<script>alert(1)</script>")
    dump = write_dump(folder, originals=True).folder
    digest = report.original.sha256
    response = client.get(f"/dumps/{dump.name}/originals/{digest}")
    assert response["Content-Type"] == "application/octet-stream"
    assert body(response) == b"<script>alert(1)</script>"
    assert client.get(f"/dumps/{dump.name}/originals/{'0' * 64}").status_code == 404


def test_a_dump_that_holds_an_erased_report_is_withheld_even_if_its_removal_was_cut_off(dump, client, read):
    ErasedReport.objects.create(report_id=Report.objects.order_by("pk").first().pk, reason="依法")
    assert dump.is_dir()
    assert client.get(f"/dumps/{dump.name}/reports.jsonl").status_code == 404
    assert "整库下载" not in read(PAGE).text


def test_a_tombstone_of_another_report_withholds_nothing(dump, client):
    ErasedReport.objects.create(report_id=10**6, reason="依法")
    response = client.get(f"/dumps/{dump.name}/reports.jsonl")
    assert response.status_code == 200
    body(response)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=3-99999999999", 206, slice(3, None)),
        ("bytes=99999999999-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=9-3", 200, slice(None)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("lines=0-1", 200, slice(None)),
        ("bytes=" + "9" * 500 + "-", 200, slice(None)),
    ],
)
def test_a_download_can_go_on_by_ranges(dump, client, asked, status, part):
    whole = (dump / "reports.jsonl").read_bytes()
    response = client.get(f"/dumps/{dump.name}/reports.jsonl", headers={"Range": asked})
    assert response.status_code == status
    if part is not None:
        assert body(response) == whole[part]
        assert response["Content-Length"] == str(len(whole[part]))
    else:
        assert response["Content-Range"] == f"bytes */{len(whole)}"


def test_a_range_of_another_dump_gives_the_whole(dump, client):
    address = f"/dumps/{dump.name}/README.md"
    etag = client.head(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    part = client.get(address, headers={"Range": "bytes=0-1", "If-Range": etag})
    assert (part.status_code, len(body(part))) == (206, 2)
    whole = client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert (whole.status_code, body(whole)) == (200, (dump / "README.md").read_bytes())


def test_a_head_tells_the_size_and_takes_no_place(dump, client):
    for _ in range(2 * dumps.MOST_DOWNLOADS):
        response = client.head(f"/dumps/{dump.name}/reports.jsonl")
        assert response["Content-Length"] == str((dump / "reports.jsonl").stat().st_size)


def test_more_downloads_than_a_process_can_bear_are_told_to_come_again(dump, client):
    address = f"/dumps/{dump.name}/README.md"
    running = [client.get(address) for _ in range(dumps.MOST_DOWNLOADS)]
    refused = client.get(address)
    assert refused.status_code == 503
    assert refused["Retry-After"] == "60"
    assert "太多" in refused.content.decode()
    for response in running:
        close(response)
    assert body(client.get(address)) == (dump / "README.md").read_bytes()


def test_a_closed_archive_gives_its_dump_to_those_alone_who_may_read(dump, client, settings):
    settings.REQUIRE_LOGIN = True
    for address in (
        f"/dumps/{dump.name}/reports.jsonl",
        "/dumps/newest/reports.jsonl",
        f"/dumps/{dump.name}/originals/{'0' * 64}",
    ):
        response = client.get(address)
        assert response.status_code == 401
        assert "须登录" in response.content.decode()
    client.force_login(User.objects.create_user("duzhe"))
    response = client.get(f"/dumps/{dump.name}/reports.jsonl")
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    body(response)


def test_downloads_count_for_the_limit_of_exports(dump, client, settings):
    settings.THROTTLE, settings.THROTTLE_LIMITS = True, {**settings.THROTTLE_LIMITS, "export": 2}
    codes = [client.head(f"/dumps/{dump.name}/README.md", REMOTE_ADDR="203.0.113.77").status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]


def test_the_page_is_whole_where_the_folder_cannot_be_read(engine, read, settings, tmp_path):
    settings.DUMP_DIR = tmp_path / "file"
    settings.DUMP_DIR.write_text("")
    assert "整库下载" not in read(PAGE).text


def test_a_dump_whose_package_is_damaged_is_offered_without_its_number(dump, read):
    (dump / "datapackage.json").write_text("{")
    assert "这一份作于" in read(PAGE).text
