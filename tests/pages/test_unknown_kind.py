"""A report whose kind is unknown: null for programs, 未注明 for readers, a choice of its own in filters."""

from __future__ import annotations

import csv
import io

import pytest

from archive.models import ImportBatch
from archive.text.evidence import Candidate, Evidence
from tests.archive.uploading import stored

RIVALS = (Candidate("report", "heading", "下一步打算", 0.45), Candidate("news", "prose", "整顿半年", 0.3))


@pytest.fixture
def report(make_report):
    make_report(text="另一篇整顿。", kind="news", region="621102")
    unknown = {"kind": Evidence(None, "unsure", "", 0.0, RIVALS).to_dict()}
    return make_report(text="整顿软弱涣散党组织。", kind="", region="621102", evidence=unknown)


def test_programs_read_null_and_the_candidates(report, client):
    answer = client.get(f"/api/v1/reports/{report.pk}").json()
    assert (answer["kind"], answer["candidates"]) == (None, {"kind": ["report", "news"]})
    hits = client.get("/api/v1/search", {"kind": "none"}).json()
    assert [(hit["id"], hit["kind"]) for hit in hits["hits"]] == [(report.pk, None)]
    assert {"value": "none", "count": 1} in client.get("/api/v1/search").json()["facets"]["kind"]


def test_the_pages_say_that_the_kind_is_unknown(report, read):
    for address in (report.get_absolute_url(), "/search/?kind=none", report.region.get_absolute_url() + "?kind=none"):
        page = read(address)
        assert page.status == 200, page.text
        assert "类别未注明" in page.text
        assert "另一篇整顿" not in page.text
    assert "题名、文体" in read(report.get_absolute_url()).texts("//*[@id='evidence-kind']")[0]
    assert page.all("//select[@name='kind']/option[@selected]/@value") == ["none"]


def test_the_facet_offers_the_reports_of_unknown_kind_and_leaves_them_out(report, read):
    assert set(read("/search/", q="整顿", kind="none").texts("//ul[@class='chips']/li")) == {"类别 未注明 ×，去掉"}
    assert "类别未注明" not in read("/search/", q="整顿", not_="kind:none").text


def test_a_reference_and_a_table_name_no_kind(report, client):
    assert "M3" not in client.get(f"{report.get_absolute_url()}cite.ris").content.decode()
    table = b"".join(client.get("/search/export.csv", {"kind": "none"})).decode().removeprefix("\ufeff")
    assert [line["类别"] for line in csv.DictReader(io.StringIO(table, newline=""))] == [""]


@pytest.mark.django_db
def test_a_kind_that_is_too_unlikely_is_not_written(regions, monkeypatch):
    monkeypatch.setattr("archive.text.confidence._WEIGHTS", {"kind": {"bias": -2.0}})
    draft = stored(
        "关于支部工作的汇报\n现将支部工作汇报如下。\n整顿三个支部。".encode(), "a.txt", ImportBatch.objects.create()
    )
    assert draft.kind == ""
    assert draft.evidence["kind"]["rule"] == "unsure"
    assert "类别把握不足，没有填写，有候选" in [row["words"] for row in draft.doubts]
