"""所数: what a page of research counts and leaves out, and that each number is as long as the list behind it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from archive.models import NearPair
from archive.publishing.outbox import rebuild_index
from archive.publishing.publish import withdraw_report
from archive.research.form import SubsetForm
from archive.research.subset import count_subset, read_subset

pytestmark = pytest.mark.django_db

TEXT = "整顿软弱涣散党组织，村村有人管。"


@pytest.fixture(autouse=True)
def reports(make_report):
    """Two near duplicates, one undated, one unplaced, one of Guizhou, a sample."""
    first = make_report(text=TEXT, region="621102", date="2019")
    twin = make_report(text=TEXT, region="621102", date="2020")
    make_report(text="另一篇，没有日期。", region="621100")
    make_report(text="又一篇，没有地区。", date="2021")
    make_report(text=TEXT + "贵州。", region="520000", date="2021", kind="news")
    make_report(text=TEXT, region="620000", date="2020", is_sample=True)
    NearPair.objects.create(first=first, second=twin, similarity=1.0)
    rebuild_index()
    return first


def asked(parameters: str = ""):
    form = SubsetForm(QueryDict(parameters))
    assert form.is_valid(), form.error_sentence
    return read_subset(form)


def listed(client, address: str) -> tuple[int, int]:
    """Return the reports and the entries of the list at an address of the results page."""
    query = urlsplit(address).query
    near = "" if "near=" in query else "&near=fold"
    found = client.get(f"/api/v1/search?{query}{near}").json()
    return found["total"], len(found["hits"])


def test_near_duplicates_count_once_and_samples_do_not_unless_the_address_says_so():
    counted = count_subset(asked())
    assert (counted.reports, counted.counted, counted.folded_away, counted.samples) == (5, 4, 1, 1)
    assert (counted.undated, counted.unplaced) == (1, 1)
    assert "不计示例 1 篇" in counted.words
    everything = count_subset(asked("near=all&samples=1"))
    assert (everything.reports, everything.counted, everything.samples) == (6, 6, 0)
    assert "示例计在内" in everything.words


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        "near=all",
        "samples=1",
        "near=all&samples=1",
        "q=整顿",
        "region=62&region=52",
        "from=2019&to=2020&undated=1",
        "kind=news",
    ],
)
def test_each_number_is_as_long_as_the_list_behind_it(client, parameters):
    subset = asked(parameters)
    counted = count_subset(subset)
    total, entries = listed(client, subset.list_address())
    assert counted.reports == total
    assert counted.counted == (entries if subset.query.fold else total)
    place = 1 if subset.query.fold else 0
    if counted.undated:
        assert listed(client, subset.list_address(years=("none",)))[place] == counted.undated
    if counted.unplaced:
        assert listed(client, subset.list_address(region=("none",)))[place] == counted.unplaced
    assert asked(urlsplit(subset.address("search")).query) == subset


def test_a_subset_of_one_place_or_of_dated_reports_has_none_without():
    counted = count_subset(asked("region=62&from=2019"))
    assert (counted.undated, counted.unplaced) == (0, 0)


def test_a_report_that_is_withdrawn_leaves_no_number_behind_while_the_index_still_has_it(reports):
    withdraw_report(reports)
    assert count_subset(asked("near=all")).reports == 4
    assert count_subset(asked("near=all&samples=1")).reports == 5


def test_filters_are_said_in_words_and_each_can_be_taken_back():
    subset = asked("q=整顿&region=62&region=52&from=2019&to=2021&samples=1")
    assert {chip.label: chip.value for chip in subset.chips()}["日期"] == "2019–2021"
    assert [chip.value for chip in subset.chips() if chip.label == "地区"] == ["甘肃省", "贵州省"]
    without = next(chip.without for chip in subset.chips() if chip.label == "日期")
    assert without == {"q": ["整顿"], "region": ["62", "52"], "samples": ["1"]}
    assert subset.words == "地区=甘肃省、贵州省；日期=2019–2021"


def test_a_wrong_filter_is_refused_by_the_sentence_of_the_search_page():
    form = SubsetForm(QueryDict("region=99"))
    assert not form.is_valid()
    assert "地区（region）" in form.error_sentence
