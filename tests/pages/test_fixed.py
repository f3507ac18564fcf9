"""What is drawn once and kept is nobody's: it sees the language and the name of the page, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import set_script_prefix
from django.utils import translation


def drawn(template: Template, page: str, **values: object) -> str:
    request = SimpleNamespace(resolver_match=SimpleNamespace(url_name=page), look="dark")
    return template.render(Context({"request": request, **values}))


def test_what_is_kept_knows_nothing_of_who_asks():
    template = Template("{% load fixed_tags %}{% fixed %}<{{ request.look }}{{ text }}>{% endfixed %}")
    assert drawn(template, "search", text="甲") == "<>"


def test_each_page_keeps_its_own():
    template = Template("{% load fixed_tags %}{% fixed %}{{ page }}{% endfixed %}")
    assert [drawn(template, page) for page in ("search", "saved", "search")] == ["search", "saved", "search"]


def test_each_language_keeps_its_own():
    template = Template("{% load fixed_tags i18n %}{% fixed %}{% translate '检索' %}{% endfixed %}")
    said = []
    for language in ("zh-hans", "en", "zh-hant", "zh-hans"):
        with translation.override(language):
            said.append(drawn(template, "search"))
    assert said == ["检索", "Search", "檢索", "检索"]


def test_addresses_that_are_kept_follow_the_place_that_the_archive_is_served_at():
    template = Template("{% load fixed_tags %}{% fixed %}{% url 'search' %}{% endfixed %}")
    assert drawn(template, "search") == "/search/"
    set_script_prefix("/wenku/")
    try:
        assert drawn(template, "search") == "/wenku/search/"
    finally:
        set_script_prefix("/")


@pytest.mark.django_db
def test_the_row_of_pages_names_the_one_that_is_open(client: Client):
    opened = {name: client.get(f"/{name}/").content.decode() for name in ("about", "measures", "about")}
    for name, page in opened.items():
        assert f'<a href="/{name}/" aria-current="page">' in page
        assert page.count('aria-current="page"') == 1
