"""The page of promises as its reader meets it: plans beside results, what could not be compared, files and the API."""

from __future__ import annotations

import csv
import io
import json

import pytest

from archive.models import FigureRow
from archive.readings.following import follow_changes
from tests.pages.conftest import Page, squeezed

DINGXI, TONGWEI, LONGXI = "621100", "621121", "621122"
PLAN = "一、主要做法\n整顿软弱涣散村党组织9个。\n二、下一步打算\n2021年整顿软弱涣散村党组织20个，培训村干部300人以上，创建三星级党支部8个。整顿软弱涣散社区党组织**个。"
DONE = "一、主要做法\n2021年整顿软弱涣散村党组织14个，培训村干部312人，创建五星级党支部8个。"


@pytest.fixture
def reports(make_report, regions) -> dict:
    with make_report.together():
        made = {
            "plan": make_report(title="甲县的打算", text=PLAN, region=TONGWEI, date="2021-01-20"),
            "done": make_report(title="甲县的结果", text=DONE, region=TONGWEI, date="2022-01-15"),
            "alone": make_report(title="乙县的打算", text=PLAN.replace("20个", "30个").replace("9个", "7个"), region=LONGXI, date="2021-01-20"),
        }  # fmt: skip
    follow_changes()
    return made


@pytest.fixture
def read(client):
    return lambda address="/promises/", **given: Page(
        client.get(address, {name.rstrip("_"): value for name, value in given.items()})
    )


def rows(page: Page) -> list[str]:
    return [squeezed(row) for row in page.all("//li[contains(@class, 'promise-row')]")]


def readings(page: Page) -> list[str]:
    return [squeezed(each) for each in page.all("//p[contains(@class, 'promise-remark')]/*[1]")]


def test_plans_stand_beside_the_next_years_results_and_a_verdict_only_where_nothing_differs(reports, read):
    page = read(region=TONGWEI)
    assert readings(page) == ["未达到", "达到", "范围不同", "计划数有隐去"]
    missed = rows(page)[0]
    for words in ("通渭县", "2021 年报告", "20个", "14个", "整顿 软弱涣散村党组织"):
        assert words in missed, words
    plan, result = page.all("(//li[contains(@class, 'promise-row')])[1]//p[@class='figure-source']/a/@href")
    assert f"/reports/{reports['plan'].pk}/?quote=20" in plan
    assert f"/reports/{reports['done'].pk}/?quote=14" in result
    assert squeezed(read(result.partition("#")[0]).all("//*[@id='passage']")[0]) == "14个"
    assert "只有一边限定了三星级、五星级" in rows(page)[2] or "只有一边限定了五星级、三星级" in rows(page)[2]


def test_a_place_without_a_report_of_the_next_year_keeps_its_plans_and_says_so(reports, read):
    page = read(region=LONGXI)
    assert readings(page) == ["次年无报告"] * 3 + ["计划数有隐去"]
    assert "本馆没有此地次年的报告" in page.text


def test_each_number_leads_to_a_list_as_long_as_it_says(reports, read):
    page = read(region=DINGXI[:4])
    links = page.all("//ul[@class='promise-readings']//a")
    numbers = {squeezed(link): link.get("href") for link in links}
    assert "全部 8" in numbers
    assert sum(int(words.split()[-1]) for words in numbers if not words.startswith("全部")) == 8
    for words, address in numbers.items():
        assert len(rows(read(address))) == int(words.split()[-1]), words
    (figures,) = page.all("//a[starts-with(@href, '/figures/') and contains(., '打算的数')]")
    assert f"{squeezed(figures).split()[1]} 行" in read(figures.get("href")).text


def test_a_withdrawn_result_leaves_no_number_behind(reports, read):
    reports["done"].status = "withdrawn"
    reports["done"].save()
    assert readings(read(region=TONGWEI))[:3] == ["次年无报告"] * 3


def test_without_a_place_nothing_is_read_and_too_many_plans_name_the_remedy(reports, read, monkeypatch):
    page = read()
    assert "请选一个地区" in page.text
    assert "/promises/?region=62" in page.all("//ul[contains(@class, 'promise-provinces')]//a/@href")
    monkeypatch.setattr("archive.research.promises.found.MOST_PLANS", 3)
    monkeypatch.setattr("archive.views.research.promises.MOST_PLANS", 3)
    assert "一次至多对照 3 项" in read(region=TONGWEI).text
    assert read("/promises/export.csv", region=TONGWEI).status == 400
    assert read("/promises/export.csv").status == 400


def test_the_number_of_queries_does_not_grow_with_the_rows(reports, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        client.get("/promises/", {"region": "62"})


def test_files_hold_the_rows_of_the_page(reports, client):
    table = client.get("/promises/export.csv", {"region": TONGWEI})
    lines = list(csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig"))))
    assert [line["读法"] for line in lines] == ["未达到", "达到", "范围不同", "计划数有隐去"]
    assert (lines[0]["计划数"], lines[0]["结果数"]) == ("20", "14")
    assert lines[3]["计划数"] == "隐去"
    assert table["X-Total"] == "4"
    raw = client.get("/promises/export.jsonl", {"region": TONGWEI, "remark": "kept"}).getvalue().decode()
    _, row = [json.loads(line) for line in raw.splitlines()]
    assert (row["remark"], row["plan"]["value"], row["result"]["value"]) == ("kept", "300", "312")
    assert client.get("/promises/export.xlsx", {"region": TONGWEI}).status_code == 200


def test_the_api_gives_the_same_pairs_each_side_a_slice_of_its_report(reports, client):
    answer = client.get("/api/v1/promises", {"region": TONGWEI}).json()
    assert (answer["total"], answer["planned"]) == (4, 4)
    assert answer["readings"] == {"kept": 1, "missed": 1, "scope": 1, "redacted": 1}
    for row in answer["rows"]:
        for side, report in ((row["plan"], reports["plan"]), (row["result"], reports["done"])):
            if side:
                assert report.text[side["start"] : side["end"]] in side["sentence"]
                assert side["sentence"] in report.text
    assert client.get("/api/v1/promises", {"region": TONGWEI, "remark": "kept"}).json()["total"] == 1
    assert client.get("/api/v1/promises", {"region": TONGWEI, "year": "2020"}).json()["total"] == 0
    refused = client.get("/api/v1/promises")
    assert (refused.status_code, "请选一个地区" in refused.json()["error"]) == (400, True)
    assert client.get("/api/v1/promises", {"region": "none"}).status_code == 400
    assert client.get("/api/v1/promises", {"region": TONGWEI, "remark": "other"}).status_code == 400


def test_the_pairs_are_those_of_the_rows_and_a_rebuild_gives_the_same(reports, client):
    before = client.get("/api/v1/promises", {"region": "62"}).json()
    FigureRow.objects.all().delete()
    from archive.models import ReadingState, ReadReport

    ReadReport.objects.all().delete()
    ReadingState.objects.all().delete()
    follow_changes()
    assert client.get("/api/v1/promises", {"region": "62"}).json() == before
