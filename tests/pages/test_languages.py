"""The interface in three languages: every page whole in each, the switch, the cookie, the catalogs."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.utils import translation

from archive.languages import mixed, own, say, translated
from archive.languages.page import use_chosen_language
from archive.languages.scripts import to_script
from archive.models import Region
from archive.places.shown import region_name
from search.documents import QueryError
from search.query import parse_query
from search.sentences import Sentence
from tests.pages.conftest import Page

_HAN = re.compile(r"[\u3400-\u9fff]")
#: Characters of interface sentences that the traditional script writes otherwise.
SIMPLIFIED = "说检项这为报页处该与个们对号标题显无删复现关区编录链径"
#: Elements whose words are nobody's interface: scripts, and names of sources offered by a list box of the browser.
_NO_WORDS = {"script", "style", "option", "template"}


def words_of_page(page) -> list[str]:
    """The text nodes of the page's body that are in the language of the page itself, whatever is marked otherwise apart."""
    found: list[str] = []

    def walk(element, own_language: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in _NO_WORDS:
            return
        mine = own_language and (element.get("lang") in (None, page.language))
        if mine and element.text:
            found.append(element.text)
        for child in element:
            walk(child, mine)
            if mine and child.tail:
                found.append(child.tail)

    walk(page.document.find("body"), True)
    return [text.strip() for text in found if text.strip()]


def test_an_english_page_has_no_chinese_outside_what_is_marked_as_chinese(crawled):
    left = {}
    for address, page in crawled.in_language("en").items():
        assert page.language == "en", address
        if chinese := [text for text in words_of_page(page) if _HAN.search(text)]:
            left[address] = chinese[:6]
    assert left == {}


def test_a_traditional_page_has_no_simplified_words_of_its_own(crawled):
    left = {}
    typed = (
        "软弱涣散",
        "整顿",
        "标题:党支部",
        "软弱?散",
        "党组织",
        "网格化",
        "积分制",
        "绝无此词",
        "地区:定西",
        "党建",
        "定西",
        "范文",
        "不成对",
        "定西地区",
        "定西县",
    )
    for address, page in crawled.in_language("zh-hant").items():
        assert page.language == "zh-Hant", address
        for text in words_of_page(page):
            plain = text
            for word in sorted(typed, key=len, reverse=True):  # what a reader typed is quoted as it was typed
                plain = plain.replace(word, "")
            if set(plain) & set(SIMPLIFIED) and to_script(plain, "hant") != plain:
                left.setdefault(address, []).append(text)
    assert left == {}


def test_a_page_is_chinese_whatever_the_browser_prefers(client, make_report):
    page = Page(client.get("/", headers={"accept-language": "en"}))
    assert page.language == "zh-Hans"


def test_a_choice_is_kept_in_a_cookie_and_leads_back_to_the_same_address(client, make_report):
    response = client.get("/search/?q=党建&lang=en&page=1")
    assert response.status_code == 302
    assert response["Location"] == "/search/?q=%E5%85%9A%E5%BB%BA&page=1"
    assert response.cookies["lang"].value == "en"
    assert Page(client.get("/about/")).language == "en"


def test_a_choice_never_leads_to_another_host(rf):
    request = rf.get("/?lang=en")
    request.path = request.path_info = "//elsewhere.example/"
    assert use_chosen_language(HttpResponse)(request)["Location"] == "/%2Felsewhere.example/"


def test_a_language_that_we_do_not_speak_is_refused_in_a_sentence(client):
    response = client.get("/about/?lang=fr")
    assert response.status_code == 400
    assert "zh-hans、zh-hant、en" in response.content.decode()


def test_every_page_offers_the_other_languages_in_their_own_names(client):
    page = client.get("/about/").content.decode()
    assert 'href="/about/?lang=en" lang="en" hreflang="en"' in page
    assert 'title="繁體"' in page


def test_pages_are_kept_apart_by_caches(client):
    assert "Cookie" in client.get("/about/")["Vary"]
    assert client.get("/about/")["Content-Language"] == "zh-Hans"


def test_machines_are_answered_in_chinese_whatever_the_cookie(client, make_report):
    make_report(title="党建报告", text="党建工作。")
    client.cookies["lang"] = "en"
    assert "一起" not in client.get("/api/v1/search?q=軟弱渙散").json()["explain"]
    assert client.get("/api/v1/search?q=軟弱渙散").json()["explain"] == ["繁体、简体和异体字一并检索：“軟弱渙散”"]
    assert "基层文库" in client.get("/feed.atom").content.decode()


def test_the_language_of_the_page_does_not_change_the_script_of_the_report(client, make_report):
    report = make_report(title="整顿党组织", text="整顿软弱涣散党组织。")
    client.cookies["lang"] = "zh-hant"
    assert "整顿软弱涣散党组织。" in client.get(f"/reports/{report.pk}/").content.decode()


def test_a_sentence_of_the_engine_is_its_own_chinese_and_knows_its_parts():
    sentence = Sentence("{0}较长，拆成{1}个词", "“甲”", 2)
    assert sentence == "“甲”较长，拆成2个词"
    assert (sentence.sentence, sentence.values) == ("{0}较长，拆成{1}个词", ("“甲”", 2))


def test_what_the_engine_refuses_is_said_in_the_language_of_the_page():
    with pytest.raises(QueryError) as refused:
        parse_query("党" * 401)
    assert str(refused.value).startswith("检索式最长400字")
    with translation.override("en"):
        assert translated(refused.value) == "A query takes at most 400 characters; this one has 401. Please shorten it."


def test_braces_that_a_reader_types_are_only_words(db):
    assert parse_query("党建 -").explain
    with translation.override("en"):
        assert translated(parse_query("地区:{0}").explain[0]).startswith("No place is called “{0}”")


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("zh-hans", "620000", "甘肃省"),
        ("zh-hant", "620000", "甘肅省"),
        ("en", "620000", "Gansu"),
        ("en", "610000", "Shaanxi"),
        ("en", "621100", 'Dingxi <span lang="zh-Hans">定西市</span>'),
    ],
)
def test_a_place_has_a_name_in_each_language(language, code, name, regions):
    with translation.override(language):
        assert region_name(Region.objects.get(code=code)) == name


def test_all_provinces_have_english_names(regions):
    with translation.override("en"):
        assert not [unit for unit in Region.objects.provinces() if _HAN.search(region_name(unit))]


def test_words_that_are_marked_as_chinese_are_escaped():
    with translation.override("en"):
        assert own("<b>甲</b>") == '<span lang="zh">&lt;b&gt;甲&lt;/b&gt;</span>'
        assert mixed("<i>no “甲乙”") == '&lt;i&gt;no “<span lang="zh">甲乙</span>”'


@pytest.mark.parametrize(("number", "english"), [(1, "1 report"), (2, "2 reports")])
def test_english_counts_one_and_many(number, english):
    with translation.override("en"):
        assert translation.ngettext("%(number)s 篇", "%(number)s 篇", number) % {"number": number} == english


def test_a_sentence_that_is_empty_stays_empty():
    with translation.override("en"):
        assert say("") == ""


def test_the_catalogs_are_whole_and_compiled():
    from scripts.messages import behind

    assert behind() == []
