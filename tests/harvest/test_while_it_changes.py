"""A real harvester reads on while the archive publishes, withdraws, edits and erases: each report once, each end told.

SLOW_TESTS=1 harvests 10,000 reports (``HARVESTED`` another number) of a served archive, with a writer beside it.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta

import pytest

from archive.harvest import endpoint, listing
from archive.models import Report
from archive.publishing.changes import numbering
from archive.publishing.erasing import erase_report
from archive.publishing.publish import publish_report, withdraw_report
from tests import warm
from tests.archives import blank_archive
from tests.harvest import served_harvest
from tests.harvest.harvesting import faults, harvester
from tests.own_database import own_database
from tests.serving import environment, free_port

REGIONS = ("620000", "621100", "621102", "429004", "")


class Clock:
    """The time of changes and answers in these tests."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 30, 12, tzinfo=UTC)

    def pass_second(self) -> None:
        self.time += timedelta(seconds=1)

    def now(self) -> datetime:
        return self.time


CLOCK = Clock()


class Archive:
    """The reports of a test, and what happened to each since the harvest began."""

    def __init__(self, make_report, chance: random.Random, reports: int) -> None:
        self.chance = chance
        self._make = make_report
        with make_report.together():
            for number in range(reports):
                self.make(Report.Status.PUBLISHED if number % 4 else Report.Status.DRAFT)
        self.touched: set[int] = set()
        self.throughout = self.published

    def make(self, status: str) -> Report:
        return self._make(
            status=status, region=self.chance.choice(REGIONS), date=self.chance.choice(["2021", "2020-05", ""])
        )

    @property
    def published(self) -> set[int]:
        return set(Report.objects.published().values_list("pk", flat=True))

    def change(self) -> None:
        """Let one thing happen to one report, a second after the one before."""
        CLOCK.pass_second()
        report = self.chance.choice(list(Report.objects.all()))
        deed = self.chance.choice(("publish", "withdraw", "edit", "edit", "erase", "new"))
        if deed == "new":
            publish_report(self.make(Report.Status.DRAFT))
        elif deed == "erase":
            self.touched.add(report.pk)
            erase_report(report.pk, reason="依法删除")
        elif deed == "edit" and report.is_published:
            report.title += "（改）"
            report.save()
        elif deed == "publish" and not report.is_published:
            publish_report(report)
        elif deed == "withdraw" and report.is_published:
            self.touched.add(report.pk)
            withdraw_report(report)


def harvest(records, between=lambda: None) -> list[tuple[int, bool]]:
    """Return (number, whether it is there) in the order told; ``between`` runs beside every record."""
    told = []
    for record in records:
        header = getattr(record, "header", record)
        told.append((int(header.identifier.rpartition("/")[2]), not header.deleted))
        between()
    return told


@pytest.fixture
def archive(request, make_report, monkeypatch):
    monkeypatch.setattr(listing, "AT_ONCE", 4)
    monkeypatch.setattr(numbering, "shared_now", CLOCK.now)
    monkeypatch.setattr(endpoint, "shared_now", CLOCK.now)
    CLOCK.pass_second()
    return Archive(make_report, random.Random(request.param), 28)


def seeds(*numbers: int):
    return pytest.mark.parametrize("archive", numbers, indirect=True)


@seeds(1, 2)
def test_each_report_that_was_there_throughout_is_told_once_and_each_end_is_told(archive, monkeypatch, client):
    sickle, carried = harvester(monkeypatch, client)
    records = sickle.ListRecords(metadataPrefix="oai_dc")
    began = records.oai_response.xml.findtext("{*}responseDate")
    told = harvest(records, lambda: archive.chance.random() < 0.5 and archive.change())

    there = [number for number, is_there in told if is_there]
    throughout = archive.throughout - archive.touched
    assert len(throughout) > 10
    assert {number: there.count(number) for number in throughout} == dict.fromkeys(throughout, 1)
    assert len(told) == len({number for number, _ in told})

    known = dict(told)
    known |= dict(harvest(sickle.ListRecords(metadataPrefix="jiceng", **{"from": began})))
    assert {number for number, is_there in known.items() if is_there} == archive.published
    assert all(known[number] is False for number in archive.throughout - archive.published)
    assert [fault for answer in carried.answers for fault in faults(answer)] == []


