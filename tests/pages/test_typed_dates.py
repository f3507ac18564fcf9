"""Dates in the boxes of the search page, and what the advanced form takes over from a list."""

from __future__ import annotations

import re
from unittest.mock import ANY

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_reports(make_report, regions):
    make_report(title="整顿软弱涣散", region="621100", date="2019-06")
    make_report(title="整顿软弱涣散村党组织", region="621100", date="2021-08-16")


@pytest.mark.parametrize("typed", ["2021年", "２０２１", "2021年8月", "2021/8", "2021.8.16", "2021-8", "20210816"])
def test_a_date_box_takes_what_people_type(client, typed):
    page = client.get("/search/", {"q": "整顿", "from": typed, "to": typed})
    assert page.status_code == 200
    assert "整顿软弱涣散村党组织" in page.content.decode()
    found = client.get("/api/v1/search", {"q": "整顿", "from": typed, "to": typed}).json()
    assert found["total"] == 1


def test_swapped_dates_are_put_right_with_a_remark(client):
    page = client.get("/search/", {"q": "整顿", "from": "2022", "to": "2019"}).content.decode()
    assert "起始日期 2022 晚于截止日期 2019，已对调。" in page
    assert re.search(r'name="from" value="2019"', page)
    found = client.get("/api/v1/search", {"q": "整顿", "from": "2022", "to": "2019"}).json()
    assert found["total"] == 2
    assert "起始日期 2022 晚于截止日期 2019，已对调。" in found["explain"]


def test_the_advanced_form_takes_region_and_dates_of_a_list_over(client):
    page = client.get("/search/", {"q": "整顿", "from": "2019", "to": "2021", "region": "62"}).content.decode()
    address = re.search(r'href="(/search/advanced/[^"]*)"', page)[1].replace("&amp;", "&")
    form = client.get(address).content.decode()
    assert re.search(r'name="date_from" value="2019"', form)
    assert re.search(r'name="date_to" value="2021"', form)
    assert re.search(r'name="region" value="甘肃省"', form)
    assert "地区:甘肃省" in form


def test_each_box_of_the_advanced_form_names_an_example_that_is_there(client):
    page = client.get("/search/advanced/").content.decode()
    named = {name for each in re.findall(r'aria-describedby="([^"]+)"', page) for name in each.split()}
    assert len(named) >= 10
    assert named <= set(re.findall(r' id="([^"]+)"', page))


def test_the_title_has_the_name_that_cards_give_it_and_a_filter_is_said_to_be_no_field(client):
    assert client.get("/api/v1/search", {"q": "题名:整顿"}).json()["total"] == 2
    assert client.get("/api/v1/search", {"q": "年份:2019"}).json() == client.get(
        "/api/v1/search", {"q": "日期:2019"}
    ).json() | {"took_ms": ANY}


@pytest.mark.parametrize(
    "word",
    ["类别:新闻", "類別：新聞", "kind:news", "摘要:整顿", "关键词:整顿", "出处:日报", "字形:繁体", "文件名:a.txt"],
)
def test_a_word_that_catalogues_have_for_a_field_is_said_to_be_none_and_which_there_are(client, word):
    (told,) = [each for each in client.get("/api/v1/search", {"q": word}).json()["explain"] if "不是检索字段" in each]
    for name in ("题名", "正文", "来源", "作者", "地区", "日期"):
        assert name in told


@pytest.mark.parametrize("address", ["/api/v1/reports/abc", "/api/v1/nope", "/api/nope"])
def test_an_unknown_address_of_the_api_is_answered_by_json(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert list(answer.json()) == ["error"]


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (400, {"CONTENT_TYPE": "text/plain; charset=base64"}),
        (400, {"data": {f"a{number}": "1" for number in range(1_001)}}),
        (405, {"REQUEST_METHOD": "PUT"}),
        (405, {"REQUEST_METHOD": "OPTIONS"}),
    ],
)
def test_whatever_refuses_a_request_of_the_api_it_is_answered_by_json(client, status, asked):
    answer = client.get("/api/v1/search", **asked)
    assert answer.status_code == status
    assert re.search("[\u4e00-\u9fff]{6}", answer.json()["error"])


def test_a_failure_of_the_api_is_answered_by_json(client, monkeypatch):
    monkeypatch.setattr("archive.api.endpoints.search_shape", lambda *_: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/api/v1/search")
    assert answer.status_code == 500
    assert "500" in answer.json()["error"]


@pytest.mark.parametrize("words", ["整顿 甘肃 2019-2022", "2019年至2022年 甘肃 整顿", "整顿 甘肃省 ２０１９～２０２２"])
def test_place_and_years_in_plain_words_are_offered_as_filters_with_their_count(client, words):
    page = client.get("/search/", {"q": words}).content.decode()
    address = re.search(r'href="(/search/\?[^"]*region=62&amp;from=2019&amp;to=2022[^"]*)"[^<]*甘肃省', page)
    assert address, page[page.index("<main") :][:3000]
    assert re.search(r"甘肃省.*?2 篇", page)
    assert "整顿软弱涣散村党组织" in client.get(address[1].replace("&amp;", "&")).content.decode()


def test_a_place_is_offered_beside_many_results_too(client, make_report):
    for number in range(4):
        make_report(title=f"定西整顿之{number}", text="定西市整顿。", region="621100")
    page = client.get("/search/", {"q": "整顿 定西"}).content.decode()
    assert re.search(r'href="/search/\?[^"]*region=6211"', page)


@pytest.mark.parametrize("typed", ["2021年", "２０２１", "二〇二一年"])
def test_a_year_of_a_region_is_read_in_any_form(make_report, client, typed):
    make_report(region="621102", date="2021", title="近的")
    make_report(region="621102", date="2019", title="远的")
    page = client.get("/regions/621102/", {"year": typed}, follow=True)
    assert page.status_code == 200
    assert client.get("/regions/621102/export.csv", {"year": typed}).headers["X-Total"] == "1"
    assert "近的" in page.content.decode()
    assert "远的" not in page.content.decode()
