"""Reports without a region stay browsable under 未注明, with the regions that they may be about as a filter."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.desk.editing import correct_report, version_of
from archive.intake.doubts import note_doubts
from archive.models import Region, RegionCandidate, Report
from archive.text.evidence import Candidate, Evidence


@pytest.fixture
def make(make_report, regions):
    def make(title: str, *codes: str, **fields) -> Report:
        rivals = tuple(Candidate(code, "body", "某地", 0.4) for code in codes)
        evidence = {"region": Evidence(None, "unsure", "", 0.0, rivals).to_dict()}
        report = make_report(title=title, evidence=evidence, **fields)
        note_doubts(report)
        return report

    return make


@pytest.fixture
def four(make, make_report) -> list[Report]:
    make_report(title="写明的", region="621102")
    return [
        make("或甘肃或四川", "621102", "510500", date="2021"),
        make("甘肃两县", "621102", "621121", date="2020"),
        make("北京的区", "110105", date="2019"),
        make("没有候选"),
    ]


def titles(page) -> list[str]:
    return page.texts("//ol[@class='dated-entries']//h3")


def candidates(page) -> list[str]:
    return page.texts("//ul[@class='bars']//a")


def test_the_regions_page_leads_to_the_reports_without_a_region(four, read):
    (address,) = read("/regions/").links("另有 4 篇未注明")
    page = read(address)
    assert titles(page) == ["或甘肃或四川", "甘肃两县", "北京的区", "没有候选"]
    assert read("/").links("另有 4 篇地区未注明") == [address]


def test_each_candidate_has_its_count_and_a_report_counts_once_in_a_province(four, read):
    page = read("/regions/none/")
    assert ["".join(each.split()) for each in candidates(page)] == ["甘肃省2", "北京市1", "四川省1"]


@pytest.mark.parametrize(
    ("prefix", "found", "below"),
    [
        ("62", ["或甘肃或四川", "甘肃两县"], ["定西市2"]),
        ("6211", ["或甘肃或四川", "甘肃两县"], ["安定区2", "通渭县1"]),
        ("621121", ["甘肃两县"], []),
        ("11", ["北京的区"], ["朝阳区1"]),
    ],
)
def test_a_candidate_chooses_its_reports_and_opens_what_lies_below(four, read, prefix, found, below):
    page = read("/regions/none/", maybe=prefix)
    assert titles(page) == found
    assert ["".join(each.split()) for each in candidates(page)] == below


def test_the_filters_go_together(four, read):
    page = read("/regions/none/", maybe="62", year="2020")
    assert titles(page) == ["甘肃两县"]
    assert page.all("//input[@name='maybe']/@value") == ["62"]
    assert any("year=2020" in address for address in page.all("//ul[@class='bars']//a/@href"))


@pytest.mark.parametrize("parameters", [{"maybe": "99"}, {"maybe": "x"}, {"page": "0"}, {"year": "1999"}])
def test_a_wrong_filter_is_answered_with_a_sentence(four, read, parameters):
    page = read("/regions/none/", **parameters)
    assert page.status == 400
    assert page.texts("//p[@role='alert']")


def test_drafts_and_settled_reports_are_no_candidates(four, make, read):
    make("草稿", "510500", status="draft")
    report = four[0]
    correct_report(report.pk, seen=version_of(report), card={"region": Region.objects.get(pk="510500")})
    page = read("/regions/none/")
    assert "或甘肃或四川" not in titles(page)
    assert ["".join(each.split()) for each in candidates(page)] == ["北京市1", "甘肃省1"]
    assert not RegionCandidate.objects.filter(report=report).exists()


def test_an_archive_whose_reports_all_have_a_region_says_so(make_report, read):
    make_report(region="621102")
    assert "每篇报告都注明了地区。" in read("/regions/none/").text


def test_the_number_of_queries_does_not_grow_with_the_reports(four, make, client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/regions/none/")
        return len(captured)

    queries()
    before = queries()
    for number in range(6):
        make(f"又一篇{number}", "621102", "510500")
    assert queries() <= before
