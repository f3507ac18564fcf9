"""Light or dark by choice, and references as files; both without script."""

import re
from pathlib import Path

import pytest
import rispy
from django.conf import settings

from archive.models import Report

CSS = Path(settings.BASE_DIR) / "static" / "css"


def test_a_choice_is_kept_and_leads_back_to_its_page(make_report, client):
    page = make_report().get_absolute_url()
    address = page + "?q=整顿"
    answer = client.post("/look/", {"look": "dark", "back": address})
    assert (answer.status_code, answer["Location"]) == (303, page + "?q=%E6%95%B4%E9%A1%BF")
    assert 'data-look="dark"' in client.get(address).content.decode()


def test_the_system_decides_again_when_asked_to(engine, client):
    client.post("/look/", {"look": "dark", "back": "/about/"})
    client.post("/look/", {"look": "", "back": "/about/"})
    assert "data-look" not in client.get("/about/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "", "/\\x"]
)
def test_a_choice_never_leads_to_another_host(engine, client, back):
    assert client.post("/look/", {"look": "dark", "back": back})["Location"] == "/"


def test_a_made_up_look_is_no_look(engine, client):
    client.cookies["look"] = '"><script>'
    page = client.get("/about/")
    assert "data-look" not in page.content.decode()
    assert "Cookie" in page["Vary"]


def test_dark_by_choice_is_dark_by_preference():
    tokens = (CSS / "tokens.css").read_text()
    by_preference = re.search(r"prefers-color-scheme: dark\) \{\s+:root[^{]+\{([^}]+)\}", tokens)[1].split()
    by_choice = re.search(r':root\[data-look="dark"\] \{\s+color-scheme: dark;([^}]+)\}', tokens)[1].split()
    assert len(by_choice) > 20
    assert by_choice == by_preference


@pytest.mark.parametrize("suffix", ["bib", "ris", "txt"])
def test_a_reference_comes_as_a_file(make_report, client, suffix):
    report = make_report(title="定西的整顿", date="2021-08", source="陇中党建通讯")
    answer = client.get(f"/reports/{report.pk}/cite.{suffix}")
    assert answer["Content-Disposition"] == f'attachment; filename="jiceng-{report.pk}.{suffix}"'
    assert "charset=utf-8" in answer["Content-Type"]
    assert "定西的整顿" in answer.content.decode()


def test_the_ris_file_can_be_read_by_a_reference_manager(make_report, client):
    report = make_report(title="定西的整顿")
    (entry,) = rispy.loads(client.get(f"/reports/{report.pk}/cite.ris").content.decode())
    assert entry["title"] == "定西的整顿"


@pytest.mark.parametrize(("status", "answer"), [(Report.Status.DRAFT, 404), (Report.Status.WITHDRAWN, 410)])
def test_what_cannot_be_read_cannot_be_cited(make_report, client, status, answer):
    report = make_report(status=status, title="机密")
    for suffix in ("bib", "ris", "txt"):
        assert client.get(f"/reports/{report.pk}/cite.{suffix}").status_code == answer
    assert client.get(f"/reports/{report.pk}/print.css").status_code == 404


def test_an_unknown_format_is_not_found(make_report, client):
    assert client.get(f"{make_report().get_absolute_url()}cite.docx").status_code == 404


def test_the_running_head_of_the_print_form_holds_the_address_and_can_hold_nothing_else(make_report, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    report = make_report()
    sheet = client.get(f"/reports/{report.pk}/print.css", headers={"host": "jiceng.example"}).content.decode()
    assert f'"jiceng.example/reports/{report.pk}/"' in sheet
    assert sheet.count('"') == 4
    assert "印出" in sheet


def test_a_report_leads_back_to_the_very_list_it_was_found_in(make_report, read):
    make_report(text="整顿", region="621102", kind="news")
    found = read("/search/", q="整顿", region="62", kind="news", sort="newest")
    (entry,) = found.all("//li[@class='entry']//h3/a/@href")
    (back,) = read(entry).links("回到结果")
    again = read(back)
    assert again.status == 200
    for part in ("q=%E6%95%B4%E9%A1%BF", "region=62", "kind=news", "sort=newest"):
        assert part in back


def test_what_is_no_parameter_of_a_search_is_dropped_on_the_way_back(make_report, read):
    page = read(make_report(text="整顿").get_absolute_url(), q="整顿", results="next=//elsewhere&page=2")
    assert page.links("回到结果") == ["/search/?q=%E6%95%B4%E9%A1%BF&page=2"]


def test_editors_can_be_told_what_is_unknown_if_they_have_an_address(make_report, read, settings):
    address = make_report().get_absolute_url()
    assert read(address).links("告诉编者") == []
    settings.EDITORS_EMAIL = "desk@jiceng.example"
    letters = read(address).links("告诉编者")
    assert letters
    assert all(letter.startswith("mailto:desk@jiceng.example?subject=") for letter in letters)
