"""No 304 hides that a report was withdrawn, erased, corrected or published, even in the second of the first answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone

from archive.models import PublicChange, Report
from archive.publishing.changes import number_changes
from archive.publishing.erasing import erase_report
from archive.publishing.publish import withdraw_report

LONG_AGO = datetime(2026, 3, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 30, 8, 0, 0, 250_000, UTC)
FAR = "Fri, 01 Jan 2100 00:00:00 GMT"
#: What tells of a report, or lists it.
VALIDATED = (
    "/feed.atom",
    "/search/feed.atom?q=整顿",
    "/regions/620000/feed.atom",
    "/api/v1/reports/{pk}",
    "/api/v1/changes",
)
OTHERS = (
    "/", "/reports/{pk}/", "/search/?q=整顿", "/regions/620000/", "/regions/", "/sitemap.xml", "/sitemap-pages.xml",
    "/sitemap-reports-1.xml", "/search/export.csv", "/saved/?ids={pk}", "/api/v1/search?q=整顿", "/api/v1/regions/62",
    "/reports/{pk}/cite.ris",
)  # fmt: skip


def _withdraw(report: Report) -> None:
    withdraw_report(report)


def _erase(report: Report) -> None:
    erase_report(report.pk, reason="当事人申请")


def _correct(report: Report) -> None:
    report.title = "改过的题名"
    report.save()


CHANGES: dict[str, Callable[[Report], None]] = {"withdrawn": _withdraw, "erased": _erase, "corrected": _correct}


@pytest.fixture
def still(monkeypatch):
    """The clock stands still: everything happens in one second."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def report(make_report) -> Report:
    """A report beside another one, both changed long ago."""
    made = make_report(title="定西的整顿", text="整顿", region="621102")
    make_report(title="泸州的整顿", text="整顿", region="621102")
    number_changes()
    PublicChange.objects.update(changed_at=LONG_AGO)
    return made


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("address", VALIDATED)
def test_whoever_asks_again_in_the_second_of_a_change_sees_it(still, report, client, monkeypatch, address, change):
    path = address.format(pk=report.pk)
    report.title = "刚改过"
    report.save()  # so that the first answer is of the second of the change
    first = client.get(path)
    assert first.status_code == 200
    CHANGES[change](report)
    date = NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")
    for later in (0, 1, 3600):
        monkeypatch.setattr(timezone, "now", lambda later=later: NOW + timedelta(seconds=later))
        for header, given in (
            ("If-Modified-Since", first.get("Last-Modified", date)),
            ("If-Modified-Since", date),
            ("If-Modified-Since", FAR),
            ("If-None-Match", first["ETag"]),
        ):
            again = client.get(path, headers={header: given})
            assert again.status_code != 304, (header, given, later)
            assert again.content != first.content


@pytest.mark.parametrize("address", VALIDATED)
def test_what_did_not_change_for_long_is_not_sent_again(report, client, address):
    path = address.format(pk=report.pk)
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    if address != "/api/v1/changes":
        assert parsedate_to_datetime(first["Last-Modified"]) == LONG_AGO + timedelta(seconds=1)
        answer = client.get(path, headers={"If-Modified-Since": first["Last-Modified"]})
        assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("address", VALIDATED)
def test_a_cache_on_the_way_asks_again_each_time(report, client, address):
    answer = client.get(address.format(pk=report.pk))
    assert "no-cache" in answer["Cache-Control"]
    again = client.get(address.format(pk=report.pk), headers={"If-None-Match": answer["ETag"]})
    assert "no-cache" in again["Cache-Control"]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("address", OTHERS)
def test_pages_lists_and_the_sitemap_are_always_answered_whole(report, client, address, change):
    path = address.format(pk=report.pk)
    first = client.get(path)
    assert first.status_code == 200
    CHANGES[change](report)
    asked = {"If-Modified-Since": first.get("Last-Modified", FAR), "If-None-Match": first.get("ETag", '"x"')}
    for headers in (asked, {"If-Modified-Since": FAR}, {"If-None-Match": "*"}):
        assert client.get(path, headers=headers).status_code != 304


def test_an_erased_report_moves_the_time_of_a_feed_though_its_history_is_gone(report, client):
    report.title = "改过的题名"
    report.save()
    number_changes()
    PublicChange.objects.update(changed_at=LONG_AGO)
    first = client.get("/feed.atom")
    erase_report(report.pk, reason="当事人申请")
    again = client.get("/feed.atom", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 200
    assert parsedate_to_datetime(again["Last-Modified"]) > LONG_AGO


def test_a_feed_made_while_the_index_was_behind_is_not_kept(report, client, make_report):
    """What the index may lack yet must not be taken for what is there."""
    from archive.models import IndexChange

    IndexChange.objects.create(report_id=report.pk)
    first = client.get("/search/feed.atom?q=整顿")
    IndexChange.objects.all().delete()
    again = client.get("/search/feed.atom?q=整顿", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 200
