"""Completion while typing: a fragment for the page, the same as JSON."""

from __future__ import annotations

import pytest

from archive.publishing.publish import withdraw_report
from archive.suggesting.completion import complete


def texts(typed: str, kind: str = "") -> list[str]:
    return [each.text for each in complete(typed) if kind in ("", each.kind)]


@pytest.mark.parametrize(
    "typed", ["软弱", "軟弱", "软", "ruanruo", "ruan'ruo", "rrhs", "ruanruohuansan", "涣散", "整顿 软弱"]
)
def test_a_measure_is_completed(make_report, typed):
    make_report(text="整顿软弱涣散")
    assert "软弱涣散" in texts(typed, "measure")


def test_a_measure_that_no_report_holds_is_not_offered(make_report):
    make_report(text="整顿")
    assert texts("软弱", "measure") == []


def test_variants_are_completed_under_the_name_of_their_measure(make_report):
    make_report(text="后进党组织")
    (found,) = [each for each in complete("后进党") if each.text == "后进党组织"]
    assert (found.note, found.address) == ("软弱涣散", "/search/?q=%22%E5%90%8E%E8%BF%9B%E5%85%9A%E7%BB%84%E7%BB%87%22")


@pytest.mark.parametrize("typed", ["定西", "定", "dingxi", "dingx", "dingxishi", "甘肃 定西"])
def test_a_place_is_completed(make_report, regions, typed):
    make_report(region="621102")
    assert texts(typed, "place")[0] == "定西市"


@pytest.mark.parametrize(
    ("code", "typed", "name"),
    [("220723", "qianan", "乾安县"), ("220723", "qiananxian", "乾安县"), ("150102", "hohhot", "呼和浩特市"), ("150102", "Inner Mongolia", "内蒙古自治区"), ("410621", "xunxian", "浚县")],
)  # fmt: skip
def test_a_place_is_completed_by_its_letters(make_report, regions, code, typed, name):
    make_report(region=code)
    assert texts(typed, "place")[0] == name


def test_a_place_comes_with_its_reports_and_leads_to_its_page(make_report, regions):
    make_report(region="621102")
    make_report(region="621100")
    (found, *_) = [each for each in complete("dingxi") if each.kind == "place"]
    assert (found.count, found.note, found.address) == (2, "甘肃省", "/regions/621100/")


def test_a_place_without_reports_is_not_offered(make_report, regions):
    make_report(region="621102")
    assert texts("长沙", "place") == []


def test_a_former_name_is_completed_with_the_place_of_today(make_report, regions):
    make_report(region="370211")
    (found,) = [each for each in complete("胶南") if each.kind == "place"]
    assert (found.text, found.note) == ("黄岛区", "山东省 › 青岛市，原胶南")


def test_a_place_behind_other_words_becomes_a_filter(make_report, regions):
    make_report(region="621102")
    (found, *_) = [each for each in complete("软弱涣散 定西") if each.kind == "place"]
    assert found.address.endswith("&region=6211")
    assert "%E5%AE%9A" not in found.address


def test_titles_are_completed_from_their_beginning_then_from_within(make_report):
    make_report(title="一年的整顿")
    make_report(title="整顿一年")
    assert texts("整顿", "title") == ["整顿一年", "一年的整顿"]


def test_a_title_is_found_in_the_other_script_and_leads_to_its_report(make_report):
    report = make_report(title="換屆記")
    (found,) = [each for each in complete("换届") if each.kind == "title"]
    assert (found.text, found.address) == ("換屆記", report.get_absolute_url())


def test_a_title_that_two_reports_share_stands_once(make_report):
    make_report(title="工作总结")
    make_report(title="工作总结")
    assert texts("工作总", "title") == ["工作总结"]


def test_titles_of_drafts_are_not_offered(make_report):
    make_report(title="换届记", status="draft")
    assert texts("换届", "title") == []


def test_a_withdrawn_title_is_no_longer_offered(make_report, django_capture_on_commit_callbacks):
    report = make_report(title="换届记")
    assert texts("换届", "title") == ["换届记"]
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(report=report)
    assert texts("换届", "title") == []


@pytest.mark.parametrize("typed", ["", " ", "魑魅", "“", "((((", "a", "\n", "\x00", "*" * 500])
def test_what_completes_nothing_is_an_empty_list_box(make_report, read, typed):
    make_report(title="换届记")
    page = read("/suggest/", q=typed)
    assert page.status == 200
    assert page.all("//ul[@role='listbox']")
    assert not page.all("//li")


def test_the_fragment_is_a_list_box_of_options(make_report, read):
    make_report(text="软弱涣散", title="软弱涣散记")
    page = read("/suggest/", q="软弱")
    assert page.texts("//ul[@role='listbox']/li[@role='option']")[0] == "软弱涣散做法 1 篇"
    assert page.all("//li/@data-address")[-1].startswith("/reports/")


def test_the_fragment_is_escaped(make_report, client):
    make_report(title='<img src=x onerror=alert(1)>"记')
    source = client.get("/suggest/", {"q": "<img"}).content.decode()
    assert "<img" not in source
    assert "&lt;img src=x" in source


def test_the_answer_may_be_kept_for_a_minute(engine, client):
    assert "max-age=60" in client.get("/suggest/", {"q": "软"})["Cache-Control"]


def test_without_an_index_nothing_is_completed(db, client):
    response = client.get("/suggest/", {"q": "软弱"})
    assert response.status_code == 200
    assert b"<li" not in response.content


def test_only_reading_is_allowed(engine, client):
    assert client.post("/suggest/", {"q": "软"}).status_code == 405


@pytest.mark.parametrize("rows", [1, 15])
def test_a_keystroke_costs_one_query_however_many_reports_there_are(
    make_report, client, django_assert_num_queries, rows
):
    for number in range(rows):
        make_report(title=f"软弱涣散记{number}", region="621102")
    client.get("/suggest/", {"q": "软弱"})
    with django_assert_num_queries(1):
        client.get("/suggest/", {"q": "软弱"})


def test_every_page_has_the_script_and_none_inline(make_report, read):
    for address in ("/", "/search/", "/measures/", "/about/"):
        scripts = read(address).all("//script[@data-address='/suggest/']")
        assert len(scripts) == 1
        assert scripts[0].text_content() == ""


@pytest.mark.parametrize("name", ["软弱涣散", "一肩挑", "四议两公开"])
def test_a_measure_is_completed_from_every_beginning(make_report, name):
    make_report(text=name)
    for end in range(1, len(name) + 1):
        assert name in texts(name[:end], "measure")


def test_the_api_completes_as_the_page_does(make_report, client):
    make_report(text="软弱涣散")
    first = client.get("/api/v1/suggest", {"q": "ruanruo"}).json()["completions"][0]
    assert first == {
        "text": "软弱涣散",
        "kind": "measure",
        "url": "/search/?q=%22%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3%22",
        "count": 1,
        "note": "",
    }
