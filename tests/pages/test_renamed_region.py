"""No cache holds the name of a region: a renamed one has its new name on every page at once."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from archive.languages.scripts import to_script
from archive.models import NearPair, Region
from archive.publishing.outbox import rebuild_index

BODY = "整顿软弱涣散村党组织，逐村列出清单，限期销号。推行积分制，积分制记到户。"
PROVINCE, CITY, SIBLING, COUNTY = "520000", "520100", "520300", "520111"

#: Pages for readers, in three languages, that name the city.
PAGES = (
    "/regions/",
    f"/regions/?place={CITY}",
    f"/regions/{CITY}/",
    f"/regions/{PROVINCE}/",
    f"/regions/{SIBLING}/",
    f"/regions/{COUNTY}/",
    "/search/?q=整顿",
    f"/search/?q=整顿&region={CITY}",
    f"/search/?q=整顿&region={COUNTY}",
    f"/search/?q=地区:{CITY}",
    "/search/?q=花溪",
    f"/search/advanced/?q=地区:{CITY}",
    "/reports/{report}/?q=整顿",
    "/reports/{report}/compare/{copy}/",
    "/saved/?ids={report}",
    "/suggest/?q=guiyang",
)
#: Answers for programs, Chinese for everyone, that name the city.
ANSWERS = (
    "/opensearch-suggest?q=guiyang",
    "/api/v1/suggest?q=guiyang",
    "/api/v1/search?q=整顿",
    f"/api/v1/search?q=整顿&region={PROVINCE}",
    f"/api/v1/search?q=地区:{CITY}",
    "/api/v1/reports/{report}",
    f"/api/v1/regions/{CITY}",
    f"/api/v1/regions/{PROVINCE}",
    f"/api/v1/regions/{COUNTY}",
    "/feed.atom",
    f"/search/feed.atom?q=整顿&region={CITY}",
    f"/regions/{CITY}/feed.atom",
    "/search/export.csv?q=整顿",
    "/search/export.jsonl?q=整顿",
    "/search/export.ris?q=整顿",
    "/search/export.bib?q=整顿",
    f"/regions/{CITY}/export.csv",
    "/saved/export.csv?ids={report}",
    "/reports/{report}/cite.ris",
    "/reports/{report}/cite.bib",
)
#: Pages that name the province in Chinese; an English page has a name of its own for it.
OF_THE_PROVINCE = (
    "/",
    "/regions/",
    f"/regions/{CITY}/",
    f"/regions/{PROVINCE}/",
    f"/regions/{SIBLING}/",
    "/search/?q=整顿",
    f"/search/?q=整顿&region={PROVINCE}",
    "/reports/{report}/?q=整顿",
    "/saved/?ids={report}",
    f"/api/v1/regions/{CITY}",
    "/search/export.csv?q=整顿",
)
#: Pages that name no region of these.
NAMELESS = (
    "/measures/",
    "/about/",
    "/search/advanced/",
    "/search/export.txt?q=整顿",
    "/opensearch.xml",
    "/sitemap-pages.xml",
    "/nowhere",
)
LANGUAGES = ("zh-hans", "zh-hant", "en")


@pytest.fixture
def numbers(regions, make_report) -> dict[str, int]:
    """A report of 花溪区, a near duplicate of it in 贵阳市, and reports of the same topic beside and above them."""
    report = make_report(title="甲区的报告", text=BODY, region=COUNTY, date="2021")
    copy = make_report(title="转来的报告", text=BODY + "转。", region=CITY, date="2021")
    NearPair.objects.create(first=report, second=copy, similarity=0.97)
    make_report(title="乙市的报告", text="整顿。积分制，积分制。", region=SIBLING, date="2020")
    make_report(title="丙区的报告", text="整顿。积分制好，积分制。", region="520102", date="2020")
    make_report(title="别处的报告", text="会议。", region="620000", date="2020")
    rebuild_index()
    return {"report": report.pk, "copy": copy.pk}


@pytest.fixture
def shown(numbers, client):
    """shown(addresses, languages) -> {(address, language): the words of the answer, and the name of its file}."""

    def shown(addresses: tuple[str, ...], languages: tuple[str, ...] = ("zh-hans",)) -> dict[tuple[str, str], str]:
        answers = {}
        for language in languages:
            client.cookies["lang"] = language
            for address in addresses:
                response = client.get(address.format(**numbers))
                assert response.status_code == (404 if address == "/nowhere" else 200), address
                body = b"".join(response.streaming_content) if response.streaming else response.content
                answers[address, language] = body.decode() + unquote(response.headers.get("Content-Disposition", ""))
        return answers

    return shown


def rename(code: str, name: str, short: str) -> None:
    Region.objects.filter(code=code).update(name=name, short=short)


def holding(answers: dict[tuple[str, str], str], *names: str) -> set[tuple[str, str]]:
    """The pages that hold one of the names, in either script."""
    forms = {form for name in names for form in (name, to_script(name, "hant"))}
    return {page for page, words in answers.items() if any(form in words for form in forms)}


def test_a_renamed_city_has_its_new_name_at_once_in_three_languages(shown):
    before = shown(PAGES, LANGUAGES) | shown(ANSWERS)
    assert holding(before, "贵阳") == before.keys()
    rename(CITY, "新岭市", "新岭")
    after = shown(PAGES, LANGUAGES) | shown(ANSWERS)
    assert holding(after, "贵阳", "Guiyang") == set()
    assert holding(after, "新岭") == after.keys()
    assert {page for page, _ in holding(after, "Xinling")} == {page for page, _ in holding(before, "Guiyang")} != set()


def test_a_renamed_province_has_its_new_name_at_once(shown):
    before = shown(OF_THE_PROVINCE, LANGUAGES[:2])
    assert holding(before, "贵州") == before.keys()
    rename(PROVINCE, "东屏省", "东屏")
    after = shown(OF_THE_PROVINCE, LANGUAGES[:2])
    assert holding(after, "贵州") == set()
    assert holding(after, "东屏") == after.keys()


def test_other_pages_name_neither(shown):
    shown(NAMELESS, LANGUAGES)
    rename(CITY, "新岭市", "新岭")
    assert holding(shown(NAMELESS, LANGUAGES), "贵阳", "Guiyang", "新岭", "Xinling") == set()
