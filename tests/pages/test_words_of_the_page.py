"""Titles, descriptions and the archive's own words in the language of the page; the language that a browser prefers."""

import re

import pytest
from django.utils import translation

from archive.languages import measures
from archive.models import Measure
from archive.rendering import filters


def head_of(client, address: str, language: str) -> dict[str, str]:
    client.cookies["lang"] = language
    page = client.get(address).content.decode()
    found = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">', page))
    return found | {"title": re.search("<title>(.*?)</title>", page)[1]}


@pytest.mark.parametrize(
    ("language", "name", "locale"),
    [("en", "Gansu", "en_US"), ("zh-hant", "甘肅省", "zh_TW"), ("zh-hans", "甘肃省", "zh_CN")],
)
def test_the_head_of_a_region_names_it_as_its_heading_does(client, regions, language, name, locale):
    head = head_of(client, "/regions/620000/", language)
    assert head["og:locale"] == locale
    for part in ("title", "description", "og:title", "og:description"):
        assert name in head[part], part
        assert language == "zh-hans" or "甘肃省" not in head[part]


def test_a_city_is_titled_by_its_letters_and_its_name(client, regions):
    assert "Changzhi 长治市" in head_of(client, "/regions/140400/", "en")["title"]


def test_the_archives_own_words_on_measures_are_translated_and_an_editors_are_not(client, db):
    Measure.objects.create(name="新做法", group="自定的组", note="自定的话。", order=1)
    client.cookies["lang"] = "en"
    page = client.get("/measures/").content.decode()
    for words in ("Building the organization", "three meetings and one lecture", "An official sent by a higher level"):
        assert words in page
    assert '<span lang="zh">自定的组</span>' in page
    assert '<span lang="zh">自定的话。</span>' in page
    client.cookies["lang"] = "zh-hant"
    page = client.get("/measures/").content.decode()
    assert "組織建設" in page
    assert "书记抓基层" not in page
    assert "three meetings" not in page


def test_the_words_are_those_that_the_archive_comes_with(db):
    written = Measure.objects.values_list("name", "group", "note")
    assert set(measures.NAMES) == {name for name, *_ in written}
    assert set(measures.WORDS) == {word for _, *words in written for word in words if word}
    with translation.override("en"):
        assert all(filters.gloss(name) for name in measures.NAMES)


@pytest.mark.parametrize(
    ("accepted", "offer"),
    [
        ("en-GB,en;q=0.9", 'lang="en"><a href="/about/?lang=en"'),
        ("de,en;q=0.5,zh;q=0.1", 'lang="en"><a href="/about/?lang=en"'),
        ("zh-TW,zh;q=0.9", 'lang="zh-Hant"><a href="/about/?lang=zh-hant"'),
        ("zh-HK", 'lang="zh-Hant"><a href="/about/?lang=zh-hant"'),
        ("zh-CN,zh;q=0.9,en;q=0.8", ""),
        ("de", ""),
        ("", ""),
    ],
)
def test_the_language_that_a_browser_prefers_is_offered_and_not_forced(client, db, accepted, offer):
    response = client.get("/about/", headers={"accept-language": accepted})
    page = response.content.decode()
    assert '<html lang="zh-Hans"' in page
    assert "Accept-Language" in response["Vary"]
    assert (offer in page) if offer else ('class="offer"' not in page)


def test_a_chosen_language_is_offered_no_other(client, db):
    client.cookies["lang"] = "zh-hans"
    assert 'class="offer"' not in client.get("/about/", headers={"accept-language": "en"}).content.decode()


def test_names_of_measures_are_traditional_on_traditional_pages_and_lead_to_the_same_search(client, make_report):
    make_report(text="整顿软弱涣散党组织。", region="621102")
    Measure.objects.get_or_create(name="软弱涣散", defaults={"group": "组织建设", "variants": "整顿后进"})
    client.cookies["lang"] = "zh-hant"
    for address in ("/", "/measures/", "/regions/621102/"):
        page = client.get(address).content.decode()
        assert "<span>軟弱渙散</span>" in page, address
        assert "%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3" in page, address
    with translation.override("zh-hant"):
        assert filters.quoted(["软弱涣散", "一肩挑"]) == "“軟弱渙散”“一肩挑”"


def test_names_of_measures_are_explained_wherever_an_english_page_lists_them(client, make_report):
    make_report(text="整顿软弱涣散党组织。", region="621102")
    Measure.objects.get_or_create(name="软弱涣散", defaults={"group": "组织建设"})
    client.cookies["lang"] = "en"
    for address in ("/", "/measures/", "/regions/621102/"):
        page = client.get(address).content.decode()
        assert '<span lang="zh">软弱涣散</span>' in page, address
        assert "weak and lax" in page, address


def test_the_box_of_a_region_names_it_in_the_language_of_the_page(client, make_report):
    make_report(region="620000")
    for language, words in (("en", "Search within Gansu"), ("zh-hant", "在甘肅省內檢索")):
        client.cookies["lang"] = language
        assert f'placeholder="{words}"' in client.get("/regions/620000/").content.decode()
