"""What machines learn of the archive: one address a page, sitemap, robots, OpenSearch, Open Graph, schema.org."""

import json
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from archive.exporting import sitemaps
from archive.models import Report
from archive.rendering.head import data_block
from config.environment import env_origin

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def report(make_report):
    return make_report(
        title="定西的整顿",
        text="一、整顿\n正文整顿。",
        region="621102",
        date="2021-08",
        source="陇中党建通讯",
        author="顾苇杭",
    )


def canonical(page) -> list[str]:
    return page.all("//link[@rel='canonical']/@href")


def known(page) -> list[dict]:
    (block,) = page.all("//script[@type='application/ld+json']")
    return json.loads(block.text)["@graph"]


@pytest.mark.parametrize(
    ("asked", "one"),
    [
        ("/", "/"),
        ("/?utm_source=x", "/"),
        ("/search/?region=62&q=整顿&page=1&mode=folded", "/search/?q=%E6%95%B4%E9%A1%BF&region=62"),
        ("/search/?q=整顿&page=2&size=1", "/search/?q=%E6%95%B4%E9%A1%BF&page=2&size=1"),
        ("/search/?q=&nonsense=1", "/search/"),
        ("/regions/620000/?year=2021&kind=&page=1&x=1", "/regions/620000/?year=2021"),
        ("/regions/620000/?page=2", "/regions/620000/?page=2"),
        ("/saved/?ids=1,1,x", None),
        ("/saved/?ids=1,1", "/saved/?ids=1"),
        ("/about/", "/about/"),
    ],
)
def test_every_page_has_one_address(report, read, asked, one):
    assert canonical(read(asked)) == ([f"http://testserver{one}"] if one else [])


def test_a_report_has_one_address_however_it_is_read(report, read):
    page = read(report.get_absolute_url(), q="整顿", marks="0")
    assert canonical(page) == [f"http://testserver{report.get_absolute_url()}"]


@pytest.mark.parametrize("asked", ["/search/?mode=x", "/nowhere", "/reports/999/", "/search/export.csv?kind=x"])
def test_a_page_of_an_error_claims_no_address(report, read, asked):
    assert canonical(read(asked)) == []


def test_site_url_is_the_origin_of_every_address(report, client, settings):
    settings.SITE_URL = "https://jiceng.example"
    for address in ("/", report.get_absolute_url(), "/robots.txt", "/sitemap.xml", "/opensearch.xml"):
        source = client.get(address).content.decode()
        assert "https://jiceng.example/" in source
        assert "testserver" not in source.partition("<body")[0]


def test_a_strange_host_is_not_taken_for_our_own(report, client):
    assert client.get("/robots.txt", headers={"host": "evil.example"}).status_code == 400


def test_open_graph_tells_what_the_page_is(report, read):
    page = read(report.get_absolute_url())
    told = {meta.get("property"): meta.get("content") for meta in page.all("//meta[@property]")}
    assert told["og:title"] == "定西的整顿"
    assert told["og:type"] == "article"
    assert told["og:description"] == "一、整顿 正文整顿。"
    assert told["og:url"] == f"http://testserver{report.get_absolute_url()}"


def test_schema_org_tells_what_the_card_tells_and_nothing_more(report, read):
    work, crumbs = known(read(report.get_absolute_url()))
    assert work["@type"] == "Report"
    assert (work["name"], work["datePublished"], work["author"]) == (
        "定西的整顿",
        "2021-08",
        [{"@type": "Person", "name": "顾苇杭"}],
    )
    assert work["contentLocation"]["identifier"] == "621102"
    assert work["encoding"]["sha256"] == report.original.sha256
    assert [unit["name"] for unit in crumbs["itemListElement"]] == ["甘肃省", "定西市", "安定区"]


def test_what_is_unknown_is_not_told(make_report, read):
    (work,) = known(read(make_report().get_absolute_url()))
    assert not {"datePublished", "author", "publisher", "contentLocation"} & set(work)


def test_home_tells_how_to_search(report, read):
    (site,) = known(read("/"))
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"


def test_an_uploaded_title_cannot_end_the_block(make_report, read):
    bad = "甲</script><script>alert(1)</script><!--"
    page = read(make_report(title=bad, text="整顿").get_absolute_url())
    assert "<script>alert" not in page.source
    assert known(page)[0]["name"] == bad


@given(st.text(max_size=40) | st.sampled_from(["</script>", "<!--<script>", "]]>", "&lt;", "\u2028"]))
def test_any_text_comes_out_of_the_block_as_it_went_in(text):
    block = data_block({"name": text})
    assert str(block).count("<") == 2
    element = html.fromstring(f"<div>{block}</div>").find("script") if "\x00" not in text else None
    if element is not None:
        assert json.loads(element.text)["name"] == text


def test_the_sitemap_names_every_published_report_once_with_its_last_change(make_report, client):
    held = make_report()
    make_report(status=Report.Status.DRAFT)
    make_report(status=Report.Status.WITHDRAWN)
    index = etree.fromstring(client.get("/sitemap.xml").content)
    files = index.xpath("//s:loc/text()", namespaces=MAP)
    assert files == ["http://testserver/sitemap-pages.xml", "http://testserver/sitemap-reports-1.xml"]
    reports = etree.fromstring(client.get("/sitemap-reports-1.xml").content)
    assert reports.xpath("//s:loc/text()", namespaces=MAP) == [f"http://testserver{held.get_absolute_url()}"]
    assert reports.xpath("//s:lastmod/text()", namespaces=MAP) == [held.updated_at.isoformat(timespec="seconds")]


