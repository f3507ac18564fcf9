"""A value that may be wrong says so wherever it is read, cited or taken along; what a person set never does."""

from __future__ import annotations

import csv
import io
import json

import pytest

from archive.models import Report
from archive.text.evidence import Candidate, Evidence

WARNING = "存疑：可能不对，请核对原件。"


def row(value: str | None, confidence: float, rule: str = "head", *rivals: Candidate) -> dict:
    return Evidence(value, rule, "安定区", confidence, rivals).to_dict()


def evidence(region: float = 0.7, date: float = 0.6, rule: str = "head") -> dict:
    return {
        "title": row("定西的整顿", 0.97), "region": row("621102", region, rule), "date": row("2021-08-16", date, rule),
        "source": row("陇中党建通讯", 0.93), "kind": row("news", 0.8, rule),
    }  # fmt: skip


@pytest.fixture
def make(make_report):
    def make(**fields) -> Report:
        card = {
            "title": "定西的整顿",
            "region": "621102",
            "date": "2021-08-16",
            "source": "陇中党建通讯",
            "kind": "news",
        }
        return make_report(**{"text": "整顿软弱涣散党组织。", "evidence": evidence(), **card, **fields})

    return make


def marks(page) -> list[str]:
    return page.all("//*[contains(@class, 'doubt-mark') or contains(@class, 'is-doubtful')]")


def test_the_card_marks_what_may_be_wrong_in_words_and_not_by_colour_alone(make, read):
    page = read(make().get_absolute_url())
    card = {button.get("popovertarget"): button for button in page.all("//dl[@class='card']//button")}
    assert card["evidence-region"].text == "疑据"
    assert card["evidence-region"].get("aria-label") == "疑据：地区存疑，看依据"
    assert card["evidence-source"].text == "据"
    assert page.texts("//*[@id='evidence-region']/p[@class='doubtful']") == [WARNING]
    assert page.texts("//*[@id='evidence-source']/p[@class='doubtful']") == []


def test_a_doubtful_title_stands_on_the_card_with_its_mark(make, read):
    page = read(make(evidence={"title": row("定西的整顿", 0.6)}).get_absolute_url())
    assert page.texts("//dl[@class='card']//button[contains(@class, 'on-title')]") == ["疑据"]


def test_lists_mark_a_doubtful_region_date_and_kind(make, read):
    report = make()
    for address in ("/search/?q=整顿", report.region.get_absolute_url()):
        assert [mark.getparent().text_content().split()[-1] for mark in marks(read(address))] == ["疑"] * 3, address


@pytest.mark.parametrize("rule", ["editor", "given"])
def test_what_a_person_set_is_never_doubtful(make, read, client, rule):
    report = make(evidence=evidence(0.5, 0.5, rule))
    for address in (report.get_absolute_url(), "/search/?q=整顿"):
        assert marks(read(address)) == []
    assert client.get(f"/api/v1/reports/{report.pk}").json()["doubts"] == []


def test_the_mark_goes_when_an_editor_sets_the_value(make, read):
    report = make()
    report.evidence = report.evidence | {name: row("x", 1.0, "editor") for name in ("region", "date", "kind")}
    report.save()
    assert marks(read("/search/", q="整顿")) == []


@pytest.mark.parametrize("ending", ["txt", "bib", "ris"])
def test_a_reference_warns_of_the_values_in_it_that_may_be_wrong(make, client, ending):
    words = client.get(f"{make().get_absolute_url()}cite.{ending}").content.decode()
    assert "日期存疑，可能不对，请核对原件" in words.replace("地区、", "").replace("、类别", "")
    sure = make(text="另一篇整顿。", evidence=evidence(0.95, 0.95, "editor"))
    assert "存疑" not in client.get(f"{sure.get_absolute_url()}cite.{ending}").content.decode()


def test_exported_lists_name_the_doubtful_fields(make, client):
    make()
    table = b"".join(client.get("/search/export.csv", {"q": "整顿"})).decode().removeprefix("\ufeff")
    assert [line["存疑"] for line in csv.DictReader(io.StringIO(table, newline=""))] == ["地区、日期、类别"]
    lines = b"".join(client.get("/search/export.jsonl", {"q": "整顿"})).decode().splitlines()
    assert json.loads(lines[1])["doubts"] == ["region", "date", "kind"]


def test_the_api_names_doubtful_fields_and_the_candidates_of_unknown_ones(make, client):
    rivals = Candidate("621102", "body", "安定区", 0.4), Candidate("621121", "body", "通渭", 0.2)
    report = make(region="", evidence=evidence() | {"region": row(None, 0.0, "unsure", *rivals)})
    answer = client.get(f"/api/v1/reports/{report.pk}").json()
    assert (answer["region"], answer["doubts"]) == (None, ["date", "kind"])
    assert answer["candidates"] == {"region": ["621102", "621121"]}
    hit = client.get("/api/v1/search", {"q": "整顿"}).json()["hits"][0]
    assert hit["doubts"] == ["date", "kind"]


def test_a_feed_warns_and_schema_org_leaves_out_what_may_be_wrong(make, read, client):
    page = read(make().get_absolute_url())
    (known,) = page.all("//script[@type='application/ld+json']/text()")
    work = json.loads(known)["@graph"][0]
    assert "publisher" in work
    assert not {"datePublished", "contentLocation", "genre"} & work.keys()
    assert "（地区、日期、类别存疑，可能不对，请核对原件）" in client.get("/feed.atom").content.decode()
