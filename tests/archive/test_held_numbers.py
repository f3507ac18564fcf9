"""The numbers of the holdings: the engine's, once a commit; the database's where there is no index."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.holdings.counts import count_by_region, count_holdings
from archive.holdings.numbers import held_numbers
from archive.models import Region, Report
from search.documents import EngineUnavailable
from search.engine import get_engine
from tests.counting import use_counting_engine


@pytest.fixture
def few(make_report):
    with make_report.together():
        made = [
            make_report(region="621102", date="2021-08-16"),
            make_report(region="621100", date="2021-08"),
            make_report(region="520602", date="2019"),
            make_report(),
        ]
        make_report(region="621102", date="2012", status=Report.Status.DRAFT)
    return made


def test_the_engine_and_the_database_count_the_same(few, monkeypatch):
    by_engine, holdings = held_numbers(), count_holdings(held_numbers())

    def unavailable(*arguments, **options):
        raise EngineUnavailable("no answer")

    monkeypatch.setattr(get_engine(), "newest_commit", unavailable)
    by_database = held_numbers()
    assert by_engine.reports == by_database.reports == 4
    for name in ("by_region", "by_year", "by_precision"):
        assert dict(getattr(by_engine, name)) == dict(getattr(by_database, name)), name
    assert count_holdings(held_numbers()) == holdings
    assert (holdings.first, holdings.last, holdings.undated, holdings.partly_dated) == (2019, 2021, 1, 2)
    assert (holdings.provinces, holdings.cities, holdings.counties, holdings.unplaced) == (2, 2, 2, 1)


def test_the_numbers_are_one_question_to_the_engine(few, make_report, monkeypatch):
    engine = use_counting_engine(monkeypatch)
    assert count_by_region(Region.objects.get(code="620000")) == {"621102": 1, "621100": 1}
    assert engine.asked == ["search"]
    make_report(region="621102")
    assert count_by_region()["621102"] == 2
    assert engine.asked == ["search", "search"]


@pytest.mark.parametrize("address", ["/", "/regions/", "/about/archive/", "/api/v1/regions/62", "/sitemap-pages.xml"])
def test_a_page_of_numbers_reads_no_report_to_count_it(few, client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    counting = [each["sql"] for each in queries if "archive_report" in each["sql"] and "GROUP BY" in each["sql"]]
    assert counting == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL weighs its indexes by their statistics")
@pytest.mark.parametrize("among", ["published", "held", "all"])
def test_samples_are_found_by_their_own_index(db, among):
    """A plain condition made SQLite look at every report: a tenth of a second at 100,000, on every page that counts."""
    plan = getattr(Report.objects, among)().samples().explain()
    assert "USING COVERING INDEX samples (is_sample>?)" in plan
    assert "SCAN archive_report" not in plan