def test_reports_are_parted_into_files_by_their_numbers(make_report, client, monkeypatch):
    monkeypatch.setattr(sitemaps, "NUMBERS_A_FILE", 2)
    numbers = [make_report().pk for _ in range(5)]
    index = etree.fromstring(client.get("/sitemap.xml").content)
    found = []
    for address in index.xpath("//s:loc/text()", namespaces=MAP)[1:]:
        root = etree.fromstring(client.get(address.removeprefix("http://testserver")).content)
        places = root.xpath("//s:loc/text()", namespaces=MAP)
        assert 1 <= len(places) <= 2
        found += places
    assert found == [f"http://testserver/reports/{number}/" for number in numbers]


def test_pages_and_regions_with_reports_are_in_the_sitemap_and_lead_somewhere(report, client):
    root = etree.fromstring(client.get("/sitemap-pages.xml").content)
    places = [place.removeprefix("http://testserver") for place in root.xpath("//s:loc/text()", namespaces=MAP)]
    assert {"/", "/regions/620000/", "/regions/621100/", "/regions/621102/"} <= set(places)
    assert {client.get(place).status_code for place in places} == {200}


@pytest.mark.parametrize("file", ["0", "2", "99999999999999999999"])
def test_there_are_no_empty_files_of_the_sitemap(report, client, file):
    assert client.get(f"/sitemap-reports-{file}.xml").status_code == 404


def test_robots_may_read_reports_and_not_every_combination_of_filters(report, client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /search/?\n" in text
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /reports/\n" not in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


def test_the_old_address_of_the_icon_answers_with_the_seal(client, settings, db):
    settings.REQUIRE_LOGIN = True
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Content-Type"]) == (200, "image/x-icon")
    assert response.content.startswith(b"\0\0\1\0")


def test_browsers_learn_how_to_ask(report, read, client):
    (address,) = read("/").all("//link[@rel='search']/@href")
    response = client.get(address)
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    templates = root.xpath("//*[local-name()='Url']/@template")
    assert "http://testserver/search/?q={searchTerms}" in templates
    assert len(root.xpath("//*[local-name()='ShortName']/text()")[0]) <= 16


def test_a_browsers_own_box_is_told_what_may_be_meant(report, client):
    response = client.get("/opensearch-suggest", {"q": "定西"})
    assert response["Content-Type"] == "application/x-suggestions+json; charset=utf-8"
    typed, words = json.loads(response.content)
    assert typed == "定西"
    assert any(word.startswith("定西") for word in words)


def test_without_an_index_a_browsers_box_is_told_nothing(db, own_data_dir, client):
    assert json.loads(client.get("/opensearch-suggest", {"q": "定西"}).content) == ["定西", []]


@pytest.mark.parametrize("value", ["https://jiceng.example", "http://127.0.0.1:8000", "https://jiceng.example/"])
def test_an_origin_is_taken_without_its_slash(monkeypatch, value):
    monkeypatch.setenv("SITE_URL", value)
    assert env_origin("SITE_URL") == value.rstrip("/")


@pytest.mark.parametrize(
    "value",
    [
        "jiceng.example",
        "https://",
        "https://a/b",
        "ftp://a",
        "https://a?b",
        "https://u@a",
        "https://a b",
        "https://a\r\nX: 1",
    ],
)
def test_anything_else_is_no_origin(monkeypatch, value):
    monkeypatch.setenv("SITE_URL", value)
    with pytest.raises(ImproperlyConfigured):
        env_origin("SITE_URL")


def test_the_sitemap_goes_from_file_to_file_by_its_index_and_reads_no_other_report(make_report):
    if connection.vendor != "sqlite":
        pytest.skip("another database: PostgreSQL reads so small a table whole")
    report = make_report()
    with CaptureQueriesContext(connection) as queries:
        files = list(sitemaps.index_entries())
    assert [path for path, _ in files[1:]] == [f"/sitemap-reports-{(report.pk - 1) // 5000 + 1}.xml"]
    assert files[1][1] == report.updated_at
    (statement,) = [each["sql"] for each in queries if "archive_report" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        plan = [row[-1] for row in cursor.fetchall() if "archive_report" in row[-1]]
    assert len(plan) == 3
    assert all(re.fullmatch(r"SEARCH archive_report USING (COVERING )?INDEX sitemap_files.*", step) for step in plan), (
        plan
    )


def test_the_files_of_the_sitemap_are_those_of_a_count_over_all_reports(make_report, monkeypatch):
    with make_report.together():
        made = [
            make_report(is_sample=number < 2, status="draft" if number in (5, 6) else "published")
            for number in range(12)
        ]
    monkeypatch.setattr(sitemaps, "NUMBERS_A_FILE", 3)
    counted = {}
    for report in Report.objects.held():
        file = (report.pk - 1) // 3 + 1
        counted[file] = max(report.updated_at, counted.get(file, report.updated_at))
    assert list(sitemaps.index_entries())[1:] == [
        (f"/sitemap-reports-{file}.xml", counted[file]) for file in sorted(counted)
    ]
    Report.objects.filter(is_sample=False).update(status="withdrawn")
    assert {path for path, _ in list(sitemaps.index_entries())[1:]} == {
        f"/sitemap-reports-{(report.pk - 1) // 3 + 1}.xml" for report in made[:2]
    }