@seeds(8)
def test_a_harvester_that_goes_on_from_the_newest_datestamp_it_met_misses_nothing(archive, monkeypatch, client):
    """Some keep no time of an answer, but the newest datestamp of a record."""
    sickle, _ = harvester(monkeypatch, client)
    known, newest = {}, ""
    for harvested in range(4):
        stamps = []
        for header in sickle.ListIdentifiers(metadataPrefix="oai_dc", **({"from": newest} if newest else {})):
            known[int(header.identifier.rpartition("/")[2])] = not header.deleted
            stamps.append(header.datestamp)
            if harvested < 3 and len(stamps) % 2:
                archive.change()
        newest = max(stamps)
    assert {number for number, is_there in known.items() if is_there} == archive.published


@seeds(4)
def test_a_harvester_of_one_set_ends_with_the_reports_of_that_set(archive, monkeypatch, client):
    sickle, _ = harvester(monkeypatch, client, http_method="POST")
    headers = sickle.ListIdentifiers(metadataPrefix="jiceng", set="region:62:11")
    began = headers.oai_response.xml.findtext("{*}responseDate")
    known = dict(harvest(headers, archive.change))
    known |= dict(harvest(sickle.ListIdentifiers(metadataPrefix="jiceng", set="region:62:11", **{"from": began})))
    within = Report.objects.published().filter(region__code__startswith="6211").values_list("pk", flat=True)
    assert {number for number, is_there in known.items() if is_there} == set(within)


@seeds(5)
def test_a_list_says_how_long_it_is_and_how_far_one_has_come(archive, monkeypatch, client):
    sickle, carried = harvester(monkeypatch, client)
    told = harvest(sickle.ListIdentifiers(metadataPrefix="oai_dc"))
    from lxml import etree

    tokens = [etree.fromstring(answer).find(".//{*}resumptionToken") for answer in carried.answers]
    assert [token.get("cursor") for token in tokens] == [str(at) for at in range(0, len(told), 4)]
    assert {token.get("completeListSize") for token in tokens} == {str(len(told))}
    assert [bool(token.text) for token in tokens] == [True] * (len(tokens) - 1) + [False]


@seeds(6)
def test_a_token_may_be_used_again_and_outlives_the_server(archive, monkeypatch, client):
    from django.test import Client

    sickle, _ = harvester(monkeypatch, client)
    records = sickle.ListRecords(metadataPrefix="oai_dc")
    query = {"verb": "ListRecords", "resumptionToken": records.resumption_token.token}
    first, again = (Client().get("/oai", query).content for _ in range(2))
    assert first.partition(b"<ListRecords>")[2] == again.partition(b"<ListRecords>")[2] != b""


@seeds(7)
def test_a_page_of_a_list_that_is_gone_meanwhile_tells_the_last_one_again(archive, monkeypatch, client):
    sickle, carried = harvester(monkeypatch, client)
    headers = sickle.ListIdentifiers(metadataPrefix="oai_dc", set="region:62:11")
    first = [headers.next() for _ in range(4)]
    Report.objects.filter(region__code__startswith="6211").update(region_id="429004")
    rest = harvest(headers)
    assert rest == [(int(first[-1].identifier.rpartition("/")[2]), True)]
    assert faults(carried.answers[-1]) == []


@pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="minutes: SLOW_TESTS=1")
def test_ten_thousand_reports_of_a_served_archive_are_harvested_while_it_changes_and_is_killed(
    tmp_path, tmp_path_factory
):
    port, folder, reports = free_port(), tmp_path / "archive", int(os.environ.get("HARVESTED", "10000"))
    with own_database() as database:
        blank_archive(folder, tmp_path_factory)
        variables = environment(
            folder, PORT=str(port), LOAD_SAMPLES="0", THROTTLE="off", LOG_LEVEL="WARNING", **database
        )
        found = warm.call(served_harvest.run, folder, port, reports, variables=variables)
    print(found)
    assert found["faults"] == []
    assert found["throughout"] > reports // 2
    assert found["not once"] == found["wrong in the end"] == found["wrong by the newest datestamp"] == []
    assert found["deeds"].keys() == {"publish", "withdraw", "edit", "erase"}
