"""Measures that stand in a region's reports more often than elsewhere."""

from __future__ import annotations

import pytest

from archive.holdings.characteristic import measures_of
from archive.models import Region


@pytest.fixture
def dingxi(make_report) -> Region:
    """Five reports of Dingxi speak of 三会一课 and ten of other places do not; all speak of 主题党日."""
    with make_report.together():
        for _ in range(5):
            make_report(region="621102", text="三会一课与主题党日。")
        for _ in range(10):
            make_report(region="110101", text="主题党日。")
    return Region.objects.get(code="621100")


def test_a_measure_of_this_region_alone_stands_out(dingxi):
    (measure,) = measures_of(dingxi).characteristic
    assert (measure.name, measure.count, measure.times) == ("三会一课", 5, 3.0)


def test_its_count_is_that_of_its_address(dingxi, client):
    (measure,) = measures_of(dingxi).characteristic
    assert f"{measure.count} 篇" in client.get(measure.address).content.decode()


def test_a_measure_that_is_rarer_here_does_not_stand_out(dingxi):
    assert "三会一课" not in [m.name for m in measures_of(Region.objects.get(code="110000")).characteristic]


def test_where_nothing_stands_out_the_most_common_are_named(dingxi):
    beijing = measures_of(Region.objects.get(code="110000"))
    assert [(measure.name, measure.count) for measure in beijing.common] == [("主题党日", 10)]


def test_two_reports_are_chance(make_report):
    with make_report.together():
        for number in range(40):
            make_report(region="621102" if number < 2 else "110101", text="三会一课" if number < 2 else "正文")
    assert measures_of(Region.objects.get(code="621102")).characteristic == ()


def test_the_numbers_follow_the_index(dingxi, make_report):
    measures_of(dingxi)
    make_report(region="621102", text="三会一课")
    assert measures_of(dingxi).characteristic[0].count == 6


def test_a_region_without_reports_has_no_measures(make_report, regions):
    make_report(region="110101", text="三会一课")
    assert not measures_of(Region.objects.get(code="621100"))


def test_without_an_index_there_are_none(regions):
    assert not measures_of(Region.objects.get(code="621100"))


def test_the_page_shows_them_as_links(dingxi, client):
    page = client.get("/regions/621100/").content.decode()
    assert "5 篇，为全国的 3.0 倍" in page
    assert "/about/#characteristic" in page
