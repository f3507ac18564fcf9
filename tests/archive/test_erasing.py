"""A lawful erasure takes a report away for good and leaves a tombstone; samples are removed by one command or button."""

from __future__ import annotations

import io

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from lxml import html

from archive.backups.rows import read_rows, tables_of
from archive.desk.permissions import ADMINISTRATORS, EDITORS
from archive.holdings.counts import count_holdings
from archive.holdings.numbers import held_numbers
from archive.intake.files import missing_samples
from archive.models import ErasedReport, ImportBatch, ImportFile, NearPair, Original, Report, Source
from archive.publishing.erasing import ErasingError, erase_report, remove_samples
from archive.publishing.outbox import apply_index_changes
from archive.publishing.samples import note_samples
from search.documents import Query
from search.engine import get_engine

REASON = "当事人依法要求删除"
SECRET = "不可留下的名字"


def run(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def found(words: str) -> int:
    return get_engine().search(Query(text=words)).total


def every_value() -> str:
    """Everything that the database holds, as one string."""
    return "\n".join(repr(row) for model in tables_of() for row in read_rows(model, connection.alias))


@pytest.fixture
def hidden(make_report, django_capture_on_commit_callbacks):
    """A report with a history, a twin, a batch's row and an entry of the desk's log, all of which name what must go."""
    report = make_report(title=f"{SECRET}的报告", text=f"写到{SECRET}。", filename=f"{SECRET}.txt", author=SECRET)
    report = Report.objects.get(pk=report.pk)
    report.title = f"{SECRET}的报告，改过"
    with django_capture_on_commit_callbacks(execute=True):
        report.save()
    NearPair.objects.create(first=report, second=make_report(), similarity=0.95)
    batch = ImportBatch.objects.create()
    ImportFile.objects.create(batch=batch, path=f"{SECRET}.txt", status="created", report=report)
    kind = ContentType.objects.get_for_model(Report)
    user = User.objects.create_user("周岩")
    LogEntry.objects.create(
        user=user, content_type=kind, object_id=str(report.pk), object_repr=report.title, action_flag=CHANGE
    )
    return report


def test_an_erased_report_is_gone_from_database_disk_and_search(hidden, django_capture_on_commit_callbacks):
    path, address = hidden.original.path, hidden.get_absolute_url()
    assert SECRET in every_value()
    assert found(SECRET) == 1
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        erase_report(hidden.pk, reason=REASON)
    assert SECRET not in every_value()
    assert found(SECRET) == 0
    assert not path.exists()
    assert not NearPair.objects.exists()
    assert LogEntry.objects.get().object_repr == f"第 {address.split('/')[2]} 号报告（已删除）"


def test_the_tombstone_answers_at_every_address_of_the_report(hidden, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase_report(hidden.pk, reason=f"  {REASON}\n")
    for ending in ("", "original", "cite.ris", "cite.txt"):
        response = client.get(f"/reports/{hidden.pk}/{ending}")
        assert response.status_code == 410
        page = response.content.decode()
        assert "报告已删除" in page
        assert REASON in page
        assert str(ErasedReport.objects.get().erased_at.year) in page
        assert SECRET not in page
    answer = client.get(f"/api/v1/reports/{hidden.pk}")
    assert answer.status_code == 410
    assert REASON in answer.json()["error"]
    assert client.get("/reports/999999/").status_code == 404


@pytest.mark.parametrize("reason", ["", " \n", "长" * 301])
def test_nothing_is_erased_without_a_reason_that_can_be_shown(hidden, reason):
    with pytest.raises(ErasingError):
        erase_report(hidden.pk, reason=reason)
    assert Report.objects.filter(pk=hidden.pk).exists()


def test_the_command_says_first_what_would_go_and_writes_the_index_anew(hidden, django_capture_on_commit_callbacks):
    assert "加 --yes 再运行" in run("erase", str(hidden.pk), "--reason", REASON)
    assert Report.objects.filter(pk=hidden.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        said = run("erase", str(hidden.pk), "--reason", REASON, "--yes")
    assert "以前的备份里还有它" in said
    assert not Report.objects.filter(pk=hidden.pk).exists()
    assert run("index", "check").strip() == "数据库与索引一致。"
    with pytest.raises(CommandError, match="没有第"):
        run("erase", str(hidden.pk), "--reason", REASON, "--yes")


def test_a_backup_says_that_older_ones_still_hold_what_was_erased(hidden, tmp_path, db):
    from archive.management.commands.backup import erased_note

    assert erased_note() == ""
    erase_report(hidden.pk, reason=REASON)
    assert "那以前的备份里还有它们，请一并销毁" in erased_note()


@pytest.fixture
def administrator(client) -> User:
    user = User.objects.create_user("周管理", is_staff=True)
    user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    client.force_login(user)
    return user


def test_an_administrator_erases_on_the_desk_by_copying_the_number(
    hidden, client, administrator, monkeypatch, django_capture_on_commit_callbacks
):
    started = []
    monkeypatch.setattr("archive.admin.review.erasing.start_command", lambda *words: started.append(words))
    address = f"/admin/archive/report/{hidden.pk}/erase/"
    assert address in client.get(f"/admin/archive/report/{hidden.pk}/change/").content.decode()
    assert "无法取回" in client.get(address).content.decode()
    assert client.post(address, {"reason": REASON, "number": "1234567"}).status_code == 422
    assert client.post(address, {"reason": " ", "number": hidden.pk}).status_code == 422
    assert Report.objects.filter(pk=hidden.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"reason": REASON, "number": hidden.pk}).status_code == 302
    assert ErasedReport.objects.get().erased_by == administrator
    assert started == [("index", "rebuild")]


def test_an_editor_cannot_erase(hidden, client):
    user = User.objects.create_user("周编", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    assert client.post(f"/admin/archive/report/{hidden.pk}/erase/", {"reason": REASON}).status_code == 403
    assert "永久删除" not in client.get(f"/admin/archive/report/{hidden.pk}/change/").content.decode()


@pytest.fixture
def samples(make_report):
    batch = ImportBatch.objects.create(label="示例", is_sample=True)
    return [
        make_report(is_sample=True, batch=batch, region="621102", date="2021", source="编出来的报"),
        make_report(is_sample=True, batch=batch, region="410926"),
    ]


def test_samples_count_while_nothing_else_is_there_and_not_beside_a_real_report(samples, make_report, client):
    assert count_holdings(held_numbers()).reports == 2
    make_report(status=Report.Status.DRAFT)
    assert count_holdings(held_numbers()).reports == 2
    make_report(title="真的报告", region="621102", date="2019")
    note_samples()  # as its publication does
    apply_index_changes()
    holdings = count_holdings(held_numbers())
    assert (holdings.reports, holdings.originals, holdings.provinces, holdings.first, holdings.last) == (
        1,
        1,
        1,
        2019,
        2019,
    )
    assert "<b>1</b> 篇" in client.get("/").content.decode()
    region = client.get("/regions/620000/").content.decode()
    assert "真的报告" in region
    assert samples[0].title not in region
    assert client.get("/api/v1/regions/62").json()["count"] == 1


def test_one_command_removes_the_samples_for_good(samples, make_report, settings, django_capture_on_commit_callbacks):
    real = make_report(title="真的报告")
    paths = [sample.original.path for sample in samples]
    with django_capture_on_commit_callbacks(execute=True):
        assert "已移去示例报告 2 篇" in run("samples", "remove")
    assert list(Report.objects.values_list("pk", flat=True)) == [real.pk]
    assert not any(path.exists() for path in paths)
    assert Original.objects.count() == 1
    assert not Source.objects.filter(name="编出来的报").exists()
    assert not ErasedReport.objects.exists()
    assert "没有示例报告" in run("samples", "remove")


def test_removed_samples_do_not_come_back_with_the_next_start(samples, make_report):
    assert missing_samples()
    remove_samples()
    assert missing_samples() == []


def test_one_button_of_the_status_page_removes_the_samples(samples, client, administrator):
    assert "移去全部示例报告" in client.get("/admin/status/").content.decode()
    assert client.post("/admin/status/samples/").status_code == 302
    assert not Report.objects.filter(is_sample=True).exists()
    assert (
        "示例报告"
        not in client.get("/admin/status/").content.decode().partition("messagelist")[2].partition("status-pair")[2]
    )


def test_the_page_of_a_report_on_the_desk_names_no_bare_division(hidden, client, administrator):
    page = html.fromstring(client.get(f"/admin/archive/report/{hidden.pk}/change/").content)
    named = "//*[self::p or self::div or self::span][@aria-label or @aria-labelledby][not(@role)]"
    assert [each.attrib for each in page.xpath(named)] == []
