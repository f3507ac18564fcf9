"""What holds on all pages: links that lead somewhere, nothing inline, a head, and words for what went wrong."""

import re

import pytest
from django.test import RequestFactory

from archive.views import errors

ADDRESSES = [
    "/",
    "/search/",
    "/search/?q=整顿",
    "/search/?mode=x",
    "/regions/",
    "/regions/621100/",
    "/measures/",
    "/about/",
    "/saved/",
    "/search/advanced/",
    "/search/?q=整顿 甘肃 2021",
    "/regions/?place=dingxi",
    "/login/",
]


@pytest.fixture
def filled(make_report):
    return make_report(
        title="定西的整顿",
        text="一、整顿\n正文整顿。\n二、以后\n再整顿。",
        region="621102",
        date="2021-08-16",
        source="陇中党建通讯",
    )


@pytest.fixture
def pages(filled, read):
    of_the_report = [f"/reports/{filled.pk}/?q=整顿", f"/reports/{filled.pk}/?edits=1", f"/saved/?ids={filled.pk}"]
    return {address: read(address) for address in [*ADDRESSES, *of_the_report, "/nowhere"]}


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


def test_every_link_of_our_pages_leads_somewhere(pages, client):
    inside = {
        link.partition("#")[0]
        for page in pages.values()
        for link in page.all("//main//a/@href | //header//a/@href | //footer//a/@href")
        # The switch of languages leads back to the page itself: test_languages.py.
        if link.startswith("/") and not link.startswith("/api/") and "lang=" not in link
    }
    assert len(inside) > 40
    assert {link: client.get(link).status_code for link in inside if client.get(link).status_code != 200} == {}


def test_every_form_answers_without_script_with_what_stands_in_it(pages, client):
    asked = set()
    for address, page in pages.items():
        for form in page.document.forms:
            target, fields = form.get("action") or address.partition("?")[0], tuple(form.form_values())
            if (target, fields) in asked:
                continue
            asked.add((target, fields))
            ask = client.post if form.method == "POST" else client.get
            assert ask(target, dict(fields)).status_code < 400, (address, target, fields)
    assert len(asked) > 8


def test_every_button_does_something_without_script(pages):
    for address, page in pages.items():
        for button in page.all("//button[@type='button' and not(ancestor-or-self::*[@hidden])]"):
            assert page.all(f"//*[@id='{button.get('popovertarget')}' and @popover]"), (address, button.text)


def test_every_anchor_stands_on_its_page(pages, read):
    for page in pages.values():
        for link in page.all("//a/@href[contains(., '#')]"):
            path, _, name = link.partition("#")
            target = page if not path else read(path)
            assert name in target.all("//@id"), link


def test_every_page_has_one_main_one_heading_and_its_landmarks(pages):
    for address, page in pages.items():
        assert len(page.all("//main")) == 1, address
        assert len(page.all("//h1")) == 1, address
        assert page.all("//header//nav[@aria-label]"), address
        assert page.all("//a[@class='skip']/@href") == ["#main"], address
        ids = page.all("//@id")
        assert len(ids) == len(set(ids)), address


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
    monkeypatch.setattr("archive.views.home.count_by_region", lambda: 1 / 0)
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
