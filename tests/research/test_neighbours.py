"""邻词: what stands beside hits, with reports and provinces; the files and the API hold the numbers of the page."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from archive.publishing.publish import withdraw_report
from archive.research.neighbours.asking import AskedNeighbours, NeighboursForm, find_neighbours
from archive.research.subset import read_subset
from search.documents import QueryError
from tests.pages.conftest import Page, squeezed

pytestmark = pytest.mark.django_db

NEAR = "县委整顿软弱涣散党组织，覆盖全乡。群众在村里修路。"
FAR = "群众修路，群众修桥，群众种树，村里开会，学习文件。"
PLACES = ("621102", "520602", "621102", "110101")


@pytest.fixture
def reports(make_report):
    found = [make_report(text=NEAR * 3 + f"第{at}年", region=code, date="2019") for at, code in enumerate(PLACES)]
    make_report(text=FAR * 20, region="621102", date="2021")
    make_report(text=NEAR * 9, region="330000", date="2019", is_sample=True)
    return found


@pytest.fixture
def ask(client):
    return lambda parameters="": Page(client.get(f"/neighbours/?{parameters}"))


def rows_of(page) -> dict[str, list[str]]:
    return {
        squeezed(row.xpath("th")[0]): [squeezed(cell) for cell in row.xpath("td")]
        for row in page.all("//table[@class='word-rows']/tbody/tr")
    }


def test_words_beside_hits_stand_with_their_reports_and_provinces(reports, ask):
    rows = rows_of(ask("q=软弱涣散"))
    assert rows["整顿"][:6] == ["12", "12", "0", "4", "3", "12"]
    assert rows["党组织"][:3] == ["12", "0", "12"]
    assert "群众" not in rows  # over the end of the sentence


def test_a_word_is_shown_as_it_is_spelled_and_leads_to_its_lines(reports, ask, client):
    page = ask("q=软弱涣散")
    assert "覆盖" in rows_of(page)
    (link,) = [each.get("href") for each in page.all("//th/a") if squeezed(each) == "覆盖"]
    assert parse_qs(urlsplit(link).query)["q"] == ["软弱涣散 NEAR/20 覆盖"]
    assert "出自 4 篇" in Page(client.get(link)).texts("//h2[@id='lines']")[0]


def test_strings_need_no_cut(reports, ask):
    page = ask("q=弱涣&by=string&window=4")
    rows = rows_of(page)
    assert rows["散党组织"][:4] == ["12", "0", "12", "4"]
    assert "不切词" in page.text


def test_each_choice_is_a_link_and_one_is_in_force(reports, ask):
    page = ask("q=软弱涣散&window=2&order=ll")
    assert [squeezed(each) for each in page.all("//p[@class='research-choice']/a[@aria-current]")] == [
        "词",
        "2",
        "显著（LL）",
    ]
    (strings,) = page.links("字串")
    assert parse_qs(urlsplit(strings).query) == {"q": ["软弱涣散"], "by": ["string"], "window": ["2"], "order": ["ll"]}


def test_what_is_compared_are_the_reports_that_pass_the_filters_alone(reports, ask, make_report):
    before = rows_of(ask("q=软弱涣散&from=2019&to=2019"))
    make_report(text="软弱涣散整顿" * 9, region="620000", date="2022")
    assert rows_of(ask("q=软弱涣散&from=2019&to=2019")) == before


def test_a_withdrawn_report_leaves_no_number_behind(reports, ask):
    withdraw_report(reports[3])
    assert rows_of(ask("q=软弱涣散"))["整顿"][:6] == ["9", "9", "0", "3", "2", "9"]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("", "写上要看的词"),
        ("q=绝无此词", "没有这样的话"),
        ("q=第1年", "只有 1 处，近旁没有够格的词"),
        ("q=-软弱涣散", "没有要在报告里找的词"),
    ],
)
def test_little_and_nothing_are_said_in_a_sentence(reports, ask, parameters, said):
    page = ask(parameters)
    assert said in page.texts("//p[@class='empty']")[0]
    assert not page.all("//table[@class='word-rows']")


@pytest.mark.parametrize("parameters", ["q=党&window=11", "q=党&by=x", "q=党&order=x", "q=党&window=0"])
def test_a_wrong_value_is_refused_on_page_and_api(ask, client, parameters):
    assert ask(parameters).status == 400
    assert client.get(f"/api/v1/neighbours?{parameters}").status_code == 400


def test_files_and_api_hold_the_numbers_of_the_page(reports, ask, client):
    shown = rows_of(ask("q=软弱涣散"))
    raw = b"".join(client.get("/neighbours/export.csv?q=软弱涣散").streaming_content).decode("utf-8-sig")
    filed = list(csv.reader(io.StringIO(raw)))
    assert {row[0]: row[1:7] for row in filed[1:]} == {word: row[:6] for word, row in shown.items()}
    answer = client.get("/api/v1/neighbours?q=软弱涣散").json()
    names = ("hits", "before", "reports", "provinces", "total")
    given = {row["text"]: [str(row[name]) for name in names] for row in answer["rows"]}
    assert given == {word: [row[0], row[1], *row[3:6]] for word, row in shown.items()}
    assert (answer["nodes"], answer["reports"], answer["kinds"]) == (12, 4, len(shown))


def test_an_engine_that_keeps_no_words_in_their_order_refuses_on_the_page(ask, monkeypatch):
    def refuse(*_, **__):
        raise QueryError("集群引擎不存词序。")

    monkeypatch.setattr("search.engines.whoosh.engine.WhooshEngine.neighbours", refuse)
    assert "不存词序" in ask("q=党").texts("//p[@role='alert']")[0]


@pytest.mark.parametrize("typed", ["软弱涣散", "软弱涣散 OR 后进村", "title:软弱", "软弱 整顿"])
def test_no_list_is_offered_that_would_ask_something_else(reports, typed):
    form = NeighboursForm(QueryDict(f"q={typed}"))
    assert form.is_valid()
    found = find_neighbours(read_subset(form), AskedNeighbours.of(form))
    has_list = typed in ("软弱涣散", "软弱涣散 OR 后进村")
    assert all(bool(row.lines) == has_list for row in found.rows)
