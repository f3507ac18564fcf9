"""What a reference manager saves of a report's page, by the rules of Zotero's reader of embedded metadata."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from archive.models import Original
from archive.text.evidence import Evidence

TEXT = "排出软弱涣散村党组织十九个。"


@dataclass
class SavedItem:
    """What is saved. ``attachments``: addresses; the snapshot of the page itself is always one."""

    kind: str = ""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    outlet: str = ""
    language: str = ""
    address: str = ""
    attachments: list[str] = field(default_factory=list)


def save(page) -> SavedItem:
    """Read the head as Zotero does.

    Facts of its translators (Embedded Metadata, RDF): names of Highwire are taken by their ending and win over Dublin Core;
    of several DC.type the first counts, and it names the kind of item if it is one; without it a citation_title makes a
    journal article; the title of the site is DC.source before og:site_name; an author is parted at semicolons; without
    citation_author each DC.creator is one; the first citation_pdf_url is attached.
    """
    metas = [
        (meta.get("name") or meta.get("property") or "", meta.get("content") or "") for meta in page.all("//head/meta")
    ]

    def all_of(name: str) -> list[str]:
        return [content for called, content in metas if called.casefold() == name.casefold() and content]

    def first_of(*names: str) -> str:
        return next((content for name in names for content in all_of(name)), "")

    kind = first_of("DC.type")
    known = kind if kind in ("webpage", "report", "newspaperArticle") else "journalArticle"
    authors = [part.strip() for each in all_of("citation_author") for part in each.split(";") if part.strip()]
    return SavedItem(
        kind=known if all_of("citation_title") or kind == known else "webpage",
        title=first_of("citation_title", "DC.title", "og:title"),
        authors=authors or all_of("DC.creator"),
        date=first_of("citation_publication_date", "DC.date"),
        outlet=first_of("DC.source", "og:site_name"),
        language=first_of("citation_language", "DC.language"),
        address=first_of("citation_public_url", "og:url"),
        attachments=all_of("citation_pdf_url")[:1],
    )


@pytest.fixture
def make(make_report):
    def make(**fields):
        card = {"title": "定西的整顿", "text": TEXT, "region": "621102", "date": "2021-11-03", "source": "陇中党建通讯"}
        return make_report(**{**card, "author": "石晓棠、纪春山", **fields})

    return make


def test_a_saved_report_has_title_authors_one_each_date_outlet_and_language(make, read):
    report = make()
    Original.objects.filter(report=report).update(media_type="application/pdf")
    assert save(read(report.get_absolute_url(), q="整顿")) == SavedItem(
        kind="webpage",
        title="定西的整顿",
        authors=["石晓棠", "纪春山"],
        date="2021/11/03",
        outlet="陇中党建通讯",
        language="zh-Hans",
        address=f"http://testserver{report.get_absolute_url()}",
        attachments=[f"http://testserver{report.get_absolute_url()}original"],
    )


@pytest.mark.parametrize(("date", "saved"), [("2021-11", "2021/11"), ("2021", "2021"), ("", "")])
def test_a_date_is_saved_as_far_as_it_is_known(make, read, date, saved):
    assert save(read(make(date=date).get_absolute_url())).date == saved


def test_what_is_not_known_is_not_saved(make_report, read):
    saved = save(read(make_report(title="无名", script="hant").get_absolute_url()))
    assert (saved.authors, saved.date, saved.outlet, saved.attachments) == ([], "", "基层文库", [])
    assert saved.language == "zh-Hant"


def test_what_may_be_wrong_is_not_saved(make, read):
    doubtful = {
        name: Evidence(value, "head", "", 0.6).to_dict()
        for name, value in (("author", "石晓棠、纪春山"), ("date", "2021-11-03"), ("source", "陇中党建通讯"))
    }
    saved = save(read(make(evidence=doubtful).get_absolute_url()))
    assert (saved.authors, saved.date, saved.outlet) == ([], "", "基层文库")


def test_the_head_leads_to_the_citation_as_ris(make, read, client):
    page = read(make().get_absolute_url())
    (address,) = page.all("//head/link[@rel='alternate'][@type='application/x-research-info-systems']/@href")
    assert client.get(address).content.decode().startswith("TY  - ELEC")


def test_an_office_is_an_organization_in_schema_org_and_in_the_api(make, read, client):
    report = make(author="区委组织部、石晓棠")
    assert '"author": [{"@type": "Organization", "name": "区委组织部"}, {"@type": "Person", "name": "石晓棠"}]' in read(
        report.get_absolute_url()
    ).source.replace("\\u003C", "<")
    authors = client.get(f"/api/v1/reports/{report.pk}").json()["authors"]
    assert authors == [{"name": "区委组织部", "type": "organization"}, {"name": "石晓棠", "type": "person"}]


def test_other_pages_cite_nothing(make, read):
    make()
    for address in ("/", "/search/?q=整顿", "/about/"):
        assert not read(address).all("//meta[starts-with(@name, 'citation_') or starts-with(@name, 'DC')]")


def test_a_sample_says_everywhere_that_it_is_made_up(make, read, client):
    report = make(is_sample=True)
    address = report.get_absolute_url()
    page = read(address)
    assert save(page).title == "定西的整顿[示例，非史料]"
    assert page.texts("//head/title") == ["示例：定西的整顿 - 基层文库"]
    assert page.all("//meta[@property='og:title']/@content") == ["定西的整顿[示例，非史料]"]
    assert any("不是史料，请勿引用" in note for note in page.texts("//article//p[@class='note']"))
    assert all("示例，非史料" in citation for citation in page.texts("//p[starts-with(@class, 'citation')]"))
    assert "示例，非史料" in client.get(f"{address}print.css").content.decode()
    feed = client.get("/feed.atom").content.decode()
    assert "<title>定西的整顿[示例，非史料]</title>" in feed
    assert "不是史料" in feed
    for ending in ("ris", "bib", "txt"):
        assert "示例，非史料" in b"".join(client.get(f"/search/export.{ending}", {"q": "整顿"})).decode()
        assert "示例，非史料" in client.get(f"{address}cite.{ending}").content.decode()
    assert client.get("/api/v1/search", {"q": "整顿"}).json()["hits"][0]["sample"] is True


def test_english_pages_offer_apa_and_chicago_beside_the_national_standard(make, client, read):
    address = make().get_absolute_url()
    assert read(address).texts("//section[@class='cite']//label") == ["GB/T 7714", "BibTeX", "RIS", "文字"]
    client.cookies["lang"] = "en"
    page = read(address)
    assert page.texts("//section[@class='cite']//label")[:3] == ["GB/T 7714", "APA", "Chicago"]
    assert "(2021, November 3)" in page.texts("//p[@class='citation of-apa']")[0]


def test_no_paragraph_and_no_division_without_a_role_has_a_name(make, read):
    make()
    for address in (make(text=f"{TEXT}再整顿。").get_absolute_url(), "/search/?q=整顿", "/"):
        named = "//*[self::p or self::div or self::span or self::em or self::b][@aria-label or @aria-labelledby][not(@role)]"
        assert read(address).all(named) == [], address
