"""Corpora (语料库): a named part of the archive, which every page of research and the search take as a filter."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.admin.studies.corpora import CorpusForm
from archive.models import Corpus
from archive.publishing.outbox import apply_index_changes, note_change
from archive.publishing.publish import withdraw_report
from archive.research.form import SubsetForm
from archive.research.subset import count_subset, read_subset
from archive.searching.form import SearchForm
from tests.research.making import read_into_table

pytestmark = pytest.mark.django_db

TEXT = "定西市整顿软弱涣散党组织{0}个，村村有人管。"


@pytest.fixture
def reports(make_report):
    """Three reports of Gansu that speak of 整顿, one of Guizhou, and one that does not."""
    with make_report.together():
        found = [make_report(text=TEXT.format(number), region="621100", date="2019") for number in (3, 5, 8)]
        found.append(make_report(text=TEXT.format(9) + "贵州。", region="520000", date="2021"))
        found.append(make_report(text="积分制管理办法，今年推开。", region="621100", date="2021"))
    return found


def corpus_of(**fields) -> Corpus:
    given = {"slug": "gansu", "name": "甘肃整顿", "query": "q=整顿&region=62"} | fields
    return Corpus.objects.create(**given)


def numbers(client, address: str) -> set[int]:
    return {hit["id"] for hit in client.get(address).json()["hits"]}


def test_a_living_corpus_follows_its_query_and_its_lists(client, reports):
    one, two, three, _, other = reports
    corpus_of(listed=[other.pk], left_out=[two.pk])
    assert numbers(client, "/api/v1/search?corpus=gansu") == {one.pk, three.pk, other.pk}
    assert numbers(client, "/api/v1/search?corpus=gansu&q=积分制") == {other.pk}
    withdraw_report(one)
    assert numbers(client, "/api/v1/search?corpus=gansu") == {three.pk, other.pk}
    three.text = "不再说那件事。"
    three.save()
    note_change(three)
    apply_index_changes()
    assert numbers(client, "/api/v1/search?corpus=gansu") == {other.pk}


def test_a_list_alone_is_fixed(client, reports, make_report):
    corpus_of(query="", listed=[reports[0].pk, reports[4].pk])
    make_report(text=TEXT.format(7), region="621100")
    assert numbers(client, "/api/v1/search?corpus=gansu") == {reports[0].pk, reports[4].pk}
    assert "名单固定" in client.get("/corpora/gansu/").content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "concordance/?q=整顿",
        "neighbours/?q=整顿",
        "trends/?t=整顿",
        "compare-words/?q=整顿&c=62&c=52",
        "figures/?q=党组织",
    ],
)
def test_every_page_of_research_counts_within_a_corpus_and_hands_it_on(client, reports, page):
    for report in reports:
        read_into_table(report)
    corpus_of(query="", listed=[reports[0].pk])
    answer = client.get(f"/{page}&corpus=gansu")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "甘肃整顿（名单固定）" in words
    assert "corpus=gansu" in words
    if not page.startswith("figures"):
        assert "已发布 1 篇" in words
    ending = page.replace("/?", "/export.jsonl?")
    exported = b"".join(client.get(f"/{ending}&corpus=gansu").streaming_content).decode()
    assert "甘肃整顿" in exported
    assert client.get("/api/v1/figures?noun=党组织&corpus=gansu").json()["total"] == 1


def test_the_page_of_a_corpus_counts_what_the_search_lists(client, reports):
    corpus_of(listed=[reports[4].pk], left_out=[reports[1].pk], notes="二〇一九年的。\n<b>不含</b>试点。")
    counted = count_subset(read_subset(_valid(SubsetForm(QueryDict("corpus=gansu")))))
    assert counted.reports == len(numbers(client, "/api/v1/search?corpus=gansu")) == 3
    words = client.get("/corpora/gansu/").content.decode()
    for said in (
        "已发布 3 篇",
        "随检索式增减",
        "&lt;b&gt;不含&lt;/b&gt;",
        "/search/?q=整顿&amp;region=62",
        reports[1].title,
    ):
        assert said in words
    assert "甘肃整顿" in client.get("/corpora/").content.decode()
    assert "甘肃整顿（随检索式增减）" in client.get("/search/?q=整顿&corpus=gansu").content.decode()
    assert client.get("/search/advanced/?all=积分制&corpus=gansu&go=1")["Location"].endswith("&corpus=gansu")


def test_a_corpus_that_is_not_there_or_cannot_be_answered_is_said(client, reports):
    assert client.get("/corpora/gansu/").status_code == 404
    assert "没有“gansu”" in client.get("/search/?q=整顿&corpus=gansu").content.decode()
    corpus_of(query="q=整顿&source=早已改名")
    for address in ("/corpora/gansu/", "/concordance/?q=整顿&corpus=gansu"):
        answer = client.get(address)
        assert answer.status_code == 400
        assert "检索式现在答不了" in answer.content.decode()
    assert client.get("/corpora/").status_code == 200


def test_a_corpus_that_finds_too_many_is_refused_and_never_cut(client, reports, monkeypatch):
    corpus_of()
    monkeypatch.setattr(Corpus, "MOST", 2)
    assert "多于一个语料库的上限" in client.get("/api/v1/search?corpus=gansu").json()["error"]


def filled(**fields) -> CorpusForm:
    return CorpusForm(
        {"name": "甘肃", "slug": "gansu", "query": "", "listed": "", "left_out": "", "notes": ""} | fields
    )


def test_the_desk_reads_a_pasted_address_and_numbers_as_people_write_them(reports):
    one, two, *_ = reports
    form = filled(
        query="https://jiceng.example/search/?region=62&q=整顿&page=3&near=all&lang=en",
        left_out=f"{two.pk}、https://jiceng.example/reports/{one.pk}/?q=整顿\n{two.pk}",
    )
    corpus = _valid(form).save()
    assert corpus.left_out == [one.pk, two.pk]
    assert QueryDict(corpus.query).dict() == {"q": "整顿", "region": "62"}
    assert (
        _valid(filled(slug="words", query="软弱涣散 整顿")).cleaned_data["query"]
        == "q=%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3+%E6%95%B4%E9%A1%BF"
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请写检索式，或列入几篇报告"),
        ({"query": "/search/?page=2"}, "那是全部报告"),
        ({"query": "/search/?region=99"}, "地区（region）"),
        ({"listed": "甲"}, "看不懂：甲"),
        ({"listed": "987654"}, "没有发布过第 987654 号报告"),
        ({"slug": "甘肃", "query": "整顿"}, "短名只用小写字母"),
    ],
)
def test_the_desk_refuses_with_the_remedy(reports, fields, said):
    form = filled(**fields)
    assert not form.is_valid()
    assert said in str(form.errors)


def test_a_draft_cannot_be_listed_and_a_short_name_stays(reports, make_report):
    draft = make_report(status="draft")
    assert "没有发布过" in str(filled(listed=str(draft.pk)).errors)
    assert "既列入又排除" in str(filled(listed=str(reports[0].pk), left_out=str(reports[0].pk)).errors)
    corpus = corpus_of()
    form = CorpusForm({"name": "甘肃", "slug": "other", "query": "整顿"}, instance=corpus)
    assert "定了不能改" in str(form.errors)


def test_a_corpus_never_stands_in_itself(reports):
    corpus_of(query="q=整顿&corpus=gansu")
    assert _valid(SearchForm(QueryDict("corpus=gansu"))).to_query().among is not None


def _valid(form):
    assert form.is_valid(), form.errors
    return form
