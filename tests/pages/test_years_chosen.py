"""Years that do not touch: chosen in the facet one by one, in the address and in the API; counts stand beside the bars."""

from __future__ import annotations

import pytest

from archive.searching.years import year_histogram
from search.documents import Query, QueryError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dated(make_report):
    with make_report.together():
        for date in ("2018", "2019-05", "2019-11-03", "2020", "2021-08-16", "2022", ""):
            make_report(text="整顿支部", date=date)


def years(page) -> dict[str, str]:
    """Return {words of a year: its address} of the list below the bars."""
    links = page.all("//section[@aria-labelledby='facet-year']//ul[@class='years']//a")
    return {link.text_content(): link.get("href") for link in links}


def follow(page, read, year: str):
    (address,) = [address for words, address in years(page).items() if words.startswith(year)]
    return read(address)


def total(page) -> str:
    return page.texts("//h2[@id='total']")[0]


def test_each_year_stands_with_its_count_below_the_bars(read):
    assert list(years(read("/search/", q="整顿"))) == ["20181", "20192", "20201", "20211", "20221"]


def test_two_years_that_do_not_touch_are_chosen_by_two_clicks_and_go_one_by_one(read):
    page = follow(follow(read("/search/", q="整顿"), read, "2019"), read, "2021")
    assert "year=2019&year=2021" in page.response.request["QUERY_STRING"]
    assert total(page) == "3 篇"
    chosen = [words for words in years(page) if "已选" in words]
    assert [words[:5] for words in chosen] == ["20192", "20211"]
    chips = page.texts("//div[@class='list-head']//a[@class='chip']")
    assert [" ".join(chip.split()[:4]) for chip in chips] == ["年份 2019 2 篇", "年份 2021 1 篇"]
    assert total(follow(page, read, "2019")) == "1 篇"
    assert total(follow(follow(page, read, "2019"), read, "2021")) == "7 篇"


def test_a_year_taken_out_of_a_range_leaves_both_of_its_sides(read):
    page = follow(read("/search/", q="整顿", from_="2018", to="2021"), read, "2020")
    assert "year=2018&year=2019&year=2021" in page.response.request["QUERY_STRING"]
    assert total(page) == "4 篇"


def test_years_that_touch_are_a_range_that_the_boxes_show(read):
    page = follow(follow(read("/search/", q="整顿"), read, "2019"), read, "2020")
    assert "from=2019&to=2020" in page.response.request["QUERY_STRING"]
    assert page.all("//input[@id='year-from']/@value") == ["2019"]


def test_the_boxes_replace_years_that_were_chosen_one_by_one(read):
    form = read("/search/", q="整顿", year=["2019", "2021"])
    assert form.all("//form[@class='range']//input[@name='year']") == []


def test_undated_reports_can_be_added_to_chosen_years(read):
    page = read("/search/", q="整顿", year=["2019", "2021"])
    (address,) = [link.get("href") for link in page.all("//a[@id='undated']")]
    assert total(read(address)) == "4 篇"


def test_undated_reports_alone_are_a_choice_among_the_years_that_can_be_taken_back(client, read):
    page = read("/search/", q="整顿", year=["2019", "none"])
    assert total(page) == "3 篇"
    assert total(read("/search/", q="整顿", year="none")) == "1 篇"
    chips = page.texts("//div[@class='list-head']//a[@class='chip']")
    assert [" ".join(chip.split()[:4]) for chip in chips] == ["年份 2019 2 篇", "年份 未注明 1 篇"]
    (back,) = page.all("//a[@id='undated']/@href")
    assert total(read(back)) == "2 篇"
    assert total(follow(page, read, "2021")) == "3 篇"
    assert client.get("/api/v1/search", {"q": "整顿", "year": "none"}).json()["total"] == 1


@pytest.mark.parametrize("typed", [["2019", "2021"], ["2021年", "２０１９"], ["二〇二一年", "2019", "2019"]])
def test_the_api_takes_several_years_in_any_form(client, typed):
    found = client.get("/api/v1/search", {"q": "整顿", "year": typed}).json()
    assert found["total"] == 3
    assert {row["value"]: row["count"] for row in found["facets"]["year"]} == {"2019": 2, "2021": 1}


@pytest.mark.parametrize("wrong", ["2021-08", "明年", "20211"])
def test_what_is_no_year_is_refused_and_the_good_one_stays(client, read, wrong):
    answer = client.get("/api/v1/search", {"q": "整顿", "year": ["2019", wrong]})
    assert answer.status_code == 400
    assert "年份（year）须写作 2021" in answer.json()["error"]
    page = read("/search/", q="整顿", year=["2019", wrong])
    assert page.status == 400
    assert total(page) == "2 篇"


def test_the_advanced_form_takes_several_years_over(read):
    page = read("/search/", q="整顿", year=["2019", "2021"])
    (address,) = page.all("//a[@class='to-advanced']/@href")
    form = read(address)
    (results,) = [link for link in form.all("//a/@href") if link.startswith("/search/?q=")][:1]
    assert total(read(results)) == "3 篇"


def test_exports_and_the_feed_have_the_same_reports_and_name_the_years(client):
    chosen = {"q": "整顿", "year": ["2019", "2021"]}
    exported = client.get("/search/export.csv", chosen)
    assert exported.headers["X-Total"] == "3"
    assert "年份=2019、2021" in b"".join(exported).decode()
    assert client.get("/search/feed.atom", chosen).content.count(b"<entry>") == 3


def test_the_engine_refuses_a_year_that_is_none(engine):
    assert engine.count(Query(years=("2019", "2021"))) == 3
    with pytest.raises(QueryError, match="年份"):
        engine.count(Query(years=("19",)))


@pytest.mark.parametrize(("last", "counted"), [(2012, True), (2060, False)])
def test_bars_have_their_counts_where_there_is_room_and_the_axis_names_ends_and_round_years(last, counted):
    drawn = year_histogram({"2004": 3, str(last): 120}, lambda year: ("", False), width=608, height=140)
    assert drawn.counted is counted
    names = [named.year for named in drawn.named]
    assert names[0] == 2004
    assert names[-1] == last
    assert all(year % 2 == 0 for year in names[1:-1])
    assert all(bar.y >= 16 for bar in drawn.bars) or not counted
