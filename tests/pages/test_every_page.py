"""What holds on all pages: links that lead somewhere, nothing inline, a head, and words for what went wrong."""

import re

import pytest
from django.test import RequestFactory
from django.urls import resolve

from archive import urls
from archive.views import errors
from tests.elements import ids_named
from tests.pages.conftest import Page


@pytest.fixture
def filled(make_report):
    return make_report(title="定西的整顿", text="一、整顿\n正文整顿。", region="621102", date="2021-08-16")


@pytest.fixture(scope="module")
def pages(crawled) -> dict:
    """{(language, address): page} of every public page."""
    return crawled.pages


def test_every_public_page_is_among_them(pages):
    """What hands out files, feeds, fragments and answers for machines has tests of its own."""
    names = {pattern.name for pattern in urls.urlpatterns}
    met = {resolve(address.partition("?")[0]).url_name for _, address in pages if address != "/no-such-page"}
    assert names - met == {
        "citation", "compare-words-export", "concordance-export", "dump-export", "dump-original-export", "healthz", "logout", "look", "favicon", "figures-export", "formulas-export", "metrics", "neighbours-export", "newest-feed", "oai", "oai-schema", "pack-export", "promises-export", "opensearch", "opensearch-suggest", "readyz", "region-export",
        "region-feed", "report-original", "report-print", "report-reuse-export", "reuse-export", "robots", "saved-export", "search-export", "search-feed", "sitemap",
        "sitemap-pages", "sitemap-reports", "suggest", "trends-export",
    }  # fmt: skip


def test_no_page_holds_a_style_or_a_script_in_line(pages):
    for address, page in pages.items():
        assert not page.all("//@style"), address
        assert not page.all("//style"), address
        assert not page.all("//script[not(@src) and not(@type='application/ld+json')]"), address
        assert not [name for name in page.all("//@*") if name.attrname.startswith("on")], address


def test_no_page_asks_another_host_for_anything(pages):
    for page in pages.values():
        for address in page.all("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src"):
            assert address.startswith(("/static/", "/reports/"))


def test_every_link_of_our_pages_leads_somewhere(crawled):
    assert len(crawled.targets) > 40
    assert {link: answer.status_code for link, answer in crawled.targets.items() if answer.status_code != 200} == {}


def test_every_form_answers_without_script_with_what_stands_in_it(crawled):
    assert len(crawled.forms) > 8
    assert {form: status for form, status in crawled.forms.items() if status >= 400} == {}


def test_every_button_does_something_without_script(pages):
    for address, page in pages.items():
        for button in page.all("//button[@type='button' and not(ancestor-or-self::*[@hidden])]"):
            assert page.all(f"//*[@id='{button.get('popovertarget')}' and @popover]"), (address, button.text)


def test_every_anchor_stands_on_its_page(pages, crawled):
    met = set()
    for page in pages.values():
        for link in page.all("//a/@href[contains(., '#')]"):
            path, _, name = link.partition("#")
            if path in crawled.targets or not path:
                target = Page(crawled.targets[path]) if path else page
                assert name in target.all("//@id"), link
                met.add(link)
    assert len(met) > 10


def test_every_page_has_one_main_one_heading_and_its_landmarks(pages):
    for address, page in pages.items():
        assert len(page.all("//main")) == 1, address
        assert len(page.all("//h1")) == 1, address
        assert page.all("//header//nav[@aria-label]"), address
        assert page.all("//a[@class='skip']/@href") == ["#main"], address
        ids = page.all("//@id")
        assert len(ids) == len(set(ids)), address


def test_whatever_an_element_names_by_id_stands_on_the_page(pages):
    for address, page in pages.items():
        assert ids_named(page.document) <= set(page.all("//@id")), address


def test_a_spoken_name_begins_with_the_words_that_are_seen(pages):
    for address, page in pages.items():
        for element in page.all("//a[@aria-label] | //button[@aria-label]"):
            seen = " ".join(element.text_content().split())
            assert seen.lower() in element.get("aria-label").lower(), (address, seen)


def test_every_field_has_a_name(pages):
    for address, page in pages.items():
        for field in page.all("//input[not(@type='hidden')] | //select"):
            labels = field.xpath("ancestor::label") + page.all(f"//label[@for='{field.get('id')}']")
            assert field.get("aria-label") or labels, (address, field.get("name"))


@pytest.mark.parametrize(("address", "word"), [("/search/", "检索"), ("/regions/621100/", "地区"), ("/about/", "说明")])
def test_the_head_says_where_one_is(filled, read, address, word):
    assert read(address).texts("//header//nav/a[@aria-current]") == [word]


def test_pages_that_do_not_search_offer_a_search_box(filled, read):
    assert read("/about/").all("//header//input[@name='q']")
    assert not read("/search/").all("//header//input[@name='q']")


def test_an_unknown_address_is_answered_in_words(db, read):
    page = read("/nowhere")
    assert page.status == 404
    assert "没有找到这一页" in page.text
    assert page.links("回首页")[-1] == "/"


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "请求有误"),
        (errors.permission_denied, 403, "无权查看"),
        (errors.gone, 410, "现已撤回"),
        (errors.index_missing, 503, "暂时不能检索"),
    ],
)
def test_every_error_has_a_page_with_a_way_out(view, status, words):
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert words in response.content.decode()
    assert "回首页" in response.content.decode()


def test_the_page_of_a_failure_needs_neither_database_nor_request():
    response = errors.server_error(None)
    assert response.status_code == 500
    assert "差错已记录" in response.content.decode()


def test_a_failing_view_answers_with_that_page(filled, client, monkeypatch):
    monkeypatch.setattr("archive.views.home.held_numbers", lambda: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "差错已记录" in response.content.decode()


def test_the_policy_allows_nothing_inline_or_foreign(db, client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert not re.search(r"unsafe|https?:|\*", policy)


@pytest.mark.parametrize("example", ["“软弱涣散”", "积分制 OR 网格化", "标题:支部", "三会一课 -范文"])
def test_the_examples_of_home_are_understood(engine, read, example):
    assert read("/search/", q=example).status == 200
