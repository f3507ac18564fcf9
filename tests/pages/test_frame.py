"""Head and foot of every page: they follow the request, and nothing of one reader reaches another."""

from __future__ import annotations

import pytest
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import resolve, set_script_prefix
from django.utils import translation


def about(path: str = "/about/", theme: str = "") -> str:
    request = RequestFactory().get(path)
    request.resolver_match, request.theme = resolve("/about/"), theme
    return render(request, "about.html").content.decode()


def test_each_reader_has_the_chosen_theme():
    assert 'data-look="dark"' in about(theme="dark")
    assert "data-look" not in about()
    assert 'data-look="light"' in about(theme="light")


def test_the_foot_leads_back_to_the_page_of_each_reader():
    assert 'name="back" value="/about/?q=1"' in about("/about/?q=1")
    assert 'name="back" value="/about/"' in about()


def test_each_language_has_its_own_words():
    said = []
    for language in ("zh-hans", "en", "zh-hant", "zh-hans"):
        with translation.override(language):
            said.append(about())
    assert ">检索</a>" in said[0]
    assert ">Search</a>" in said[1]
    assert ">檢索</a>" in said[2]
    assert said[3] == said[0]


def test_addresses_follow_the_place_that_the_archive_is_served_at():
    assert 'href="/search/"' in about()
    set_script_prefix("/wenku/")
    try:
        page = about()
    finally:
        set_script_prefix("/")
    assert 'href="/wenku/search/"' in page
    assert 'href="/search/"' not in page


@pytest.mark.django_db
def test_the_row_of_pages_names_the_one_that_is_open(client: Client):
    opened = {name: client.get(f"/{name}/").content.decode() for name in ("about", "measures", "about")}
    for name, page in opened.items():
        assert f'<a href="/{name}/" aria-current="page">' in page
        assert page.count('aria-current="page"') == 1
