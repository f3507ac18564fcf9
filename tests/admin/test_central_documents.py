"""An editor marks a report as a central document (中央文件); nothing guesses it."""

import pytest

from archive.models import Report
from archive.models.digests import DIGESTED, digest_of
from archive.publishing.changes.states import public_states

pytestmark = pytest.mark.django_db


def test_an_editor_marks_a_central_document_and_takes_the_mark_back(client, send, make_report):
    report = make_report(title="关于加强基层党组织建设的意见", text="加强基层党组织建设。")
    assert not report.central

    send(report, central="on")
    report.refresh_from_db()
    assert report.central
    assert list(Report.objects.central()) == [report]
    assert "中央文件，编者标出" in client.get(report.get_absolute_url()).content.decode()
    assert client.get(f"/api/v1/reports/{report.pk}").json()["central"] is True

    send(report)
    report.refresh_from_db()
    assert not report.central
    assert list(report.history.order_by("history_id").values_list("central", flat=True)) == [False, True, False]
    assert "中央文件" not in client.get(report.get_absolute_url()).content.decode()


def test_the_list_of_the_desk_filters_central_documents(desk, make_report):
    make_report(title="中央的意见", central=True)
    make_report(title="定西的汇报")
    page = desk.get("/admin/archive/report/", {"central__exact": "1"}).content.decode()
    assert "中央的意见" in page
    assert "定西的汇报" not in page


def test_a_mark_changes_the_digest_and_what_readers_are_told_and_its_absence_changes_nothing(make_report):
    report = make_report()
    before = public_states([report.pk])
    row = Report.objects.values(*DIGESTED).get(pk=report.pk)
    assert digest_of(row) == digest_of(
        {key: value for key, value in row.items() if key != "central"} | {"central": False}
    )
    old = digest_of(row, [name for name in DIGESTED if name != "central"])
    assert report.digest in ("", old) or Report.objects.get(pk=report.pk).digest == old

    Report.objects.filter(pk=report.pk).update(central=True)
    assert Report.objects.get(pk=report.pk).digest != old
    assert public_states([report.pk]) != before
