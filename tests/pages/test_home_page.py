"""Home, and the index of measures."""

import pytest

from archive.holdings.tiles import ink_bounds
from archive.models import Measure, Region
from archive.places.shown import LETTERS


def test_home_says_what_is_held(make_report, read):
    make_report(region="621102", date="2012")
    make_report(region="110101", date="2025-10")
    make_report()
    make_report(status="draft")
    page = read("/")
    assert "汇报、总结与做法，3 篇" in page.text
    assert page.texts("//dl[@class='holdings']//dd") == [
        "3 篇",
        "3 件，附 SHA-256",
        "2 省 1 市 2 县",
        "2012–2025 另有 1 篇未注明",
    ]


def test_the_map_has_every_province_once_with_its_count(make_report, regions, read):
    make_report(region="621102")
    make_report(region="620000")
    page = read("/")
    tiles = page.texts("//ul[@class='map']/li")
    assert len(tiles) == len(set(page.all("//ul[@class='map']/li/a/@href"))) == 34
    assert page.texts("//li[contains(@class, 't-62')]") == ["甘肃2"]
    assert "ink-0" in page.all("//li[contains(@class, 't-71')]/@class")[0]


def test_the_table_says_what_the_map_says(make_report, regions, read):
    make_report(region="621102")
    page = read("/")
    rows = [tuple(cell.text_content() for cell in row) for row in page.all("//tbody/tr")]
    assert ("620000", "甘肃省", "1") in rows
    assert [count for *_, count in rows] == page.texts("//ul[@class='map']//span[2]")


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ([], ()),
        ([0, 0], ()),
        ([7, 7], (1,)),
        ([1, 2, 3], (1, 2, 3)),
        (range(1, 35), (1, 7, 10, 20, 25)),
        ([402, 147, 561, 388, 286, 357, 268, 311, 1006], (1, 250, 300, 350, 550)),
    ],
)
def test_inks_are_fifths_of_the_counts_that_can_be_read(counts, bounds):
    assert ink_bounds(list(counts)) == bounds


def test_the_newest_are_those_published_last(make_report, read):
    from django.utils import timezone

    for number in range(9):
        make_report(title=f"第{number}", published_at=timezone.now())
    make_report(title="草稿的题", status="draft")
    titles = read("/").texts("//section[@aria-labelledby='newest']//h3")
    assert titles == [f"第{number}" for number in range(8, 1, -1)]


def test_measures_are_counted_in_both_scripts(make_report, read):
    make_report(text="軟弱渙散")
    make_report(text="软弱涣散，软弱涣散")
    assert "软弱涣散2" in read("/").texts("//section[@aria-labelledby='measures']//li")


def test_a_measure_counted_is_a_measure_found(make_report, read):
    make_report(text="推行四议两公开。")
    page = read("/measures/")
    assert len(page.all("//div[@class='index']//li")) == Measure.objects.count()
    (link,) = [link for link in page.all("//div[@class='index']//a") if link.text_content().startswith("四议两公开")]
    assert "1 篇" in read(link.get("href")).text


def test_counts_of_measures_follow_the_index(make_report, read):
    make_report(text="三会一课")
    read("/measures/")
    make_report(text="三会一课又一次")
    assert "三会一课2" in read("/measures/").texts("//li/a")


def test_home_stands_without_an_index(db, read):
    page = read("/")
    assert page.status == 200
    assert "软弱涣散—" in page.texts("//section[@aria-labelledby='measures']//li")


def test_titles_are_never_html(make_report, read):
    make_report(title="<script>alert(1)</script>", source="<b>报</b>", region="621102")
    source = read("/").source
    assert "<script>alert" not in source
    assert "<b>报" not in source


@pytest.mark.parametrize("rows", [3, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(make_report, read, django_assert_max_num_queries, rows):
    for number in range(rows):
        make_report(region=["621102", "510500", "110101"][number % 3], source=f"报{number}")
    with django_assert_max_num_queries(7):
        read("/")


def test_an_english_tile_shows_its_letters_on_a_phone_and_is_called_by_its_whole_name(regions, engine, read, client):
    client.cookies["lang"] = "en"
    (tile,) = read("/").all("//ul[@class='map']//a[@title='Gansu']")
    letters, name, _ = tile
    assert (letters.text, letters.get("aria-hidden"), name.text) == ("GS", "true", "Gansu")


def test_every_province_has_letters_of_its_own(regions):
    assert set(LETTERS) == {unit.prefix for unit in Region.objects.provinces()}
    assert len(set(LETTERS.values())) == len(LETTERS) == 34
