"""The JSON API: shapes of design.md, sentences for what is wrong, nothing for strangers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client):
    def get(path: str, **parameters: str):
        answer = client.get(f"/api/v1/{path}", parameters)
        return answer.status_code, answer.json()

    return get


@pytest.fixture
def three(make_report):
    return [
        make_report(
            title="定西市整顿软弱涣散党组织",
            text="全市整顿软弱涣散党组织二百七十九个。",
            region="621100",
            date="2021-08-16",
            source="陇中晨讯",
            kind="news",
        ),
        make_report(text="軟弱渙散村黨組織逐村施策。", region="621121", date="2020", kind="report"),
        make_report(text="**区软弱涣散党组织整顿。", kind="template"),
    ]


def test_a_search_answers_in_the_shape_of_the_design(get, three):
    status, answer = get("search", q="软弱涣散")
    assert status == 200
    assert answer.keys() == {"total", "page", "size", "took_ms", "explain", "terms", "hits", "facets"}
    assert (answer["total"], answer["page"], answer["size"]) == (3, 1, 20)
    hit = next(hit for hit in answer["hits"] if hit["id"] == three[0].pk)
    assert hit.keys() == {
        "id",
        "title",
        "url",
        "region",
        "date",
        "source",
        "kind",
        "sample",
        "doubts",
        "updated",
        "status",
        "score",
        "snippets",
    }
    assert hit["url"] == f"/reports/{three[0].pk}/"
    assert hit["region"] == {"code": "621100", "name": "定西市", "path": ["甘肃省", "定西市"]}
    assert (hit["date"], hit["source"], hit["kind"]) == ("2021-08-16", "陇中晨讯", "news")
    assert "<mark>软弱涣散</mark>" in hit["snippets"][0]


def test_facets_count_the_whole_list_and_unknown_last(get, three):
    _, answer = get("search", q="软弱涣散", size="1")
    assert answer["facets"]["region"] == [
        {"code": "62", "name": "甘肃省", "count": 2},
        {"code": "none", "name": "未注明", "count": 1},
    ]
    assert answer["facets"]["year"] == [
        {"value": "2020", "count": 1},
        {"value": "2021", "count": 1},
        {"value": "none", "count": 1},
    ]


def test_a_parameter_may_be_given_several_times(client, three):
    assert client.get("/api/v1/search?kind=news&kind=report").json()["total"] == 2
    assert client.get("/api/v1/search?not=kind:news&not=kind:report").json()["total"] == 1


def test_what_texts_lack_and_their_script_are_counted_and_asked_for(get, make_report):
    make_report(text="整顿", is_redacted=True, is_truncated=True, script="hant")
    make_report(text="整顿")
    facets = get("search", q="整顿")[1]["facets"]
    assert facets["quality"] == [{"value": name, "count": 1} for name in ("complete", "redacted", "truncated")]
    assert get("search", quality="truncated", script="hant")[1]["total"] == 1


def test_the_terms_of_a_question_come_with_the_reports_that_hold_them(get, three):
    terms = get("search", q="软弱涣散 标题:整顿", kind="news")[1]["terms"]
    assert terms == [{"term": "软弱涣散", "hits": 3}, {"term": "标题:整顿", "hits": 1}]


def test_near_duplicates_are_listed_unless_folding_is_asked_for(get, three):
    from archive.models import NearPair
    from archive.publishing.outbox import rebuild_index

    NearPair.objects.create(first=three[0], second=three[1], similarity=0.95)
    rebuild_index()
    plain, folded = get("search")[1], get("search", near="fold")[1]
    assert (len(plain["hits"]), "folded_total" in plain, "folded" in plain["hits"][0]) == (3, False, False)
    assert (folded["total"], folded["folded_total"], len(folded["hits"])) == (3, 2, 2)
    assert [hit["folded"] for hit in folded["hits"]] == [[three[1].pk], []]


@pytest.mark.parametrize("code", ["62", "620000", "6211", "621100"])
def test_a_region_is_a_prefix_and_its_facet_shows_the_children(get, three, code):
    _, answer = get("search", region=code)
    assert answer["total"] == 2
    names = [row["name"] for row in answer["facets"]["region"]]
    assert names == (["定西市"] if len(code.rstrip("0")) == 2 else ["通渭县"])


def test_an_unknown_place_or_source_can_be_asked_for(get, three):
    assert [hit["id"] for hit in get("search", region="none")[1]["hits"]] == [three[2].pk]
    assert get("search", source="none")[1]["total"] == 2


def test_an_empty_question_lists_every_published_report(get, three, make_report):
    make_report(status=Report.Status.DRAFT)
    assert get("search")[1]["total"] == 3


def test_dates_less_precise_are_inside_when_they_may_be(get, three):
    assert {hit["id"] for hit in get("search", **{"from": "2020-06", "to": "2020-07"})[1]["hits"]} == {three[1].pk}
    assert get("search", **{"from": "2021", "undated": "1"})[1]["total"] == 2


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"sort": "best"}, "newest"),
        ({"kind": "poem"}, "experience"),
        ({"region": "99"}, "99"),
        ({"from": "2021-13"}, "2021-08"),
        ({"page": "0"}, "1"),
        ({"size": "101"}, "100"),
        ({"size": "many"}, "100"),
        ({"source": "没有的报"}, "没有的报"),
        ({"quality": "good"}, "complete"),
        ({"not": "kind:poem"}, "kind:poem"),
        ({"near": "none"}, "fold"),
        ({"q": "长" * 500}, "400"),
        ({"q": "\x00"}, "NUL"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_that_says_what_is_allowed(get, three, parameters, words):
    status, answer = get("search", **parameters)
    assert status == 400
    assert words in answer["error"]


@pytest.mark.parametrize(
    "typed", ["软弱\u200e涣散", "\u202a软弱涣散\u202c", "软\xad弱涣散", "软弱涣\ufe0f散\U000e0001"]
)
def test_a_query_with_invisible_characters_finds_what_it_shows(get, three, typed):
    _, plain = get("search", q="软弱涣散")
    status, answer = get("search", q=typed)
    assert status == 200
    assert {**answer, "took_ms": 0} == {**plain, "took_ms": 0}
    assert answer["total"] > 0


def test_a_page_past_the_end_is_empty_and_keeps_its_number(get, three):
    status, answer = get("search", page="99")
    assert (status, answer["hits"], answer["page"], answer["total"]) == (200, [], 99, 3)


def test_snippets_are_escaped_around_the_mark(get, make_report):
    make_report(text="<script>alert(1)</script>软弱涣散 & 整顿。")
    (snippet,) = get("search", q="软弱涣散")[1]["hits"][0]["snippets"]
    assert "<script>" not in snippet
    assert "&lt;script&gt;" in snippet
    assert "<mark>软弱涣散</mark> &amp; 整顿" in snippet


def test_a_report_comes_whole_with_its_evidence_and_edits(get, make_report):
    evidence = {"region": {"value": "621100", "rule": "title", "quote": "定西市", "confidence": 0.9, "rivals": []}}
    edits = [{"start": 0, "before": "首页 > 正文\n", "after": "", "kind": "clean", "rule": "navigation"}]
    report = make_report(
        text="正文。",
        extracted_text="首页 > 正文\n正文。",
        edits=edits,
        evidence=evidence,
        region="621100",
        author="石小禾",
    )
    status, answer = get(f"reports/{report.pk}")
    assert status == 200
    assert (answer["text"], answer["author"], answer["script"]) == ("正文。", "石小禾", "hans")
    assert answer["evidence"] == evidence
    assert answer["edits"] == [{"kind": "clean", "rule": "navigation", "before": "首页 > 正文\n", "after": ""}]
    assert answer["original"]["sha256"] == report.original.sha256
    assert answer["original"]["url"] == reverse("report-original", args=[report.pk])


def test_a_draft_is_unknown_and_a_withdrawn_report_is_gone(get, make_report):
    draft, withdrawn = make_report(status=Report.Status.DRAFT), make_report(status=Report.Status.WITHDRAWN)
    assert get(f"reports/{draft.pk}")[0] == 404
    status, answer = get(f"reports/{withdrawn.pk}")
    assert status == 410
    assert "撤回" in answer["error"]
    assert get("reports/999999999999999999999999")[0] == 404


def test_a_region_tells_its_path_counts_and_children(get, three):
    status, answer = get("regions/62")
    assert (status, answer["code"], answer["name"], answer["level"]) == (200, "620000", "甘肃省", "province")
    assert (answer["count"], answer["own"]) == (2, 0)
    assert answer["children"] == [{"code": "6211", "name": "定西市", "count": 2}]
    assert get("regions/6211")[1]["own"] == 1


@pytest.mark.parametrize("code", ["99", "62110", "abc", "６２", "621199"])
def test_a_code_that_is_none_answers_404_with_a_sentence(get, three, code):
    status, answer = get(f"regions/{code}")
    assert status == 404
    assert "代码" in answer["error"]


def test_the_number_of_queries_does_not_grow_with_the_hits(client, make_report, django_assert_max_num_queries):
    for _ in range(12):
        make_report(text="三会一课。", region="621121", source="陇中晨讯")
    with django_assert_max_num_queries(4):
        assert client.get("/api/v1/search?q=三会一课").json()["total"] == 12


def test_without_an_index_search_says_so(db, get):
    status, answer = get("search", q="党建")
    assert status == 503
    assert "索引" in answer["error"]


def test_the_openapi_document_names_every_address(get):
    status, answer = get("openapi.json")
    assert status == 200
    assert set(answer["paths"]) >= {
        "/api/v1/search",
        "/api/v1/suggest",
        "/api/v1/quotations",
        "/api/v1/reports/{report_id}",
        "/api/v1/regions/{code}",
    }


def test_health_and_readiness(client, engine, make_report):
    assert client.get("/healthz").content == b"ok\n"
    make_report()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["documents"], ready.json()["pending"]) == (200, 1, 0)


def test_without_an_index_the_archive_is_alive_but_not_ready(db, client):
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["index"]) == (503, "failed")


@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/reports/1", "/api/v1/suggest"])
def test_a_method_that_the_api_does_not_take_is_refused_by_json(client, db, address):
    for answer in (client.post(address), client.delete(address)):
        assert answer.status_code == 405
        assert "GET" in answer.json()["error"]
        assert answer.headers["Allow"]
