"""The engine may be another machine: a page asks it few times, however much it shows.

And it reads reports by their numbers: it counts, groups and skips none, so that what it costs does not grow with them.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Measure
from tests.counting import use_counting_engine

pytestmark = pytest.mark.django_db

#: Questions of a page to the engine at most.
MOST = 3


@pytest.fixture
def reports(make_report):
    names = list(Measure.objects.in_order().values_list("name", flat=True))
    with make_report.together():
        for number in range(12):
            words = "、".join(names[number : number + 8])
            made = make_report(
                title=f"{names[number]}的做法之{number}",
                text=f"{words}。{words}。定西市安定区整顿软弱涣散村党组织。",
                region="621102" if number % 2 else "621100",
                date=f"20{10 + number}",
                kind="experience",
            )
    return made


@pytest.fixture
def engine_asked(reports, monkeypatch):
    """The questions to the engine, as a list that a test may clear."""
    return use_counting_engine(monkeypatch).asked


PAGES = [
    "/",
    "/measures/",
    "/about/archive/",
    "/about/api/",
    "/regions/",
    "/regions/?place=定西",
    "/regions/none/",
    "/regions/621100/",
    "/regions/621102/?page=1",
    "/suggest/?q=软",
    "/suggest/?q=三会一课 定西",
    "/opensearch-suggest?q=三",
    "/search/",
    "/search/?q=整顿",
    "/search/?q=整顿 软弱涣散&region=62&kind=experience",
    "/search/?q=软弱涣散 OR 整頓&mode=script",
    "/search/?q=三会一课&sort=newest&fold=no",
    "/search/?q=甘肃 近三年 软弱涣散",
    "/search/?q=没有这样的一句话&region=62&from=2015",
    "/search/?q=软若涣散党组织&mode=exact&kind=experience",
    "/search/?q=ruanruohuansan",
    "/search/?q=标题:整顿 NEAR 软弱 党?组织 -范文",
    "/search/advanced/?all=整顿",
    "/search/feed.atom?q=整顿",
    "/search/export.csv?q=整顿",
    "/regions/621100/export.csv",
    "/feed.atom",
    "/regions/621100/feed.atom",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-reports-1.xml",
    "/api/v1/search?q=整顿",
    "/api/v1/suggest?q=软",
    "/api/v1/regions/62",
    "/readyz",
]


#: What reads more rows than it returns: a count, a group, a row a value, rows that are passed over.
_READS_ALL = re.compile(r"\bCOUNT\(|\bGROUP BY\b|\bDISTINCT\b|\bOFFSET [1-9]")
#: Pages that count reports in the database: candidates, and samples, which have an index of their own.
_COUNTING = {"/regions/none/", "/about/archive/"}


def test_a_page_asks_the_engine_three_times_and_the_database_for_no_more_than_it_shows(
    client, make_report, engine_asked
):
    statements: dict[str, list[str]] = {}
    for address in PAGES:
        for _ in ("after a commit", "again"):
            engine_asked.clear()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200, address
            # The words of the index are read once a commit in a process, and kept.
            asked = [name for name in engine_asked if name != "vocabulary"]
            assert len(asked) <= MOST, (address, asked)
            statements.setdefault(address, [each["sql"] for each in queries])
        assert "vocabulary" not in engine_asked, address
        reading = [sql for sql in statements[address] if "archive_report" in sql and _READS_ALL.search(sql)]
        assert not reading or address in _COUNTING, (address, reading)
    with make_report.together():
        for number in range(30):
            make_report(
                text="整顿软弱涣散。三会一课。", region=("621102", "621121")[number % 2], date=f"20{10 + number % 9}"
            )
    for address in PAGES:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= len(statements[address]), address


def test_the_words_of_an_index_are_read_once_for_all_pages(client, engine_asked):
    for words in ("没有这样的一句话", "软若涣散", "ruanruohuansan"):
        client.get("/search/", {"q": words})
    assert engine_asked.count("vocabulary") == 1


@pytest.mark.parametrize("size", ["1", "2", "20"])
def test_a_report_asks_the_engine_three_times_wherever_it_stands_in_a_list(client, reports, engine_asked, size):
    for page in ("1", "2", "6", "12"):
        engine_asked.clear()
        listed = f"q=整顿&size={size}&page={page}&sort=added"
        response = client.get(reports.get_absolute_url(), {"q": "整顿", "results": listed})
        assert response.status_code == 200
        assert len(engine_asked) <= MOST, engine_asked


def test_many_measures_take_no_more_questions_than_few(client, reports, engine_asked):
    def asked(address: str) -> int:
        engine_asked.clear()
        client.get(address)
        return len(engine_asked)

    pages = ["/", "/measures/", "/regions/621100/", reports.get_absolute_url(), "/suggest/?q=党"]
    asked("/suggest/?q=党")  # the names of regions are a table of the commit
    before = [asked(page) for page in pages]
    Measure.objects.bulk_create(Measure(name=f"做法之{number}", group="其他", order=100) for number in range(40))
    assert [asked(page) for page in pages] == before
